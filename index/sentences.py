"""What was said, sentence by sentence and window by window, as vectors of the contextual encoder.

The static encoder and BM25 find the turns that may answer; among these the
sentence and the window nearest to the question, read as a whole, tell which one
does, and in that one which sentences (`index.evidence`). Small segments have such
vectors; large ones would take too long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import IndexDamagedError
from corpus.model import Transcript
from corpus.text import normalise, sentences
from index.disk import save_array
from index.numbering import GONE
from index.remedy import rebuild_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.encoder import Vectors

VECTORS = "sentences.npy"
BOUNDS = "sentences.bounds.npy"
MOST = 30_000
"""Sentences and windows of one segment that are read, some forty meetings; where there are more,
none is: it would take minutes."""
WINDOW = 360
"""Characters of a window: about what the encoder reads at once."""
_AT_ONCE = 512

Embed = Callable[[Sequence[str]], "Vectors"]


class SentencesWriter:
    """Gathers what is said in a segment, and reads it at the end if it is not too much."""

    def __init__(self, embed: Embed | None) -> None:
        """``embed`` reads texts; without it, nothing is written."""
        self._embed = embed
        self._texts: list[str] = []
        self._bounds = [0]

    @property
    def wanted(self) -> bool:
        """Whether it will be read, as far as is known by now."""
        return self._embed is not None and len(self._texts) <= MOST

    def add(self, transcript: Transcript) -> None:
        """Take the next transcript; of questions nothing, since no turn is found by them here."""
        if not self.wanted:
            return
        for turn in transcript.turns:
            said: list[str] = []
            if turn.kind != "question":
                places = sentences(transcript.text, turn.spans)
                said = [normalise(transcript.words(place)) for place in places]
            for texts in (said, list(windows(said))):
                self._texts += texts
                self._bounds.append(len(self._texts))

    def write(self, folder: Path) -> Iterator[float]:
        """Read it all and write two files; yields the share that is done, again and again."""
        if self._embed is None or not self.wanted:
            return
        parts = []
        for start in range(0, len(self._texts), _AT_ONCE):
            parts.append(self._embed(self._texts[start : start + _AT_ONCE]).astype(np.float16))
            yield min(1.0, (start + _AT_ONCE) / len(self._texts))
        table = np.concatenate(parts) if parts else np.zeros((0, 1), np.float16)
        save_array(folder / VECTORS, table)
        save_array(folder / BOUNDS, np.array(self._bounds, np.int32))


def windows(said: Sequence[str]) -> Iterator[str]:
    """Runs of whole sentences, each as long as fits; none for a single sentence."""
    if len(said) < 2:
        return
    window = said[0]
    for sentence in said[1:]:
        if len(window) + len(sentence) > WINDOW:
            yield window
            window = ""
        window += sentence
    yield window


class SentenceVectors:
    """Those of all segments of an index; safe to share between threads."""

    def __init__(self, folders: Sequence[Path], turns: Sequence[NDArray[np.int32]]) -> None:
        """``turns`` gives each segment's turns their numbers, ``GONE`` for those removed.

        Raises IndexDamagedError where a file is not what was written.
        """
        self._folders = folders
        tables = [open_sentences(folder) for folder in folders]
        self._tables = [vectors for vectors, _ in tables]
        count = 1 + max((int(numbers.max(initial=GONE)) for numbers in turns), default=GONE)
        self._where = np.zeros((count, 4), np.int32)
        for which, ((_, bounds), numbers) in enumerate(zip(tables, turns, strict=True)):
            places = np.flatnonzero(numbers != GONE)
            edges = [bounds[2 * places + edge] for edge in range(3)]
            self._where[numbers[places]] = np.column_stack([np.full(len(places), which), *edges])

    def cosines(
        self, vector: NDArray[np.float32], turn: int, count: int
    ) -> NDArray[np.float32] | None:
        """How near each of a turn's ``count`` sentences comes; None where the turn was not read.

        Raises IndexDamagedError where another count was read.
        """
        which, first, last, _ = self._where[turn].tolist()
        if first == last:
            return None
        if last - first != count:
            folder = self._folders[which]
            raise IndexDamagedError(
                f"{folder}: read other sentences than there are. {rebuild_around(folder)}"
            )
        found: NDArray[np.float32] = self._tables[which][first:last].astype(np.float32) @ vector
        return found

    def nearest(self, vector: NDArray[np.float32], turns: Sequence[int]) -> NDArray[np.float64]:
        """How near each turn comes: the mean of the cosines of its nearest sentence and window.

        0 where nothing is near or nothing was read; a single sentence is its own window.
        """
        where = self._where[list(turns)]
        rows = [self._tables[which][first:last] for which, first, _, last in where.tolist()]
        if not any(map(len, rows)):
            return np.zeros(len(turns))
        cosines = np.concatenate([some for some in rows if len(some)]).astype(np.float32) @ vector
        best = np.zeros((len(turns), 2))  # of sentences, of windows
        lengths = np.diff(where[:, 1:], axis=1)
        np.maximum.at(best.reshape(-1), np.repeat(np.arange(best.size), lengths.ravel()), cosines)
        found: NDArray[np.float64] = np.where(lengths[:, 1] == 0, best[:, 0], best.mean(axis=1))
        return found


def open_sentences(folder: Path) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """A segment's vectors, mapped, and where each turn's sentences and windows begin.

    Turn ``t`` has the sentences ``bounds[2t]`` to ``bounds[2t + 1]`` and from there the
    windows to ``bounds[2t + 2]``. Raises IndexDamagedError.
    """
    try:
        vectors = np.load(folder / VECTORS, mmap_mode="r")
        bounds = np.load(folder / BOUNDS)
        whole = vectors.ndim == 2 and bounds.ndim == 1 and int(bounds[-1]) == len(vectors)
    except Exception as error:  # a torn head is parsed as Python, and fails like Python
        raise IndexDamagedError(f"{folder}: not readable. {rebuild_around(folder)}") from error
    if not whole:
        raise IndexDamagedError(f"{folder}: sentences are missing. {rebuild_around(folder)}")
    return vectors.view(np.ndarray), bounds
