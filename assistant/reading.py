"""A record laid out for reading: its whole text in order, cut where somebody speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.model import Exchange, Span, Spans, Transcript, Turn

MOST_MARKS = 50
MARK = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


class Run(NamedTuple):
    """Some of the text: ``marked`` as evidence, or ``skipped`` by the turn it stands in.

    What a turn skips is a column's break or a fragment pasted twice.
    """

    text: str
    marked: bool = False
    skipped: bool = False


class Block(NamedTuple):
    """A turn, or what the record says between turns (``turn`` is None)."""

    start: int
    end: int
    turn: Turn | None
    paragraphs: tuple[tuple[Run, ...], ...]


def blocks(transcript: Transcript, marks: Spans = ()) -> Iterator[Block]:
    """The record from its first character to its last; empty narration is left out."""
    place = 0
    for turn in sorted(transcript.turns, key=lambda one: one.spans[0]):
        start, end = max(place, turn.spans[0][0]), turn.spans[-1][1]
        if between := _paragraphs(_runs(transcript.text, ((place, start),), marks)):
            yield Block(place, start, None, between)
        spans = [(max(place, first), last) for first, last in turn.spans if last > place]
        yield Block(start, end, turn, _paragraphs(_runs(transcript.text, spans, marks)))
        place = max(place, end)
    if after := _paragraphs(_runs(transcript.text, ((place, len(transcript.text)),), marks)):
        yield Block(place, len(transcript.text), None, after)


def read_marks(text: str) -> Spans:
    """``1200-1290,1400-1420`` as spans; what is none is passed over."""
    found = [(int(start), int(end)) for start, end in MARK.findall(text)]
    return tuple(sorted(span for span in found if span[0] < span[1])[:MOST_MARKS])


def outline(transcript: Transcript) -> list[Exchange]:
    """The exchanges, for a table of contents."""
    return list(transcript.exchanges)


def _runs(text: str, spans: Sequence[Span], marks: Spans) -> Iterator[Run]:
    """The words at the spans, and between them what the turn skips, unless it is blank."""
    for number, (start, end) in enumerate(spans):
        if number and (gap := text[spans[number - 1][1] : start]).strip():
            yield Run(gap.strip(), skipped=True)
        place = start
        for first, last in marks:
            low, high = max(place, first), min(end, last)
            if low < high:
                yield Run(text[place:low])
                yield Run(text[low:high], marked=True)
                place = high
        yield Run(text[place:end])


def _paragraphs(runs: Iterator[Run]) -> tuple[tuple[Run, ...], ...]:
    """Runs regrouped at the ends of lines; blank paragraphs are left out."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = [run.text] if run.skipped else run.text.split("\n")
        lines[-1].append(run._replace(text=first))
        lines.extend([run._replace(text=part)] for part in rest)
    kept = ([run for run in line if run.text] for line in lines)
    return tuple(tuple(line) for line in kept if any(run.text.strip() for run in line))
