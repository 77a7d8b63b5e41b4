"""A transcript as the document that ``parse --json`` prints."""

from __future__ import annotations

from typing import Any

from assistant.place import place
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
