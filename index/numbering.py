"""One numbering over all segments of an index: transcripts by id, then as they run.

A number depends on the set of records alone, not on the order in which they
came or on the segment they lie in. So an index that grew, shrank and was
rewritten gives what a new one gives, ties included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.segment import Segment

GONE = -1


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where every transcript lies, and the numbers of its turns and rows.

    ``ids`` and ``dates`` are by transcript, ids rising; ``segment`` is where it lies,
    ``first_local`` the number of its first turn there. ``first_turn`` and ``first_row``
    have one entry more.
    ``turns[s]`` and ``rows[s]`` give the number of each turn and row of
    segment ``s``, or ``GONE`` for those of a removed transcript.
    """

    ids: tuple[str, ...]
    dates: tuple[str | None, ...]
    segment: NDArray[np.int32]
    first_local: NDArray[np.int64]
    first_turn: NDArray[np.int64]
    first_row: NDArray[np.int64]
    turns: tuple[NDArray[np.int32], ...]
    rows: tuple[NDArray[np.int32], ...]

    def transcript_of(self, turn: int) -> int:
        """The transcript that a turn belongs to."""
        return int(np.searchsorted(self.first_turn, turn, side="right")) - 1


def number(segments: Sequence[Segment], kept: Sequence[Collection[str]]) -> Numbering:
    """Number the transcripts of these segments that are ``kept``, a set for each segment."""
    listed = [segment.archive.transcripts() for segment in segments]
    order = sorted(
        (row.transcript_id, which, place)
        for which, rows in enumerate(listed)
        for place, row in enumerate(rows)
        if row.transcript_id in kept[which]
    )
    where = np.array([(which, place) for _, which, place in order], np.int32).reshape(-1, 2)
    shapes = [segment.structure for segment in segments]
    turns = [int(np.diff(shapes[w].first_turn[p : p + 2])[0]) for w, p in where]
    rows = [int(np.diff(shapes[w].first_row[p : p + 2])[0]) for w, p in where]
    first_turn, first_row = _starts(turns), _starts(rows)
    return Numbering(
        tuple(name for name, _, _ in order),
        tuple(listed[which][place].date for _, which, place in order),
        where[:, 0],
        np.array([shapes[w].first_turn[p] for w, p in where], np.int64),
        first_turn,
        first_row,
        tuple(
            _renumbered(
                shape.first_turn,
                where[where[:, 0] == which, 1],
                first_turn[:-1][where[:, 0] == which],
            )
            for which, shape in enumerate(shapes)
        ),
        tuple(
            _renumbered(
                shape.first_row,
                where[where[:, 0] == which, 1],
                first_row[:-1][where[:, 0] == which],
            )
            for which, shape in enumerate(shapes)
        ),
    )


def _starts(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64)


def _renumbered(
    first: NDArray[np.int32], places: NDArray[np.int32], starts: NDArray[np.int64]
) -> NDArray[np.int32]:
    """New numbers of what transcripts of one segment hold; ``starts`` of those at ``places``."""
    begins = np.full(len(first) - 1, GONE, np.int64)
    begins[places] = starts
    lengths = np.diff(first)
    found = np.arange(first[-1]) + np.repeat(begins - first[:-1], lengths)
    found[np.repeat(begins == GONE, lengths)] = GONE
    return found.astype(np.int32)
