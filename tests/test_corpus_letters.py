"""Letters in fields and written answers to proposals: who wrote, who answers, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.record import read_transcript
from corpus.turns.letters import letters
from corpus.turns.proposals import proposals

FIRST = "来信人：李先生\n来信内容：路灯不亮了。\n"
UNANSWERED = "来信人：王某\n来信内容：井盖丢了。\n办理单位：市住建局\n办理状态：转办中\n\n"


def said(text: str) -> list[tuple[str | None, str, str]]:
    return [(one.label, text[slice(*one.span)], str(one.kind)) for one in letters(text)]


def test_who_answers_is_named_in_front_of_the_answer_or_behind_it() -> None:
    front = FIRST + "答复单位：市城管局\n答复内容：已修好。\n"
    behind = FIRST + "答复内容：已修好。\n答复单位：市城管局\n"
    expected = [
        ("李先生", "路灯不亮了。", "question"),
        ("市城管局", "已修好。", "answer"),
    ]
    assert said(front) == expected
    assert said(behind) == expected
    assert said(behind + "\n" + behind.replace("市城管局", "市供电公司")) == [
        *expected,
        ("李先生", "路灯不亮了。", "question"),
        ("市供电公司", "已修好。", "answer"),
    ]


def test_what_one_letter_says_holds_for_no_other() -> None:
    text = UNANSWERED + "来信内容：路灯不亮了。\n答复内容：已修好。\n"
    assert said(text) == [
        ("王某", "井盖丢了。", "statement"),
        (None, "路灯不亮了。", "question"),
        (None, "已修好。", "answer"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        UNANSWERED,
        "答复内容：已修好。\n",
        "答复内容：已修好。\n来信内容：路灯不亮了。\n",
        "来信内容：\n答复内容：\n",
    ],
)
def test_without_a_letter_and_its_answer_there_are_none(text: str) -> None:
    assert letters(text) == ()


def test_whoever_will_not_be_named_is_nobody() -> None:
    text = "网友昵称：匿名用户\n留言内容：公交几点收车？\n官方回复：晚上九点半。\n"
    assert said(text) == [
        (None, "公交几点收车？", "question"),
        (None, "晚上九点半。", "answer"),
    ]


def test_an_office_that_answers_a_letter_is_the_governments(tmp_path: Path) -> None:
    path = tmp_path / "信箱.txt"
    path.write_text(FIRST + "答复单位：市城管局\n答复内容：已修好。\n", "utf-8")
    (one,) = read_transcript(path).exchanges
    assert one.question.speaker.name == "李先生"
    assert [(a.speaker.organization, a.speaker.role) for a in one.answers] == [
        ("市城管局", "official")
    ]


def test_a_field_may_stand_above_its_value_as_in_the_cells_of_a_page(tmp_path: Path) -> None:
    cells = (
        "来信人",
        "刘*",
        "信件内容",
        "电梯补贴有没有？",
        "回复单位",
        "市住建局",
        "回复内容",
        "每台20万元。",
        "办理状态",
        "已办结",
    )
    rows = "".join(
        f"<tr><td>{cells[at]}</td><td>{cells[at + 1]}</td></tr>" for at in range(0, 10, 2)
    )
    path = tmp_path / "letter.html"
    path.write_text(f"<html><body><h1>局长信箱</h1><table>{rows}</table></body></html>", "utf-8")
    transcript = read_transcript(path)
    assert [
        (t.speaker.name, t.speaker.organization, t.kind, transcript.words(t.spans))
        for t in transcript.turns
    ] == [
        ("刘*", None, "question", "电梯补贴有没有？"),
        (None, "市住建局", "answer", "每台20万元。"),
    ]


def test_what_is_attached_behind_the_signature_is_no_answer() -> None:
    text = """县交通局文件
县交函〔2024〕27号
张伟、李娜代表：
你们提出的《关于修路的建议》收悉，现答复如下：
一、明年开工。
二、年底通车。
领导签名：王林
联系人及电话：凌云　0771-6220000
县交通局
2024年5月30日
附：建议内容摘要
修路是村民的盼望。
抄送：县政府督查室。
"""
    question, answer = proposals(text)
    assert (question.label, text[slice(*question.span)]) == ("张伟、李娜代表", "关于修路的建议")
    assert (answer.label, text[slice(*answer.span)]) == (
        "县交通局",
        "一、明年开工。\n二、年底通车。",
    )


@pytest.mark.parametrize(
    ("proposed", "asked"),
    [
        ("您提出的《关于修路的建议》收悉，", "关于修路的建议"),
        ("你们在市十六届人大三次会议上提出的“关于修路的提案”已收悉。经研究，", "关于修路的提案"),
        ("您所提关于尽快修好村口道路的建议收到。\n", "关于尽快修好村口道路的建议"),
    ],
)
def test_a_proposal_is_asked_by_whom_the_letter_is_to(proposed: str, asked: str) -> None:
    text = f"县交通局对县十届人大二次会议第8号建议的答复\n\n张伟委员：\n{proposed}现答复如下：\n明年开工。\n附件：图纸\n2024年3月1日\n"
    assert [(one.label, text[slice(*one.span)]) for one in proposals(text)] == [
        ("张伟委员", asked),
        ("县交通局", "明年开工。"),
    ]


def test_a_letter_without_an_answer_is_no_proposal() -> None:
    assert proposals("张伟委员：\n您提出的《关于修路的建议》收悉，现答复如下：\n\n县交通局\n") == ()
    assert proposals("张伟委员：路什么时候修？\n县交通局局长王林：明年修。\n") == ()
