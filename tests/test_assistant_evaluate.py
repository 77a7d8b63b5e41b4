"""``xunwen evaluate`` as it is typed: own records, saved runs, exit codes, what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_evaluation_datasets import beir, write
from test_evaluation_shipped_gate import GATE

from assistant import evaluating
from assistant.cli import xunwen
from corpus.errors import DatasetError, IndexMissingError, SettingError
from corpus.record import shipped
from evaluation.runs import open_run, save_run
from index.rerank import Weights
from index.search import Searcher

SHIPPED = Weights()
"""``said`` is the unit of the weights, so a swap divides all by what it is swapped with."""
SWAPPED = Weights(
    asked=SHIPPED.near_asked / SHIPPED.near_said,
    near_said=1 / SHIPPED.near_said,
    near_asked=SHIPPED.asked / SHIPPED.near_said,
    named=SHIPPED.named / SHIPPED.near_said,
    body=SHIPPED.body / SHIPPED.near_said,
    occasion=SHIPPED.occasion / SHIPPED.near_said,
)

HEARING = """民政局听证会

张三委员问：养老院什么时候建成？

民政局局长李四回答：养老院明年六月建成，有床位三百张。

王五委员问：救助站冬天开不开门？

民政局局长李四回答：救助站全年开门，冬天延长到夜里十二点。
"""


def evaluate(*words: object) -> Result:
    return CliRunner().invoke(xunwen, ["evaluate", *map(str, words)], catch_exceptions=False)


def document(*words: object) -> dict:
    return json.loads(evaluate(*words, "--json").stdout)


@pytest.fixture(name="few")
def _few(tmp_path: Path) -> Path:
    """Five shipped questions of each split, and two without an answer."""
    rows = evaluating.shipped_questions().read_text("utf-8").splitlines()
    kept = []
    for split in ("dev", "test"):
        mine = [row for row in rows if json.loads(row)["split"] == split]
        kept += [row for row in mine if json.loads(row)["answers"]][:5]
        kept += [row for row in mine if not json.loads(row)["answers"]][:2]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return path


def test_a_set_drafted_from_own_records_is_measured_on_them(tmp_path: Path) -> None:
    record = tmp_path / "hearing.txt"
    record.write_text(HEARING, "utf-8")
    out = tmp_path / "hearing.jsonl"
    done = evaluate("init", record, "--out", out)
    assert done.exit_code == 0
    assert done.stderr.endswith(f"xunwen evaluate --dataset {out} --transcripts {record}\n")
    assert document("--dataset", out, "--transcripts", record)["queries"] == 2
    with pytest.raises(
        DatasetError, match=r'hearing\.jsonl:1: "transcript" hearing is not at hand'
    ):
        evaluate("--dataset", out)
    with pytest.raises(DatasetError, match=r"hearing\.jsonl: is there already: give another name"):
        evaluate("init", record, "--out", out)


def test_the_records_of_an_index_are_at_hand(tmp_path: Path, few: Path, seed_index: Path) -> None:
    own = document("--dataset", few)
    assert document("--dataset", few, "--index", seed_index) == own
    with pytest.raises(IndexMissingError):
        evaluate("--dataset", few, "--index", tmp_path / "none")
    changed = tmp_path / "专题询问侧记.txt"
    shutil.copy(shipped() / "专题询问侧记.txt", changed)
    changed.write_text(changed.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(DatasetError, match="the index holds another version of 专题询问侧记"):
        evaluate("--dataset", few, "--index", seed_index, "--transcripts", changed)


def test_the_document_has_the_promised_shape(few: Path) -> None:
    found = document("--dataset", few)
    assert list(found)[:2] == ["dataset", "queries"]
    assert [one["name"] for one in found["systems"]] == ["lexical", "dense", "fused", "full"]
    for one in found["systems"]:
        assert set(one["measures"]) >= {"nDCG@10", "RR@10", "R@10", "R@100", "Success@1"}
        for figure in one["measures"].values():
            assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
    assert {"AUROC", "AURC", "ECE"} <= set(found["abstention"])
    assert "comparison" not in found


@pytest.mark.parametrize(
    ("odd", "reason"),
    [("学" * 6000, "6,000 characters"), ("？？", "no word in it"), ("", "no word in it")],
)
def test_one_odd_query_stops_nothing(tmp_path: Path, odd: str, reason: str) -> None:
    """Of two questions one is answered and one cannot be asked: half is right."""
    folder = beir(tmp_path, "q1\td1\t1\nq2\td 2\t1\n")
    write(folder / "queries.jsonl", [{"_id": "q1", "text": odd}, {"_id": "q2", "text": "问乙"}])
    done = evaluate("--dataset", folder, "--json")
    assert (done.exit_code, done.stderr.count("1 题无法提问")) == (0, 1)
    assert f"could not be asked and found nothing: q1: question: {reason}" in done.stderr.replace(
        "there is ", ""
    )
    found = json.loads(done.stdout)
    assert list(found["unasked"]) == ["q1"]
    assert reason in found["unasked"]["q1"]
    assert found["systems"][-1]["measures"]["Success@1"]["value"] == 0.5


def test_a_set_without_the_split_says_which_it_has(tmp_path: Path, few: Path) -> None:
    dev = tmp_path / "dev.jsonl"
    rows = few.read_text("utf-8").splitlines()
    dev.write_text("\n".join(row for row in rows if '"dev"' in row) + "\n", "utf-8")
    with pytest.raises(
        DatasetError, match="no question of split test: give --split dev or --split"
    ):
        evaluate("--dataset", dev)


def test_saved_runs_are_compared_without_a_search(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        assert evaluate("--dataset", few, "--save", tmp_path / name).exit_code == 0
    worse = tmp_path / "two" / "few.full.run"
    run = open_run(worse)
    first = min(run.hits)
    turned = {**run.hits, first: ()}
    save_run(replace(run, hits=turned, manifest=replace(run.manifest, encoder="other")), worse)
    monkeypatch.setattr(evaluating, "evaluate_dataset", None)
    names = ("--compare", tmp_path / "one" / "few.full.run", worse)
    done = evaluate("--dataset", few, *names)
    assert "one/few.full → two/few.full" in done.stdout
    assert "不同之处 made differently: encoder: " in done.stdout
    assert "1 题有变化 questions changed" in done.stdout
    found = document("--dataset", few, *names)["comparison"]
    assert (found["a"], found["b"]) == ("one/few.full", "two/few.full")
    assert [change["question_id"] for change in found["changed"]] == [first]
    (hit,) = (row for row in found["measures"] if row["measure"] == "Success@5")
    assert (hit["wins"], hit["losses"]) == (0, 1)


def test_a_saved_run_stands_beside_todays_search(tmp_path: Path, few: Path) -> None:
    evaluate("--dataset", few, "--save", tmp_path)
    report = tmp_path / "report.html"
    done = evaluate(
        "--dataset", few, "--compare", tmp_path / "few.full.run", "full", "--report", report
    )
    assert "few.full → full" in done.stdout
    assert "0 题有变化" in done.stdout
    assert "few.full → full" in report.read_text("utf-8")


def test_questions_that_one_run_was_not_asked_do_not_count_as_lost(
    tmp_path: Path, few: Path
) -> None:
    """A run on the other split shares no question; one on all shares those of this split."""
    for split in ("dev", "test", "all"):
        evaluate("--dataset", few, "--split", split, "--save", tmp_path / split)
    runs = {split: tmp_path / split / "few.full.run" for split in ("dev", "test", "all")}
    with pytest.raises(DatasetError, match="no judged question was asked in all of them"):
        evaluate("--dataset", few, "--split", "all", "--compare", runs["dev"], runs["test"])
    done = evaluate("--dataset", few, "--split", "all", "--compare", runs["dev"], runs["all"])
    assert done.stderr.startswith("5 题未在这些运行中问过")
    assert "0/5/0" in done.stdout


def test_a_run_of_other_questions_is_refused_and_one_that_lacks_some_is_said(
    tmp_path: Path, few: Path
) -> None:
    """Another program lists what it found; a question it does not list found nothing."""
    evaluate("--dataset", few, "--save", tmp_path)
    good, other = tmp_path / "few.full.run", tmp_path / "z.run"
    lines = good.read_text("utf-8").splitlines(keepends=True)
    other.write_text("".join(f"z{line}" for line in lines), "utf-8")
    with pytest.raises(DatasetError, match=r"z\.run: names no judged question of few \(but z"):
        evaluate("--dataset", few, "--compare", good, other)
    other.write_text("", "utf-8")
    with pytest.raises(DatasetError, match=r"z\.run: names no judged question of few: give"):
        evaluate("--dataset", few, "--compare", good, other)
    first = lines[0].split()[0]
    other.write_text("".join(line for line in lines if line.split()[0] != first), "utf-8")
    done = evaluate("--dataset", few, "--compare", good, other)
    assert done.stderr == (
        f"{other}: 1 题未列出，计为没有结果 questions are not in it and found nothing\n"
    )
    assert "1 题有变化 questions changed" in done.stdout


def test_what_cannot_be_compared_is_refused_before_anything_is_measured(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "evaluate_dataset", None)
    with pytest.raises(SettingError, match=r"--compare fulll: neither a system \(lexical, "):
        evaluate("--dataset", few, "--compare", "lexical", "fulll")
    with pytest.raises(SettingError, match="--compare bm25s: .*; this one is judged with --peers"):
        evaluate("--dataset", few, "--compare", "bm25s", "full")
    with pytest.raises(DatasetError, match=r"no\.toml: cannot be read \(No such file"):
        evaluate("--dataset", few, "--gate", tmp_path / "no.toml")
    strange = tmp_path / "strange.run"
    strange.write_text("a1 Q0 elsewhere 1 2.0 theirs\n", "utf-8")
    with pytest.raises(DatasetError, match=r"strange\.run: names no turn of few \(but elsewhere\)"):
        evaluate("--dataset", few, "--compare", strange, strange)


def test_a_place_that_cannot_be_written_is_said_before_anything_is_measured(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "evaluate_dataset", None)
    for option in ("--report", "--save"):
        with pytest.raises(SettingError, match=r"few\.jsonl/x: cannot be written: Not a directory"):
            evaluate("--dataset", few, option, few / "x")
    with pytest.raises(SettingError, match=r"none/r\.html: cannot be written: No such file"):
        evaluate("--dataset", few, "--report", tmp_path / "none" / "r.html")
    with pytest.raises(SettingError, match="cannot be written: Is a directory"):
        evaluate("--dataset", few, "--report", tmp_path)
    assert list(tmp_path.iterdir()) == [few]


@pytest.mark.parametrize("words", [("export",), ("init", shipped(), "--out")])
def test_a_name_that_ends_as_no_question_set_is_refused(
    tmp_path: Path, words: tuple[object, ...]
) -> None:
    done = evaluate(*words, tmp_path / "q.xyz")
    assert done.exit_code == 2
    assert "no question set ends in .xyz" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["set.jsonl", "set.csv", "set.topics", "folder"])
def test_the_shipped_questions_come_back_in_every_form(tmp_path: Path, name: str) -> None:
    """Every question keeps its right turns; only JSONL keeps kinds and splits."""
    out, before = tmp_path / name, evaluating.open_questions(None, "all")
    done = evaluate("export", out)
    assert done.stderr == f"771 questions in {out}\n"
    after = evaluating.open_questions(out, "all")
    texts = {question.question_id: question.text for question in after.questions}
    right = {texts[name]: set(grades) for name, grades in after.qrels.items()}
    assert right == {q.text: set(before.qrels[q.question_id]) for q in before.judged}
    if name == "set.jsonl":
        assert after.questions == before.questions


def test_a_beir_set_has_no_places_to_write(tmp_path: Path) -> None:
    evaluate("export", tmp_path / "folder")
    for name in ("set.jsonl", "set.csv"):
        with pytest.raises(DatasetError, match="is judged by passages, not places"):
            evaluate("export", tmp_path / name, "--dataset", tmp_path / "folder")
        assert not (tmp_path / name).exists()


def test_the_gate_exits_3_for_swapped_weights_and_0_for_another_seed(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluate("--gate", GATE, "--seed", 7).exit_code == 0

    @contextmanager
    def swapped(*_: object) -> Iterator[Searcher]:
        kept = searcher.settings
        searcher.settings = replace(kept, weights=SWAPPED)
        try:
            yield searcher
        finally:
            searcher.settings = kept

    monkeypatch.setattr(evaluating, "_opened", swapped)
    done = evaluate("--gate", GATE)
    assert done.exit_code == 3
    assert "未通过 FAIL  专题询问侧记 full nDCG@10" in done.stderr
