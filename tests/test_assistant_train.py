"""``xunwen train``: what it makes, what it shows, how it stops."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.cli import xunwen
from assistant.training import Gain, Kept, gain_table, keep_back
from corpus.errors import IndexStaleError
from corpus.model import Exchange, Speaker, Transcript, Turn
from evaluation.comparison import Comparison
from evaluation.intervals import Estimate
from index.encoder import StaticEncoder, load_encoder
from index.training import Contextual
from index.training.contextual.body import Shape
from index.training.learner import Learner
from index.transformer import SentenceTransformerEncoder
from index.weighting import SHIPPED, read

SUBJECTS = ("辍学", "饮水", "公路", "养老", "医保", "住房", "就业", "环保")
ANSWERS = (
    "劝返儿童",
    "改造水厂",
    "修补路面",
    "建敬老院",
    "报销费用",
    "改造危房",
    "培训工人",
    "治理河流",
)


def train(*arguments: object) -> Result:
    return CliRunner().invoke(xunwen, ["train", *map(str, arguments)])


def _lines(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        {"query": f"请问{subject}问题{n}", "positive": f"{answer}{n}", "source": "made"}
        for n in range(6)
        for subject, answer in zip(SUBJECTS, ANSWERS, strict=True)
    ]
    return _lines(tmp_path_factory.mktemp("pairs") / "made.jsonl", rows).parent


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Questions that share no word with their answers."""
    folder = tmp_path_factory.mktemp("sets") / "made"
    named = list(zip(SUBJECTS, ANSWERS, strict=True))
    _lines(
        folder / "corpus.jsonl",
        [{"_id": f"d{n}", "title": "", "text": a} for n, (_, a) in enumerate(named)],
    )
    _lines(
        folder / "queries.jsonl",
        [{"_id": f"q{n}", "text": f"{s}问题"} for n, (s, _) in enumerate(named)],
    )
    rows = "".join(f"q{n}\td{n}\t1\n" for n in range(len(named)))
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def model(pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "tiny"
    made = train("--pairs", pairs, "--out", out, "--vocabulary", 200, "--dimensions", 8)
    assert made.exit_code == 0, made.output
    return out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to learn from: give --pairs or --transcripts"),
        (("--factors",), "nothing to learn from: give --pairs or --transcripts"),
        (("--pairs", "."), "say where the model goes: --out MODEL"),
        (("--factors", "--calibrate"), "--factors and --calibrate: one at a time"),
        (("--epochs", "0"), "0.0 is not in the range x>0"),
        (
            ("--pairs", ".", "--architecture", "cross"),
            "--architecture cross wants --pairs, --from and --out",
        ),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(arguments: tuple[str, ...], said: str) -> None:
    done = train(*arguments)
    assert done.exit_code == 2
    assert said in done.output


def test_a_model_is_trained_and_shows_its_gain(pairs: Path, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    done = train("--pairs", pairs, "--out", out, "--quick", "--epochs", 20, "--dataset", dataset)
    assert done.exit_code == 0, done.output
    assert StaticEncoder(out).dimensions == 128
    assert f"{out}: " in done.stderr
    assert f"xunwen index build PATH --encoder {out}" in done.stderr
    head, blank, names, dense, full = done.stdout.splitlines()
    assert (head, blank) == ("nDCG@10 ×100", "")
    assert names.split() == ["数据", "set", "题", "n", "系统", "system", "前", "before", "后", "after", "差", "p", "胜/平/负"]  # fmt: skip
    assert dense.split()[:4] == ["made", "8", "向量", "dense"]
    assert full.split()[:4] == ["made", "8", "全程", "full"]
    before, after = map(float, dense.split()[4:6])
    assert before < after


def test_a_stopped_training_says_how_it_goes_on(
    pairs: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, steps = Learner.step, []

    def stopping(self: Learner, *given: Any) -> float:
        steps.append(1)
        if len(steps) == 5:
            raise KeyboardInterrupt
        return step(self, *given)

    monkeypatch.setattr("index.training.recipe.SAVE_EVERY", 2)
    monkeypatch.setattr(Learner, "step", stopping)
    out = tmp_path / "model"
    given = ("--pairs", pairs, "--from", model, "--out", out, "--epochs", 10)
    stopped = train(*given)
    assert stopped.exit_code == 130
    assert stopped.stderr == (
        f"Stopped. What was learnt is in {out}.partial; the same command goes on from there.\n"
    )
    again = train(*given)
    assert again.exit_code == 0, again.output
    assert len(steps) == 5 + 6
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_training_stopped_at_once_leaves_nothing(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopping(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.training.recipe.gathered", stopping)
    stopped = train("--pairs", pairs, "--out", tmp_path / "model")
    assert stopped.stderr == "Stopped before anything was learnt; nothing is left behind.\n"
    assert list(tmp_path.iterdir()) == []


def _record(exchanges: int, name: str = "会议") -> Transcript:
    """So many questions, each with its answer."""
    turns, found, text = [], [], ""
    for number in range(exchanges):
        subject, answer = SUBJECTS[number % 8], ANSWERS[number % 8]
        both = []
        for words, kind in (
            (f"请问{subject}问题{number}？", "question"),
            (f"{answer}{number}。", "answer"),
        ):
            place = (len(text), len(text) + len(words))
            both.append(Turn(f"t{place[0]}", Speaker(), kind, (place,)))
            text += words
        turns += both
        found.append(Exchange(both[0], (both[1],)))
    return Transcript(name, name, None, "0" * 64, "labelled", text, tuple(turns), tuple(found))


def test_every_fifth_exchange_is_kept_back_across_records() -> None:
    one, two = _record(12, "甲"), _record(14, "乙")
    kept = keep_back([one, two])
    assert kept.questions is not None
    places = [4, 9], [2, 7, 12]
    for record, rest, held in zip((one, two), kept.transcripts, places, strict=True):
        expected = [x for at, x in enumerate(record.exchanges) if at not in held]
        assert rest == replace(record, exchanges=tuple(expected))
    assert [q.text for q in kept.questions.judged] == [
        "请问医保问题4？", "请问饮水问题9？", "请问公路问题2？", "请问环保问题7？", "请问医保问题12？",
    ]  # fmt: skip


def test_of_few_exchanges_none_is_kept_back() -> None:
    record = _record(24)
    assert keep_back([record]) == Kept([record], None)
    assert keep_back([]) == Kept([], None)


def test_an_office_goes_on_from_a_model_with_its_own_records(model: Path, tmp_path: Path) -> None:
    lines = [
        f"委员：请问{SUBJECTS[n % 8]}问题{n}怎么解决？\n局长：我们已经{ANSWERS[n % 8]}，进展到第{n}期。\n"
        for n in range(30)
    ]
    record = tmp_path / "会议.txt"
    record.write_text("".join(lines), "utf-8")
    out = tmp_path / "own"
    done = train("--transcripts", record, "--from", model, "--out", out)
    assert done.exit_code == 0, done.output
    assert StaticEncoder(out).dimensions == 8
    assert (out / "tokenizer.json").read_bytes() == (model / "tokenizer.json").read_bytes()
    dense, full = done.stdout.splitlines()[3:]
    assert dense.split()[:5] == ["own", "questions", "6", "向量", "dense"]
    assert full.split()[:5] == ["own", "questions", "6", "全程", "full"]


def test_term_factors_are_learnt_into_a_file_and_show_their_gain(
    pairs: Path, dataset: Path, tmp_path: Path
) -> None:
    shipped, out = SHIPPED.read_bytes(), tmp_path / "terms.tsv"
    done = train("--factors", "--pairs", pairs, "--out", out, "--dataset", dataset)
    assert done.exit_code == 0, done.output
    assert {"请", "问", "请问"} <= read(out).keys()
    assert f"{out}: {len(read(out))} term factors from 46 questions in " in done.stderr
    before, after = done.stdout.splitlines()[3].split()[4:6]
    assert before == after  # meaning does not know of terms
    assert SHIPPED.read_bytes() == shipped


def test_the_confidence_is_fitted_and_validated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant import evaluating
    from evaluation.model import select
    from index.confidence import MANNERS, shipped

    whole = evaluating.open_questions(None, "dev")
    topics = sorted({q.topic for q in whole.questions})[:12]
    part = select(whole, lambda q: q.topic in topics or q.unanswerable)
    monkeypatch.setattr(evaluating, "open_questions", lambda path, split, records=None: part)
    out = tmp_path / "calibration.json"
    done = train("--calibrate", "--out", out)
    assert done.exit_code == 0, done.output
    kept = json.loads(out.read_text("utf-8"))
    assert kept.keys() == {"plain", "closely", "together"}
    for manner in MANNERS:
        assert kept[manner].keys() == {"small", "large"}
        before = shipped(manner).large.coefficients["lead"]
        assert kept[manner]["large"]["coefficients"]["lead"] == before
    assert {"context", "together"}.isdisjoint(kept["plain"]["small"]["coefficients"])
    assert kept["closely"]["small"]["coefficients"]["context"] > 0.0
    assert kept["together"]["small"]["coefficients"]["together"] > 0.0
    place, *lines = done.stdout.splitlines()
    assert place == f"{out}:"
    counts = len(part.judged), len(part.unanswerable)
    for manner, first, second in zip(MANNERS, lines[::2], lines[1::2], strict=True):
        assert first.startswith(
            f"{part.name}, {manner}: fitted on {counts[0]} questions with an answer "
            f"and {counts[1]} without"
        )
        assert second.startswith("  five-fold over topics: AUROC ")


def test_the_table_sets_before_beside_after() -> None:
    row = Comparison(
        "nDCG@10",
        "dense",
        "dense",
        0.5,
        0.625,
        Estimate(0.125, 0.1, 0.15),
        0.0312,
        0.0312,
        5,
        2,
        1,
        None,
    )
    assert gain_table([Gain("seed", 8, {"dense": row})]) == (
        "nDCG@10 ×100\n\n"
        "数据 set  题 n  系统 system  前 before  后 after                    差       p  胜/平/负\n"
        "seed         8   向量 dense       50.0      62.5  +12.5 [+10.0, +15.0]  0.0312     5/2/1\n"
    )


def test_an_index_is_asked_with_the_model_that_made_it(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(xunwen, [*arguments, "--index", str(tmp_path / "index")])

    record = tmp_path / "record.txt"
    record.write_text("王小明局长：辍学问题怎么解决？\n李四主任：劝返儿童三百人。\n", "utf-8")
    own = tmp_path / "own"
    shutil.copytree(model, own)
    monkeypatch.chdir(tmp_path)
    made = run("index", "build", "record.txt", "--encoder", "own")
    assert made.exit_code == 0, made.output
    monkeypatch.chdir(model)
    assert run("ask", "劝返儿童").exit_code == 0
    weights = own / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert isinstance(run("ask", "劝返儿童").exception, IndexStaleError)
    shutil.rmtree(own)
    gone = run("ask", "劝返儿童")
    assert f"{own}: this folder is gone; put it back, or build" in str(gone.exception)


def test_attention_is_learnt_on_top_of_a_static_model(
    pairs: Path, model: Path, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = replace(Contextual(), shape=Shape(layers=1, heads=1, head=8, inner=8))
    monkeypatch.setattr(Contextual, "quick", lambda _: replace(tiny, masked=256, batch_size=16))
    out = tmp_path / "attentive"
    given = ("--pairs", pairs, "--from", model, "--out", out, "--architecture", "contextual")
    done = train(*given, "--quick", "--epochs", 2, "--dataset", dataset)
    assert done.exit_code == 0, done.output
    encoder = load_encoder(out)
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.dimensions == 8
    assert f" words of 8 dimensions from {6 * len(SUBJECTS)} pairs" in done.stderr
    assert "Loading weights" not in done.stderr
    assert done.stdout.splitlines()[3].split()[:4] == ["made", "8", "向量", "dense"]


def test_a_contextual_model_has_the_words_of_the_static_one(pairs: Path, tmp_path: Path) -> None:
    given = ("--pairs", pairs, "--out", tmp_path / "x", "--architecture", "contextual")
    done = train(*given, "--vocabulary", 300)
    assert done.exit_code == 2
    assert "--vocabulary: a contextual model has the words of the static one" in done.output
