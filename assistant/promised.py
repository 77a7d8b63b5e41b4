"""A promise as the document and the line that ``xunwen promises`` prints."""

from __future__ import annotations

from typing import Any

from assistant.place import place, where
from assistant.render import permalink, speaker_document, speaker_line
from corpus.model import Transcript
from corpus.promises import Promise


def promise_document(transcript: Transcript, one: Promise) -> dict[str, Any]:
    """Who, what and by when; ``what`` and ``due`` are the record's text at their spans."""
    return {
        "speaker": speaker_document(one.turn.speaker),
        "what": transcript.words(one.what),
        "due": transcript.words(one.due) or None,
        "source": {
            "transcript": transcript.transcript_id,
            "title": transcript.title,
            "date": transcript.date,
            "turn": one.turn.turn_id,
            "spans": [list(span) for span in one.what],
            "due_spans": [list(span) for span in one.due],
            "sha256": transcript.sha256,
            **place(transcript, one.what[0][0]),
        },
        "permalink": permalink(transcript.transcript_id, one.turn, transcript.sha256),
    }


def promise_line(transcript: Transcript, one: Promise) -> str:
    """``市教育局局长 邱红标  9月底前  专题询问侧记#t1697``"""
    ref = f"{transcript.transcript_id}#{one.turn.turn_id}"
    parts = (speaker_line(one.turn.speaker), transcript.words(one.due), ref)
    return "  ".join(filter(None, (*parts, where(transcript, one.what))))
