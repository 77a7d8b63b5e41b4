"""Which passages of one segment have a term, and how often: arrays on disk, mapped and not read.

A passage's length counts in classes of four binary digits, as in Lucene and tantivy: a term's
count and its passage's class make one code, and what BM25 gives for it is looked up.

::

    lexical/lengths.npy            terms of each row
    lexical/said.terms.npy         the keys of all terms, rising
    lexical/said.starts.npy        where each term's rows begin
    lexical/said.rows.npy          row numbers, rising within a term
    lexical/said.codes.npy         256 * the row's class of length + how often it has the term
    lexical/asked.…                the same for what was asked
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from corpus.errors import IndexDamagedError
from index.disk import save_array
from index.keys import BITS, Cut
from index.remedy import rebuild_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

Field = Literal["said", "asked"]
FIELDS: tuple[Field, ...] = ("said", "asked")
LENGTHS = "lengths.npy"
MOST_COUNTED = 255
MOST_IN_BATCH = 1 << (64 - BITS)
CODES = 2**16
_TYPES = {"terms": np.uint64, "starts": np.int64, "rows": np.int32, "codes": np.uint16}
_EXACT = 24
"""Lengths below are classes of their own; above, each doubling of the excess has eight."""
_MAPPED = 2**18


def length_classes(lengths: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The class of each length; more than some millions are as those."""
    excess = np.maximum(lengths - _EXACT, 0)
    shift = np.maximum(0, np.frexp(excess)[1] - 4)
    classes = np.where(lengths < _EXACT, lengths, _EXACT + 8 * shift + (excess >> shift))
    return np.minimum(classes, 255).astype(np.uint8)


