"""A segment: some transcripts with everything that finds them; written once, never changed.

::

    segments/9a41…/
      records.sqlite       texts, turns, links          (index.archive)
      structure.npz        what belongs to what         (index.structure)
      lexical/             which passage has which term (index.postings)
      vectors.faiss        one vector a passage         (index.dense)
      vectors.f16          the same at half the width, in large segments
      sentences.npy        one vector a sentence and a window, in small ones (index.sentences)
      sentences.bounds.npy where those of each turn begin
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from corpus.errors import RecordError
from corpus.model import Transcript
from corpus.passages import passages
from corpus.text import normalise
from index import dense, structure
from index.archive import Archive
from index.archiving import ArchiveWriter
from index.keys import Cutter
from index.numerals import with_figures
from index.postings import LENGTHS, Field, Postings, PostingsWriter, open_array, open_postings
from index.sentences import SentencesWriter
from index.structure import Structure, StructureWriter, open_structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECORDS = "records.sqlite"
LEXICAL = "lexical"
BATCH = 4096
MOST_PASSAGES = 2**20
"""A build begins a new segment after so many: what bounds its memory."""
_WAITING = 3

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment. Rows, turns and transcripts are numbered from 0 in each."""

    name: str
    archive: Archive
    structure: Structure
    postings: dict[Field, Postings]
    lengths: NDArray[np.int32]
    vectors: dense.Vectors


def open_segment(folder: Path) -> Segment:
    """Open a written segment. Raises IndexDamagedError."""
    lexical = folder / LEXICAL
    return Segment(
        folder.name,
        Archive(folder / RECORDS),
        open_structure(folder / structure.FILE),
        {field: open_postings(lexical, field) for field in ("said", "asked")},
        open_array(lexical / LENGTHS),
        dense.Vectors(folder),
    )


def counted(folder: Path, kept: Collection[str]) -> Counter[str]:
    """How many transcripts, turns, exchanges and passages of a segment count."""
    wanted = frozenset(kept)
    rows = Archive(folder / RECORDS).transcripts()
    passages = np.diff(open_structure(folder / structure.FILE).first_row).tolist()
    counts: Counter[str] = Counter()
    for row, own in zip(rows, passages, strict=True):
        if row.transcript_id in wanted:
            one = {"transcripts": 1, "turns": row.turns, "exchanges": row.exchanges}
            counts.update(one | {"passages": own})
    return counts


class SegmentWriter:
    """Writes one segment; passages are embedded and cut on other threads meanwhile.

    Used with ``with``; ``finish`` ends it well, anything else leaves a folder
    that is not whole.
    """

    def __init__(
        self,
        folder: Path,
        embed: Embed,
        progress: Callable[[int], None],
        read: Embed | None = None,
    ) -> None:
        """Begin in a folder that does not exist; ``progress`` is told of passages done.

        ``read`` gives sentences their vectors, where a segment is small enough.
        """
        (folder / LEXICAL).mkdir(parents=True)
        self._folder = folder
        self._embed = embed
        self._progress = progress
        self._archive = ArchiveWriter(folder / RECORDS)
        self._structure = StructureWriter()
        self._postings = PostingsWriter()
        self._cutter = Cutter()
        self._vectors = dense.VectorsWriter(folder)
        self._sentences = SentencesWriter(read)
        self._untold = 0
        self._texts: list[str] = []
        self._asked: list[bool] = []
        self._names: dict[str, str] = {}
        self._threads = ThreadPoolExecutor(1)
        self._pending: deque[Future[int]] = deque()
        self.passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._archive.close(whole=False)

    @property
    def transcripts(self) -> tuple[str, ...]:
        """The ids of those written so far."""
        return tuple(self._names)

    def add(self, transcript: Transcript) -> None:
        """Write a transcript. Raises RecordError for one that is there already."""
        name = transcript.transcript_id
        if name in self._names:
            raise taken(name, self._names[name], transcript.sha256)
        self._names[name] = transcript.sha256
        places = {turn.turn_id: place for place, turn in enumerate(transcript.turns)}
        asked = [turn.kind == "question" for turn in transcript.turns]
        turns: list[int] = []
        for passage in passages(transcript):
            turn = places[passage.turn_id]
            turns.append(turn)
            words = normalise(transcript.words(passage.spans))
            self._texts.append(with_figures(words, transcript.year))
            self._asked.append(asked[turn])
        self._structure.add(transcript, self._archive.add(transcript), turns)
        self._sentences.add(transcript)
        self.passages += len(turns)
        while len(self._texts) >= BATCH:
            self._send(BATCH)

    @property
    def has_sentences(self) -> bool:
        """Whether each sentence of what was said has a vector."""
        return self._sentences.wanted

    def finish(self) -> str:
        """Write what is left; returns the kind of the FAISS index."""
        self._send(len(self._texts))
        while self._pending:
            self._take()
        self._archive.close(whole=True)
        self._structure.write(self._folder / structure.FILE)
        self._postings.write(self._folder / LEXICAL)
        self._read()
        return self._vectors.finish()

    def _send(self, count: int) -> None:
        texts, self._texts = self._texts[:count], self._texts[count:]
        asked, self._asked = self._asked[:count], self._asked[count:]
        if texts:
            self._pending.append(self._threads.submit(self._process, texts, np.array(asked)))
        if len(self._pending) > _WAITING:
            self._take()

    def _take(self) -> None:
        """Wait for the oldest batch; raises what went wrong in it."""
        self._untold += self._pending.popleft().result()
        if not self._sentences.wanted:
            self._tell(self._untold)

    def _read(self) -> None:
        """Read the sentences, which takes longest: passages are told as done along with theirs."""
        whole = self._untold
        for share in self._sentences.write(self._folder):
            self._tell(round(share * whole) - (whole - self._untold))
        self._tell(self._untold)

    def _tell(self, passages: int) -> None:
        self._untold -= passages
        if passages:
            self._progress(passages)

    def _process(self, texts: list[str], asked: NDArray[np.bool_]) -> int:
        self._postings.add(self._cutter.cut(texts), asked)
        self._vectors.add(self._embed(texts))
        return len(texts)


def taken(name: str, first: str, second: str) -> RecordError:
    """The refusal of a second record under an id: the same file again, or another one."""
    if first == second:
        return RecordError(
            f"{name}: this record is in the index already. To read it anew: xunwen index update"
        )
    return RecordError(
        f"{name}: another record has this id (SHA-256 {first[:12]}…, this one {second[:12]}…). "
        "The id is the file's name: to replace that record, xunwen index update; "
        "to keep both, rename the file."
    )
