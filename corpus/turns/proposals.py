"""Written answers to what a member proposed: ``王丽萍代表：您提出的《…》收悉。…现答复如下：``.

What is asked is the proposal's name, the only words of the member that such a
letter prints; what is answered stands from there to the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.folding import fold
from corpus.model import Span
from corpus.people.titles import is_organization
from corpus.readers.extract import NativeTurn

_LETTER = re.compile(
    r"""
    ^[ \t]* (?P<asker> [^\s:。,!?“”][^:。,!?“”\n]{0,28}? (?:代表|委员|同志|民主党派|委员会|工商联) ) (?:们)? [ \t]* : [ \t\r]*\n
    \s* (?: [您你](?:们|委|会|单位)?  (?:在[^。\n]{2,40}?上)? (?:所)? (?:提出|提交|提) 的? [^。\n]{0,20}?
          (?: 《(?P<title>[^《》\n]{4,80})》 | “(?P<quoted>[^“”\n]{4,80})” | (?P<named>关于[^。“”《》\n]{4,60}?的?(?:建议|提案|议案|意见)) )
        ) (?P<between> [^\n]* (?:\n[^\n]*){0,3}? )
    (?: 答复 | 回复 | 办理情况报告 | 答复意见 ) (?:如下|意见如下) \s* [:。]
    """,
    re.VERBOSE | re.MULTILINE,
)
_FOOT = re.compile(
    r"[ \t]*(?:附件?[:\d]|(?:分管|签发|主管|联系|承办|经办|分管负责|领导)(?:领导|人|电话|科室|处室|签名|签发)[^\n:]{0,30}:|联系(?:人|电话|单位)|抄送|主题词|[(]此件|[(]联系)[^\n]*"
)
_DATED = re.compile(r"[ \t]*(?:20\d\d|二[〇○零Oo]\S{2})年[^\n]{1,12}日[ \t]*")
_TITLE_BODY = re.compile(r"^\s*(?P<body>[一-龥]{3,24}?)(?:关于|对)", re.MULTILINE)
LONGEST_FRONT = 1500
"""Characters in front of the salutation, the heading and its numbers among them."""


def proposals(text: str) -> tuple[NativeTurn, ...]:
    """The proposal and its answer, two turns; empty where the text is no such letter."""
    folded = fold(text)
    match = _LETTER.search(folded, 0, LONGEST_FRONT + len(folded) // 2)
    if match is None or match.start() > LONGEST_FRONT:
        return ()
    asked = next(match.span(name) for name in ("title", "quoted", "named") if match[name])
    answer, body = _signed(folded, match.end())
    if answer[0] >= answer[1]:
        return ()
    signed = body or _heading_body(folded[: match.start()])
    asker = text[slice(*match.span("asker"))].strip()
    return (
        NativeTurn(asker, asked, "question"),
        NativeTurn(text[slice(*signed)] if signed else None, answer, "answer"),
    )


def _signed(folded: str, start: int) -> tuple[Span, Span | None]:
    """The words of the answer that begin at ``start``, and where the body that signs them is named.

    They end in front of the body above a date; what is attached stands behind.
    """
    found = re.finditer(r"[^\n]+", folded[start:])
    lines = [_closed(folded, start + line.start(), start + line.end()) for line in found]
    words = [folded[slice(*line)] for line in lines]
    signed = next((number for number in range(len(words)) if _signs(words, number)), None)
    kept = lines[:signed]
    while kept and _is_foot(folded[slice(*kept[-1])]):
        kept.pop()
    end = kept[-1][1] if kept else start
    return _closed(folded, start, end), None if signed is None else lines[signed]


def _signs(words: Sequence[str], number: int) -> bool:
    """Whether a line is a body, with a date close below."""
    below = words[number + 1 : number + 4]
    return _is_body(words[number]) and any(map(_DATED.fullmatch, below))


def _is_body(line: str) -> bool:
    return is_organization(line) and not re.search("[。,;:!?]", line)


def _is_foot(line: str) -> bool:
    return not line or _is_body(line) or bool(_DATED.fullmatch(line) or _FOOT.fullmatch(line))


def _closed(folded: str, low: int, high: int) -> Span:
    """The range without the blanks at its ends."""
    while low < high and folded[low].isspace():
        low += 1
    while low < high and folded[high - 1].isspace():
        high -= 1
    return low, high


def _heading_body(front: str) -> Span | None:
    """``市教育局关于对市十六届人大三次会议第12号建议的答复``: who answers, where nobody signs."""
    for match in _TITLE_BODY.finditer(front):
        if is_organization(match["body"]):
            return match.span("body")
    return None
