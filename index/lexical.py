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
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.errors import IndexDamagedError
from index.hits import Row
from index.keys import key
from index.numbering import GONE
from index.postings import CODES, FIELDS, Field, Postings, class_lengths, counts_of, length_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.layout import Allowed
    from index.segment import Segment

K1, B = 1.2, 0.75
_DEAR = 16
"""A term is dear if more than one in so many passages has it."""
_FEW = 8
"""A filter that lets less than one in so many passages through is applied first."""
_SPREAD = 256
"""Dear terms of one segment and field whose counts are kept in memory, a byte a passage."""
_MANY = 1024
_SAMPLED = 20
_TOGETHER = 4
"""So many dear terms are looked up before rows that fell behind are given up."""
_SLACK = 1.0001

__all__ = ["B", "FIELDS", "K1", "Field", "Lexical"]


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
        terms are left out, and so are those that are not ``allowed``.
        """
        try:
            return self._fields[field].search(terms, cutoff, allowed)
        except (IndexError, ValueError) as error:
            raise IndexDamagedError(
                "index: its lexical part is torn. Run: xunwen index verify"
            ) from error

    def rarity(self, term: str, field: Field) -> float:
        """BM25's inverse document frequency of a term among the passages of a field."""
        return self._fields[field].rarity(term)

    def norms(self, lengths: NDArray[np.int32], field: Field) -> NDArray[np.float32]:
        """BM25's denominators, without the count, of passages of a field by their lengths."""
        return _norms(lengths, self._fields[field].average)

    def knows(self, term: str) -> bool:
        """Whether any passage of any field has the term."""
        return any(lane.frequency(term) for lane in self._fields.values())


class _Shelf:
    """One segment's part of a field.

    ``norms`` are BM25's denominators without the count, ``worths`` what BM25
    gives for every code, ``numbers`` what the rows are called outside, ``alive``
    those that count (None: all).
    """

    def __init__(
        self,
        postings: Postings,
        numbers: NDArray[np.int32],
        norms: NDArray[np.float32],
        worths: NDArray[np.float64],
    ) -> None:
        alive = numbers != GONE
        self.postings = postings
        self.numbers = numbers
        self.norms = norms
        self.worths = worths
        self.alive = None if alive.all() else alive
        self.spread = lru_cache(maxsize=_SPREAD)(self._spread)
        self.span = lru_cache(maxsize=100_000)(postings.span)

    def dear(self, size: int) -> bool:
        """Whether so many rows have a term that adding it to all of them is slow."""
        return size * _DEAR > len(self.norms)

    def counts(
        self, number: int, span: tuple[int, int], rows: NDArray[np.intp]
    ) -> NDArray[np.uint8]:
        """How often each of these rows, which rise, has a term."""
        dear = self.dear(span[1] - span[0])
        if dear or span[1] - span[0] > _MANY:
            spread = self.spread(number) if dear else self._spread(number)
            found: NDArray[np.uint8] = spread[rows]
            return found
        own = self.postings.rows[slice(*span)]
        counts = np.zeros(len(rows), np.uint8)
        if len(rows) and len(own):
            at = np.searchsorted(rows, own)
            at[at == len(rows)] = 0
            held = rows[at] == own
            counts[at[held]] = counts_of(self.postings.codes[slice(*span)][held])
        return counts

    def _spread(self, number: int) -> NDArray[np.uint8]:
        """How often every row has a term."""
        own = slice(*self.span(number))
        counts = np.zeros(len(self.norms), np.uint8)
        counts[self.postings.rows[own].astype(np.intp)] = counts_of(self.postings.codes[own])
        return counts

    def living(self, number: int) -> int:
        """How many rows that count have a term."""
        start, end = self.span(number)
        return (
            end - start
            if self.alive is None
            else int(self.alive[self.postings.rows[start:end]].sum())
        )


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
        worths = _worths(self.average)
        self._shelves = [
            _Shelf(segment.postings[field], numbers, _norms(segment.lengths, self.average), worths)
            for segment, numbers in zip(segments, rows, strict=True)
        ]
        self.frequency = lru_cache(maxsize=100_000)(self._frequency)
        self.rarity = lru_cache(maxsize=100_000)(self._rarity)

    def _rarity(self, term: str) -> float:
        """``log(1 + (N - n + 0.5) / (n + 0.5))``."""
        found = self.frequency(term)
        return math.log(1 + (self.total - found + 0.5) / (found + 0.5))

    def _frequency(self, term: str) -> int:
        number = key(term)
        return sum(shelf.living(number) for shelf in self._shelves)

    def search(self, terms: Mapping[str, float], cutoff: int, allowed: Allowed | None) -> list[Row]:
        """See ``Lexical.search``."""
        weighed = [
            (key(term), count * self.rarity(term) * (K1 + 1))
            for term, count in terms.items()
            if count > 0 and self.frequency(term)
        ]
        weighed.sort(key=lambda one: (-one[1], one[0]))
        found: list[Row] = []
        for shelf in self._shelves:
            least = found[cutoff - 1].score if len(found) >= cutoff else 0.0
            scores = _Scores(shelf, weighed, cutoff, least)
            found += scores.best(_within(shelf, allowed))
            found = heapq.nsmallest(cutoff, found, key=lambda hit: (-hit.score, hit.row))
        return found


