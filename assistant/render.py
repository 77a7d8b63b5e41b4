"""Answers as the documents that programs read (the shape is promised in the README)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from assistant.place import place
from corpus.model import Span, Spans, Speaker, Turn
from index.answer import Answer, Finding


def answer_document(answer: Answer) -> dict[str, Any]:
    """``ask --json`` and ``/api/ask``."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "findings": _ranked(answer.findings),
        "nearest": _ranked(answer.nearest),
        "took_ms": round(answer.took_ms, 2),
        "notes": list(answer.notes),
    }


def _ranked(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [finding_document(rank, one) for rank, one in enumerate(findings, 1)]


def finding_document(rank: int, finding: Finding) -> dict[str, Any]:
    """One finding; every text in it is a slice of the source at the spans given."""
    source, asked = finding.source, finding.asked
    return {
        "rank": rank,
        "score": round(finding.score, 4),
        "speaker": speaker_document(finding.turn.speaker),
        "asked_by": speaker_document(asked.speaker) if asked else None,
        "asked": source.words(asked.spans) if asked else None,
        "quote": source.words(finding.turn.spans),
        "evidence": [
            {"text": source.text[start:end], "start": start, "end": end}
            for start, end in finding.evidence
        ],
        "source": {
            "transcript": source.transcript_id,
            "title": source.title,
            "date": source.date,
            "spans": _pairs(finding.turn.spans),
            "asked_spans": _pairs(asked.spans) if asked else None,
            "sha256": source.sha256,
            **place(source, finding.turn.spans[0][0]),
        },
        "permalink": permalink(source.transcript_id, finding.turn, source.sha256),
    }


def speaker_document(speaker: Speaker) -> dict[str, str | None]:
    """Who somebody is, as far as the record says."""
    return {
        "name": speaker.name,
        "title": speaker.title,
        "organization": speaker.organization,
        "role": speaker.role,
    }


def speaker_line(speaker: Speaker) -> str:
    """``市教育局局长 邱红标``; what is unknown is left out, nobody known is 未具名."""
    office = f"{speaker.organization or ''}{speaker.title or ''}"
    return " ".join(part for part in (office, speaker.name) if part) or "未具名"


class Piece(NamedTuple):
    """Some words of a quotation; ``marked`` ones are evidence."""

    text: str
    marked: bool


def pieces(finding: Finding) -> list[Piece]:
    """The quotation cut where evidence begins and ends; joined it is the quotation.

    No two pieces that follow each other are alike: where two spans of evidence
    touch, or only the cut of a page lies between them, no mark breaks the words.
    """
    text = finding.source.text
    parts = [part for span in finding.turn.spans for part in _cut(span, finding.evidence)]
    return [
        Piece("".join(text[start:end] for start, end, _ in alike), marked)
        for marked, alike in groupby(parts, key=itemgetter(2))
    ]


def _cut(span: Span, evidence: Spans) -> Iterator[tuple[int, int, bool]]:
    """A span in order, in parts that are evidence or are not; none is empty."""
    place, end = span
    for first, last in sorted(evidence):
        low, high = max(place, first), min(end, last)
        if low >= high:
            continue
        if place < low:
            yield place, low, False
        yield low, high, True
        place = high
    if place < end:
        yield place, end, False


def asker_line(speaker: Speaker) -> str:
    """``胡献民委员``, as one is called in the room."""
    return f"{speaker.name or ''}{speaker.title or ''}" or "未具名"


def permalink(transcript_id: str, turn: Turn, sha256: str | None = None) -> str:
    """The address of a turn on any server that has the record.

    With the hash of the file, whoever opens it is told when the text has
    changed since.
    """
    seen = f"?sha={sha256[:12]}" if sha256 else ""
    return f"/t/{quote(transcript_id, safe='')}{seen}#{turn.turn_id}"


def _pairs(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]
