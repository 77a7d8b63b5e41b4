"""Quotations that no sentence says who spoke: of whom the prose in front tells, or a bare dialogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.turns.cues import FILMED
from corpus.turns.paragraph import Paragraph
from corpus.turns.quotations import Quotation
from corpus.turns.sentences import Attribution
from corpus.turns.subjects import focus_at_end, focus_of
from corpus.turns.verbs import Verb

_ASKS = re.compile(r"[?]$|请问|(?:说说|谈谈|讲讲|解释|说明)[一-龥]{0,8}。?$")
_FACES = re.compile(
    r"(?:面对|对于?|针对|听了|听完|听到)(?P<who>[^。,“]{2,24}?)(?:的|所提的?|提出的|抛出的)"
    r"(?:这[一个番]{1,2})?(?:连续|一连串)?(?:追问|提问|问题|质疑|发问|询问|疑问)"
)


def unclaimed(here: Paragraph, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Attributions of the quotations that ``found`` leaves over.

    ``mention`` is None for one in a dialogue, and for one of which only the
    colon in front shows that somebody speaks.
    """
    bare = False
    for number, quote in enumerate(here.spoken):
        behind = [one for one in found if one.start <= quote.start][-1:]
        if quote.start in here.taken:
            bare = False
            continue
        low = here.spoken[number - 1].end if number else here.start
        low = max([low, *(one.clause[1] for one in behind)])
        mention = spoken_of(here, low, quote.start) or _faced(here, quote)
        in_turn = _touches(here, number) or (not behind and (bare or _alone(here, quote)))
        bare = in_turn and mention is None
        if mention:
            yield _attribution(here, quote, mention, low, "say")
        elif in_turn:
            yield _attribution(here, quote, None, quote.start, "reply")
        elif here.masked[quote.start - 1] == ":" or (not behind and _opens(here, quote)):
            yield replace(_attribution(here, quote, None, quote.start, "say"), lost=True)


def _attribution(
    here: Paragraph, quote: Quotation, mention: Mention | None, low: int, verb: Verb
) -> Attribution:
    asks = bool(_ASKS.search(here.people.folded, *quote.words))
    clause = (low, quote.start)
    return Attribution(mention, "ask" if asks else verb, low, clause, quote.words[0], quoted=True)


def spoken_of(here: Paragraph, low: int, start: int) -> Mention | None:
    """Whom the last sentence in front of a quotation at ``start`` is about: ``…的是代表梁志勇。“…”``"""
    gap = here.masked[low:start].rstrip()
    if not gap.endswith(("。", "!")):
        return None
    first = max(gap.rstrip("。!").rfind("。"), gap.rstrip("。!").rfind("!")) + 1
    return focus_of(here.people, low + first, start) or focus_at_end(
        here.people, low + first, start
    )


def _faced(here: Paragraph, quote: Quotation) -> Mention | None:
    """``“…?”面对记者的追问,罗成表示``: whose question somebody faces."""
    match = _FACES.match(here.masked, quote.end)
    if match is None:
        return None
    found = mentions(here.people.folded, *match.span("who"), here.people.found)
    return found[-1] if found else None


def _touches(here: Paragraph, number: int) -> bool:
    """``…平均缩短到21天。”“执行呢?”``: right behind a quotation the other one speaks."""
    if number == 0:
        return False
    before, quote = here.spoken[number - 1 : number + 1]
    return before.closed and before.end == quote.start


def _opens(here: Paragraph, quote: Quotation) -> bool:
    """Whether a quotation begins its paragraph, and is not only heard in a film."""
    return quote.start == here.start and not FILMED.search(here.masked, quote.end, here.end)


def _alone(here: Paragraph, quote: Quotation) -> bool:
    """Whether a paragraph is this quotation only, or begins with several in a row."""
    if quote.start != here.start:
        return False
    rest = here.masked[quote.end : here.end].strip()
    return not rest or (len(here.spoken) > 1 and here.spoken[1].start == quote.end)
