"""BM25 over terms, in all segments of an index at once.

Questions asked and words said are two fields with statistics of their own:
the words of a question are no evidence that somebody answered with them, and
one field would take the other's lengths for empty where it is silent.

Statistics are those of the passages that count, summed over the segments, so
scores do not depend on how an index came to be: they are summed in double precision and given
in single, so that not even the order of summing shows. Lengths are rounded down to
four binary digits, as Lucene and tantivy do.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index import bm25
from index.hits import Row
from index.keys import key
from index.maxscore import Scores
from index.numbering import GONE
from index.postings import FIELDS, Field
from index.shelf import Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.layout import Allowed
    from index.segment import Segment


class Lexical:
    """The lexical part of open segments; safe to share between threads."""

    def __init__(self, segments: Sequence[Segment], rows: Sequence[NDArray[np.int32]]) -> None:
        """``rows`` gives each segment's rows their numbers, ``GONE`` for those removed."""
        self._fields = {field: _Lane(segments, rows, field) for field in FIELDS}

    def search(
        self,
        terms: Mapping[str, float],
        field: Field,
        cutoff: int,
        allowed: Allowed | None = None,
    ) -> list[Row]:
        """The best ``cutoff`` rows of a field by BM25 (k1 1.2, b 0.75), best first.

        ``terms`` maps a term to how often it counts. Rows without any of the
        terms are left out, and so are those that are not ``allowed``. Raises
        IndexDamagedError where postings point outside the index.
        """
        return self._fields[field].search(terms, cutoff, allowed)

    def rarity(self, term: str, field: Field) -> float:
        """BM25's inverse document frequency of a term among the passages of a field."""
        return self._fields[field].rarity(term)

    def norms(self, lengths: NDArray[np.int32], field: Field) -> NDArray[np.float32]:
        """BM25's denominators, without the count, of passages of a field by their lengths."""
        return bm25.norms(lengths, self._fields[field].average)

    def knows(self, term: str) -> bool:
        """Whether any passage of any field has the term."""
        return any(lane.frequency(term) for lane in self._fields.values())


class _Lane:
    """One field of all segments."""

    def __init__(
        self, segments: Sequence[Segment], rows: Sequence[NDArray[np.int32]], field: Field
    ) -> None:
        lengths = []
        for segment, numbers in zip(segments, rows, strict=True):
            asked = segment.structure.questions[segment.structure.turns]
            own = asked if field == "asked" else ~asked
            lengths.append(segment.lengths[own & (numbers != GONE)])
        self.total = sum(map(len, lengths))
        self.average = sum(int(one.sum(dtype=np.int64)) for one in lengths) / max(1, self.total)
        shares = bm25.shares(self.average)
        self._shelves = [
            Shelf(
                segment.postings[field],
                numbers,
                bm25.norms(segment.lengths, self.average),
                shares,
            )
            for segment, numbers in zip(segments, rows, strict=True)
        ]
        self.frequency = lru_cache(maxsize=100_000)(self._frequency)
        self.rarity = lru_cache(maxsize=100_000)(self._rarity)

    def _rarity(self, term: str) -> float:
        return bm25.rarity(self.frequency(term), self.total)

    def _frequency(self, term: str) -> int:
        number = key(term)
        return sum(shelf.living(number) for shelf in self._shelves)

    def search(self, terms: Mapping[str, float], cutoff: int, allowed: Allowed | None) -> list[Row]:
        """See ``Lexical.search``."""
        weighed = [
            (key(term), bm25.weight(count, self.rarity(term)))
            for term, count in terms.items()
            if count > 0 and self.frequency(term)
        ]
        weighed.sort(key=lambda one: (-one[1], one[0]))
        found: list[Row] = []
        for shelf in self._shelves:
            least = found[cutoff - 1].score if len(found) >= cutoff else 0.0
            scores = Scores(shelf, weighed, cutoff, least)
            found += scores.best(shelf.within(allowed))
            found = heapq.nsmallest(cutoff, found, key=lambda hit: (-hit.score, hit.row))
        return found
