"""Attention on top of a static model: the start, what is learnt, going on, the folder."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import DatasetError, EncoderError, SettingError
from index.encoder import StaticEncoder, load_encoder
from index.training import Contextual, Crossing, train_contextual, train_cross
from index.training.contextual import body as bodies
from index.training.contextual import recipe as following
from index.training.contextual.body import Shape
from index.training.contextual.impacts import Impacts
from index.training.contextual.lessons import Lessons
from index.training.contextual.neighbours import groups, together
from index.training.contextual.teaching import Rates, Teaching
from index.training.export import export
from index.training.pairs import Pair
from index.training.vocabulary import tokenizer_of
from index.transformer import SentenceTransformerEncoder

WORDS = ("水", "路", "学", "医", "修", "建", "停", "不", "县", "市", "钱", "人")
SMALL = Contextual(
    shape=Shape(width=8, layers=1, heads=2, head=4, inner=16, longest=32),
    masked=48,
    masked_batch=8,
    epochs=3.0,
    batch_size=8,
    group=4,
    asked=6,
    said=6,
    rate=0.02,
    masked_rate=0.02,
    words_rate=0.01,
    alike=1.1,
    repeats={},
)


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model whose rows and weights are chance."""
    folder = tmp_path_factory.mktemp("static") / "words"
    chance = np.random.default_rng(3)
    rows = chance.standard_normal((len(WORDS) + 1, 8)).astype(np.float32)
    weights = chance.uniform(0.5, 2.0, len(WORDS) + 1).astype(np.float32)
    frequencies = {word: 100 - at for at, word in enumerate(WORDS)}
    export(folder, tokenizer_of(frequencies), rows, weights)
    return folder


def _pairs() -> list[Pair]:
    """Four words as they stand, and the same backwards: order alone tells them apart."""
    chance = random.Random(5)
    drawn = ["".join(chance.sample(WORDS, 4)) for _ in range(64)]
    return [Pair(text, text[::-1], "made") for text in drawn]


