"""A record laid out for reading: its whole text in order, cut where somebody speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.model import Span, Spans, Transcript, Turn

MOST_MARKS = 50
MARK = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
OPENING = re.compile(r"[“‘「『\"]*\Z")
CLOSING = re.compile(r"[”’」』\"]*")


class Run(NamedTuple):
    """Some of the text: ``marked`` as evidence, or ``skipped`` by the turn it stands in.

    What a turn skips is a column's break or a fragment pasted twice; ``around``
    it are the quotation marks that enclose its words and are none of them.
    """

    text: str
    marked: bool = False
    skipped: bool = False
    around: bool = False


class Block(NamedTuple):
    """A turn, or what the record says between turns (``turn`` is None)."""

    start: int
    end: int
    turn: Turn | None
    paragraphs: tuple[tuple[Run, ...], ...]


def blocks(transcript: Transcript, marks: Spans = ()) -> Iterator[Block]:
    """The record from its first character to its last; empty narration is left out."""
    text, place = transcript.text, 0
    turns = sorted(transcript.turns, key=lambda one: one.spans[0])
    nexts = [*(turn.spans[0][0] for turn in turns[1:]), len(text)]
    for turn, following in zip(turns, nexts, strict=False):
        start, end = max(place, turn.spans[0][0]), turn.spans[-1][1]
        opening = place + _at(OPENING.search(text[place:start]))
        if between := _paragraphs(_runs(text, ((place, opening),), marks)):
            yield Block(place, opening, None, between)
        closing = end if end < place else end + _to(CLOSING.match(text[end:following]))
        spans = [(max(place, first), last) for first, last in turn.spans if last > place]
        words = _runs(text, spans, marks)
        around = (Run(text[a:b], around=True) for a, b in ((opening, start), (end, closing)))
        yield Block(opening, closing, turn, _paragraphs(_enclosed(words, *around)))
        place = max(place, closing)
    if after := _paragraphs(_runs(text, ((place, len(text)),), marks)):
        yield Block(place, len(text), None, after)


def read_marks(text: str) -> Spans:
    """``1200-1290,1400-1420`` as spans; what is none is passed over."""
    found = [(int(start), int(end)) for start, end in MARK.findall(text)]
    return tuple(sorted(span for span in found if span[0] < span[1])[:MOST_MARKS])


def _at(match: re.Match[str] | None) -> int:
    return match.start() if match else 0


def _to(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _enclosed(words: Iterator[Run], before: Run, after: Run) -> Iterator[Run]:
    yield before
    yield from words
    yield after


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