def class_lengths() -> NDArray[np.int64]:
    """The length that stands for each class: its least."""
    above = np.arange(256) - _EXACT
    shift = np.maximum(above // 8 - 1, 0)
    return np.where(above < 0, np.arange(256), _EXACT + ((above - 8 * shift) << shift))


class _Batch(NamedTuple):
    """Postings of a batch by rising key, then row."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint8]


class PostingsWriter:
    """Gathers the terms of a segment's passages, and writes them turned over."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._batches: dict[Field, list[_Batch]] = {field: [] for field in FIELDS}
        self._lengths: list[NDArray[np.int32]] = []
        self._rows = 0

    def add(self, cut: Cut, asked: NDArray[np.bool_]) -> None:
        """Take the next ``len(asked)`` passages, at most ``MOST_IN_BATCH``."""
        bits = np.uint64(64 - BITS)
        codes = cut.keys << bits | cut.owners
        codes.sort()
        new = np.flatnonzero(np.diff(codes, prepend=~codes[:1]))
        counts = np.minimum(np.diff(new, append=len(codes)), MOST_COUNTED).astype(np.uint8)
        codes = codes[new]
        places = (codes & np.uint64(MOST_IN_BATCH - 1)).astype(np.uint32)
        rows, keys = places + np.uint32(self._rows), codes >> bits
        for field, chosen in (("said", ~asked[places]), ("asked", asked[places])):
            batch = _Batch(keys[chosen], rows[chosen], counts[chosen])
            self._batches[field].append(batch)  # type: ignore[index]
        lengths = np.bincount(cut.owners.astype(np.int64), minlength=len(asked))
        self._lengths.append(lengths.astype(np.int32))
        self._rows += len(asked)

    def write(self, folder: Path) -> None:
        """Write everything into an existing folder; the writer is empty afterwards."""
        lengths = np.concatenate(self._lengths) if self._lengths else np.zeros(0, np.int32)
        save_array(folder / LENGTHS, lengths)
        classes = length_classes(lengths)
        for field in FIELDS:
            _write_field(folder, field, self._batches.pop(field), classes)


def _write_field(
    folder: Path, field: Field, batches: list[_Batch], classes: NDArray[np.uint8]
) -> None:
    """Sort one field's postings by term and row. Empties the list of batches."""
    every = [_starts_of_runs(batch.keys) for batch in batches]
    distinct = [batch.keys[new] for batch, new in zip(batches, every, strict=True)]
    terms = np.unique(np.concatenate([*distinct, np.zeros(0, np.uint64)]))
    codes = np.empty(sum(len(batch.keys) for batch in batches), np.uint64)
    end = len(codes)
    while batches:
        batch, new, own = batches.pop(), every.pop(), distinct.pop()
        runs = np.diff(new, append=len(batch.keys))
        numbers = np.repeat(np.searchsorted(terms, own).astype(np.uint64), runs)
        start = end - len(numbers)
        rows = batch.rows.astype(np.uint64)
        codes[start:end] = numbers << np.uint64(40) | rows << np.uint64(8) | batch.counts
        end = start
    codes.sort()
    held = np.bincount((codes >> np.uint64(40)).astype(np.int64), minlength=len(terms))
    save_array(folder / f"{field}.terms.npy", terms)
    save_array(folder / f"{field}.starts.npy", np.concatenate(([0], np.cumsum(held))))
    counts = (codes & np.uint64(MOST_COUNTED)).astype(np.uint16)
    codes >>= np.uint64(8)
    places = (codes & np.uint64(2**32 - 1)).astype(np.int32)
    del codes
    save_array(folder / f"{field}.rows.npy", places)
    save_array(folder / f"{field}.codes.npy", classes[places].astype(np.uint16) << 8 | counts)


def _starts_of_runs(keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The places at which a rising array changes, its first included."""
    return np.flatnonzero(np.diff(keys, prepend=~keys[:1]))


@dataclass(frozen=True, slots=True)
class Postings:
    """One field of one segment."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    codes: NDArray[np.uint16]

    @property
    def counts(self) -> NDArray[np.uint8]:
        """How often each row has its term, of all terms."""
        return counts_of(self.codes)

    def span(self, number: int) -> tuple[int, int]:
        """Where the postings of a term begin and end. Raises IndexDamagedError."""
        wanted = np.uint64(number)
        place = int(self.terms.searchsorted(wanted))
        if place == len(self.terms) or self.terms[place] != wanted:
            return 0, 0
        start, end = int(self.starts[place]), int(self.starts[place + 1])
        if not 0 <= start <= end <= len(self.rows):
            raise torn()
        return start, end


def torn() -> IndexDamagedError:
    """What is raised where postings are met that cannot be."""
    return IndexDamagedError("index: its lexical part is torn. Run: xunwen index verify")


def counts_of(codes: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """The counts in codes, at most 255."""
    return codes.astype(np.uint8)


def open_postings(folder: Path, field: Field) -> Postings:
    """Open a field. Raises IndexDamagedError if there is none."""
    arrays = {name: open_array(folder / f"{field}.{name}.npy") for name in _TYPES}
    found = Postings(**arrays)
    typed = all(arrays[name].dtype == kind for name, kind in _TYPES.items())
    whole = len(found.rows) == len(found.codes) and len(found.starts) == len(found.terms) + 1
    if not (typed and whole):
        raise IndexDamagedError(f"{folder}: {field} is torn. {rebuild_around(folder)}")
    return found


def open_array(path: Path) -> NDArray[Any]:
    """An array from a file, mapped where it is large. Raises IndexDamagedError."""
    try:
        mapped = path.stat().st_size > _MAPPED
        found: NDArray[Any] = np.load(path, mmap_mode="r" if mapped else None)
    except Exception as error:  # a torn head is parsed as Python, and fails like Python
        raise IndexDamagedError(f"{path}: not an array. {rebuild_around(path)}") from error
    if found.dtype.kind not in "iu" or found.ndim != 1:
        raise IndexDamagedError(f"{path}: not the array it was. {rebuild_around(path)}")
    return found.view(np.ndarray)
