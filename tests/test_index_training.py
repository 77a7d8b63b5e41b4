"""The recipe: pairs, vocabulary, composition, the learning step, resuming, the folder."""

from __future__ import annotations

import gzip
import json
import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import DatasetError, SettingError
from corpus.model import Exchange, Speaker, Transcript, Turn
from index.encoder import StaticEncoder
from index.training import Recipe, train
from index.training import pairs as reading
from index.training.bags import Bags, cut
from index.training.batches import batch, epoch, prepare
from index.training.composition import parts_of
from index.training.export import export, quantized
from index.training.learner import Learner, fresh_table
from index.training.pairs import Pair
from index.training.vocabulary import dictionary, learn, tokenizer_of

SHARED = Path(__file__).parents[2] / "shared" / "data"
SUBJECTS = {
    "辍学": "学校劝返失学儿童",
    "饮水": "水厂改造农村管网",
    "公路": "交通部门修补路面",
    "养老": "民政部门建设敬老院",
    "医保": "医院报销住院费用",
    "住房": "住建部门改造危房",
    "就业": "人社部门培训工人",
    "环保": "环境部门治理河流",
}
ASKING = ("怎么解决", "有什么打算", "进展如何", "什么时候完成")


def _pairs(times: int = 12) -> list[Pair]:
    """Questions that share no word with what answers them but go with it every time."""
    chance = random.Random(7)
    rows = [
        Pair(f"{subject}问题{chance.choice(ASKING)}{number}", f"{answer}已经{number}", "made")
        for number in range(times)
        for subject, answer in SUBJECTS.items()
    ]
    chance.shuffle(rows)
    return rows