class _Term(NamedTuple):
    """A term of the question: its key, where its postings are in the segment, what it counts."""

    number: int
    span: tuple[int, int]
    weight: float

    @property
    def size(self) -> int:
        """How many rows have it."""
        return self.span[1] - self.span[0]


class _Scores:
    """The scores of one segment's rows for one question.

    Terms come the rarest first. Once those that are left cannot lift a row
    that has none of the earlier ones among the best, only rows that have are
    looked up (MaxScore: Turtle and Flood, Information Processing & Management
    31(6), 1995). A row's terms are always added in the same order.
    """

    def __init__(
        self,
        shelf: _Shelf,
        weighed: Sequence[tuple[int, float]],
        cutoff: int,
        least: float,
    ) -> None:
        self._shelf = shelf
        terms = [_Term(n, shelf.span(n), weight) for n, weight in weighed]
        terms.sort(key=lambda term: shelf.dear(term.size))
        self._terms = terms
        self._rare = sum(not shelf.dear(term.size) for term in terms)
        bounds = np.array([float(term.weight) for term in terms], np.float64)
        self._rest = np.append(np.cumsum(bounds[::-1])[::-1], 0.0) * _SLACK
        self._cutoff = cutoff
        self._least = least / _SLACK  # what was found before was rounded

    def best(self, within: NDArray[np.bool_] | None) -> list[Row]:
        """The best rows, and all that are as good as the last of them."""
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
        rows = np.concatenate([self._shelf.postings.rows[slice(*term.span)] for term in terms])
        worth = np.concatenate([self._worth(term) for term in terms])
        if len(rows) and rows.view(np.uint32).max() >= size:
            raise IndexError("a row that is none")  # nothing below would say so
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

    def _worth(self, term: _Term) -> NDArray[np.float64]:
        """What a term adds to each row that has it."""
        worth = self._shelf.worths.take(self._shelf.postings.codes[slice(*term.span)])
        worth *= term.weight
        return worth

    def _add(self, scores: NDArray[np.float64], term: _Term) -> None:
        """Add a term to the scores of all rows that have it."""
        own = self._shelf.postings.rows[slice(*term.span)].astype(np.intp)  # or numpy does it twice
        scores[own] += self._worth(term)

    def _looked_up(
        self, rows: NDArray[np.intp], scores: NDArray[np.float64], first: int
    ) -> list[Row]:
        """The best of these rows, once the terms from ``first`` on are added to their scores."""
        for place, (number, span, weight) in enumerate(self._terms[first:], first):
            if (place - first) % _TOGETHER == 0:
                kept = scores >= self._raised(scores) - self._rest[place]
                rows, scores = rows[kept], scores[kept]
            counts = self._shelf.counts(number, span, rows)
            scores += _worth(counts, self._shelf.norms[rows], weight)
        return self._chosen(rows, scores)

    def _sample(self, within: NDArray[np.bool_] | None) -> NDArray[np.int32]:
        """Rows likely to be among the best: those with one of the rarest terms."""
        chosen = [np.zeros(0, np.int32)]
        for _, (start, end), _ in self._terms:
            chosen.append(self._shelf.postings.rows[start:end])
            if sum(map(len, chosen)) > _SAMPLED * self._cutoff:
                break
        rows = np.sort(np.concatenate(chosen))
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


def _worth(
    counts: NDArray[np.uint8], norms: NDArray[np.float32], weight: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """What a term adds to rows that have it so often."""
    counted = counts.astype(np.float32)
    worth: NDArray[np.float64] = weight * (counted / (counted + norms)).astype(np.float64)
    return worth


def _within(shelf: _Shelf, allowed: Allowed | None) -> NDArray[np.bool_] | None:
    """The rows of a segment that may be found; None for all."""
    if allowed is None:
        return shelf.alive
    within = allowed.rows.take(shelf.numbers)
    return within if shelf.alive is None else within & shelf.alive


def _worths(average: float) -> NDArray[np.float64]:
    """What BM25 gives, apart from rarity, for every code of a posting."""
    every = np.arange(CODES)
    norms = _by_length(class_lengths(), average)
    return _worth(counts_of(every.astype(np.uint16)), norms[every >> 8], 1.0)


def _norms(lengths: NDArray[np.int32], average: float) -> NDArray[np.float32]:
    """``k1 (1 - b + b length / average)``, by classes of length."""
    return _by_length(class_lengths(), average)[length_classes(lengths)]


def _by_length(lengths: NDArray[np.int64], average: float) -> NDArray[np.float32]:
    return (K1 * (1 - B + B * lengths / max(average, 1e-9))).astype(np.float32)
