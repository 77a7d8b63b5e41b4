"""What columns, pages and pasting did is undone; every kept character knows its place."""

import pytest

from corpus.mend import BYLINE, CAPTION, SUBHEADING, mend

FIRST = "这是记录的第一句话，它说的是今年的教育和养老，长得不能再是标题，所以它是正文，一直说到这里才算完。\n"


@pytest.mark.parametrize(
    "line", ["专题询问现场 赵旭普摄", "（资料图片）", "新华社供图", "图为询问现场。"]
)
def test_captions(line):
    assert CAPTION.fullmatch(line)
    assert line not in mend(f"{FIRST}{line}\n下一段。").text


@pytest.mark.parametrize(
    "line", ["本报记者 蔡文瑞", "（记者 张三）", "责任编辑：李四", "来源：人民日报"]
)
def test_bylines(line):
    assert BYLINE.fullmatch(line)
    assert line not in mend(f"{FIRST}{line}\n下一段。").text


@pytest.mark.parametrize(
    "line", ["一、基层医疗", "问题一：钱从哪来", "■ 教育公平", "【住房】", "* * *", "教育公平"]
)
def test_headings_between_paragraphs(line):
    assert SUBHEADING.fullmatch(line) or len(line) < 6
    assert line not in mend(f"{FIRST * 3}{line}\n下一段说的是别的事情。").text


def test_a_cut_line_is_joined_and_a_repeat_is_dropped():
    text = (
        FIRST
        + "围绕这些短板和弱项我们成立了督战领导小组并将举办专\n\n题培训班，提高攻坚的能力和全部本领。\n\n提高攻坚的能力和全部本领。\n"
    )
    assert (
        mend(text).text
        == FIRST
        + "围绕这些短板和弱项我们成立了督战领导小组并将举办专题培训班，提高攻坚的能力和全部本领。"
    )


def test_an_indented_line_begins_a_paragraph():
    text = FIRST + "　　第一段没有句号\n　　第二段。"
    assert mend(text).text.splitlines()[1:] == ["　　第一段没有句号", "　　第二段。"]


def test_straight_quotation_marks_end_a_sentence():
    text = FIRST + '"好吗?"\n他说。'
    assert mend(text).text.splitlines()[1:] == ['"好吗?"', "他说。"]


def test_a_headline_that_ends_in_a_quoted_word_is_a_heading_like_the_line_below():
    text = "一问到底 温暖“夕阳”\n——专题询问会侧记\n“门锁着。”代表潘建荣说。\n"
    assert mend(text).text.strip() == "“门锁着。”代表潘建荣说。"
