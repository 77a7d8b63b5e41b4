"""Whether the words that are marked are the words that answer.

Judged on the first turn that is shown for a question. Characters are counted
at their places in the record, so the same words elsewhere are no match. The
right evidence is all that was judged right within that turn; a wrong turn,
and no answer at all, score 0.

F1    harmonic mean of the share of the marked characters that are right and
      the share of the right ones that are marked (Rajpurkar et al. 2016, on
      characters and places)
hit   1 when at least half of one right piece is marked, else 0
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.model import Span, Spans


class Overlap(NamedTuple):
    """How well marked evidence covers the right evidence; both 0 to 1."""

    f1: float
    hit: float


NOTHING = Overlap(0.0, 0.0)


def overlap(marked: Spans, right: Spans, turn: Spans) -> Overlap:
    """The overlap of the marked spans with the right ones that lie in the turn."""
    shown = _places(marked)
    pieces = [_places((piece,)) & _places(turn) for piece in right]
    wanted = set().union(*pieces)
    if not shown or not wanted:
        return NOTHING
    f1 = 2 * len(shown & wanted) / (len(shown) + len(wanted))
    hit = any(piece and 2 * len(piece & shown) >= len(piece) for piece in pieces)
    return Overlap(f1, float(hit))


def _places(spans: tuple[Span, ...]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}
