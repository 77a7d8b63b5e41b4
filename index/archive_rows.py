"""The rows in which a segment's transcripts are kept, with their checksums.

What is written is checked when it is read, so both sides take the fields in
the order that is given here.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.model import Spans, Speaker, Transcript, Turn

TABLES = """
pragma journal_mode = off;
pragma synchronous = off;
create table transcripts (
    number integer primary key, id text unique, title text, date text, sha256 text, style text,
    text text, checksum text, reading text, turns integer, exchanges integer
);
create table speakers (
    number integer primary key, name text, title text, organization text, role text, label text
);
create table turns (
    number integer primary key, transcript integer, id text, kind text, spans text,
    speaker integer, proof text, checksum integer
);
create index turns_of on turns (transcript);
create table exchanges (
    number integer primary key, transcript integer, question integer, answers text,
    confidence real, links text, checksum integer
);
create index exchanges_of on exchanges (transcript);
"""
Fields = tuple[str | None, ...]


def checksum(*fields: str | bytes | None) -> str:
    """The SHA-256 of what is known of a transcript: what it is checked against when shown.

    A field may be given as its UTF-8 bytes: a long text need not be made one, and unmade.
    """
    return hashlib.sha256(b"\x1f".join(map(_bytes, fields))).hexdigest()


def _bytes(field: object) -> bytes:
    """As UTF-8; whatever a torn file gives in place of a text is written out."""
    if isinstance(field, bytes):
        return field
    return b"\x00" if field is None else str(field).encode("utf-8", "surrogatepass")


def short_checksum(fields: Sequence[object]) -> int:
    """CRC-32: finds every flipped bit in so short a row."""
    joined = "\x1f".join("\x00" if field is None else str(field) for field in fields)
    return zlib.crc32(joined.encode("utf-8", "surrogatepass"))


def transcript_fields(transcript: Transcript) -> tuple[str | int | None, ...]:
    """A row of ``transcripts`` without its number."""
    named = (transcript.title, transcript.date, transcript.sha256, transcript.style)
    fields = (transcript.transcript_id, *named, transcript.text)
    read = {"notes": transcript.notes, "pages": transcript.pages, "times": transcript.times}
    reading = json.dumps(read, ensure_ascii=False)
    counts = (len(transcript.turns), len(transcript.exchanges))
    return (*fields, checksum(*fields, reading), reading, *counts)


def turn_fields(transcript_id: str, turn: Turn, speaker: int) -> tuple[str | int | None, ...]:
    """A row of ``turns`` without its number and its transcript's; ``speaker`` is a number."""
    shown: Fields = (turn.turn_id, turn.kind, dump(turn.spans))
    proof = dump(turn.speaker.proof)
    made = short_checksum((transcript_id, *shown, proof, *office_of(turn.speaker)))
    return (*shown, speaker, proof, made)


def exchange_fields(transcript: Transcript) -> Iterator[tuple[str | int | float, ...]]:
    """Rows of ``exchanges`` from ``question`` on: turns by their places in the transcript."""
    places = {turn.turn_id: place for place, turn in enumerate(transcript.turns)}
    for exchange in transcript.exchanges:
        row = (
            places[exchange.question.turn_id],
            json.dumps([places[answer.turn_id] for answer in exchange.answers]),
            exchange.confidence,
            json.dumps(exchange.links),
        )
        yield (*row, short_checksum((transcript.transcript_id, *row)))


def office_of(speaker: Speaker) -> Fields:
    """A row of ``speakers`` without its number."""
    return (speaker.name, speaker.title, speaker.organization, speaker.role, speaker.label)


def dump(spans: Spans) -> str:
    """Spans as JSON."""
    return json.dumps(spans, separators=(",", ":"))


def load(spans: str) -> Spans:
    """Spans as ``dump`` wrote them."""
    return tuple((start, end) for start, end in json.loads(spans))


def speaker_of(office: Sequence[Any], proof: Spans) -> Speaker:
    """Who holds an office, and where the record says so."""
    name, title, organization, role, label = office
    return Speaker(name, title, organization, role, label, proof)
