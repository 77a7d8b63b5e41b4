"""What a record says, and who says it: the types that every folder shares.

Offsets count characters of a transcript's extracted text. A span is a
half-open range ``(start, end)``; several spans of one turn are in order and
do not overlap. The words themselves are never stored twice: they are sliced
from the text when they are wanted.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]
Role = Literal["chair", "member", "official", "reporter", "host", "expert", "other"]
Kind = Literal["question", "answer", "statement", "report", "opening", "closing"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks; what the record does not say is None, never guessed.

    ``label`` is the attribution as printed (``市教育局局长邱红标``), ``proof``
    the places in the text that establish name, title and organisation.
    """

    name: str | None = None
    title: str | None = None
    organization: str | None = None
    role: Role | None = None
    label: str | None = None
    proof: Spans = ()


UNKNOWN = Speaker()


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's words, uninterrupted; ``turn_id`` is ``t`` and its first offset."""

    turn_id: str
    speaker: Speaker
    kind: Kind
    spans: Spans


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the turns that answer it, in the order they were given.

    ``links[i]`` is how sure the reading of the record is, between 0 and 1, that
    ``answers[i]`` belongs to this question; ``confidence`` is the least of them.
    One answer may stand in several exchanges.
    """

    question: Turn
    answers: tuple[Turn, ...]
    confidence: float = 1.0
    links: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A record's text and where it came from: what a quotation is checked against.

    ``date`` is ISO (``2020-04-30``). ``sha256`` is that of the file's bytes.
    ``pages[i]`` is the offset at which page ``i + 1`` begins; ``times`` pairs offsets with
    seconds of the recording, in order. Both are empty where the format has none.
    """

    transcript_id: str
    title: str
    date: str | None
    sha256: str
    style: str
    text: str
    pages: tuple[int, ...] = field(default=(), kw_only=True)
    times: tuple[tuple[int, float], ...] = field(default=(), kw_only=True)

    @property
    def year(self) -> int | None:
        """The year of the meeting, if its date is known."""
        return int(self.date[:4]) if self.date else None

    def words(self, spans: Spans) -> str:
        """The text at these spans, joined in order."""
        return "".join(self.text[start:end] for start, end in spans)

    def page(self, offset: int) -> int | None:
        """The page, from 1, that a character stands on; None for a format without pages."""
        return bisect_right(self.pages, offset) or None

    def time(self, offset: int) -> float | None:
        """The second of the recording at which the words at ``offset`` begin, if known."""
        place = bisect_right(self.times, offset, key=lambda moment: moment[0])
        return self.times[place - 1][1] if place else None


@dataclass(frozen=True, slots=True)
class Transcript(Source):
    """One record, read: its text, the turns in order, and the exchanges among them.

    ``notes`` says what a person should know of the reading.
    """

    turns: tuple[Turn, ...]
    exchanges: tuple[Exchange, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The piece of a turn that is embedded and matched; ids survive a rebuild."""

    passage_id: str
    turn_id: str
    spans: Spans