def _write(file: Path, rows: list[Pair]) -> Path:
    lines = [
        json.dumps({"query": r.query, "positive": r.positive, "source": r.source}) for r in rows
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


SMALL = Recipe(vocabulary=400, dimensions=32, epochs=12, batch_size=16, rate=0.2, together=0.5)


# pairs


def test_pairs_are_read_file_after_file_and_unrelated_neighbours_left_out(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write('{"query": "问", "positive": "答", "source": "b", "overlap": 0}\n')
        out.write('{"query": "问二", "positive": "答二", "source": "b", "overlap": 1}\n')
    (tmp_path / "a.jsonl").write_text('{"query": "甲", "positive": "乙"}\n', encoding="utf-8")
    assert list(reading.read(tmp_path)) == [
        Pair("甲", "乙", "a.jsonl"),
        Pair("问二", "答二", "b"),
    ]
    assert len(list(reading.read(tmp_path, overlap=0))) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", r"bad\.jsonl:1: not JSON"),
        ('{"query": "问"}', r'bad\.jsonl:1: want \{"query": text, "positive": text\}'),
        ("[]", r"bad\.jsonl:1: want"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "bad.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=said):
        list(reading.read(tmp_path))


def test_a_folder_without_pairs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no pairs here; want files"):
        list(reading.read(tmp_path))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"turns\.jsonl\.gz: cannot be read"):
        list(reading.from_turns(tmp_path / "turns.jsonl.gz"))


def test_a_window_loses_its_sentence_or_keeps_it_one_time_in_ten() -> None:
    first, second = "第一句话说的是农村饮水的事情。", "第二句话说的是学校危房的改造。"
    found = [next(reading.windows(first + second, random.Random(seed))) for seed in range(300)]
    assert {query for query, _ in found} == {first, second}
    kept = [window == first + second for _, window in found]
    others = {
        (query, window) for (query, window), whole in zip(found, kept, strict=True) if not whole
    }
    assert others == {(first, second), (second, first)}
    assert 0.03 < sum(kept) / len(kept) < 0.2


def test_a_text_of_one_sentence_has_no_window() -> None:
    assert list(reading.windows("只有一句话，说得再长也没有别的。", random.Random(0))) == []


def test_sittings_give_simplified_windows_and_headings_none(tmp_path: Path) -> None:
    said = "經濟部門應該負起治理河川的責任。預算由中央政府編列並且逐年檢討。"
    rows = {"doc": "1", "turns": [["#", said], ["主席", said]]}
    file = tmp_path / "sittings.jsonl"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    found = list(reading.from_turns(file))
    assert len(found) == 1
    assert found[0].query in (
        "经济部门应该负起治理河川的责任。",
        "预算由中央政府编列并且逐年检讨。",
    )


def test_sittings_of_another_shape_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"turns": [["one"]]}', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"x\.jsonl:1: want"):
        list(reading.from_turns(tmp_path / "x.jsonl"))


def _transcript() -> Transcript:
    asked = "辍学问题怎么解决？"
    answered = "我们已经劝返失学儿童三百人。下一步要完善资助办法和控辍保学机制。"
    question = Turn("t0", Speaker(), "question", ((0, len(asked)),))
    answer = Turn("t9", Speaker(), "answer", ((len(asked), len(asked + answered)),))
    return Transcript(
        transcript_id="one",
        title="一",
        date=None,
        sha256="0" * 64,
        style="labelled",
        text=asked + answered,
        turns=(question, answer),
        exchanges=(Exchange(question, (answer,)),),
    )


def test_a_record_gives_its_exchanges_and_its_windows() -> None:
    found = list(reading.from_transcripts([_transcript()]))
    assert [pair.source for pair in found] == ["own_exchange", "own_window"]
    assert found[0].query == "辍学问题怎么解决?"
    assert found[0].positive.startswith("我们已经劝返")


# vocabulary


def test_the_cut_is_jiebas_and_other_signs_stand_apart() -> None:
    tokenizer = tokenizer_of(dictionary() | {"covid": 9, "2020": 9} | dict.fromkeys("az19", 1))
    assert tokenizer.encode("局长回答辍学问题怎么解决？").tokens == [
        "局长", "回答", "辍学", "问题", "怎么", "解决",
    ]  # fmt: skip
    assert tokenizer.encode("２０２０年COVID19，a\x00z").tokens == [
        "2020", "年", "covid", "1", "9", "a", "z",
    ]  # fmt: skip


def test_the_cut_equals_jieba_on_running_text() -> None:
    import jieba

    tokenizer = tokenizer_of(dictionary())
    text = "市人大常委会首次对农村饮水安全工作开展专题询问委员们直奔主题部门负责人坦诚回应"
    assert tokenizer.encode(text).tokens == list(jieba.cut(text, HMM=False))


def test_a_vocabulary_keeps_every_character_and_the_commonest_words() -> None:
    tokenizer = learn(["辍学问题辍学问题经济"] * 3, 36 + 6 + 1 + 2)
    words = {tokenizer.id_to_token(at) for at in range(tokenizer.get_vocab_size())}
    assert {"辍", "学", "问", "题", "经", "济", "辍学", "问题", "[UNK]", "a", "0"} <= words
    assert "经济" not in words
    assert tokenizer.encode("经济辍学").tokens == ["经", "济", "辍学"]


# composition, bags, batches


def test_parts_are_characters_and_inner_words_in_equal_shares() -> None:
    words = ["[UNK]", "教", "育", "局", "教育", "教育局"]
    parts = parts_of(words)
    assert parts.starts.tolist() == [0, 0, 0, 0, 0, 2, 6]
    assert parts.ids.tolist() == [1, 2, 1, 2, 3, 4]
    assert parts.counts.tolist() == [0.5, 0.5, 0.25, 0.25, 0.25, 0.25]


def test_a_bag_counts_up_to_its_cap_and_forgets_the_unknown() -> None:
    tokenizer = tokenizer_of({"甲": 5, "乙": 3})
    bags = cut(["乙甲乙乙", "丙", ""], tokenizer, most=2.0)
    assert bags.ids.tolist() == [1, 2]
    assert bags.counts.tolist() == [1.0, 2.0]
    assert bags.starts.tolist() == [0, 2, 2, 2]


def test_an_epoch_shows_each_pair_as_often_as_its_source_says() -> None:
    rows = [Pair(f"问{n}", f"答{n}", "two" if n < 4 else "one") for n in range(8)]
    material = prepare(rows, tokenizer_of({"问": 1, "答": 1}))
    chance = np.random.default_rng(0)
    drawn = epoch(material, 4, chance, repeats={"two": 2.0}, together=1.0)
    assert sorted(np.concatenate(drawn).tolist()) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7]
    assert all(len(set(material.sources[rows])) == 1 for rows in drawn)


def test_pairs_that_share_a_side_are_not_held_against_each_other() -> None:
    rows = [Pair("问", "甲", "x"), Pair("问", "乙", "x"), Pair("另", "甲", "x")]
    material = prepare(rows, tokenizer_of({"问": 1, "甲": 1, "乙": 1, "另": 1}))
    same = batch(material, np.arange(3)).same
    assert same.tolist() == [[False, True, True], [True, False, False], [True, False, False]]


