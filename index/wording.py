"""How well the words of a question are met by those of an answer, one by one.

What is asked of a matter, and left out by an answer on that very matter, is one
word of the question to which no word of the answer comes near: the vectors of
whole texts and sentences hardly move for it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.encoder import SHIPPED, StaticEncoder

if TYPE_CHECKING:
    from index.encoder import Encoder

HEAVIEST = 3
"""Words of a question that are looked at, those that move its vector furthest."""


class Met(NamedTuple):
    """``words`` a question has; ``least``, between 0 and 1, is how well that of its heaviest is met
    that is met worst: 1 when the answer has it, else the cosine of the nearest word."""

    words: int
    least: float


NOTHING_ASKED = Met(0, 1.0)


def met(question: str, answer: str, encoder: StaticEncoder) -> Met:
    """How the known words of a question are met; both texts in their comparable form."""
    [asked] = encoder.piece_vectors([question])
    if not asked.pieces:
        return NOTHING_ASKED
    heaviest = np.argsort(-asked.weights, kind="stable")[:HEAVIEST]
    missing = [place for place in heaviest.tolist() if asked.pieces[place] not in answer]
    if not missing:
        return Met(len(asked.pieces), 1.0)
    [said] = encoder.piece_vectors([answer])
    nearest = (asked.vectors[missing] @ said.vectors.T).max(axis=1, initial=0.0)
    return Met(len(asked.pieces), float(min(1.0, nearest.min())))


def words_of(encoder: Encoder) -> StaticEncoder:
    """Whose words are compared: the encoder's own, or the shipped one's where it has none."""
    return encoder if isinstance(encoder, StaticEncoder) else _shipped()


@cache
def _shipped() -> StaticEncoder:
    return StaticEncoder(SHIPPED)
