"""Which segments are written anew when an index changes, and doing it.

A removed record stays in its segment, uncounted and unfound, until more than
a third of the segment is like that. Segments of a size are joined when there
are eight of them, so an index of n passages that grows record by record has
about 8 log8 n segments and writes every passage about log8 n times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.model import Transcript
from index.archive import Archive
from index.dense import EXACT, Vectors
from index.segment import MOST_PASSAGES, RECORDS, Embed
from index.sentences import open_sentences
from index.structure import FILE, open_structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

JOINED = 8
MOST_DEAD = 1 / 3


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment of the old generation: what of it still counts, in passages.

    ``context`` is the fingerprint of what read its sentences, or "".
    """

    name: str
    dense: str
    passages: int
    living: int
    transcripts: tuple[str, ...]
    context: str = ""


def due(segments: Sequence[Kept]) -> list[list[Kept]]:
    """The segments to be written anew, in groups that become one each."""
    dead = [one for one in segments if one.passages - one.living > MOST_DEAD * one.passages]
    rest = [one for one in segments if one not in dead]
    sizes: dict[int, list[Kept]] = defaultdict(list)
    for one in rest:
        sizes[one.passages.bit_length() // 3].append(one)
    groups = [group for group in sizes.values() if len(group) >= JOINED]
    small = [group for group in groups if sum(one.living for one in group) <= MOST_PASSAGES]
    return [[one] for one in dead if one.living] + small


def transcripts_of(folder: Path, kept: Kept) -> Iterator[Transcript]:
    """Every transcript of a segment that counts, in the order it was written."""
    archive = Archive(folder / kept.name / RECORDS)
    wanted = frozenset(kept.transcripts)
    for row in archive.transcripts():
        if row.transcript_id in wanted:
            yield archive.transcript(row.transcript_id)


def embedding(folder: Path, group: Sequence[Kept], embed: Embed) -> Embed:
    """What gives the passages of these segments their vectors, asked in the order they lie.

    Exact vectors are taken over as they are; where one segment has no exact
    ones, all are made anew by ``embed``.
    """
    if any(one.dense != EXACT for one in group):
        return embed
    return _TakenOver(_vectors_of(folder, one) for one in group)


def reading(folder: Path, group: Sequence[Kept], context: str) -> Embed | None:
    """The same for their sentences, where all of them were read by ``context``; else None."""
    if not context or any(one.context != context for one in group):
        return None
    return _TakenOver(_sentences_of(folder, one) for one in group)


def _sentences_of(folder: Path, kept: Kept) -> NDArray[np.float32]:
    """The vectors of the sentences that count."""
    wanted = frozenset(kept.transcripts)
    rows = Archive(folder / kept.name / RECORDS).transcripts()
    counts = np.array([row.transcript_id in wanted for row in rows], np.bool_)
    shape = open_structure(folder / kept.name / FILE)
    vectors, bounds = open_sentences(folder / kept.name)
    found = vectors[np.repeat(counts, np.diff(bounds[2 * shape.first_turn]))]
    return found.astype(np.float32)


def _vectors_of(folder: Path, kept: Kept) -> NDArray[np.float32]:
    """The vectors of the rows that count."""
    wanted = frozenset(kept.transcripts)
    rows = Archive(folder / kept.name / RECORDS).transcripts()
    counts = np.array([row.transcript_id in wanted for row in rows], np.bool_)
    first = open_structure(folder / kept.name / FILE).first_row
    found: NDArray[np.float32] = Vectors(folder / kept.name).all()
    return found[np.repeat(counts, np.diff(first))]


class _TakenOver:
    """Hands out vectors that are there already, as many as there are texts."""

    def __init__(self, tables: Iterator[NDArray[np.float32]]) -> None:
        self._tables = tables
        self._table: NDArray[np.float32] | None = None

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The next ``len(texts)`` vectors."""
        parts = [] if self._table is None else [self._table]
        while sum(map(len, parts)) < len(texts):
            if len(table := next(self._tables)):  # an empty one may be of another width
                parts.append(table)
        table = np.concatenate(parts)
        self._table = table[len(texts) :]
        return table[: len(texts)]