def _file(folder: Path) -> Path:
    import json

    rows = [{"query": p.query, "positive": p.positive, "source": p.source} for p in _pairs()]
    (folder / "made.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


def test_it_starts_as_the_static_model(static: Path) -> None:
    texts = ["水路不修", "医", "学人学人建", ""]
    body = bodies.fresh(static, texts, SMALL.shape, 0)
    found = body.vectors(body.tokens(texts, 9)).detach().numpy()
    np.testing.assert_allclose(
        found, StaticEncoder(static).encode_passages(texts), atol=1e-5, rtol=0
    )


def test_a_narrower_start_keeps_what_tells_texts_apart(static: Path) -> None:
    texts = [pair.query for pair in _pairs()]
    whole = StaticEncoder(static).encode_passages(texts)
    body = bodies.fresh(static, texts, replace(SMALL.shape, width=6), 0)
    found = body.vectors(body.tokens(texts, 9)).detach().numpy()
    assert found.shape == (64, 6)
    alike = np.corrcoef((whole @ whole.T).ravel(), (found @ found.T).ravel())[0, 1]
    assert alike > 0.95


def test_sentence_transformers_gives_what_was_learnt(static: Path, tmp_path: Path) -> None:
    texts = ["水路不修", "医", "学人学人建", "", "ꙮ"]
    body = bodies.fresh(static, texts, SMALL.shape, 0)
    bodies.soften(body, 0.0)
    chance = np.random.default_rng(1)
    teaching = Teaching(body)
    for _ in range(5):
        teaching.guess(body.tokens([p.query for p in _pairs()], 9), chance, Rates(0.05, 0.05))
    bodies.save(body, tmp_path / "made")
    encoder = load_encoder(tmp_path / "made")
    assert isinstance(encoder, SentenceTransformerEncoder)
    found = encoder.encode_passages(texts)
    mine = body.vectors(body.tokens(texts, 9)).detach().numpy()
    np.testing.assert_allclose(found, mine, atol=5e-3, rtol=0)
    assert not found[3:].any()
    plain = StaticEncoder(static).encode_passages(texts)
    assert np.abs(found[0] - plain[0]).max() > 0.05


def test_both_kinds_of_learning_get_better(static: Path) -> None:
    from index.training.contextual.recipe import _guess, _tell_apart

    recipe = replace(SMALL, epochs=12.0, masked=240)
    lessons = Lessons(_pairs(), StaticEncoder(static), recipe)
    body = bodies.fresh(static, lessons.sample, recipe.shape, 0)
    teaching = Teaching(body)
    guessed = [_guess(teaching, lessons, recipe, step) for step in range(lessons.guesses)]
    assert np.mean(guessed[-6:]) < 0.95 * np.mean(guessed[:3])
    told = [_tell_apart(teaching, lessons, recipe, step) for step in range(lessons.contrasts)]
    assert len(told) == 96
    assert np.mean(told[-8:]) < 0.8 * np.mean(told[:4])


def test_stopped_and_called_again_it_gives_the_same(
    static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SAVE_EVERY", 2)
    pairs = _file(tmp_path)
    train_contextual(pairs, tmp_path / "once", start=static, recipe=SMALL)

    def stop(stage: str, done: int, whole: int) -> None:
        if (stage, done) == ("telling apart", 5):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_contextual(pairs, tmp_path / "twice", start=static, recipe=SMALL, progress=stop)
    assert (tmp_path / "twice.partial" / "progress.json").exists()
    stages: list[tuple[str, int]] = []
    report = train_contextual(
        pairs, tmp_path / "twice", start=static, recipe=SMALL,
        progress=lambda stage, done, whole: stages.append((stage, done)),
    )  # fmt: skip
    assert stages[0] == ("telling apart", 5)
    assert (report.pairs, report.words, report.dimensions) == (64, len(WORDS) + 1, 8)
    assert report.sources == {"made": 64}
    assert not (tmp_path / "twice.partial").exists()
    files = ["model.safetensors", "tokenizer.json", "1_WordWeights/config.json", "modules.json"]
    for file in files:
        assert (tmp_path / "once" / file).read_bytes() == (tmp_path / "twice" / file).read_bytes()


def test_another_recipe_does_not_go_on_from_a_checkpoint(
    static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SAVE_EVERY", 1)

    def stop(stage: str, done: int, whole: int) -> None:
        raise KeyboardInterrupt

    pairs = _file(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        train_contextual(pairs, tmp_path / "x", start=static, recipe=SMALL, progress=stop)
    with pytest.raises(SettingError, match="holds a training with other settings or other pairs"):
        train_contextual(pairs, tmp_path / "x", start=static, recipe=SMALL, seed=1)


@pytest.mark.parametrize("name", ["epochs", "batch_size", "group", "rate"])
def test_a_setting_without_meaning_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match=f"{name}: want more than 0, not 0"):
        replace(SMALL, **{name: 0})


def test_too_few_pairs_for_a_batch_are_refused(static: Path, tmp_path: Path) -> None:
    recipe = replace(SMALL, batch_size=65)
    with pytest.raises(DatasetError, match="no source has the pairs for one batch of 65"):
        train_contextual(_file(tmp_path), tmp_path / "x", start=static, recipe=recipe)


# the parts


def test_groups_are_of_one_size_and_of_what_lies_close() -> None:
    chance = np.random.default_rng(0)
    places = chance.permutation(40)
    vectors = np.stack([places // 8 * 10.0, np.zeros(40)], axis=1).astype(np.float32)
    found = groups(vectors, 8, chance)
    assert sorted(np.concatenate(found).tolist()) == list(range(40))
    assert [len(one) for one in found] == [8] * 5
    assert all(np.ptp(places[one] // 8) == 0 for one in found)


def test_equal_vectors_are_grouped_too() -> None:
    found = groups(np.ones((20, 3), np.float32), 8, np.random.default_rng(0))
    assert sorted(np.concatenate(found).tolist()) == list(range(20))
    assert max(map(len, found)) <= 8


def test_batches_are_full_and_hold_whole_groups() -> None:
    parts = [np.arange(at, at + 4) for at in range(0, 20, 4)]
    found = together(parts, 8, np.random.default_rng(0))
    assert [len(one) for one in found] == [8, 8]
    for one in found:
        assert {tuple(half) for half in one.reshape(2, 4)} <= {tuple(part) for part in parts}
    assert together([], 8, np.random.default_rng(0)) == []


def test_shares_are_bm25_over_what_the_question_would_get() -> None:
    impacts = Impacts.of(["甲乙", "甲丙", "丁", "丁"])
    assert (impacts.passages, impacts.length) == (4, 2.0)
    found = impacts.shares(["甲", "戊"], ["甲乙", "丁"])
    longer = 1.2 * (0.25 + 0.75 * 3 / 2)
    np.testing.assert_allclose(found, [[2.2 / (1 + longer), 0], [0, 0]], rtol=1e-6)


def test_near_and_equal_positives_are_not_held_against_each_other(static: Path) -> None:
    pairs = [Pair("水", "路修", "made"), Pair("学", "路修", "made"), Pair("水", "人钱", "made"),
             Pair("县", "市", "made")]  # fmt: skip
    recipe = replace(SMALL, batch_size=4, group=4)
    lessons = Lessons(pairs, StaticEncoder(static), recipe)
    body = bodies.fresh(static, lessons.sample, recipe.shape, 0)
    judged = lessons.judged(body, 0)
    assert judged.queries.ids.shape == (4, 2)
    assert int(judged.same.sum()) == 4  # one pair of equal queries, one of equal positives
    near = Lessons(pairs, StaticEncoder(static), replace(recipe, alike=-1.0)).judged(body, 0)
    assert int(near.same.sum()) == 12


def test_longer_texts_are_read_from_the_start_or_from_within(static: Path) -> None:
    body = bodies.fresh(static, ["水"], SMALL.shape, 0)
    pairs = [Pair("水路学医修建停不", "水路学医修建停不", "made"), Pair("人", "人", "made")]
    recipe = replace(SMALL, batch_size=2, group=2, asked=3, said=4)
    firsts: set[int] = set()
    for seed in range(12):
        lessons = Lessons(pairs, StaticEncoder(static), replace(recipe, seed=seed))
        judged = lessons.judged(body, 0)
        long = int(judged.positives.mask.sum(1).argmax())
        assert judged.queries.ids.shape == (2, 4)
        assert judged.positives.ids.shape == (2, 5)
        firsts.add(int(judged.positives.ids[long, 1]))
    assert len(firsts) > 1
    assert body.tokenizer.token_to_id("水") in firsts


# reading both


@pytest.fixture(scope="module")
def contextual(static: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contextual folder that nothing was learnt in."""
    folder = tmp_path_factory.mktemp("contextual") / "body"
    bodies.save(bodies.fresh(static, ["水"], replace(SMALL.shape, width=8), 0), folder)
    return folder


def test_rivals_are_what_bm25_takes_for_the_right_one(static: Path) -> None:
    pairs = [Pair("水路", "水路修", "made"), Pair("学医", "水路人", "made"),
             Pair("水", "钱", "made"), Pair("市", "县水", "made")]  # fmt: skip
    recipe = replace(SMALL, batch_size=4, group=4)
    listed = Lessons(pairs, StaticEncoder(static), recipe).listed(0, 2)
    at = listed.questions.index("水路")
    first, second, third = (listed.passages[place] for place in listed.places[at].tolist())
    assert (first, second, third) == ("水路修", "水路人", "县水")
    assert listed.shares[at, 0] == pytest.approx(listed.shares[at, 1])
    assert listed.shares[at, 1] > listed.shares[at, 2] > 0


def test_a_cross_encoder_learns_and_reads_again(
    static: Path, contextual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.reader import Reader

    monkeypatch.setattr("index.training.contextual.crossing.SHIPPED", static)
    pairs = _file(tmp_path)
    recipe = Crossing(questions=16, rivals=3, steps=60, rate=0.03, words_rate=0.01)
    losses = _losses(pairs, contextual, static, recipe)
    assert np.mean(losses[-6:]) < 0.9 * np.mean(losses[:3])
    report = train_cross(
        pairs, tmp_path / "cross", start=contextual, recipe=replace(recipe, steps=3)
    )
    assert (report.pairs, report.steps, report.dimensions) == (64, 3, 8)
    reader = Reader(str(tmp_path / "cross"), device="cpu", worth=0.5)
    found = reader.worth_of("水路修学", ["学修路水", "钱人", "医"])
    assert len(found) == 3
    assert len(set(found)) == 3
    assert all(0 < one < 0.5 for one in found)
    assert reader.worth_of("水", []) == []


def _losses(pairs: Path, start: Path, static: Path, recipe: Crossing) -> list[float]:
    from index.training.contextual import crossing
    from index.training.pairs import read

    settings = replace(SMALL, batch_size=recipe.questions, group=recipe.questions)
    lessons = Lessons(list(read(pairs)), StaticEncoder(static), settings)
    made = crossing.fresh(start, 0)
    return crossing._taught(made, lessons, recipe, lambda stage, done, whole: None)


def test_a_cross_encoder_wants_a_contextual_one(static: Path, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no contextual encoder here; make one first"):
        train_cross(_file(tmp_path), tmp_path / "x", start=static)


def test_a_reader_that_is_none_is_named(tmp_path: Path) -> None:
    from index.reader import Reader

    with pytest.raises(EncoderError, match="none: there is no such folder; give a cross-encoder's"):
        Reader(str(tmp_path / "none"), device="cpu")
    with pytest.raises(EncoderError, match="no cross-encoder here: "):
        Reader(str(tmp_path), device="cpu")
