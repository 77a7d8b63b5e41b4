"""Question sets in and out: spreadsheets, TREC files, drafts from records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_evaluation_ranker import ASKED, record

from corpus.errors import DatasetError
from corpus.model import Exchange, Speaker, Turn
from evaluation.datasets import open_dataset, save_dataset
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


def test_a_record_is_looked_through_once_and_not_for_every_place(tmp_path: Path) -> None:
    """Its words stand in 40 places; once more they are tied to the turns they are in."""

    class Counted(tuple[Turn, ...]):
        times = 0

        def __iter__(self) -> Iterator[Turn]:
            Counted.times += 1
            return super().__iter__()

    person, text = Speaker("王路"), "修路。" * 40
    found = Counted([Turn("t0", person, "statement", ((0, len(text)),))])
    counted = replace(record(), text=text, turns=found)
    dataset = open_dataset(sheet(tmp_path, "问,王路,修路\n"), [counted])
    assert len(dataset.questions[0].evidence) == 40
    assert Counted.times == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("问题,依据\n甲,乙\n", r"题.csv:1: has no column 答案发言人"),
        ("", r"题.csv:1: has no column 问题: the first row names 问题，答案发言人，依据"),
        ("问题,问题,答案发言人,依据\n", "题.csv:1: has twice the column 问题"),
        (HEAD + "\n,甲,乙\n", "题.csv:3: 问题 is empty"),
        (HEAD + "问,王路,我们,逐户\n", "题.csv:2: has more cells than the first row: put words"),
        (HEAD + '问,王路,"我们\n', "题.csv:2: unexpected end of data: close its quotation"),
        (HEAD + "问,,\n问,王路,甲\n", "题.csv:3: 问: another row gives, or denies, it an answer"),
        (HEAD + "问,邱红标,劝返\n问,,\n", "题.csv:3: 问: another row gives, or denies, it"),
    ],
)
def test_a_malformed_sheet_is_refused(tmp_path: Path, body: str, message: str) -> None:
    (tmp_path / "题.csv").write_text(body, "utf-8")
    with pytest.raises(DatasetError, match=message):
        open_dataset(tmp_path / "题.csv", [record()])


@pytest.mark.parametrize(("mark", "encoding"), [("\t", "utf-16"), (";", "utf-8"), (",", "utf-8")])
def test_a_sheet_is_read_as_spreadsheets_save_it(tmp_path: Path, mark: str, encoding: str) -> None:
    """Columns in any order and with others beside them; blank rows are none."""
    rows = "备注,依据, 问题 ,答案发言人\n看,我们逐户劝返辍学学生。,谁劝返,邱红标\n,,,\n,,火星,\n"
    (tmp_path / "题.csv").write_bytes(rows.replace(",", mark).encode(encoding))
    dataset = open_dataset(tmp_path / "题.csv", [record()])
    assert dataset.qrels == {"题-1": {"侧记#t10": 1}}
    assert [q.text for q in dataset.unanswerable] == ["火星"]


def test_a_sheet_becomes_a_question_set_and_a_trec_set(tmp_path: Path) -> None:
    before = open_dataset(sheet(tmp_path, "谁劝返,邱红标,劝返\n火星,,\n"), [record()])
    for name in ("题.jsonl", "题.topics"):
        save_dataset(before, tmp_path / name)
        assert open_dataset(tmp_path / name, [record()]).qrels == before.qrels
        with pytest.raises(DatasetError, match="is there already: give another name"):
            save_dataset(before, tmp_path / name)
    assert [q.text for q in open_dataset(tmp_path / "题.jsonl", [record()]).unanswerable] == [
        "火星"
    ]


def test_a_sheet_saved_and_opened_again_judges_the_same(tmp_path: Path) -> None:
    rows = '"孩子,不上学?",邱红标,我们逐户劝返辍学学生。\n火星,,\n'
    before = open_dataset(sheet(tmp_path, rows), [record()])
    save_sheet(before, tmp_path / "题.csv")
    assert open_dataset(tmp_path / "题.csv", [record()]) == before


QUESTION = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(
    st.lists(
        # Blanks alone ask nothing. Hypothesis takes a bare str.split for "not empty".
        st.tuples(QUESTION, QUESTION.filter(lambda text: bool(text.split()))),
        max_size=4,
        min_size=1,
        unique_by=lambda pair: pair[0],
    )
)
@example([("<top>", "问")])
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
    qrels.write_text("301 0 侧记#t33 1\n301 0 侧记#t33 0\n", "utf-8")
    with pytest.raises(DatasetError, match="t.qrels:2: 301 and 侧记#t33 were judged before"):
        open_trec(topics, qrels, [record()])
    qrels.write_text("301 0 侧记#t33 99999999999\n", "utf-8")
    with pytest.raises(DatasetError, match="t.qrels:1: is no judgment"):
        open_trec(topics, qrels, [record()])


TOP = "<top>\n<num> Number: 1\n<title> 路\n</top>\n"


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ("公路", "t.topics: has no <top> with <num> and <title>"),
        (TOP + "\n<top>\n<num> 2\n</top>\n", "t.topics:6: this <top> has no <num> and <title>"),
        (TOP + TOP, "t.topics:5: topic 1 was there before"),
    ],
)
def test_malformed_topics_are_named_by_their_line(
    tmp_path: Path, topics: str, message: str
) -> None:
    (tmp_path / "t.topics").write_text(topics, "utf-8")
    (tmp_path / "t.qrels").write_text("1 0 侧记#t33 1\n", "utf-8")
    with pytest.raises(DatasetError, match=message):
        open_dataset(tmp_path / "t.topics", [record()])


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


def test_of_a_long_speech_only_what_asks_is_drafted() -> None:
    speech = "情况是这样的。" * 40 + "学校修好了吗？" + "路也不好走。" + "路什么时候修？"
    text = f"{speech}\n都在修。"
    end = len(speech)
    asking = replace(record().turns[0], spans=((0, end),))
    answer = replace(record().turns[1], spans=((end + 1, len(text)),))
    long = replace(record(), text=text, turns=(asking, answer))
    long = replace(long, exchanges=(Exchange(asking, (answer,)),))
    assert draft([long]).questions[0].text == "学校修好了吗？ 路什么时候修？"


def test_a_record_without_exchanges_drafts_nothing() -> None:
    with pytest.raises(DatasetError, match="no question with an answer was read"):
        draft([record()])


def test_lost_judgments_are_not_saved_as_if_there_were_none(tmp_path: Path) -> None:
    dataset = Dataset("s", (Question("q1", "问", "plain", transcript="侧记"),), {}, (record(),))
    with pytest.raises(DatasetError, match="q1: its judgments were lost"):
        save_questions(dataset, tmp_path / "s.jsonl")
