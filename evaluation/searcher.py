"""What is judged: the search itself, or anything that ranks and answers likewise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from corpus.model import Spans, Turn

System = Literal["lexical", "dense", "fused", "full"]
SYSTEMS: tuple[System, ...] = ("lexical", "dense", "fused", "full")


class Source(Protocol):
    """The record a finding is from."""

    @property
    def transcript_id(self) -> str: ...


class Finding(Protocol):
    """A turn that was found and the words in it that answer."""

    @property
    def turn(self) -> Turn: ...
    @property
    def source(self) -> Source: ...
    @property
    def evidence(self) -> Spans: ...


class Answer(Protocol):
    """What `index.search.Searcher.ask` returns."""

    @property
    def answered(self) -> bool: ...
    @property
    def confidence(self) -> float: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def nearest(self) -> Sequence[Finding]: ...


class Searcher(Protocol):
    """`index.search.Searcher`, as far as an evaluation uses it."""

    def rank(
        self, question: str, *, system: System, cutoff: int
    ) -> Sequence[tuple[str, float]]: ...
    def ask(self, question: str, *, k: int) -> Answer: ...
