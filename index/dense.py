"""Nearest passages by meaning, in FAISS.

A small segment is searched exactly. For a large one FAISS scans codes of four
bits a quadruple of dimensions (product quantisation with fast scan: André et
al., VLDB 2015), and the best of them are compared by their true vectors, kept at
half the width (float16) in a file that is mapped and not read.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.errors import IndexDamagedError
from index.hits import Row
from index.numbering import GONE
from index.remedy import rebuild_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.layout import Allowed

FILE = "vectors.faiss"
TRUE = "vectors.f16"
EXACT = "flat"
MOST_EXACT = 50_000
"""Vectors of one segment that are searched one by one."""
LOOKED_AT = 20
"""True vectors compared for each hit that is wanted: on 668,621 gazette passages the first ten
of a hundred hold 99.2% of what an exact search finds (as near counts as found). IVF with 512
cells reached 91% with a fourth of them looked at, at six times the cost: the vectors of static
encoders lie too far apart for cells."""
_FEW = 0.1
_TRAINED_ON = 10_000
_AT_ONCE = 16_384


class VectorsWriter:
    """Writes the vectors of a segment; many of them wait on the disk, not in memory."""

    def __init__(self, folder: Path) -> None:
        """Begin in an existing folder."""
        self._folder = folder
        self._waiting: list[NDArray[np.float32]] = []
        self._rows = 0
        self._dimensions = 1

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Take the next unit vectors, shape (rows, dimensions)."""
        self._rows += len(vectors)
        self._dimensions = vectors.shape[1]
        self._waiting.append(vectors)
        if self._large:
            with (self._folder / TRUE).open("ab") as file:
                for batch in self._waiting:
                    file.write(batch.astype("<f2").tobytes())
            self._waiting = []

    @property
    def _large(self) -> bool:
        return self._rows > MOST_EXACT and self._dimensions % 8 == 0

    def finish(self) -> str:
        """Write an inner-product index; returns its kind."""
        faiss = _library()
        if self._large:
            kind = f"PQ{self._dimensions // 4}x4fs"
            engine = faiss.index_factory(self._dimensions, kind, faiss.METRIC_INNER_PRODUCT)
            true = np.memmap(self._folder / TRUE, "<f2", "r", shape=(self._rows, self._dimensions))
            step = max(1, self._rows // _TRAINED_ON)
            _train(engine, true[::step].astype(np.float32))
            batches = [true[at : at + _AT_ONCE] for at in range(0, self._rows, _AT_ONCE)]
        else:
            kind, engine = EXACT, faiss.IndexFlatIP(self._dimensions)
            batches = self._waiting
        for batch in batches:
            engine.add(np.ascontiguousarray(batch, dtype=np.float32))
        with (self._folder / FILE).open("wb") as file:
            faiss.write_index(engine, faiss.PyCallbackIOWriter(file.write))
        return kind


def _library() -> Any:
    """FAISS; what it adds in Python is missing from its type stubs."""
    import faiss

    return faiss


def _train(engine: Any, sample: NDArray[np.float32]) -> None:
    """On one thread: so small a task is twenty times slower where two wait for each other."""
    faiss = _library()
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        engine.train(sample)
    finally:
        faiss.omp_set_num_threads(threads)


class Dense:
    """The vectors of all segments of an index; safe to share between threads."""

    def __init__(self, vectors: Sequence[Vectors], rows: Sequence[NDArray[np.int32]]) -> None:
        """``rows`` gives each segment's rows their numbers, ``GONE`` for those removed."""
        self._vectors = vectors
        self._rows = rows
        self._alive = [alive if not (alive := numbers != GONE).all() else None for numbers in rows]

    def search(
        self, vector: NDArray[np.float32], cutoff: int, allowed: Allowed | None = None
    ) -> list[Row]:
        """The nearest ``cutoff`` rows to a unit vector, shape (dimensions,), by cosine."""
        found: list[Row] = []
        likely: list[Likely] = []
        for vectors, numbers, alive in zip(self._vectors, self._rows, self._alive, strict=True):
            within = alive
            if allowed is not None:
                within = allowed.rows.take(numbers)
                within = within if alive is None else within & alive
            if vectors.exact:
                hits = vectors.search(vector, cutoff, within)
                found += [Row(int(numbers[row]), score) for row, score in hits]
            else:
                likely.append(vectors.likely(vector, cutoff, within))
        found += self._compared(vector, cutoff, likely)
        return heapq.nsmallest(cutoff, found, key=lambda hit: (-hit.score, hit.row))

    def _compared(
        self, vector: NDArray[np.float32], cutoff: int, likely: Sequence[Likely]
    ) -> Iterator[Row]:
        """The best of the likely rows of all large segments, by their true vectors."""
        large = [place for place, one in enumerate(self._vectors) if not one.exact]
        scores = np.concatenate([np.zeros(0, np.float32), *(one.scores for one in likely)])
        scores = scores[np.isfinite(scores)]
        wanted = LOOKED_AT * cutoff
        least = np.partition(scores, -wanted)[-wanted] if len(scores) > wanted else -np.inf
        for place, one in zip(large, likely, strict=True):
            rows = one.rows[one.scores >= least]
            best, true = self._vectors[place].nearest(vector, cutoff, rows)
            numbers = self._rows[place][best].tolist()
            yield from map(Row, numbers, true.tolist())


class Likely(NamedTuple):
    """Rows of a large segment that may be among the nearest, and about how near they are.

    Infinite scores are of rows to be compared in any case.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Vectors:
    """The vectors of one segment, open for searching; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open what was written into a folder. Raises IndexDamagedError if it is nothing."""
        faiss = _library()
        try:
            self._engine: Any = faiss.read_index(str(folder / FILE))
        except (RuntimeError, MemoryError) as error:
            raise IndexDamagedError(
                f"{folder / FILE}: not a FAISS index. {rebuild_around(folder)}"
            ) from error
        self.exact = isinstance(self._engine, faiss.IndexFlat)
        if not self.exact:
            self._true = _open_true(folder / TRUE, (self.rows, 2 * self._engine.d))

    @property
    def rows(self) -> int:
        """How many vectors there are."""
        return int(self._engine.ntotal)

    def search(
        self, vector: NDArray[np.float32], cutoff: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[Row]:
        """The nearest ``cutoff`` rows of an exact index, and all as near as the last of them.

        ``allowed`` has one entry a row.
        """
        faiss = _library()
        cutoff = min(cutoff, self.rows)
        if not cutoff:
            return []
        faiss.omp_set_num_threads(1)  # one question is too small a task to share
        return self._exactly(vector, cutoff, allowed)

    def likely(
        self, vector: NDArray[np.float32], cutoff: int, allowed: NDArray[np.bool_] | None = None
    ) -> Likely:
        """Rows among which the nearest are: by their codes, or all where few are allowed."""
        faiss = _library()
        share = 1.0 if allowed is None else float(allowed.mean())
        if allowed is not None and share < _FEW:
            rows = np.flatnonzero(allowed)
            return Likely(rows, np.full(len(rows), np.inf, np.float32))
        faiss.omp_set_num_threads(1)
        wanted = min(self.rows, int(LOOKED_AT * cutoff / share))
        found, rows = self._engine.search(vector[None, :], wanted)
        kept = rows[0] >= 0 if allowed is None else (rows[0] >= 0) & allowed[rows[0]]
        return Likely(rows[0][kept], found[0][kept])

    def nearest(
        self, vector: NDArray[np.float32], cutoff: int, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest ``cutoff`` of these rows of a large segment by their true vectors; their cosines."""
        _library().omp_set_num_threads(1)
        best, cosines = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            halves = self._halves()
            halves.add_sa_codes(self._true[some])
            scores, places = halves.search(vector[None, :], min(cutoff, len(some)))
            best.append(some[places[0]])
            cosines.append(scores[0])
        every = np.concatenate(cosines)
        order = np.argsort(-every, kind="stable")[:cutoff]
        return np.concatenate(best)[order], every[order]

    def all(self) -> NDArray[np.float32]:
        """All stored vectors, shape (rows, dimensions); of a large segment at half the width."""
        found: NDArray[np.float32]
        if self.exact:
            found = self._engine.reconstruct_n(0, self.rows)
        else:
            found = self._halves().sa_decode(self._true)
        return found

    def _halves(self) -> Any:
        """An empty FAISS index of vectors at half the width."""
        faiss = _library()
        kind = faiss.ScalarQuantizer.QT_fp16
        return faiss.IndexScalarQuantizer(self._engine.d, kind, faiss.METRIC_INNER_PRODUCT)

    def _exactly(
        self, vector: NDArray[np.float32], cutoff: int, allowed: NDArray[np.bool_] | None
    ) -> list[Row]:
        """The nearest rows, and every other at least as near as the last of them."""
        faiss = _library()
        within = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            within = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        more = min(cutoff + 1, self.rows)
        scores, rows = self._engine.search(vector[None, :], more, params=within)
        if more > cutoff and rows[0][cutoff] >= 0 and scores[0][cutoff] == scores[0][cutoff - 1]:
            less = float(np.nextafter(scores[0][cutoff], np.float32(-np.inf)))
            narrowed = {} if within is None else {"params": within}
            _, near, rows = self._engine.range_search(vector[None, :], less, **narrowed)
            return [Row(*pair) for pair in zip(rows.tolist(), near.tolist(), strict=True)]
        found = rows[0][:cutoff] >= 0
        pairs = zip(
            rows[0][:cutoff][found].tolist(), scores[0][:cutoff][found].tolist(), strict=True
        )
        return [Row(*pair) for pair in pairs]


def _open_true(path: Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The bytes of the true vectors. Raises IndexDamagedError when there are more or fewer."""
    if not path.is_file() or path.stat().st_size != shape[0] * shape[1]:
        raise IndexDamagedError(f"{path}: not the vectors it was. {rebuild_around(path)}")
    return np.memmap(path, np.uint8, "r", shape=shape).view(np.ndarray)
