"""The best rows of one segment for one question, most rows never scored.

Turtle and Flood, Information Processing & Management 31(6), 1995.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index import bm25
from index.hits import Row
from index.shelf import Shelf, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW = 8
"""A filter that lets less than one in so many passages through is applied first."""
_MANY = 1024
"""Rows of one term from which a sparse product is quicker than counting one by one."""
_SAMPLED = 20
_TOGETHER = 4
"""So many dear terms are looked up before rows that fell behind are given up."""
_SLACK = 1.0001


class _Term(NamedTuple):
    """A term of the question: where its postings are in the segment, what it counts."""

    span: Span
    weight: float

    @property
    def size(self) -> int:
        """How many rows have it."""
        return self.span[1] - self.span[0]


class Scores:
    """The scores of one segment's rows for one question.

    Terms come the rarest first. Once those that are left cannot lift a row
    that has none of the earlier ones among the best, only rows that have are
    looked up. A row's terms are always added in the same order.
    """

    def __init__(
        self,
        shelf: Shelf,
        weighed: Sequence[tuple[int, float]],
        cutoff: int,
        least: float,
    ) -> None:
        """``weighed`` are the keys of the terms and what each counts, the most first.

        ``least`` is a score that ``cutoff`` rows of other segments have reached, or 0.
        """
        self._shelf = shelf
        terms = [_Term(shelf.span(number), weight) for number, weight in weighed]
        terms.sort(key=lambda term: shelf.dear(term.size))
        self._terms = terms
        self._rare = sum(not shelf.dear(term.size) for term in terms)
        bounds = np.array([float(term.weight) for term in terms], np.float64)
        self._rest = np.append(np.cumsum(bounds[::-1])[::-1], 0.0) * _SLACK
        self._cutoff = cutoff
        self._least = least / _SLACK  # what was found before was rounded

    def best(self, within: NDArray[np.bool_] | None) -> list[Row]:
        """The best of the rows ``within`` (None: all), and all as good as the last of them.

        Raises IndexDamagedError.
        """
        size = len(self._shelf.norms)
        if within is not None:
            rows = np.flatnonzero(within)
            if len(rows) * _FEW < size:
                return self._looked_up(rows, np.zeros(len(rows), np.float64), 0)
        scores, sample = self._summed(), None
        for place, term in enumerate(self._terms[self._rare :], self._rare):
            if self._rest[place] < max(self._least, scores.max()):
                sample = self._sample(within) if sample is None else sample
                least = self._raised(scores[sample])
                if self._rest[place] < least:
                    kept = scores >= least - self._rest[place]
                    rows = np.flatnonzero(kept if within is None else kept & within)
                    return self._looked_up(rows, scores[rows], place)
            self._add(scores, term)
        rows = np.flatnonzero(scores if within is None else scores * within)
        return self._chosen(rows, scores[rows])

    def _summed(self) -> NDArray[np.float64]:
        """What the terms that are not dear come to, in every row."""
        size, terms = len(self._shelf.norms), self._terms[: self._rare]
        if not terms:
            return np.zeros(size, np.float64)
        spans = [term.span for term in terms]
        rows = self._shelf.rows(*spans)
        counted = np.repeat([term.weight for term in terms], [term.size for term in terms])
        worth = self._shelf.shares(*spans) * counted
        if all(term.size <= _MANY for term in terms):
            return np.bincount(rows, worth, size).astype(np.float64, copy=False)
        return self._product(rows, worth)

    def _product(self, rows: NDArray[np.int32], worth: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same as a product with a sparse matrix: quicker where many rows have a term."""
        from scipy.sparse import csc_array

        terms = self._terms[: self._rare]
        ends = np.cumsum([0, *(term.size for term in terms)], dtype=np.int32)
        matrix = csc_array((worth, rows, ends), shape=(len(self._shelf.norms), len(terms)))
        summed: NDArray[np.float64] = matrix @ np.ones(len(terms))
        return summed

    def _add(self, scores: NDArray[np.float64], term: _Term) -> None:
        """Add a term to the scores of all rows that have it."""
        own = self._shelf.rows(term.span).astype(np.intp)  # or numpy does it twice
        scores[own] += self._shelf.shares(term.span) * term.weight

    def _looked_up(
        self, rows: NDArray[np.intp], scores: NDArray[np.float64], first: int
    ) -> list[Row]:
        """The best of these rows, once the terms from ``first`` on are added to their scores."""
        for place, (span, weight) in enumerate(self._terms[first:], first):
            if (place - first) % _TOGETHER == 0:
                kept = scores >= self._raised(scores) - self._rest[place]
                rows, scores = rows[kept], scores[kept]
            counts = self._shelf.counts(span, rows)
            scores += weight * bm25.share(counts, self._shelf.norms[rows]).astype(np.float64)
        return self._chosen(rows, scores)

    def _sample(self, within: NDArray[np.bool_] | None) -> NDArray[np.int32]:
        """Rows likely to be among the best: those with one of the rarest terms."""
        spans, size = [], 0
        for term in self._terms:
            spans.append(term.span)
            size += term.size
            if size > _SAMPLED * self._cutoff:
                break
        rows = np.sort(self._shelf.rows(*spans))
        rows = rows[np.flatnonzero(np.diff(rows, prepend=-1))]
        return rows if within is None else rows[within[rows]]

    def _raised(self, scores: NDArray[np.float64]) -> float:
        """What a row must reach at least to be among the best, now that scores are these."""
        above = scores[scores > self._least]
        if len(above) >= self._cutoff:
            self._least = float(np.partition(above, -self._cutoff)[-self._cutoff])
        return self._least

    def _chosen(self, rows: NDArray[np.intp], scores: NDArray[np.float64]) -> list[Row]:
        least = self._raised(scores)
        single = scores.astype(np.float32)
        chosen = single >= np.float32(least) if least else single > 0
        numbers = self._shelf.numbers[rows[chosen]].tolist()
        pairs = zip(numbers, single[chosen].tolist(), strict=True)
        return [Row(*pair) for pair in pairs]
