"""Systems that a benchmark builds and asks: ours, and peers with the same encoder and turns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from corpus.errors import DependencyError
from corpus.model import Transcript
from corpus.text import normalise
from evaluation.bench_questions import Held
from index.encoder import Encoder, load_encoder
from index.filters import Filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEPTH = 100
RRF = 60


class Contender(Protocol):
    """Builds an index in a folder, opens it again, and ranks turns."""

    def build(self, transcripts: Iterable[Transcript], folder: Path) -> None:
        """Index the turns."""

    def open(self, folder: Path) -> None:
        """Open what was built, as after a start."""

    def ask(self, question: str) -> object:
        """Answer as its users see it."""

    def rank(self, question: str) -> list[str]:
        """The best ten turns (``transcript#turn``), best first."""


class Xunwen:
    """The search that ``ask`` takes, evidence and confidence included."""

    def __init__(self, encoder: Encoder) -> None:
        """Ask with this encoder."""
        self._encoder = encoder

    def build(self, transcripts: Iterable[Transcript], folder: Path) -> None:
        """Index the turns with this encoder alone, as others do: nothing is read closely."""
        from index.build import build_index

        build_index(transcripts, folder, self._encoder, closely=False)

    def open(self, folder: Path) -> None:
        """Open what was built."""
        from index.search import Searcher

        self.searcher = Searcher.open(folder, self._encoder)

    def ask(self, question: str) -> object:
        """Three findings, quoted and checked, with evidence and confidence."""
        return self.searcher.ask(question)

    def rank(self, question: str) -> list[str]:
        """The best ten turns."""
        return [hit.turn_id for hit in self.searcher.rank(question, cutoff=10)]

    def filters(self, questions: Sequence[Held]) -> Iterator[Filters]:
        """For each question filters that let its answer through: role, year, meeting, person."""
        for number, one in enumerate(questions):
            name, _, turn_id = min(one.right).partition("#")
            meeting = self.searcher.records.transcript(name)
            turn = next(turn for turn in meeting.turns if turn.turn_id == turn_id)
            year = meeting.year or 2012
            yield (
                Filters(role=turn.speaker.role),
                Filters(since=f"{year}-01-01", until=f"{year}-12-31"),
                Filters(transcript=name),
                Filters(speaker=turn.speaker.name),
            )[number % 4]

    def add(self, transcript: Transcript, folder: Path) -> None:
        """Index one more."""
        from index.build import add_to_index

        add_to_index([transcript], folder, self._encoder)


class Peer(ABC):
    """What people would otherwise use: it answers with ids alone."""

    def __init__(self, encoder: Encoder) -> None:
        """Embed with this encoder."""
        self._encoder = encoder

    def ask(self, question: str) -> object:
        """The ids alone."""
        return self.rank(question)

    @abstractmethod
    def rank(self, question: str) -> list[str]:
        """The best ten turns."""


class Txtai(Peer):
    """txtai's hybrid index (BM25 + dense), fed jieba's words: its own are single signs.

    It takes a function by its name (`embed`) and no encoder.
    """

    def build(self, transcripts: Iterable[Transcript], folder: Path) -> None:
        """Index the turns."""
        embeddings = self._embeddings()
        embeddings.index((name, " ".join(_words(text)), None) for name, text in _turns(transcripts))
        embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        """Open what was built."""
        self._engine = self._embeddings()
        self._engine.load(str(folder))

    def rank(self, question: str) -> list[str]:
        """The best ten turns."""
        found = self._engine.search(" ".join(_words(question)), 10)
        return [name for name, _ in found]

    def _embeddings(self) -> Any:
        try:
            from txtai import Embeddings
        except ImportError as error:
            raise DependencyError("bench: pip install 'xunwen[bench]' for txtai") from error
        return Embeddings(
            method="external",
            transform=f"{__name__}.embed",
            hybrid=True,
            content=False,
            backend="faiss",
        )


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """The shipped encoder's vectors, by a name under which txtai finds it again."""
    vectors = _shipped().encode_passages([text.replace(" ", "") for text in texts])
    vectors[~vectors.any(axis=1)] = vectors.shape[1] ** -0.5  # txtai divides by the length
    return vectors


@cache
def _shipped() -> Encoder:
    return load_encoder()


class ByHand(Peer):
    """bm25s over jieba's words and exact FAISS, joined by reciprocal ranks."""

    def build(self, transcripts: Iterable[Transcript], folder: Path) -> None:
        """Index the turns."""
        import bm25s
        import faiss

        names, texts = zip(*_turns(transcripts), strict=True)
        engine = bm25s.BM25()
        engine.index([_words(text) for text in texts], show_progress=False)
        engine.save(str(folder))
        vectors = self._encoder.encode_passages(texts)
        near = faiss.IndexFlatIP(vectors.shape[1])
        near.add(vectors)
        faiss.write_index(near, str(folder / "vectors.faiss"))
        np.save(folder / "names.npy", np.array(names))

    def open(self, folder: Path) -> None:
        """Open what was built."""
        import bm25s
        import faiss

        self._engine = bm25s.BM25.load(str(folder))
        self._near = faiss.read_index(str(folder / "vectors.faiss"))
        self._names = np.load(folder / "names.npy")

    def rank(self, question: str) -> list[str]:
        """The best ten turns."""
        text = normalise(question)
        rows, _ = self._engine.retrieve([_words(text)], k=DEPTH, show_progress=False)
        _, near = self._near.search(self._encoder.encode_questions([text]), DEPTH)
        scores: dict[int, float] = {}
        for ranked in (rows[0], near[0]):
            for rank, row in enumerate(ranked.tolist(), 1):
                scores[row] = scores.get(row, 0.0) + 1 / (RRF + rank)
        best = sorted(scores, key=lambda row: (-scores[row], row))[:10]
        return [str(self._names[row]) for row in best]


CONTENDERS: dict[str, Callable[[Encoder], Contender]] = {
    "xunwen": Xunwen,
    "txtai": Txtai,
    "bm25s+faiss": ByHand,
}


def _turns(transcripts: Iterable[Transcript]) -> Iterable[tuple[str, str]]:
    for one in transcripts:
        for turn in one.turns:
            yield f"{one.transcript_id}#{turn.turn_id}", normalise(one.words(turn.spans))


def _words(text: str) -> list[str]:
    import jieba

    return [word for word in jieba.cut_for_search(normalise(text)) if not word.isspace()]
