"""What one reader found in a file's bytes, before it is hashed and checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import Kind, Span, Spans
from corpus.readers.extract import NativeTurn


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of an Extract that depend on the format."""

    text: str
    encoding: str = "UTF-8"
    notes: tuple[str, ...] = ()
    title: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    bold: Spans = ()
    turns: tuple[NativeTurn, ...] = ()


@dataclass(slots=True)
class Script:
    """A text that is put together turn by turn, each ``label：words`` on a line."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    turns: list[NativeTurn] = field(default_factory=list)
    times: list[tuple[int, float]] = field(default_factory=list)

    def line(self, words: str) -> Span:
        """Add a line that nobody says, such as a heading; returns where it stands."""
        start = self.length
        self._add(words)
        self._add("\n")
        return start, start + len(words)

    def say(
        self,
        label: str | None,
        words: str,
        seconds: float | None = None,
        kind: Kind | None = None,
    ) -> None:
        """Add a turn."""
        if label:
            self._add(f"{label}：")
        start = self.length
        if seconds is not None:
            self.times.append((start, seconds))
        self._add(words)
        self.turns.append(NativeTurn(label, (start, self.length), kind))
        self._add("\n")

    def go_on(self, words: str, seconds: float | None, between: str = "") -> None:
        """Add words to the last turn."""
        self.length -= len(self.pieces.pop())
        self._add(between)
        if seconds is not None:
            self.times.append((self.length, seconds))
        self._add(words)
        last = self.turns[-1]
        self.turns[-1] = NativeTurn(last.label, (last.span[0], self.length), last.kind)
        self._add("\n")

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def content(self, **more: object) -> Content:
        """The finished content."""
        return Content(
            "".join(self.pieces),
            turns=tuple(self.turns),
            times=tuple(self.times),
            **more,  # type: ignore[arg-type]
        )
