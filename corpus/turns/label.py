"""One label of a text: where it stands and what it says of the turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.model import Kind

Sort: TypeAlias = Literal["qa", "person", "other"]


@dataclass(frozen=True, slots=True)
class Label:
    """Its line's first sign stands at ``line``, the label stands at ``start:end``, words at ``words``.

    ``seconds`` is the time printed beside it, ``kind`` what its last word calls the turn, if any.
    """

    line: int
    start: int
    end: int
    words: int
    sort: Sort
    seconds: float | None = None
    kind: Kind | None = None
