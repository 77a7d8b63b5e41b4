"""A transcript as the document that ``parse --json`` prints."""

from __future__ import annotations

from typing import Any

from assistant.render import speaker_document
from corpus.exchanges import Reply, replies
from corpus.model import Transcript, Turn


def transcript_document(transcript: Transcript) -> dict[str, Any]:
    """Turns in order; an answer names the question it was given to."""
    given = replies(transcript.exchanges)
    return {
        "transcript": transcript.transcript_id,
        "title": transcript.title,
        "date": transcript.date,
        "sha256": transcript.sha256,
        "style": transcript.style,
        "notes": list(transcript.notes),
        "turns": [
            _turn_document(transcript, turn, given.get(turn.turn_id)) for turn in transcript.turns
        ],
    }


def _turn_document(transcript: Transcript, turn: Turn, reply: Reply | None) -> dict[str, Any]:
    return {
        "id": turn.turn_id,
        "speaker": speaker_document(turn.speaker),
        "kind": turn.kind,
        "spans": [list(span) for span in turn.spans],
        "text": transcript.words(turn.spans),
        "answers": reply.answers if reply else None,
        "also_answers": list(reply.also_answers) if reply else [],
        "confidence": reply.confidence if reply else None,
        **place(transcript, turn.spans[0][0]),
    }


def place(transcript: Transcript, offset: int) -> dict[str, int | float]:
    """``page`` and ``seconds`` of a character, as far as the record's format has them."""
    page, seconds = transcript.page(offset), transcript.time(offset)
    found: dict[str, int | float] = {}
    if page is not None:
        found["page"] = page
    if seconds is not None:
        found["seconds"] = seconds
    return found


def where(transcript: Transcript, offset: int) -> str:
    """``p. 3`` of a PDF, ``00:12:05`` of a recording, nothing of another record."""
    found = place(transcript, offset)
    page = [f"p. {found['page']}"] if "page" in found else []
    return "  ".join([*page, *([clock(found["seconds"])] if "seconds" in found else [])])


def clock(seconds: float) -> str:
    """Hours, minutes and whole seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
