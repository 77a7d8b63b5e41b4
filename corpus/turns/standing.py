"""Names that stand on lines of their own, with no colon, above what they said.

    谭丽华委员
    北岭水厂什么时候建成？

A list of those present has such lines too; there no words follow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.people.labels import is_person, read_label
from corpus.people.titles import is_organization
from corpus.turns.called import called
from corpus.turns.label import Label

_LINE = re.compile(
    r"^(?P<front>[ \t\r\ufeff>#■●▲◆◇○□★☆▪•\-]*(?:(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})[、.)][ \t]*)?)(?P<label>[^\s:。,!?;“”…|<>()](?:[^:。,!?;“”…|<>\n]|“[^“”\n]{1,12}”){1,30}?)[ \t\r]*$",
    re.MULTILINE,
)
_SPOKEN = re.compile(r"[。?!]")
LEAST = 3
"""Fewer labels, with and without colons, are none."""
DENSE = 0.12
"""So large a share of the lines must be labels, with and without colons."""


def standing(folded: str, others: Sequence[Label]) -> list[Label]:
    """The lines that are only a name, where there are enough of them for a way of writing.

    ``others`` are the people that colons set off. A bare name counts where it comes again, or
    speaks with its office elsewhere.
    """
    taken = {one.line for one in others}
    found = [one for one in _lines(folded) if one.line not in taken]
    names = Counter(_name(folded, one) for one in found)
    names.update({_name(folded, one) for one in others})
    found = [
        one for one in found if one.kind or _in_office(folded, one) or names[_name(folded, one)] > 1
    ]
    every = [*found, *others]
    lines = sum(1 for line in folded.splitlines() if line.strip())
    speakers = {_name(folded, one) for one in every}
    enough = len(every) >= max(LEAST, DENSE * lines) and len(speakers) > 1
    return found if len(found) > 1 and enough else []


def _lines(folded: str) -> Iterator[Label]:
    for match in _LINE.finditer(folded):
        words, start = match["label"], match.start("label")
        call = called(words)
        who = words[: call.who] if call else words
        body = call is not None and call.kind is not None and is_organization(who)
        if (
            (is_person(who) or body)
            and read_label(who).role != "reporter"
            and _words_follow(folded, match.end())
        ):
            line = match.end() - len(match.group().lstrip(" \t\r\ufeff"))
            kind = call.kind if call else None
            yield Label(line, start, start + len(who), match.end(), "person", kind=kind)


def _words_follow(folded: str, end: int) -> bool:
    """Whether the next line that is not empty is somebody's words."""
    line = next((line for line in folded[end:].splitlines() if line.strip()), "")
    return bool(_SPOKEN.search(line))


def _in_office(folded: str, one: Label) -> bool:
    return read_label(folded[one.start : one.end]).role is not None


def _name(folded: str, one: Label) -> str:
    """The name under a label, or the label: 罗燕 and 县生态环境局局长 罗燕 are one."""
    label = folded[one.start : one.end]
    return read_label(label).name or label
