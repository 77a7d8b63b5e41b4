"""One segment's part of a field: which of its rows have a term, how often, and which count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

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
_CHEAP = 64
"""A term that no more passages have is never dear: to add it costs less than to ask whether."""
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
        # What is cached knows nothing of this object: no circle keeps an old index alive.
        self._spread = partial(_spread, postings, len(norms))
        self._kept = lru_cache(maxsize=_SPREAD)(self._spread)

    def dear(self, size: int) -> bool:
        """Whether so many rows have a term that adding it to all of them is slow."""
        return size > _CHEAP and size * _DEAR > len(self.norms)

    def rows(self, *spans: Span) -> NDArray[np.int32]:
        """The rows that have these terms, one term after another, each term's rising.

        Raises IndexDamagedError.
        """
        return _rows(self._postings, len(self.norms), spans)

    def shares(self, *spans: Span) -> NDArray[np.float64]:
        """The share of its weight that each term gives the rows that have it, as ``rows`` has them."""
        return self._shares.take(_joined(self._postings.codes, spans))

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


def _rows(postings: Postings, size: int, spans: Sequence[Span]) -> NDArray[np.int32]:
    """The rows at these spans. Raises IndexDamagedError for one that is not below ``size``.

    One below 0 numpy would take for one from the end.
    """
    rows = _joined(postings.rows, spans)
    if len(rows) and rows.view(np.uint32).max() >= size:
        raise torn()
    return rows


def _joined(array: NDArray[Any], spans: Sequence[Span]) -> NDArray[Any]:
    """What an array has at these spans, one after another; not copied where there is but one."""
    parts = [array[start:end] for start, end in spans]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _spread(postings: Postings, size: int, span: Span) -> NDArray[np.uint8]:
    """How often every row has a term."""
    counts = np.zeros(size, np.uint8)
    counts[_rows(postings, size, [span]).astype(np.intp)] = counts_of(postings.codes[slice(*span)])
    return counts
