"""What retrievers return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple


class Row(NamedTuple):
    """A passage of the index by its row number; larger scores are better."""

    row: int
    score: float


class Hit(NamedTuple):
    """A turn by its id; larger scores are better."""

    turn_id: str
    score: float


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """Hits by falling score, ties by id, so that every run is reproducible."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.turn_id))


def ordered(scores: Mapping[int, float]) -> list[Row]:
    """Best first, ties by number; sorting keeps the order of equals, so twice is enough."""
    order = sorted(sorted(scores.items()), key=itemgetter(1), reverse=True)
    return [Row(*pair) for pair in order]


def lead(hits: Sequence[Row]) -> float:
    """By what share of its score the first hit is ahead of the second; 1 where there is none."""
    if len(hits) < 2 or hits[0].score <= 0:
        return 1.0
    return 1 - hits[1].score / hits[0].score
