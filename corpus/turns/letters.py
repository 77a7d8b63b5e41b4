"""Letters to an office and its answers, published field by field: ``来信人``, ``来信内容``, ``答复单位``.

A field's name stands in front of a colon or on a line of its own, as the cells of a
page do; its value goes on over the lines below until the next field. Who writes and who
answers holds for its own letter only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.model import Span
from corpus.readers.extract import NativeTurn

_LETTER = "信件|来信|留言|咨询|诉求|投诉|问题|办件|信访|建议"
_ANSWER = "应询|答询|答复|回复|办理|处理|受理|承办|回信"
_FIELD = re.compile(
    rf"""
    ^[ \t\ufeff■●▲◆【\[]*
    (?: (?P<asker> (?:提问|询问|质询)(?:人|委员|代表|单位) | (?:来信|留言|写信|来电|咨询|诉求|反映|投诉|信访)(?:人|者|人姓名) | 网民昵称 | 网友昵称 )
      | (?P<question> (?:{_LETTER}|反映|提问)(?:内容|描述|详情|正文) )
      | (?P<answerer> (?:{_ANSWER})(?:单位|部门|机构|人) )
      | (?P<answer> (?:{_ANSWER})(?:内容|意见|结果|情况|详情) | 官方(?:回复|答复) )
      | (?P<other> (?: (?:{_LETTER}|{_ANSWER}|提交|发布|反映)(?:编号|标题|主题|类型|类别|分类|状态|时间|日期|来源|区域|领域)
          | (?:问题|建议|提案)[0-9一二三四五六七八九十]{1, 3} | 编号 | 标题 | 主题 | 类型 | 类别 | 状态 | 满意度(?:评价)? | 评价 ) )
    )
    [】\]]?[ \t]*(?:[:：]|$)[ \t]*
    """,
    re.VERBOSE | re.MULTILINE,
)
_NAMELESS = re.compile(r"匿名.*|保密|不公开|\*+|-+|—+|无")
_BREAK = re.compile(r"\n[ \t]*\n|\n[ \t]*[-—=_*─━]{3,}")
"""What ends the last field of a letter: nobody says what stands behind."""
LONGEST_NAME = 30
_SPOKEN = re.compile("[。？！?!]")
_LABELLED = re.compile(r"[^\n。？！?!]{1,24}[:：]")
_PAIR = ("question", "answer")


class _Field(NamedTuple):
    kind: str
    value: Span


def letters(text: str) -> tuple[NativeTurn, ...]:
    """The letters of a text and their answers, in order; empty unless one was answered.

    A letter that nobody answered is a statement: no later answer is for it.
    """
    fields = [one for one in _fields(text) if one.value[0] < one.value[1]]
    said = [one for one in fields if one.kind in ("question", "answer")]
    answered = {one for one, after in pairwise(said) if (one.kind, after.kind) == _PAIR}
    if not answered:
        return ()
    behind = _signs_behind(fields)
    found: list[NativeTurn] = []
    for number, one in enumerate(fields):
        if one.kind == "question":
            asker = _named(text, fields[:number][::-1], "asker")
            found.append(
                NativeTurn(asker, one.value, "question" if one in answered else "statement")
            )
        elif one.kind == "answer":
            around = fields[number + 1 :] if behind else _of_letter(fields[:number])
            found.append(NativeTurn(_named(text, around, "answerer"), one.value, "answer"))
    return tuple(found)


def _signs_behind(fields: Sequence[_Field]) -> bool:
    """Whether the text names who answers behind the answers."""
    kinds = [one.kind for one in fields if one.kind in ("answer", "answerer")]
    return kinds[:1] == ["answer"]


def _of_letter(before: Sequence[_Field]) -> list[_Field]:
    """The fields in front of an answer, the last one first, without the letter's own words.

    Where the letter in front has no answer, those between the two may be either's.
    """
    own = [number for number, one in enumerate(before) if one.kind == "question"][-2:]
    last = own[-1] if own else len(before)
    ahead = list(before[:last])
    unanswered = len(own) == 2 and all(one.kind != "answer" for one in before[own[0] : last])
    return [*reversed(before[last + 1 :]), *([] if unanswered else reversed(ahead))]


def _named(text: str, around: Sequence[_Field], kind: str) -> str | None:
    """Whom the next field of a kind names in front of the next words that somebody says."""
    for one in around:
        if one.kind == kind:
            return _name(text[slice(*one.value)])
        if one.kind in ("question", "answer"):
            return None
    return None


def _fields(text: str) -> Iterator[_Field]:
    """Every field, with where its value stands."""
    heads = list(_FIELD.finditer(text))
    for number, head in enumerate(heads):
        last = number + 1 == len(heads)
        stop = len(text) if last else heads[number + 1].start()
        breaks = _BREAK.search(text, head.end(), stop) if last else None
        low, high = head.end(), breaks.start() if breaks else stop
        while low < high and text[low].isspace():
            low += 1
        while low < high and text[high - 1].isspace():
            high -= 1
        found = _Field(str(head.lastgroup), (low, high))
        apart = not head.group().rstrip().endswith((":", "："))
        yield from [found] if apart else _named_and_said(text, found)


def _named_and_said(text: str, one: _Field) -> Iterator[_Field]:
    """A field; where words follow below a name (``答复单位:市水利局``), these as a field of their own."""
    low, high = one.value
    line = text.find("\n", low, high)
    below = text[line + 1 : high].lstrip() if line >= 0 else ""
    said = {"asker": "question", "answerer": "answer"}.get(one.kind)
    if said is None or not _SPOKEN.search(below) or _LABELLED.match(below):
        yield one
        return
    yield _Field(one.kind, (low, low + len(text[low:line].rstrip())))
    yield _Field(said, (high - len(below), high))


def _name(value: str) -> str | None:
    """Who a field names; None for whoever will not be named."""
    hidden = _NAMELESS.fullmatch(value) or len(value) > LONGEST_NAME
    return None if hidden or not value else value
