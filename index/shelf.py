"""One segment's part of a field: which of its rows have a term, how often, and which count."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.numbering import GONE
from index.postings import Postings, counts_of, torn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.layout import Allowed

Span = tuple[int, int]
"""Where the postings of a term begin and end."""
_DEAR = 16
"""A term is dear if more than one in so many passages has it."""
_SPREAD = 256
"""Dear terms of one segment and field whose counts are kept in memory, a byte a passage."""
_MANY = 1024
"""Postings that are spread over all rows rather than looked for among a few."""


class Shelf:
    """One segment's part of a field; safe to share between threads.

    ``norms`` are BM25's denominators without the count, ``numbers`` what the
    rows are called outside, ``alive`` those that count (None: all).
    """

    def __init__(
        self,
        postings: Postings,
        numbers: NDArray[np.int32],
        norms: NDArray[np.float32],
        shares: NDArray[np.float64],
    ) -> None:
        """``shares`` are those of every code (see ``index.bm25``)."""
        alive = numbers != GONE
        self.numbers = numbers
        self.norms = norms
        self.alive = None if alive.all() else alive
        self._postings = postings
        self._shares = shares
        self.span = lru_cache(maxsize=100_000)(postings.span)
        self._kept = lru_cache(maxsize=_SPREAD)(self._spread)

    def dear(self, size: int) -> bool:
        """Whether so many rows have a term that adding it to all of them is slow."""
        return size * _DEAR > len(self.norms)

    def rows(self, *spans: Span) -> NDArray[np.int32]:
        """The rows that have these terms, one term after another, each term's rising.

        Raises IndexDamagedError for a row that is none: numpy would take one
        below 0 for one from the end.
        """
        parts = [self._postings.rows[start:end] for start, end in spans]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if len(rows) and rows.view(np.uint32).max() >= len(self.norms):
            raise torn()
        return rows

    def shares(self, span: Span) -> NDArray[np.float64]:
        """The share of its weight that a term gives each row that has it."""
        return self._shares.take(self._postings.codes[slice(*span)])

    def counts(self, span: Span, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        """How often each of these rows, which rise, has a term."""
        size = span[1] - span[0]
        if self.dear(size) or size > _MANY:
            spread = self._kept(span) if self.dear(size) else self._spread(span)
            found: NDArray[np.uint8] = spread[rows]
            return found
        own = self.rows(span)
        counts = np.zeros(len(rows), np.uint8)
        if len(rows) and len(own):
            at = np.searchsorted(rows, own)
            at[at == len(rows)] = 0
            held = rows[at] == own
            counts[at[held]] = counts_of(self._postings.codes[slice(*span)][held])
        return counts

    def _spread(self, span: Span) -> NDArray[np.uint8]:
        """How often every row has a term."""
        counts = np.zeros(len(self.norms), np.uint8)
        counts[self.rows(span).astype(np.intp)] = counts_of(self._postings.codes[slice(*span)])
        return counts

    def living(self, number: int) -> int:
        """How many rows that count have a term, given its key."""
        start, end = span = self.span(number)
        return end - start if self.alive is None else int(self.alive[self.rows(span)].sum())

    def within(self, allowed: Allowed | None) -> NDArray[np.bool_] | None:
        """The rows that may be found; None for all."""
        if allowed is None:
            return self.alive
        within = allowed.rows.take(self.numbers)
        return within if self.alive is None else within & self.alive
