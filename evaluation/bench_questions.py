"""Questions from the record itself, taken out of it: what a benchmark asks, and what is right."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.model import Exchange, Transcript

SHORTEST, LONGEST = 15, 80
SHORTEST_ANSWER = 30


@dataclass(frozen=True, slots=True)
class Held:
    """A question that was asked, and the turns that answer it (``transcript#turn``)."""

    text: str
    right: frozenset[str]


def hold_out(
    transcripts: Iterable[Transcript], share: float, held: list[Held], seed: int = 0
) -> Iterator[Transcript]:
    """The transcripts without some of their questions, which are put into ``held``.

    So no system finds the answer by finding the question itself. ``share`` is
    the chance of a fit question to be taken.
    """
    rng = random.Random(seed)
    for one in transcripts:
        taken = {
            exchange.question.turn_id: _held(one, exchange)
            for exchange in one.exchanges
            if _fits(one, exchange) and rng.random() < share
        }
        held += taken.values()
        yield replace(
            one,
            turns=tuple(turn for turn in one.turns if turn.turn_id not in taken),
            exchanges=tuple(ex for ex in one.exchanges if ex.question.turn_id not in taken),
        )


def _held(one: Transcript, exchange: Exchange) -> Held:
    right = frozenset(f"{one.transcript_id}#{answer.turn_id}" for answer in exchange.answers)
    return Held(one.words(exchange.question.spans), right)


def _fits(one: Transcript, exchange: Exchange) -> bool:
    longest = max((len(one.words(answer.spans)) for answer in exchange.answers), default=0)
    asked = len(one.words(exchange.question.spans))
    return SHORTEST <= asked <= LONGEST and longest >= SHORTEST_ANSWER
