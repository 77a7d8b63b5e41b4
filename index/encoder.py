"""Sentences to vectors: what the index asks of a sentence model, and the shipped static one.

The static encoder needs neither torch nor sentence-transformers, yet gives what
``SentenceTransformer(folder).encode`` and model2vec give, to 1e-5: the sum of its
words' vectors, brought to length one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

SHIPPED = Path(__file__).with_name("model")
_TEXTS_AT_ONCE = 1024
_FEW_TEXTS = 32
"""So few are cut one by one: waking the tokenizer's threads takes longer."""


class Encoder(Protocol):
    """What the index asks of a sentence model.

    ``fingerprint`` is equal for equal weights and tokenizers: an index made by
    one encoder cannot be asked with another. Vectors are float32 of shape
    ``(texts, dimensions)``, in the order of the texts, each of length one; a text
    with no known word is a row of zeros.
    """

    @property
    def name(self) -> str:
        """What `load_encoder` finds it by again: its folder's place or its name on the hub."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over weights and tokenizer, hexadecimal."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages."""


class PieceVectors(NamedTuple):
    """A text's words one by one: for late interaction (MaxSim).

    ``vectors`` ``(words, dimensions)`` have length one; ``weights`` ``(words,)``
    say how far each word moves the vector of the whole text.
    """

    pieces: list[str]
    vectors: Vectors
    weights: Vectors


def load_encoder(name: str | Path | None = None) -> Encoder:
    """The shipped encoder, a folder of either kind, or a model by its name on the hub.

    Raises:
        EncoderError: there is no such model, or the hub cannot be reached.
        DependencyError: the model needs sentence-transformers, which is missing.
    """
    folder = Path(name) if name is not None else SHIPPED
    if name is None or _is_static(folder):
        return StaticEncoder(folder)
    from index.transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(str(name))


class StaticEncoder:
    """A folder as `index.training` writes it, read with numpy and tokenizers alone."""

    def __init__(self, folder: Path) -> None:
        """Load the words; the table stays on disk and is mapped where it is touched.

        Raises:
            EncoderError: a file is missing or is not what it should be.
        """
        self._folder = folder
        self._fingerprint: str | None = None
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._table, self._weights = _table(folder / "model.safetensors")
        if self._tokenizer.get_vocab_size() != len(self._table):
            raise EncoderError(
                f"{folder}: tokenizer.json and model.safetensors do not belong together"
            )

    @property
    def name(self) -> str:
        """The folder's place, or ``xunwen-static`` for the shipped one."""
        return "xunwen-static" if self._folder == SHIPPED else str(self._folder.resolve())

    @property
    def fingerprint(self) -> str:
        """SHA-256 over weights and tokenizer, hexadecimal; reckoned when first asked for."""
        if self._fingerprint is None:
            files = ("model.safetensors", "tokenizer.json")
            self._fingerprint = digest_of(self._folder / file for file in files)
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._table.shape[1])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, shape ``(texts, dimensions)``."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape ``(texts, dimensions)``: questions are no different."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, ids in enumerate(self._ids(texts)):
            if len(ids):
                np.matmul(self._weights[ids], self._rows(ids), out=vectors[row])
        return _unit(vectors)

    def pieces(self, text: str) -> list[str]:
        """The known words that the text is cut into, in order, half-width and lower case."""
        return self.pieces_of([text])[0]

    def pieces_of(self, texts: Sequence[str]) -> list[list[str]]:
        """The same for many texts at once."""
        return [self._words(ids) for ids in self._ids(texts)]

    def piece_vectors(self, texts: Sequence[str]) -> list[PieceVectors]:
        """For each text its known words, their vectors and their weights, in order."""
        return [self._piece_vectors(ids) for ids in self._ids(texts)]

    def _piece_vectors(self, ids: NDArray[np.int64]) -> PieceVectors:
        """One text's words and vectors."""
        known = ids[ids > 0]
        rows = self._rows(known)
        lengths = np.linalg.norm(rows, axis=1)
        return PieceVectors(self._words(ids), _unit(rows), lengths * self._weights[known])

    def _words(self, ids: NDArray[np.int64]) -> list[str]:
        """The words behind ids: the fast way of cutting gives ids alone."""
        named = map(self._tokenizer.id_to_token, ids[ids > 0].tolist())
        return [word for word in named if word is not None]

    def _rows(self, ids: NDArray[np.int64]) -> Vectors:
        """The rows of these words, not yet weighted."""
        return self._table[ids].astype(np.float32)

    def _ids(self, texts: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        """Each text's word ids, unknown words (0) included: they weigh nothing."""
        size = 1 if len(texts) <= _FEW_TEXTS else _TEXTS_AT_ONCE
        for start in range(0, len(texts), size):
            batch = list(texts[start : start + size])
            for cut in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield np.asarray(cut.ids, dtype=np.int64)


def _unit(vectors: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _is_static(folder: Path) -> bool:
    """Whether a folder is laid out as `index.training` writes it."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    wanted = {"model_type": "model2vec", "normalize": True, "max_length": None}
    return all(config.get(key, ...) == value for key, value in wanted.items())


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer in this file. Raises EncoderError."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderError(f"{file}: no tokenizer here: {error.strerror}") from error
    except Exception as error:  # tokenizers raises nothing narrower
        raise EncoderError(f"{file}: damaged: {error}") from error


def _table(file: Path) -> tuple[NDArray[np.int8], Vectors]:
    """The int8 rows, mapped and not read, and the words' weights.

    safetensors is eight bytes that give the length of a JSON head, the head, the
    numbers; its own loader for numpy reads them all, which is most of a cold start.
    """
    try:
        with file.open("rb") as source:
            size = int.from_bytes(source.read(8), "little")
            head = json.loads(source.read(size))
        places = {name: head[name]["data_offsets"] for name in ("embeddings", "weights")}
        words, dimensions = head["embeddings"]["shape"]
        start = 8 + size
        rows = np.memmap(
            file, np.int8, "r", start + places["embeddings"][0], shape=(words, dimensions)
        )
        weights = np.memmap(file, np.float32, "r", start + places["weights"][0], shape=(words,))
    except OSError as error:
        raise EncoderError(f"{file}: no weights here: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise EncoderError(f"{file}: damaged: {error}") from error
    return rows.view(np.ndarray), np.array(weights)


def digest_of(files: Iterator[Path]) -> str:
    """SHA-256 over the bytes of these files, one after another."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