# the step


def _by_autograd(table, parts, made, scale):
    """The same loss the plain way: dense matrices and torch's own gradient."""
    import torch

    rows = table.rows.clone().requires_grad_(True)
    weights = table.weights.clone().requires_grad_(True)
    compose = torch.from_numpy(_dense(parts, len(rows)))
    counts = torch.from_numpy(_dense(made.bags, len(rows)))
    vectors = (rows + compose @ rows) * weights[:, None]
    unit = torch.nn.functional.normalize(counts @ vectors)
    scores = unit[: made.queries] @ unit[made.queries :].T * scale
    scores = scores.masked_fill(torch.from_numpy(made.same), -1e4)
    target = torch.arange(made.queries)
    loss = (
        torch.nn.functional.cross_entropy(scores, target)
        + torch.nn.functional.cross_entropy(scores.T, target)
    ) / 2
    loss.backward()
    return float(loss.detach()), rows.grad.numpy(), weights.grad.numpy()


def _dense(bags: Bags, words: int) -> np.ndarray:
    matrix = np.zeros((len(bags), words), dtype=np.float32)
    for row in range(len(bags)):
        span = slice(bags.starts[row], bags.starts[row + 1])
        np.add.at(matrix[row], bags.ids[span], bags.counts[span])
    return matrix


def test_the_step_follows_torchs_own_gradient() -> None:
    rows = _pairs(3)
    tokenizer = learn([text for row in rows for text in (row.query, row.positive)], 200)
    material = prepare(rows, tokenizer)
    words = [tokenizer.id_to_token(at) for at in range(tokenizer.get_vocab_size())]
    parts = parts_of(words)
    weights = np.linspace(0.5, 2, len(words), dtype=np.float32)
    table = fresh_table(weights, 16, seed=3)
    before, made = fresh_table(weights, 16, seed=3), batch(material, np.arange(20))
    loss = Learner(table, parts, 20.0, (16,)).step(made, 0.1)
    expected, row_slope, weight_slope = _by_autograd(before, parts, made, 20.0)
    assert math.isclose(loss, expected, rel_tol=1e-4)
    # Adagrad's first step is the slope over its root mean square, a row at a time.
    size = np.sqrt((row_slope**2).mean(1, keepdims=True) + 1e-10)
    np.testing.assert_allclose(
        (before.rows - table.rows).numpy(), 0.1 * row_slope / size, atol=2e-4
    )
    size = np.sqrt(weight_slope**2 + 1e-10)
    expected_weights = np.maximum(weights - 0.1 * weight_slope / size, 0.01)
    np.testing.assert_allclose(table.weights.numpy(), expected_weights, atol=2e-3)


# the folder


def test_eight_bits_keep_a_row_within_half_a_level() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((50, 32)).astype(np.float32)
    weights = chance.random(50).astype(np.float32)
    table, scaled = quantized(rows, weights)
    assert table.dtype == np.int8
    assert scaled[0] == 0
    error = np.abs(table * scaled[:, None] - rows * weights[:, None])[1:]
    level = (np.abs(rows).max(1) * weights / 127)[1:, None]
    assert (error <= level * 0.501).all()


def test_what_is_exported_is_what_the_encoder_gives_back(tmp_path: Path) -> None:
    tokenizer = tokenizer_of({"甲": 9, "乙": 4, "丙": 2})
    rows = np.asarray([[9, 9], [127, 0], [0, 127], [-127, 127]], dtype=np.float32)
    export(tmp_path, tokenizer, rows, np.asarray([5, 1, 2, 1], dtype=np.float32))
    vectors = StaticEncoder(tmp_path).encode_passages(["甲", "乙乙", "甲乙", "丁", "丙甲"])
    root = math.sqrt(5)
    expected = [[1, 0], [0, 1], [1 / root, 2 / root], [0, 0], [0, 1]]
    np.testing.assert_allclose(vectors, expected, atol=1e-6)


# the whole


def _first(encoder: StaticEncoder) -> float:
    """The share of subjects whose question finds its own answer first."""
    asked = encoder.encode_questions([f"{subject}问题" for subject in SUBJECTS])
    found = encoder.encode_passages(list(SUBJECTS.values()))
    return float((np.argmax(asked @ found.T, axis=1) == np.arange(len(SUBJECTS))).mean())


