"""Going on from a model: its words, its vectors, a low rate, a checkpoint of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError, SettingError
from index.encoder import SHIPPED, StaticEncoder
from index.training import Recipe, train, unfinished
from index.training.bags import cut
from index.training.start import no_parts, start_from

SMALL = Recipe(vocabulary=300, dimensions=16, epochs=8, batch_size=16, rate=0.2)
GENTLE = replace(SMALL.gentle(), batch_size=16)
FIRST = {"辍学": "学校劝返失学儿童", "饮水": "水厂改造农村管网", "公路": "交通部门修补路面"}
SECOND = {"辍学": "交通部门修补路面", "饮水": "水厂改造农村管网", "公路": "学校劝返失学儿童"}


def _write(file: Path, answers: dict[str, str], times: int = 16) -> Path:
    rows = [
        {"query": f"{subject}问题{number}", "positive": f"{answer}{number}", "source": "made"}
        for number in range(times)
        for subject, answer in answers.items()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    train(_write(folder / "pairs.jsonl", FIRST), folder / "model", recipe=SMALL)
    return folder / "model"


def _nearness(folder: Path, subject: str, answer: str) -> float:
    encoder = StaticEncoder(folder)
    asked, found = encoder.encode_questions([f"{subject}问题"]), encoder.encode_passages([answer])
    return float((asked @ found.T)[0, 0])


def test_the_table_gives_the_vectors_that_the_model_gives() -> None:
    tokenizer, table = start_from(SHIPPED)
    texts = ["辍学问题怎么解决？", "农村饮水安全", "WTO 2020年第3次会议", "。"]
    bags = cut(texts, tokenizer, most=99.0)
    vectors = np.zeros((len(texts), table.rows.shape[1]), dtype=np.float32)
    for row in range(len(texts)):
        span = slice(bags.starts[row], bags.starts[row + 1])
        weights = table.weights.numpy()[bags.ids[span]] * bags.counts[span]
        vectors[row] = weights @ table.rows.numpy()[bags.ids[span]]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    np.testing.assert_allclose(vectors, StaticEncoder(SHIPPED).encode_passages(texts), atol=1e-5)
    lengths = np.linalg.norm(table.rows.numpy()[1:], axis=1)
    np.testing.assert_allclose(lengths[lengths > 0], 1.0, atol=1e-5)
    assert float(np.median(table.weights.numpy()[1:])) == pytest.approx(1.0)


def test_a_rate_of_next_to_nothing_changes_next_to_nothing(model: Path, tmp_path: Path) -> None:
    pairs = _write(tmp_path / "pairs.jsonl", SECOND)
    recipe = replace(GENTLE, rate=1e-9)
    report = train(pairs, tmp_path / "same", start=model, recipe=recipe)
    assert (report.pairs, report.dimensions, report.steps) == (48, 16, 12)
    texts = [*FIRST, *FIRST.values()]
    before, after = (
        StaticEncoder(folder).encode_passages(texts) for folder in (model, tmp_path / "same")
    )
    np.testing.assert_allclose(before, after, atol=0.02)


def test_going_on_learns_the_new_and_keeps_the_words(model: Path, tmp_path: Path) -> None:
    pairs = _write(tmp_path / "pairs.jsonl", SECOND)
    train(pairs, tmp_path / "on", start=model, recipe=replace(GENTLE, epochs=20, rate=0.05))
    new, old = SECOND["辍学"], FIRST["辍学"]
    assert _nearness(model, "辍学", new) < _nearness(model, "辍学", old)
    assert _nearness(tmp_path / "on", "辍学", new) > _nearness(tmp_path / "on", "辍学", old)
    words = [(folder / "tokenizer.json").read_bytes() for folder in (model, tmp_path / "on")]
    assert words[0] == words[1]


def test_a_stopped_one_goes_on_where_it_was_and_from_no_other_model(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.training.recipe.SAVE_EVERY", 5)
    pairs = _write(tmp_path / "pairs.jsonl", SECOND)

    def stop(stage: str, done: int, whole: int) -> None:
        if stage == "training" and done == 8:
            raise KeyboardInterrupt

    train(pairs, tmp_path / "whole", start=model, recipe=GENTLE)
    with pytest.raises(KeyboardInterrupt):
        train(pairs, tmp_path / "halted", start=model, recipe=GENTLE, progress=stop)
    assert unfinished(tmp_path / "halted").is_dir()
    with pytest.raises(SettingError, match="holds a training with other settings"):
        train(pairs, tmp_path / "halted", start=tmp_path / "whole", recipe=GENTLE)
    train(pairs, tmp_path / "halted", start=model, recipe=GENTLE)
    whole, halted = (StaticEncoder(tmp_path / name) for name in ("whole", "halted"))
    assert whole.fingerprint == halted.fingerprint


@pytest.mark.parametrize("change", [{"dimensions": 8}, {"vocabulary": 500}])
def test_its_shape_cannot_be_changed(model: Path, tmp_path: Path, change: dict[str, int]) -> None:
    with pytest.raises(SettingError, match="dimensions and vocabulary are those of .*model; leave"):
        train(None, tmp_path / "out", start=model, **change)


def test_what_is_no_static_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"tokenizer\.json: no tokenizer here"):
        start_from(tmp_path)


def test_words_whose_parts_are_baked_in_have_none() -> None:
    parts = no_parts(3)
    assert (len(parts), parts.ids.tolist(), parts.starts.tolist()) == (3, [], [0, 0, 0, 0])
