"""The text of a record, and what is known about the file it came from."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Kind, Span, Spans


@dataclass(frozen=True, slots=True)
class NativeTurn:
    """A turn as the format itself states it: words at ``span``, speaker ``label`` or None."""

    label: str | None
    span: Span
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text as it was printed; offsets everywhere count its characters.

    ``notes`` says what a person should know of the reading, such as an
    encoding other than UTF-8. ``pages`` are the offsets at which pages begin,
    ``times`` pairs of offset and second, ``bold`` the ranges set in bold at the
    beginning of a paragraph, ``turns`` what the format states of the speakers.
    """

    text: str
    sha256: str
    encoding: str
    notes: tuple[str, ...] = ()
    format: str = "text"
    title: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    bold: Spans = ()
    turns: tuple[NativeTurn, ...] = ()
