"""Where a text names somebody: ORGANISATION TITLE NAME, NAME TITLE, 王局长, a known name.

Every function reads a folded text; what it returns is in the folded letters
too, and whoever shows it slices the original at the mention's places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.people.mention import Mention
from corpus.people.names import name_at
from corpus.people.surnames import RARE_AS_SURNAME
from corpus.people.titled import POLITE, titled
from corpus.people.titles import TITLE

_PRONOUN = re.compile(
    r"(?<![其吉])[他她](?!们|人|的|省|国|乡|日|山|方|处|律|杀|项|律)|对方(?=回|答|表|解|说)"
)


def mentions(text: str, start: int, end: int, known: Iterable[str] = ()) -> list[Mention]:
    """Everybody referred to in ``text[start:end]``, in order, none inside another."""
    found = [
        *_titled_ones(text, start, end),
        *_known(text, start, end, known),
        *_politely(text, start, end),
        *_of_a_party(text, start, end),
        *_pronouns(text, start, end),
    ]
    found.sort(key=lambda one: (one.start, one.title is None, -one.end))
    kept: list[Mention] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            kept[-1] = _fuller(kept[-1], one)
        else:
            kept.append(one)
    return kept


def _titled_ones(text: str, start: int, end: int) -> list[Mention]:
    """Mentions with a title; one never reaches back into a named one in front of it."""
    found: list[Mention] = []
    low = start
    for title in TITLE.finditer(text, start, end):
        if title.start() >= low and (mention := titled(text, low, end, title)):
            found.append(mention)
            low = mention.end if mention.name else low
    return found


def _fuller(first: Mention, second: Mention) -> Mention:
    """Of two that overlap the one with a title, then the one with a name, then the later one."""
    if (first.title is None) != (second.title is None):
        return second if first.title is None else first
    if first.title is None:
        return first
    return first if first.name and not second.name else second


def _known(text: str, start: int, end: int, known: Iterable[str]) -> Iterator[Mention]:
    for name in sorted(known, key=len, reverse=True):
        place = text.find(name, start, end)
        while place >= 0:
            span = (place, place + len(name))
            yield Mention(*span, name=span)
            place = text.find(name, place + 1, end)


def _politely(text: str, start: int, end: int) -> Iterator[Mention]:
    """``石女士``, with no title in front."""
    for match in POLITE.finditer(text, start, end):
        before = text[match.start() - 1 : match.start()]
        if match.group()[0] not in RARE_AS_SURNAME or not re.match(
            r"(?![的民主户工师员生])[一-龥]", before
        ):
            yield Mention(*match.span(), name=match.span())


_PARTY = re.compile(r"(?:民建联|工联会|经民联|实政圆桌|[一-龥]{2}党(?![委组员校建支总内外政群工]))")
_SPEAKS_OUT = re.compile(
    "表示|不满|不认同|质疑|认为|指(?!出生)|问|批评|追问|促|说|称|关注|建议|直斥|反问"
)


def _of_a_party(text: str, start: int, end: int) -> Iterator[Mention]:
    """``民建联葛珮帆表示``: a party instead of a title."""
    for match in _PARTY.finditer(text, start, end):
        name = name_at(text, match.end()) if match.end() < end else None
        if name and _SPEAKS_OUT.match(text, match.end() + len(name)):
            stop = match.end() + len(name)
            yield Mention(match.start(), stop, (match.end(), stop), organization=match.span())


def _pronouns(text: str, start: int, end: int) -> Iterator[Mention]:
    for match in _PRONOUN.finditer(text, start, end):
        yield Mention(*match.span())
