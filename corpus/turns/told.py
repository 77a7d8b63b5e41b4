"""Where the reporter goes on behind somebody's labelled words: ``副区长崔勇表示，…``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.model import Span
from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.people.names import is_name
from corpus.people.registry import People
from corpus.turns.attributions import attributions
from corpus.turns.cues import FIRST_PERSON, SCENE
from corpus.turns.quotations import mask
from corpus.turns.verbs import SPEAKS

_LONGEST_LEAD = 60
"""An attribution's verb stands no further from the beginning of its paragraph."""
_SHORTEST = 8
"""Fewer characters behind the verb tell nothing: ``提出说明,并备质询。``"""
_LEAD_IN = re.compile(
    r"(?P<when>(?:(?:[一-龥0-9]{0,10}(?:最后|结束[后时]?|随后|之后|期间|会上|接着)|(?:询问|会议|问答|协商|听证)[一-龥]{0,8}),)?)"
    r"(?:[一-龥]{2,12}、)*"
)
_TALLY = re.compile(
    r"^记者(?:暗访|走访|调查|看到|了解|在|从|再)|(?:发出|收回)[^。,]{0,8}票|(?:满意|基本满意|不满意)[^。,]{0,4}[0-9]+票"
)
"""What was counted or seen, nobody says."""
_FOR_ALL = re.compile("国家|国务院|中央|中共|总理|总书记|联合国")
"""Whom anybody may quote, far away from the meeting."""


def told_from(folded: str, turn: Span, who: str | None, known: Collection[str] | None) -> int:
    """Where in the (folded) words of one turn the paragraphs begin that tell of others.

    Only at the end: every paragraph from there on has somebody else, with office and name, say
    something. ``who`` speaks the turn; ``known`` are those whom the record names elsewhere, of whom
    it must be one, or None where anybody may come in, as at the end of a record. Returns the turn's
    end where nobody does.
    """
    begins = turn[1]
    for start, end in reversed(_paragraphs(folded, turn)[1:]):
        words = folded[start:end]
        scene = begins < turn[1] and SCENE.search(words)
        narrated = bool(scene or _TALLY.search(words)) and not FIRST_PERSON.search(words)
        if not narrated and not _tells(words, who, known):
            break
        begins = start
    return begins


def _paragraphs(folded: str, turn: Span) -> Sequence[Span]:
    low, high = turn
    return [
        (low + match.start(), low + match.end())
        for match in re.finditer(r"[^\s][^\n]*", folded[low:high])
    ]


def _tells(words: str, who: str | None, known: Collection[str] | None) -> bool:
    """Whether a paragraph begins with another's office and name, and has them say something."""
    if not SPEAKS.search(words, 0, _LONGEST_LEAD):
        return False
    people = People.of(words)
    first = next(iter(attributions(people, mask(words), 0, len(words))), None)
    if first is None or first.mention is None or first.mention.name is None:
        return False
    if len(words) - first.words < _SHORTEST:
        return False
    name = words[slice(*first.mention.name)]
    named = next((one for one in mentions(words, 0, len(words), people.found) if one.name), None)
    if named is None or name == who or words[slice(*(named.name or (0, 0)))] != name:
        return False
    leads = _LEAD_IN.fullmatch(words[: named.start])
    belongs = known is None or name in known or bool(leads and leads["when"])
    return bool(leads) and belongs and _reported(words, named)


def _reported(words: str, one: Mention) -> bool:
    """Whether the office stands in front of the name, as reporters name people who are there."""
    if one.name is None or one.title is None or _FOR_ALL.search(words[: one.end]):
        return False
    return one.title[0] < one.name[0] and is_name(words[slice(*one.name)])
