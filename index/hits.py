"""What retrievers return."""

from __future__ import annotations

from collections.abc import Iterable
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
