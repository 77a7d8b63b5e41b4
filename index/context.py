"""The shipped contextual encoder: reads a sentence as a whole, word after word.

A small transformer (`index.training.distil`), run by ONNX Runtime in eight bits:
a question takes it a millisecond of one core, a sentence a little more. Too slow
for every passage of a large collection, it looks closely where the static
encoder and BM25 have found what may answer (`index.sentences`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.model import Span
from index.encoder import StaticEncoder, digest_of, open_tokenizer

if TYPE_CHECKING:
    from index.encoder import Encoder, Vectors

SHIPPED = Path(__file__).with_name("contextual")
QUESTION, PASSAGE = "query: ", "passage: "
"""What stands before a question and before what was said, as E5 was taught and so its student
(Wang et al., 2024, arXiv 2402.05672)."""
LONGEST = 256
"""Pieces of a text that are read, some 360 characters; what follows is not."""
REMEMBERED = 4096
"""Texts of question and answer whose reading is remembered, some 2 kB each: a question comes again
with another filter, from another reader or from another system that is judged."""
_BEGIN, _END = 0, 2
_MANY = 64


def joined(
    question: Sequence[int], sentences: Sequence[Sequence[int]]
) -> tuple[list[int], list[Span]]:
    """Question and sentences, in pieces, as one text that is read at once; where each sentence is."""
    ids, edges = [_BEGIN, *question, _END, _END], []
    for sentence in sentences:
        edges.append((len(ids), len(ids) + len(sentence)))
        ids += sentence
    return [*ids, _END], edges


def shares(edges: Sequence[Span], pieces: int) -> NDArray[np.float32]:
    """How much of each sentence each piece of the text is, ``(sentences, pieces)``."""
    found = np.zeros((len(edges), pieces), np.float32)
    for row, (start, end) in enumerate(edges):
        found[row, start:end] = 1 / max(1, end - start)
    return found


class ContextEncoder:
    """A folder with ``model.onnx`` and ``tokenizer.json``; an `index.encoder.Encoder`."""

    def __init__(self, folder: Path) -> None:
        """Load it. Raises EncoderError where a file is missing or is not what it should be."""
        self._folder = folder
        self._fingerprint: str | None = None
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._session = _session(folder / "model.onnx")

    @property
    def name(self) -> str:
        """The folder's place, or ``xunwen-contextual`` for the shipped one."""
        return "xunwen-contextual" if self._folder == SHIPPED else str(self._folder.resolve())

    @property
    def fingerprint(self) -> str:
        """SHA-256 over weights and tokenizer, hexadecimal; reckoned when first asked for."""
        if self._fingerprint is None:
            files = ("model.onnx", "tokenizer.json")
            self._fingerprint = digest_of(self._folder / file for file in files)
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._session.get_outputs()[0].shape[1])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, shape ``(texts, dimensions)``."""
        return self._encode(texts, QUESTION)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences or short passages, shape ``(texts, dimensions)``."""
        return self._encode(texts, PASSAGE)

    def pieces(self, text: str) -> list[int]:
        """The numbers of the pieces that a text is cut into."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def answers(
        self, question: Sequence[int], sentences: Sequence[Sequence[int]]
    ) -> NDArray[np.float32]:
        """How sure each of these sentences is to answer, ``(sentences,)``, log odds.

        Question and sentences are given in pieces and read as one text; what was
        read before is remembered. The array is not to be written to.
        """
        ids, edges = joined(question, sentences)
        return _answers(self, np.array(ids, np.int32).tobytes(), tuple(edges))

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        """Each text by itself: reading several at once was no faster."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        wanted = [place for place, text in enumerate(texts) if text.strip()]
        for place, vector in zip(
            wanted, self._each([prefix + texts[place] for place in wanted]), strict=True
        ):
            vectors[place] = vector
        return vectors

    def _each(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """The vectors of texts, in order; of many, on all cores."""
        if len(texts) < _MANY:
            yield from map(self._read, texts)
            return
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            yield from threads.map(self._read, texts)

    def _read(self, text: str) -> NDArray[np.float32]:
        ids = [_BEGIN, *self.pieces(text)[: LONGEST - 2], _END]
        vector: NDArray[np.float32] = self.run(ids, np.zeros((0, len(ids)), np.float32))[0][0]
        return vector

    def run(self, ids: Sequence[int], shares: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The model's vector and answers of one text, given in pieces with what goes around them."""
        given = {"ids": np.array([ids], np.int64), "shares": shares}
        found: list[NDArray[np.float32]] = self._session.run(None, given)
        return found


@cache
def shipped() -> ContextEncoder:
    """The contextual encoder that comes with xunwen, loaded once."""
    return ContextEncoder(SHIPPED)


def forget() -> None:
    """Remember nothing that was read together: a benchmark's questions are new ones."""
    _answers.cache_clear()


def companion(encoder: Encoder) -> ContextEncoder | None:
    """What reads closely beside an encoder: a static one has the shipped contextual one.

    Any other encoder reads texts as a whole itself.
    """
    return shipped() if isinstance(encoder, StaticEncoder) else None


@lru_cache(REMEMBERED)
def _answers(encoder: ContextEncoder, ids: bytes, edges: tuple[Span, ...]) -> NDArray[np.float32]:
    """The answers of one text, whose pieces are given as int32; read-only, since they are shared."""
    pieces: list[int] = np.frombuffer(ids, np.int32).tolist()
    answers = encoder.run(pieces, shares(edges, len(pieces)))[1]
    answers.flags.writeable = False
    return answers


def _session(file: Path) -> Any:
    """The model, on one thread: so small a task is not worth sharing."""
    import onnxruntime

    if not file.is_file():
        raise EncoderError(f"{file}: no model here: install xunwen again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(file), options, ["CPUExecutionProvider"])
    except Exception as error:  # its own classes, one for each kind of damage
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise EncoderError(f"{file}: damaged: {reason}") from error
