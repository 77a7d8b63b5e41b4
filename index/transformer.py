"""Any sentence-transformers model, by its name on the hub or its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DependencyError, EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

# What a model was trained to see before a question, where its folder does not say.
_QUERY_PROMPTS = {"bge-small-zh", "bge-base-zh", "bge-large-zh"}
_BGE_PROMPT = "为这个句子生成表示以用于检索相关文章："


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by its name on the hub or its folder."""

    def __init__(
        self,
        name: str,
        *,
        query_prompt: str | None = None,
        batch_size: int = 32,
        device: str | None = None,
        progress: bool = False,
    ) -> None:
        """Load the model; ``query_prompt`` stands before questions, as its makers advise.

        ``device`` is torch's name for one (``cpu``, ``cuda``), by default the best
        there is; ``progress`` shows a bar while passages are encoded.

        Raises:
            EncoderError: there is no such model, or the hub cannot be reached.
            DependencyError: sentence-transformers is not installed.
        """
        self._model = sentence_transformer(name, device)
        self._name = str(Path(name).resolve()) if Path(name).exists() else name
        self._prompt = _prompt(name) if query_prompt is None else query_prompt
        self._batch_size = batch_size
        self._progress = progress
        self._fingerprint: str | None = None

    @property
    def name(self) -> str:
        """The folder's place, or the name on the hub that it was loaded by."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """SHA-256 over modules, weights and query prompt, hexadecimal."""
        if self._fingerprint is None:
            self._fingerprint = _model_digest(self._model, self._prompt)
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, the query prompt before each."""
        return self._vectors(self._model.encode_query(list(texts), **self._settings(self._prompt)))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages."""
        settings = self._settings(None) | {"show_progress_bar": self._progress}
        return self._vectors(self._model.encode_document(list(texts), **settings))

    def _settings(self, prompt: str | None) -> dict[str, Any]:
        """What every call of the model is told."""
        return {
            "prompt": prompt,
            "batch_size": self._batch_size,
            "show_progress_bar": False,
            "normalize_embeddings": True,
            "convert_to_numpy": True,
        }

    def _vectors(self, made: object) -> Vectors:
        """As float32 of shape (texts, dimensions), also for no texts at all."""
        return np.asarray(made, dtype=np.float32).reshape(-1, self.dimensions)


def sentence_transformer(name: str, device: str | None) -> SentenceTransformer:
    """The model, or an error that says how to get it."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise DependencyError(
            f"the encoder {name} needs sentence-transformers and PyTorch: "
            "pip install sentence-transformers"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # files load at once
    try:
        if Path(name).exists():
            return SentenceTransformer(name, device=device)
        if Path(name).is_absolute():
            raise FileNotFoundError(name)
        with suppress(Exception):  # what was fetched before needs no hub
            return SentenceTransformer(name, device=device, local_files_only=True)
        _knock(name)
        return SentenceTransformer(name, device=device)
    except Exception as error:  # whatever hub, files or torch raise
        raise EncoderError(_refusal(name, error)) from error


def _knock(name: str) -> None:
    """Raise at once where the hub cannot be reached: loading would try for minutes."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(name, timeout=10)
    except HfHubHTTPError:
        pass  # it answers, if only to refuse; loading says what is wrong
    except Exception as error:  # whatever its client raises
        raise ConnectionError(f"the hub cannot be reached ({error})") from error


def _refusal(name: str, error: Exception) -> str:
    """What to say of a model that does not load."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    if Path(name).exists():
        return f"{name}: no sentence-transformers model in this folder: {reason}"
    if Path(name).is_absolute():
        return f"{name}: this folder is gone; put it back, or build the index with another encoder"
    return (
        f"{name}: neither a folder nor a model that can be had from the hub: {reason}. "
        f"On a machine with access: hf download {name} --local-dir {name.rpartition('/')[2]}; "
        "copy that folder here and give its path as the encoder"
    )


def _prompt(name: str) -> str | None:
    """The prompt of a known family; None leaves it to the model's own settings."""
    family = any(known in Path(name).name.lower() for known in _QUERY_PROMPTS)
    return _BGE_PROMPT if family else None


def _model_digest(model: SentenceTransformer, prompt: str | None) -> str:
    """SHA-256 over the modules, every weight, the tokenizer and the prompts."""
    import torch

    digest = hashlib.sha256(f"{model}{model.prompts}{prompt}".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        digest.update(flat.view(torch.uint8).numpy().tobytes())
    digest.update(_cuts(model.tokenizer))
    return digest.hexdigest()


def _cuts(tokenizer: Any) -> bytes:
    """How a tokenizer cuts, without how it pads and truncates: encoding changes that."""
    from tokenizers import Tokenizer

    inner = getattr(tokenizer, "backend_tokenizer", tokenizer)
    if not hasattr(inner, "to_str"):
        return b""
    plain = Tokenizer.from_str(inner.to_str())
    plain.no_padding()
    plain.no_truncation()
    return bytes(plain.to_str().encode())
