from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_evaluation_ranker import record

from corpus.errors import DatasetError
from evaluation.beir import save_beir
from evaluation.datasets import open_dataset
from evaluation.judgments import overlapping, save_questions
from evaluation.model import Dataset, Question, select, turns
from evaluation.twins import twins, with_twins

CORPUS = [("d1", "", "甲"), ("d 2", "题", "乙"), ("d3", "", "甲")]
QUERIES = [("q1", "问甲"), ("q2", "问乙")]
EVIDENCE = "我们逐户劝返辍学学生。"


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def beir(folder: Path, qrels: str = "q1\td1\t1\n") -> Path:
    write(folder / "corpus.jsonl", [{"_id": i, "title": t, "text": x} for i, t, x in CORPUS])
    write(folder / "queries.jsonl", [{"_id": i, "text": x} for i, x in QUERIES])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, "utf-8")
    return folder


def question(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "q1",
        "query": "孩子不上学怎么办",
        "kind": "plain",
        "topic": "控辍",
        "split": "test",
        "transcript": "侧记",
        "sha256": "aa",
        "answers": [{"start": 10, "end": 21, "text": EVIDENCE}],
    }
    return row | changes


def test_a_beir_folder_becomes_one_transcript_whose_turns_are_its_documents(tmp_path: Path) -> None:
    dataset = open_dataset(beir(tmp_path))
    (transcript,) = dataset.transcripts
    assert transcript.text == "甲\n\n题\n乙\n\n甲"
    assert [(t.turn_id, transcript.words(t.spans)) for t in transcript.turns] == [
        ("d1", "甲"),
        ("d 2", "题\n乙"),
        ("d3", "甲"),
    ]
    assert list(turns(dataset.transcripts)) == ["d1", "d 2", "d3"]
    assert dataset.qrels == {"q1": {"d1": 1}}
    assert [q.question_id for q in dataset.judged] == ["q1"]
    assert not dataset.has_evidence


def test_a_beir_folder_saved_and_opened_again_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    before = open_dataset(beir(tmp_path / "a", "q1\td1\t2\nq1\td 2\t0\nq2\td 2\t1\n"))
    save_beir(before, tmp_path / "b")
    after = open_dataset(tmp_path / "b")
    assert after.questions == before.questions
    assert after.qrels == before.qrels == {"q1": {"d1": 2, "d 2": 0}, "q2": {"d 2": 1}}
    assert after.transcripts[0].text == before.transcripts[0].text


def test_judgments_may_lie_in_a_folder_and_zero_alone_is_unjudged(tmp_path: Path) -> None:
    beir(tmp_path)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels.tsv").rename(tmp_path / "qrels" / "test.tsv")
    (tmp_path / "qrels" / "test.tsv").write_text("q1\td1\t0\nq2\td3\t1\n")
    assert open_dataset(tmp_path).qrels == {"q2": {"d3": 1}}


@pytest.mark.parametrize(
    ("qrels", "message"),
    [
        ("q1 d1 1\n", r"qrels.tsv:2: is not a judgment"),
        ("q1\td1\tyes\n", r"qrels.tsv:2: is not a judgment"),
        ("q1\td1\t9999999999\n", r"qrels.tsv:2: is not a judgment"),
        ("q9\td1\t1\n", r"qrels.tsv:2: question q9 is not in queries.jsonl"),
        ("q1\td9\t1\n", r"qrels.tsv:2: passage d9 is not in corpus.jsonl"),
        ("q1\td1\t1\nq1\td1\t1\n", r"qrels.tsv:3: q1 and d1 were judged before"),
    ],
)
def test_a_bad_judgment_is_named_by_its_line(tmp_path: Path, qrels: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        open_dataset(beir(tmp_path, qrels))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="there is nothing there"):
        open_dataset(tmp_path / "none")
    with pytest.raises(DatasetError, match="holds neither corpus.jsonl nor question sets"):
        open_dataset(tmp_path)
    beir(tmp_path)
    (tmp_path / "qrels.tsv").unlink()
    with pytest.raises(DatasetError, match="has no qrels.tsv"):
        open_dataset(tmp_path)


def test_twins_are_found_and_counted_only_when_asked(tmp_path: Path) -> None:
    dataset = open_dataset(beir(tmp_path, "q1\td1\t2\nq2\td 2\t1\n"))
    assert twins(dataset) == {"q1": {"d3": 2}}
    assert dataset.qrels == {"q1": {"d1": 2}, "q2": {"d 2": 1}}
    assert with_twins(dataset).qrels == {"q1": {"d1": 2, "d3": 2}, "q2": {"d 2": 1}}
    assert twins(with_twins(dataset)) == {}


