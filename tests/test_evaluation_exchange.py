"""Question sets in and out: spreadsheets, TREC files, drafts from records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_evaluation_ranker import ASKED, record

from corpus.errors import DatasetError
from corpus.model import Exchange
from evaluation.datasets import open_dataset
from evaluation.drafting import draft
from evaluation.judgments import bind, save_questions
from evaluation.model import Dataset, Question
from evaluation.sheet import save_sheet
from evaluation.trec import open_trec, save_trec

HEAD = "问题,答案发言人,依据\n"


def sheet(folder: Path, rows: str, encoding: str = "utf-8") -> Path:
    path = folder / "题.csv"
    path.write_bytes((HEAD + rows).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_is_judged_by_words_and_speaker(tmp_path: Path, encoding: str) -> None:
    rows = (
        "孩子不上学?,邱红标,我们逐户劝返辍学学生。\n"
        "路修了吗,,通村公路全部硬化。\n"
        "孩子不上学?,王路,明年再修三百公里\n"
        "火星,,\n"
    )
    dataset = open_dataset(sheet(tmp_path, rows, encoding), [record()])
    assert dataset.qrels == {
        "题-1": {"侧记#t10": 1, "侧记#t33": 1},
        "题-2": {"侧记#t33": 1},
    }
    assert [q.text for q in dataset.unanswerable] == ["火星"]
    assert dataset.questions[0].evidence == ((10, 21), (42, 50))
    assert dataset.drift == ()


def test_a_sheet_says_what_it_could_not_find(tmp_path: Path) -> None:
    rows = "问1,王路,我们逐户劝返辍学学生。\n问2,,没有这句话\n问3,王路,\n"
    path = sheet(tmp_path, rows)
    dataset = open_dataset(path, [record()])
    assert dataset.qrels == {}
    assert dataset.unanswerable == ()
    assert [(d.place, d.outcome, d.reason) for d in dataset.drift] == [
        (f"{path}:2", "lost", "is said by 邱红标, not by 王路"),
        (f"{path}:3", "lost", "its words are not in the records: 没有这句话"),
        (f"{path}:4", "lost", "依据 is empty: give the words that answer"),
    ]


def test_words_said_by_several_are_told_apart_by_the_speaker(tmp_path: Path) -> None:
    dataset = open_dataset(sheet(tmp_path, "问,邱红标,辍学\n"), [record()])
    assert dataset.questions[0].evidence == ((16, 18),)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("问题,依据\n甲,乙\n", r"题.csv:1: has no column 答案发言人"),
        (HEAD + ",甲,乙\n", "题.csv:2: 问题 is empty"),
    ],
)
def test_a_malformed_sheet_is_refused(tmp_path: Path, body: str, message: str) -> None:
    (tmp_path / "题.csv").write_text(body, "utf-8")
    with pytest.raises(DatasetError, match=message):
        open_dataset(tmp_path / "题.csv", [record()])


def test_a_sheet_saved_and_opened_again_judges_the_same(tmp_path: Path) -> None:
    rows = '"孩子,不上学?",邱红标,我们逐户劝返辍学学生。\n火星,,\n'
    before = open_dataset(sheet(tmp_path, rows), [record()])
    save_sheet(before, tmp_path / "题.csv")
    assert open_dataset(tmp_path / "题.csv", [record()]) == before


QUESTION = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(
    st.lists(st.tuples(QUESTION, QUESTION), max_size=4, min_size=1, unique_by=lambda pair: pair[0])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_trec_files_come_back(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    questions = tuple(Question(name, " ".join(text.split())) for name, text in pairs)
    qrels = {questions[0].question_id: {"侧记#t10": 2, "侧记#t33": 0}}
    before = Dataset("t", questions, qrels, (record(),))
    save_trec(before, tmp_path / "t.topics", tmp_path / "t.qrels")
    assert open_trec(tmp_path / "t.topics", tmp_path / "t.qrels", [record()]) == before


def test_trec_topics_of_other_programs_are_read(tmp_path: Path) -> None:
    topics, qrels = tmp_path / "t.topics", tmp_path / "t.qrels"
    topics.write_text(
        "<top>\n<num> Number: 301 </num>\n<title> 公路 &amp; 桥 </title>\n"
        "<desc> Description:\n长的说明\n</top>\n<top><num>302<title>学校\n\n<narr>x</top>",
        "utf-8",
    )
    qrels.write_text("301 0 侧记#t33 1\n302 Q0 侧记#t10 0\n", "utf-8")
    dataset = open_trec(topics, qrels, [record()])
    assert [(q.question_id, q.text) for q in dataset.questions] == [
        ("301", "公路 & 桥"),
        ("302", "学校"),
    ]
    assert dataset.qrels == {"301": {"侧记#t33": 1}}
    qrels.write_text("301 0 侧记#t99 1\n", "utf-8")
    with pytest.raises(DatasetError, match="t.qrels:1: turn 侧记#t99 is not in the set"):
        open_trec(topics, qrels, [record()])
    qrels.write_text("301 0\n", "utf-8")
    with pytest.raises(DatasetError, match="t.qrels:1: is no judgment"):
        open_trec(topics, qrels, [record()])
    topics.write_text("公路", "utf-8")
    with pytest.raises(DatasetError, match="has no <top> with <num> and <title>"):
        open_trec(topics, qrels, [record()])


def test_a_draft_asks_what_was_asked_and_comes_back_as_a_draft(tmp_path: Path) -> None:
    question, answer = record().turns[:2]
    asked = replace(record(), exchanges=(Exchange(question, (answer,)), Exchange(answer, ())))
    dataset = draft([asked])
    assert dataset == bind(
        "draft",
        [Question("侧记-1", ASKED, "asked", "侧记 t0", "", "侧记", ((10, 32),), draft=True)],
        [asked],
    )
    assert dataset.qrels == {"侧记-1": {"侧记#t10": 1}}
    save_questions(dataset, tmp_path / "draft.jsonl")
    assert '"draft": true' in (tmp_path / "draft.jsonl").read_text("utf-8")
    assert open_dataset(tmp_path / "draft.jsonl", [asked]) == dataset


def test_a_record_without_exchanges_drafts_nothing() -> None:
    with pytest.raises(DatasetError, match="no question with an answer was read"):
        draft([record()])


def test_lost_judgments_are_not_saved_as_if_there_were_none(tmp_path: Path) -> None:
    dataset = Dataset("s", (Question("q1", "问", "plain", transcript="侧记"),), {}, (record(),))
    with pytest.raises(DatasetError, match="q1: its judgments were lost"):
        save_questions(dataset, tmp_path / "s.jsonl")
