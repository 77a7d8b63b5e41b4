"""Tables of questions and answers: in a text with tabs, in CSV, in a Word document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EmptyRecordError
from corpus.model import Transcript
from corpus.readers.answered import Columns, Part
from corpus.readers.speeches import Speeches
from corpus.readers.tabbed import tabbed
from corpus.record import read_transcript

HEADS = ("序号", "提问人", "职务", "问题", "答复单位", "答复内容")
ROWS = (
    ("1", "王小明", "市人大代表", "彩票店，为什么没有搬？", "市民政局", "已搬迁5家。"),
    ("2", "李敏", "市人大常委会委员", "围栏补贴发不发？", "市林草局", "九月发放到位。"),
    ("3", "张强", "市人大代表", "急救车何时配齐？", "市卫健委", ""),
)


def read(transcript: Transcript) -> list[tuple[str | None, str | None, str, str]]:
    return [
        (one.speaker.name, one.speaker.organization, one.kind, transcript.words(one.spans))
        for one in transcript.turns
    ]


def check(transcript: Transcript) -> None:
    assert read(transcript) == [
        ("王小明", "市人大", "question", "彩票店，为什么没有搬？"),
        (None, "市民政局", "answer", "已搬迁5家。"),
        ("李敏", "市人大常委会", "question", "围栏补贴发不发？"),
        (None, "市林草局", "answer", "九月发放到位。"),
        ("张强", "市人大", "question", "急救车何时配齐？"),
    ]
    assert [len(one.answers) for one in transcript.exchanges] == [1, 1, 0]


def test_a_text_with_tabs_is_read_in_place(tmp_path: Path) -> None:
    lines = ["专题询问办理情况", "", *("\t".join(row) for row in (HEADS, *ROWS))]
    record = tmp_path / "record.txt"
    record.write_text("\n".join(lines), "utf-8")
    transcript = read_transcript(record)
    check(transcript)
    assert transcript.text == "\n".join(lines)
    assert transcript.title == "专题询问办理情况"


@pytest.mark.parametrize(("ending", "between"), [("csv", ","), ("tsv", "\t")])
def test_a_table_in_a_file_of_its_own(tmp_path: Path, ending: str, between: str) -> None:
    record = tmp_path / f"record.{ending}"
    record.write_text("\n".join(between.join(row) for row in (HEADS, *ROWS)), "utf-8-sig")
    check(read_transcript(record))


def test_a_table_in_a_word_document(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("专题询问办理情况")
    table = document.add_table(len(ROWS), len(HEADS))
    for number, row in enumerate((HEADS, *ROWS[:2])):
        for cell, words in zip(table.rows[number].cells, row, strict=True):
            cell.text = words
    document.save(str(tmp_path / "record.docx"))
    assert read(read_transcript(tmp_path / "record.docx")) == [
        ("王小明", "市人大", "question", "彩票店，为什么没有搬？"),
        (None, "市民政局", "answer", "已搬迁5家。"),
        ("李敏", "市人大常委会", "question", "围栏补贴发不发？"),
        (None, "市林草局", "answer", "九月发放到位。"),
    ]


def test_a_cell_that_goes_on_over_rows_names_who_asks_in_each_of_them(tmp_path: Path) -> None:
    import docx

    heads = ("序号", "询问人", "询问问题", "应询单位及应询人", "答复要点")
    rows = (
        (
            "1",
            "县人大代表\n石小妹（苗族）",
            "校车什么时候能通？",
            "县交通局\n副局长　覃勇\n县教育局\n局长　宁志勇",
            "明年春季。",
        ),
        ("2", None, "午餐补助够不够？", "县教育局\n局长　宁志勇", "已提标。"),
        ("3", None, None, "县财政局\n局长　韦成", "钱已到位。"),
        ("4", "", "路灯谁管？", "", ""),
    )
    document = docx.Document()
    table = document.add_table(len(rows) + 1, len(heads))
    for number, row in enumerate((heads, *rows)):
        for place, words in enumerate(row):
            if words is None:
                table.cell(number - 1, place).merge(table.cell(number, place))
            else:
                table.cell(number, place).text = words
    document.save(str(tmp_path / "record.docx"))
    transcript = read_transcript(tmp_path / "record.docx")
    assert read(transcript) == [
        ("石小妹", "县人大", "question", "校车什么时候能通？"),
        ("覃勇", "县交通局", "answer", "明年春季。"),
        ("石小妹", "县人大", "question", "午餐补助够不够？"),
        ("宁志勇", "县教育局", "answer", "已提标。"),
        ("韦成", "县财政局", "answer", "钱已到位。"),
        (None, None, "question", "路灯谁管？"),
    ]
    assert [len(one.answers) for one in transcript.exchanges] == [1, 2, 0]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (
            "日期,提问人,问题,答复单位,答复人,答复",
            "2024-05-10,刘桂兰代表,公交呢？,县交通局,局长郑宏伟,七月恢复。",
        ),
        (
            "回答人,日期,提问,回答,提问人",
            "县交通局局长郑宏伟,2024年5月10日,公交呢？,七月恢复。,刘桂兰代表",
        ),
        (
            "时间,提问者,问题,答案,发言人",
            "2024/5/10,刘桂兰代表,公交呢？,七月恢复。,县交通局局长郑宏伟",
        ),
    ],
)
def test_whatever_the_columns_are_called(tmp_path: Path, heads: str, row: str) -> None:
    record = tmp_path / "record.csv"
    record.write_text(f"{heads}\n{row}\n", "utf-8")
    transcript = read_transcript(record)
    assert read(transcript) == [
        ("刘桂兰", None, "question", "公交呢？"),
        ("郑宏伟", "县交通局", "answer", "七月恢复。"),
    ]
    assert transcript.date == "2024-05-10"


def test_a_table_of_other_things_is_told_which_heads_are_read(tmp_path: Path) -> None:
    record = tmp_path / "record.csv"
    record.write_text("品名,数量\n苹果,3\n", "utf-8")
    with pytest.raises(EmptyRecordError, match="read by its heads: 问题 and 答复"):
        read_transcript(record)


def test_a_table_without_names_has_questions_and_answers_all_the_same(tmp_path: Path) -> None:
    record = tmp_path / "record.csv"
    record.write_text("问题,答复\n低保怎么办？,到村委会办理。\n", "utf-8")
    assert read(read_transcript(record)) == [
        (None, None, "question", "低保怎么办？"),
        (None, None, "answer", "到村委会办理。"),
    ]


@pytest.mark.parametrize(
    "heads", [("提问人", "内容"), ("序号", "问题"), ("单位", "答复内容"), ("时间", "地点"), ()]
)
def test_what_names_no_question_and_answer_is_no_such_table(heads: tuple[str, ...]) -> None:
    assert Columns.of(heads) is None


def test_a_row_gives_what_it_has() -> None:
    columns = Columns.of(HEADS)
    assert columns is not None
    assert list(columns.parts(ROWS[2])) == [Part("张强 市人大代表", 3, "question")]
    assert list(columns.parts(("1", "王小明"))) == []


@given(
    st.lists(
        st.lists(st.text(alphabet="甲乙 ，。？", max_size=6), min_size=6, max_size=6), max_size=5
    )
)
def test_every_cell_is_where_it_is_said_to_be(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in (HEADS, *rows))
    said = [text[slice(*one.span)] for one in tabbed(text)]
    assert said == [row[at].strip() for row in rows for at in (3, 5) if row[at].strip()]


def test_a_line_of_a_million_signs_is_looked_at_once() -> None:
    assert tabbed("甲" * 1_000_000 + "\n问题\t答复\n谁管？\t镇里。\n") != ()


SPEECHES = """序号,单位,姓名,职务,发言类别,发言内容
1,市人大常委会,盛若兰,副主任,主持,现在开会。
2,市城管局,燕飞,局长,情况汇报,"用户61万户。
安检54万户。"
3,市人大常委会,厍明,委员,询问,为什么改不动？
4,市城管局,燕飞,局长,应询,正在拆。
5,,木合塔尔,市人大代表,追问,怎么查？
6,市公安局,国忠,治安支队支队长,应询,已查十二个。
"""


def test_a_table_of_speeches_says_who_speaks_in_which_office_and_how(tmp_path: Path) -> None:
    record = tmp_path / "record.csv"
    record.write_text(SPEECHES, "utf-8")
    transcript = read_transcript(record)
    assert read(transcript) == [
        ("盛若兰", "市人大常委会", "opening", "现在开会。"),
        ("燕飞", "市城管局", "report", "用户61万户。 安检54万户。"),
        ("厍明", "市人大常委会", "question", "为什么改不动？"),
        ("燕飞", "市城管局", "answer", "正在拆。"),
        ("木合塔尔", "市人大", "question", "怎么查？"),
        ("国忠", "市公安局 治安支队", "answer", "已查十二个。"),
    ]
    assert [len(one.answers) for one in transcript.exchanges] == [1, 1]


@pytest.mark.parametrize(
    "heads", [("姓名", "内容"), ("单位", "内容"), ("姓名", "单位", "职务"), ("单位", "电话")]
)
def test_a_list_of_names_is_no_table_of_speeches(heads: tuple[str, ...]) -> None:
    assert Speeches.of(heads) is None
