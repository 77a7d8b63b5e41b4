"""Which lines begin with who speaks, told from all that look so by the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from corpus.model import Spans
from corpus.people.labels import is_person, read_label
from corpus.turns.called import called
from corpus.turns.candidates import (
    ANSWER_LABEL,
    QUESTION_LABEL,
    candidates,
    in_brackets,
    rest_of_line,
)
from corpus.turns.label import Label
from corpus.turns.standing import standing

_QUESTION_LINE = re.compile(
    r"(?:^|\n)[ \t]*(?P<line>(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、..][ \t]*)?(?P<asked>[^\n]{4,80}[?]))\s*\Z"
)
NEAR = 120
"""Characters in front of an answer in which its question stands."""
_PROSE = re.compile(r"的|了|这|那|我们|可以|就|两|分[一二三四五]")
LONGEST_UNKNOWN = 20
DENSE = 0.4
"""Where this share of the lines begins with a label, a label may be of any kind."""


def labels(folded: str, bold: Spans = ()) -> list[Label]:
    """The labels of a (folded) text that are believed to be such, in order.

    ``bold`` are ranges in bold letters that begin a line.
    """
    found = _called(_unheaded(_unquoted(list(candidates(folded)), folded), folded), folded)
    found += _bare_questions(found, folded)
    found += [one for one in _bold(folded, bold) if one.line not in {label.line for label in found}]
    found += standing(folded, [one for one in found if one.sort == "person"])
    found += in_brackets(folded) if found else ()
    found.sort(key=lambda one: one.line)
    lines = sum(1 for line in folded.splitlines() if line.strip())
    spelled = [folded[one.start : one.end] for one in found]
    sure = sum(one.sort != "other" for one in found)
    seen = Counter(spelled)
    office = {name for name in seen if _in_office(name)}
    official = sum(seen[name] for name in office) > 0.6 * len(found)
    seen.update({read_label(name).name or name for name in office})
    first = min((one.line for one in found if one.sort != "other"), default=0)
    dense = len(found) >= DENSE * max(lines, 1)
    return [
        one
        for one, name in zip(found, spelled, strict=True)
        if _believed(one, name, seen[name], official, dense and sure + seen[name] > 2)
        and not (seen[name] == 1 and _heads(one, folded, first))
    ]


def _heads(one: Label, folded: str, first: int) -> bool:
    """Whether unknown words head what follows, ``专访：…`` above all who speak (``first``) or ``【问执法】``."""
    bracketed = folded[max(one.start - 1, 0)] in "【[〖"
    alone = bracketed and not rest_of_line(folded, one.words).strip()
    return one.sort == "other" and (alone or one.line < first)


def _called(found: list[Label], folded: str) -> list[Label]:
    """Without the verbs at the labels' ends, which tell the kind.

    ``罗燕答`` may be a name; where others ask, it is 罗燕 who answers. In front of a quotation the
    verb is an account's: ``罗燕答：“…”``.
    """
    read = [
        None
        if one.sort == "qa" or folded.startswith("“", one.words)
        else called(folded[one.start : one.end])
        for one in found
    ]
    paired = {one.kind for one in read if one} >= {"question", "answer"}
    return [
        replace(label, end=label.start + one.who, sort="person", kind=one.kind)
        if one and (one.sure or paired)
        else label
        for label, one in zip(found, read, strict=True)
    ]


def _bare_questions(found: list[Label], folded: str) -> list[Label]:
    """``1.何时参保?`` above ``答:``: a line that asks, where only answers are labelled."""
    spelled = [folded[one.start : one.end] for one in found]
    answers = [
        one for one, name in zip(found, spelled, strict=True) if ANSWER_LABEL.fullmatch(name)
    ]
    if len(answers) < 2 or any(QUESTION_LABEL.fullmatch(name) for name in spelled):
        return []
    above = (_QUESTION_LINE.search(folded, max(0, one.line - NEAR), one.line) for one in answers)
    return [
        Label(
            match.start("line"),
            match.start("asked"),
            match.start("asked"),
            match.start("asked"),
            "qa",
        )
        for match in above
        if match
    ]


def _unheaded(found: list[Label], folded: str) -> list[Label]:
    """Without ``问题一:`` where it only heads what people then ask: nobody answers as ``答:``."""
    answers = any(ANSWER_LABEL.fullmatch(folded[one.start : one.end]) for one in found)
    people = sum(one.sort == "person" for one in found)
    asked = sum(one.sort == "qa" for one in found)
    if answers or people <= asked:
        return found
    return [one for one in found if one.sort != "qa"]


def _believed(one: Label, name: str, times: int, official: bool, dense: bool) -> bool:
    """Whether a candidate is a label: an office or a name, or any words where all lines have one."""
    if one.sort == "qa":
        return True
    if official:
        told = one.kind is not None or read_label(name).role is not None
        return one.sort == "person" and (times > 1 or told)
    if one.sort == "person":
        return True
    return (dense and len(name) <= LONGEST_UNKNOWN and not _PROSE.search(name)) or (times > 2)


def _bold(folded: str, bold: Spans) -> Iterator[Label]:
    """Names set in bold letters, with no sign behind."""
    for start, end in bold:
        words = folded[start:end].strip().rstrip(":")
        if words and is_person(words):
            first = start + folded[start:end].index(words[0])
            behind = re.compile(r"[\s:]*").match(folded, end)
            yield Label(first, first, first + len(words), behind.end() if behind else end, "person")


def _unquoted(found: list[Label], folded: str) -> list[Label]:
    """Without labels in ``>`` quotations, which repeat earlier minutes, unless all are such."""
    plain = [
        one for one in found if ">" not in folded[folded.rfind("\n", 0, one.start) + 1 : one.start]
    ]
    return plain if 2 * len(plain) > len(found) else found


def _in_office(words: str) -> bool:
    """Whether a label is an assembly's: 主席, 林委員滄敏, 教育局局長."""
    return read_label(words).role in ("chair", "member", "official")
