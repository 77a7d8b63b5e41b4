"""Question and passage read together, for the first hits: any cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import DependencyError, EncoderError


class Reader:
    """A sentence-transformers CrossEncoder with one score, in a folder or on the hub.

    It reads the ``first`` best turns, and a score of 1 is ``worth`` so much
    beside what a turn has already (`index.rerank`).
    """

    def __init__(
        self, name: str, *, device: str | None = None, first: int = 20, worth: float = 0.1
    ) -> None:
        """Load it.

        Raises:
            EncoderError: there is no such model.
            DependencyError: sentence-transformers is not installed.
        """
        self.first = first
        self.worth = worth
        self._model: Any = _cross_encoder(name, device)

    def worth_of(self, question: str, passages: Sequence[str]) -> list[float]:
        """What each passage gets for how well it answers, between 0 and ``worth``, in order."""
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(pairs, show_progress_bar=False)
        return [self.worth * float(one) for one in found]


def _cross_encoder(name: str, device: str | None) -> Any:
    if Path(name).is_absolute() and not Path(name).exists():
        raise EncoderError(
            f"{name}: there is no such folder; give a cross-encoder's folder or name"
        )
    try:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging
    except ImportError as error:
        raise DependencyError(
            f"the reader {name} needs sentence-transformers: pip install sentence-transformers"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return CrossEncoder(name, device=device)
    except Exception as error:  # whatever files or torch raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise EncoderError(f"{name}: no cross-encoder here: {reason}") from error