def test_the_twin_of_a_wrong_passage_is_none(tmp_path: Path) -> None:
    assert twins(open_dataset(beir(tmp_path, "q1\td1\t0\nq1\td 2\t1\n"))) == {}


def test_evidence_that_only_touches_a_turn_is_not_in_it() -> None:
    assert overlapping(record(), ((32, 40),)) == ["侧记#t33"]
    assert overlapping(record(), ((32, 33),)) == []


def test_the_right_turns_are_those_that_overlap_the_evidence(tmp_path: Path) -> None:
    rows = [
        question(),
        question(id="q2", kind="near", topic="外事", answers=[]),
        question(id="q3", answers=[{"start": 31, "end": 36, "text": "。\n通村公"}]),
    ]
    rows[2]["answers"] = [{"start": 31, "end": 36, "text": record().text[31:36]}]
    dataset = open_dataset(write(tmp_path / "set.jsonl", rows), [record()])
    assert dataset.qrels == {"q1": {"侧记#t10": 1}, "q3": {"侧记#t10": 1, "侧记#t33": 1}}
    assert [q.question_id for q in dataset.unanswerable] == ["q2"]
    assert dataset.questions[0].evidence == ((10, 21),)
    assert dataset.drift == ()


def test_a_question_set_saved_and_opened_again_is_the_same(tmp_path: Path) -> None:
    rows = [question(), question(id="q2", kind="far", topic="外事", split="dev", answers=[])]
    first = open_dataset(write(tmp_path / "set.jsonl", rows), [record()])
    (tmp_path / "again").mkdir()
    save_questions(first, tmp_path / "again" / "set.jsonl")
    assert open_dataset(tmp_path / "again" / "set.jsonl", [record()]) == first