def test_training_learns_what_goes_with_what(tmp_path: Path) -> None:
    source = _write(tmp_path / "pairs.jsonl", _pairs())
    report = train(source, tmp_path / "model", recipe=SMALL)
    assert (report.pairs, report.sources, report.dimensions) == (96, {"made": 96}, 32)
    assert _first(StaticEncoder(tmp_path / "model")) == 1.0
    assert sorted(file.name for file in (tmp_path / "model").iterdir()) == [
        "config.json", "model.safetensors", "modules.json", "tokenizer.json",
    ]  # fmt: skip
    assert not (tmp_path / "model.partial").exists()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    source = _write(tmp_path / "pairs.jsonl", _pairs())
    for name, seed in (("one", 0), ("two", 0), ("other", 1)):
        train(source, tmp_path / name, recipe=SMALL, seed=seed)
    made = {
        name: (tmp_path / name / "model.safetensors").read_bytes()
        for name in ("one", "two", "other")
    }
    assert made["one"] == made["two"] != made["other"]


def test_a_training_stopped_half_way_ends_where_the_whole_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.training.recipe.SAVE_EVERY", 10)
    source = _write(tmp_path / "pairs.jsonl", _pairs())
    train(source, tmp_path / "whole", recipe=SMALL)

    def stop(stage: str, done: int, whole: int) -> None:
        if stage == "training" and done == 37:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(source, tmp_path / "halted", recipe=SMALL, progress=stop)
    kept = {file.name for file in (tmp_path / "halted.partial").iterdir()}
    assert kept == {"progress.json", "table-30.safetensors", "tokenizer.json"}
    steps: list[int] = []
    train(
        source,
        tmp_path / "halted",
        recipe=SMALL,
        progress=lambda stage, done, whole: steps.append(done) if stage == "training" else None,
    )
    assert steps[0] == 31
    whole, halted = (StaticEncoder(tmp_path / name) for name in ("whole", "halted"))
    assert whole.fingerprint == halted.fingerprint


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    source = _write(tmp_path / "pairs.jsonl", _pairs())

    def stop(stage: str, done: int, whole: int) -> None:
        if stage == "training":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(source, tmp_path / "model", recipe=SMALL, progress=stop)
    with pytest.raises(SettingError, match="holds a training with other settings or other pairs"):
        train(source, tmp_path / "model", recipe=replace(SMALL, rate=0.1))


def test_records_alone_are_enough_to_learn_from(tmp_path: Path) -> None:
    recipe = replace(SMALL, epochs=1)
    report = train(None, tmp_path / "model", transcripts=[_transcript()], recipe=recipe)
    assert report.sources == {"own_exchange": 1, "own_window": 1}
    assert np.isfinite(StaticEncoder(tmp_path / "model").encode_questions(["辍学"])).all()


def test_nothing_to_learn_from_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nothing to learn from"):
        train(None, tmp_path / "model")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"epochs": 0}, "epochs: want more than 0"),
        ({"batch_size": -1}, "batch_size: want more than 0"),
        ({"prefixes": (64,)}, "prefixes: want widths below 32"),
    ],
)
def test_a_setting_without_meaning_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        replace(SMALL, **change)


def test_shorter_prefixes_learn_to_do_on_their_own(tmp_path: Path) -> None:
    source = _write(tmp_path / "pairs.jsonl", _pairs())
    train(source, tmp_path / "model", recipe=replace(SMALL, prefixes=(8,)))
    encoder = StaticEncoder(tmp_path / "model")
    asked = encoder.encode_questions([f"{subject}问题" for subject in SUBJECTS])[:, :8]
    found = encoder.encode_passages(list(SUBJECTS.values()))[:, :8]
    unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (asked, found)]
    assert (np.argmax(unit[0] @ unit[1].T, axis=1) == np.arange(len(SUBJECTS))).all()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared here")
def test_a_real_file_of_pairs_teaches_in_a_few_seconds(tmp_path: Path) -> None:
    file = SHARED / "pairs" / "gov_covid_policy_qa.jsonl.gz"
    recipe = Recipe(vocabulary=8000, dimensions=64, epochs=3, batch_size=128)
    report = train(file, tmp_path / "model", recipe=recipe)
    assert report.pairs == 2167
    rows = list(reading.read(file))[:200]
    encoder = StaticEncoder(tmp_path / "model")
    asked = encoder.encode_questions([row.query for row in rows])
    found = encoder.encode_passages([row.positive for row in rows])
    assert (np.argmax(asked @ found.T, axis=1) == np.arange(200)).mean() > 0.5
