"""How well the words of a question are met by those of an answer, one by one.

What is asked of a matter, and left out by an answer on that very matter, is one
word of the question to which no word of the answer comes near: the vectors of
whole texts and sentences hardly move for it.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.encoder import SHIPPED, StaticEncoder

if TYPE_CHECKING:
    from index.encoder import Encoder, Vectors

HEAVIEST = 3
"""Words of a question that are looked at, those that move its vector furthest."""

KEPT = 200
"""Answers whose words' vectors are kept: some 250 kB each."""


class Met(NamedTuple):
    """``words`` a question has; ``least``, between 0 and 1, is how well that of its heaviest is met
    that is met worst: 1 when the answer has it, else the cosine of the nearest word."""

    words: int
    least: float


NOTHING_ASKED = Met(0, 1.0)


class Wording:
    """Compares words by one encoder's vectors; those of the last answers are kept."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        # What is cached knows nothing of this object: no circle keeps it alive.
        self._said = lru_cache(KEPT)(partial(_vectors, encoder))

    def met(self, question: str, answer: str) -> Met:
        """How the known words of a question are met; both texts in their comparable form."""
        [asked] = self._encoder.piece_vectors([question])
        if not asked.pieces:
            return NOTHING_ASKED
        heaviest = np.argsort(-asked.weights, kind="stable")[:HEAVIEST]
        missing = [place for place in heaviest.tolist() if asked.pieces[place] not in answer]
        if not missing:
            return Met(len(asked.pieces), 1.0)
        nearest = (asked.vectors[missing] @ self._said(answer).T).max(axis=1, initial=0.0)
        return Met(len(asked.pieces), float(min(1.0, nearest.min())))


def _vectors(encoder: StaticEncoder, answer: str) -> Vectors:
    """The vectors of the words of an answer, shape ``(words, dimensions)``."""
    [said] = encoder.piece_vectors([answer])
    return said.vectors


def words_of(encoder: Encoder) -> StaticEncoder:
    """Whose words are compared: the encoder's own, or the shipped one's where it has none."""
    return encoder if isinstance(encoder, StaticEncoder) else _shipped()


@cache
def _shipped() -> StaticEncoder:
    return StaticEncoder(SHIPPED)