def test_judgments_outlive_a_changed_record_and_say_so(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", [question()])
    moved = open_dataset(path, [record("序。\n", "bb")])
    assert moved.questions[0].evidence == ((13, 24),)
    assert moved.qrels == {"q1": {"侧记#t13": 1}}
    assert [(d.place, d.outcome, d.reason) for d in moved.drift] == [
        (f"{path}:1", "moved", f"was at 10, is at 13: {EVIDENCE}")
    ]
    kept = open_dataset(path, [record("", "bb")])
    assert kept.qrels == {"q1": {"侧记#t10": 1}}
    assert [d.outcome for d in kept.drift] == ["kept"]


def test_a_place_may_be_given_without_its_words_and_holds_for_that_file_alone(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "set.jsonl", [question(answers=[{"start": 10, "end": 21}])])
    same = open_dataset(path, [record()])
    assert (same.questions[0].evidence, same.drift) == (((10, 21),), ())
    assert same.qrels == {"q1": {"侧记#t10": 1}}
    other = open_dataset(path, [record("", "bb")])
    assert other.qrels == {}
    assert [(d.outcome, d.reason) for d in other.drift] == [
        ("lost", "its words are not given, and the file is another")
    ]
    write(tmp_path / "set.jsonl", [question(answers=[{"start": 21, "end": 10}])])
    with pytest.raises(DatasetError, match=r"set\.jsonl:1: 21–10 is no place"):
        open_dataset(path, [record()])


def test_a_lost_judgment_is_reported_and_is_not_unanswerable(tmp_path: Path) -> None:
    gone = question(answers=[{"start": 10, "end": 12, "text": "火星"}])
    twice = question(id="q2", answers=[{"start": 0, "end": 2, "text": "辍学"}])
    twice["answers"] = [{"start": 1, "end": 3, "text": "辍学"}]
    dataset = open_dataset(write(tmp_path / "set.jsonl", [gone, twice]), [record()])
    assert dataset.qrels == {}
    assert dataset.unanswerable == ()
    assert [(d.question_id, d.outcome, d.reason) for d in dataset.drift] == [
        ("q1", "lost", "its words are not in the record: 火星"),
        ("q2", "lost", "its words stand 2 times: 辍学"),
    ]


def test_words_that_stand_twice_move_as_their_neighbours_did(tmp_path: Path) -> None:
    """辍学 is at 0 and at 16; the answer around the second moved by three, so did it."""
    twice = question(id="q2", answers=[{"start": 16, "end": 18, "text": "辍学"}])
    path = write(tmp_path / "set.jsonl", [twice, question()])
    dataset = open_dataset(path, [record("序。\n", "bb")])
    assert dataset.questions[0].evidence == ((19, 21),)
    assert [(d.question_id, d.outcome, d.reason) for d in dataset.drift] == [
        ("q2", "moved", "was at 16, is at 19: 辍学"),
        ("q1", "moved", f"was at 10, is at 13: {EVIDENCE}"),
    ]
    strayed = question(id="q2", answers=[{"start": 15, "end": 17, "text": "辍学"}])
    dataset = open_dataset(write(path, [strayed, question()]), [record("序。\n", "bb")])
    assert [(d.question_id, d.outcome) for d in dataset.drift] == [("q2", "lost"), ("q1", "moved")]


def test_evidence_outside_every_turn_is_lost(tmp_path: Path) -> None:
    rows = [question(answers=[{"start": 0, "end": 2, "text": "旁白"}])]
    dataset = open_dataset(write(tmp_path / "set.jsonl", rows), [record("旁白\n")])
    assert dataset.qrels == {}
    assert [(d.outcome, d.reason) for d in dataset.drift] == [
        ("lost", "no turn covers its evidence: see `xunwen parse`")
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"query": " "}, r'set.jsonl:1: "query" is empty'),
        ({"id": 3}, r'set.jsonl:1: "id" is 3: it must be text'),
        ({"answers": []}, r'set.jsonl:1: "answers" and kind plain do not fit: give them'),
        ({"kind": "near"}, r'set.jsonl:1: "answers" and kind near do not fit'),
        ({"split": "train"}, r'set.jsonl:1: "split" is train: write dev or test'),
        ({"transcript": "别的"}, r'set.jsonl:1: "transcript" 别的 is not at hand'),
        ({"answers": ["甲"]}, r"set.jsonl:1: an answer is not an object"),
        ({"answers": [{"start": 1, "end": 9, "text": "甲"}]}, r"set.jsonl:1: 1–9 cannot hold 1"),
        ({"answers": [{"start": True, "end": 2, "text": "甲"}]}, r'set.jsonl:1: "start" is true'),
        ({"sha256": None}, r'set.jsonl:1: "sha256" is null'),
    ],
)
def test_a_malformed_question_is_named_by_its_line(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(DatasetError, match=message):
        open_dataset(write(tmp_path / "set.jsonl", [question(**changes)]), [record()])


def test_ids_are_unique_and_topics_stay_in_one_split(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", [question(), question()])
    with pytest.raises(DatasetError, match=r'set.jsonl:2: "id" q1 was used before'):
        open_dataset(path, [record()])
    write(path, [question(), question(id="q2", split="dev")])
    with pytest.raises(DatasetError, match='topic "控辍" is in two splits'):
        open_dataset(path, [record()])


def test_files_that_are_no_json_or_no_utf8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('\n{"id": \n', "utf-8")
    with pytest.raises(DatasetError, match=r"set.jsonl:2: is not JSON"):
        open_dataset(path)
    for body in ("[" * 100_000, f'{{"id": {"9" * 5000}}}'):
        path.write_text(body, "utf-8")
        with pytest.raises(DatasetError, match=r"set.jsonl:1: is not JSON \(too deep, or a number"):
            open_dataset(path)
    path.write_text("[]\n", "utf-8")
    with pytest.raises(DatasetError, match=r"set.jsonl:1: is not an object"):
        open_dataset(path)
    path.write_bytes("询问".encode("gb18030"))
    with pytest.raises(DatasetError, match="is not UTF-8"):
        open_dataset(path)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
@pytest.mark.parametrize(
    "row", [{"_id": "d3", "text": "学校\ud800新建"}, {"_id": "d3", "title": "\udc00", "text": "甲"}]
)
def test_half_a_character_is_named_by_its_line(
    tmp_path: Path, name: str, row: dict[str, object]
) -> None:
    path = beir(tmp_path) / name
    path.write_text(f'{{"_id": "d1", "text": "甲"}}\n{json.dumps(row)}\n', "utf-8")
    with pytest.raises(DatasetError, match=rf"{name}:2: holds \\ud[8c]00, half of a character: re"):
        open_dataset(tmp_path)


def test_both_halves_are_a_character(tmp_path: Path) -> None:
    path = beir(tmp_path) / "corpus.jsonl"
    path.write_text('{"_id": "d1", "text": "\\ud83d\\ude00"}\n', "utf-8")
    assert open_dataset(tmp_path).transcripts[0].text == "😀"


def test_opening_a_set_or_making_a_report_imports_nothing_heavy() -> None:
    modules = "datasets, evaluation, comparison, gate, report, peers, drafting, trec"
    heavy = "{'numpy', 'scipy', 'ir_measures', 'jinja2', 'jieba', 'txtai', 'sklearn'}"
    code = (
        f"import sys; from evaluation import {modules}; print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_select_keeps_the_judgments_of_the_questions_kept() -> None:
    questions = (Question("a", "甲", split="dev"), Question("b", "乙", split="test"))
    dataset = Dataset("s", questions, {"a": {"x": 1}, "b": {"y": 1}}, ())
    assert select(dataset, lambda q: q.split == "test") == Dataset(
        "s", questions[1:], {"b": {"y": 1}}, ()
    )
