"""What a question gets back."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Source, Spans, Turn


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer in the record: the turn, the question it was given to, the words that matter.

    ``evidence`` are spans inside the turn, in order, each contiguous;
    ``reasons`` say in a line each why it was found.
    """

    source: Source
    turn: Turn
    asked: Turn | None
    evidence: Spans
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Findings, best first, or none and what came nearest.

    ``confidence`` is the probability that the first finding answers the
    question; ``notes`` say what of the question nobody in the records fits, or more than one.
    """

    question: str
    answered: bool
    confidence: float
    findings: tuple[Finding, ...]
    nearest: tuple[Finding, ...]
    took_ms: float
    notes: tuple[str, ...] = ()
