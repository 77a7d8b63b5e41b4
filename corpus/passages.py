"""Turns cut into the pieces that are embedded and matched."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import Passage, Spans, Transcript, Turn
from corpus.text import sentences

LONGEST = 600
"""Characters of one passage; what trials embedded. A single longer sentence stays whole."""


def passages(transcript: Transcript) -> Iterator[Passage]:
    """Every passage of a transcript, in order; a short turn is one passage.

    The id is ``<turn_id>.<number>``, so it survives whatever happens to other
    turns.
    """
    for turn in transcript.turns:
        for number, spans in enumerate(_pieces(transcript, turn)):
            yield Passage(f"{turn.turn_id}.{number}", turn.turn_id, spans)


def _pieces(transcript: Transcript, turn: Turn) -> Iterator[Spans]:
    """Runs of whole sentences, each as long as fits."""
    if _length(turn.spans) <= LONGEST:
        yield turn.spans
        return
    piece: Spans = ()
    for sentence in sentences(transcript.text, turn.spans):
        if piece and _length(piece) + _length(sentence) > LONGEST:
            yield piece
            piece = ()
        piece = (*piece, *sentence)
    if piece:
        yield piece


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
