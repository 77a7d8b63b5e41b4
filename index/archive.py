"""The transcripts of one segment, in one SQLite file: texts, turns, links.

Transcripts and turns are numbered in the order they were written; the turns
of a transcript are numbered together.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import IndexDamagedError
from corpus.model import Exchange, Source, Spans, Speaker, Transcript, Turn
from index.remedy import rebuild_around

_TABLES = """
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


class TranscriptRow(NamedTuple):
    """A transcript without its text: its id, its date, how much is in it."""

    transcript_id: str
    date: str | None
    turns: int
    exchanges: int


class ArchiveWriter:
    """Writes a new file, a transcript at a time."""

    def __init__(self, path: Path) -> None:
        """Create the file."""
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_TABLES)
        self._connection.execute("begin")
        self._transcripts = 0
        self._turns = 0
        self._speakers: dict[Fields, int] = {}

    def add(self, transcript: Transcript) -> list[int]:
        """Write a transcript; returns the speaker's number for each of its turns."""
        number, first = self._transcripts, self._turns
        self._connection.execute(
            "insert into transcripts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *_transcript_fields(transcript)),
        )
        speakers = [self._speaker(turn.speaker) for turn in transcript.turns]
        self._connection.executemany(
            "insert into turns values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (first + place, number, *_turn_fields(transcript.transcript_id, turn, speaker))
                for place, (turn, speaker) in enumerate(
                    zip(transcript.turns, speakers, strict=True)
                )
            ),
        )
        self._add_exchanges(transcript, number)
        self._transcripts += 1
        self._turns += len(transcript.turns)
        return speakers

    def close(self, whole: bool) -> None:
        """Keep what was written, or not."""
        try:
            if whole:
                self._connection.commit()
        finally:
            self._connection.close()

    def _speaker(self, speaker: Speaker) -> int:
        fields = _office(speaker)
        number = self._speakers.get(fields)
        if number is None:
            number = self._speakers[fields] = len(self._speakers)
            self._connection.execute(
                "insert into speakers values (?, ?, ?, ?, ?, ?)", (number, *fields)
            )
        return number

    def _add_exchanges(self, transcript: Transcript, number: int) -> None:
        """Questions and answers by their places in the transcript."""
        places = {turn.turn_id: place for place, turn in enumerate(transcript.turns)}
        rows = [
            (
                places[exchange.question.turn_id],
                json.dumps([places[answer.turn_id] for answer in exchange.answers]),
                exchange.confidence,
                json.dumps(exchange.links),
            )
            for exchange in transcript.exchanges
        ]
        self._connection.executemany(
            "insert into exchanges (transcript, question, answers, confidence, links, checksum) "
            "values (?, ?, ?, ?, ?, ?)",
            ((number, *row, _short_checksum((transcript.transcript_id, *row))) for row in rows),
        )


class Archive:
    """A written file, read as it is needed; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a written file."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def transcripts(self) -> list[TranscriptRow]:
        """All transcripts in order, without their texts."""
        rows = self._all("select id, date, turns, exchanges from transcripts order by number")
        return [TranscriptRow(*row) for row in rows]

    def speakers(self) -> list[Speaker]:
        """Everybody who speaks, by number."""
        rows = self._all(
            "select name, title, organization, role, label from speakers order by number"
        )
        return [Speaker(*row) for row in rows]

    def turn(self, number: int, transcript_id: str) -> Turn:
        """One turn. Raises IndexDamagedError when it is not what was written."""
        found = self._turns("turns.number = ?", transcript_id, number)
        for turn in found:
            return turn
        raise IndexDamagedError(f"{self._path}: turn {number} is missing; rebuild the index.")

    def kinds(self, numbers: Iterable[int]) -> dict[int, str]:
        """The kinds of these turns, unchecked: they rank, and nobody is shown them."""
        wanted = ",".join(map(str, numbers))
        return dict(self._all(f"select number, kind from turns where number in ({wanted})"))

    def source(self, transcript_id: str) -> Source:
        """A record's text, checked. Raises IndexDamagedError when it is not what was written."""
        return self._source(transcript_id)[0]

    def transcript(self, transcript_id: str) -> Transcript:
        """One record with all its turns and exchanges, as it was written."""
        source, number, notes = self._source(transcript_id)
        turns = tuple(self._turns("turns.transcript = ?", transcript_id, number))
        return Transcript(
            source.transcript_id,
            source.title,
            source.date,
            source.sha256,
            source.style,
            source.text,
            turns,
            tuple(self._exchanges(number, transcript_id, turns)),
            notes,
            pages=source.pages,
            times=source.times,
        )

    def _source(self, transcript_id: str) -> tuple[Source, int, tuple[str, ...]]:
        """A record without its turns, its number here, and its notes."""
        found = self._all(
            "select title, date, sha256, style, cast(text as blob), checksum, number, reading "
            "from transcripts where id = ?",
            transcript_id,
        )
        if not found:
            raise IndexDamagedError(
                f"{self._path}: transcript {transcript_id} is missing; rebuild the index."
            )
        *fields, expected, number, reading = found[0]
        if checksum(transcript_id, *fields, reading) != expected:
            raise IndexDamagedError(
                f"{self._path}: the text of {transcript_id} is not what was indexed; "
                f"nothing of it is shown. {rebuild_around(self._path)}"
            )
        title, date, sha256, style, text = fields
        words, read = text.decode("utf-8", "surrogatepass"), json.loads(reading)
        times = tuple((offset, second) for offset, second in read["times"])
        source = Source(
            transcript_id,
            title,
            date,
            sha256,
            style,
            words,
            pages=tuple(read["pages"]),
            times=times,
        )
        return source, number, tuple(read["notes"])

    def _turns(self, where: str, transcript_id: str, value: int) -> Iterator[Turn]:
        rows = self._all(
            "select turns.id, kind, spans, speaker, proof, checksum, "
            "name, title, organization, role, label "
            "from turns join speakers on speakers.number = turns.speaker "
            f"where {where} order by turns.number",
            value,
        )
        for turn_id, kind, spans, speaker, proof, expected, *office in rows:
            fields = (transcript_id, turn_id, kind, spans, proof, *office)
            if _short_checksum(fields) != expected:
                raise IndexDamagedError(
                    f"{self._path}: turn {turn_id} of {transcript_id} (speaker {speaker}) is not "
                    f"what was indexed; it is not shown. {rebuild_around(self._path)}"
                )
            yield Turn(turn_id, _speaker(office, _load(proof)), kind, _load(spans))

    def _exchanges(
        self, number: int, transcript_id: str, turns: tuple[Turn, ...]
    ) -> Iterator[Exchange]:
        rows = self._all(
            "select checksum, question, answers, confidence, links from exchanges "
            "where transcript = ? order by number",
            number,
        )
        for expected, *row in rows:
            if _short_checksum((transcript_id, *row)) != expected:
                raise IndexDamagedError(
                    f"{self._path}: an exchange of {transcript_id} is not what was indexed; "
                    f"it is not shown. {rebuild_around(self._path)}"
                )
            question, answers, confidence, links = row
            found = tuple(turns[place] for place in json.loads(answers))
            yield Exchange(turns[question], found, confidence, tuple(json.loads(links)))

    def _all(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            with self._lock:
                return self._opened().execute(query, values).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError) as error:
            raise IndexDamagedError(
                f"{self._path}: {error}. {rebuild_around(self._path)}"
            ) from error

    def _opened(self) -> sqlite3.Connection:
        """The one connection, for whoever holds the lock; the file is never written again.

        One for each thread would be, in an index of many segments, more files than a
        process may have open.
        """
        if self._connection is None:
            place = f"{self._path.absolute().as_uri()}?immutable=1"
            self._connection = sqlite3.connect(place, uri=True, check_same_thread=False)
        return self._connection


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


def _short_checksum(fields: Sequence[object]) -> int:
    """CRC-32: finds every flipped bit in so short a row."""
    joined = "\x1f".join("\x00" if field is None else str(field) for field in fields)
    return zlib.crc32(joined.encode("utf-8", "surrogatepass"))


def _transcript_fields(transcript: Transcript) -> tuple[str | int | None, ...]:
    named = (transcript.title, transcript.date, transcript.sha256, transcript.style)
    fields = (transcript.transcript_id, *named, transcript.text)
    read = {"notes": transcript.notes, "pages": transcript.pages, "times": transcript.times}
    reading = json.dumps(read, ensure_ascii=False)
    counts = (len(transcript.turns), len(transcript.exchanges))
    return (*fields, checksum(*fields, reading), reading, *counts)


def _turn_fields(transcript_id: str, turn: Turn, speaker: int) -> tuple[str | int | None, ...]:
    shown: Fields = (turn.turn_id, turn.kind, _dump(turn.spans))
    proof = _dump(turn.speaker.proof)
    made = _short_checksum((transcript_id, *shown, proof, *_office(turn.speaker)))
    return (*shown, speaker, proof, made)


def _office(speaker: Speaker) -> Fields:
    return (speaker.name, speaker.title, speaker.organization, speaker.role, speaker.label)


def _dump(spans: Spans) -> str:
    return json.dumps(spans, separators=(",", ":"))


def _load(spans: str) -> Spans:
    return tuple((start, end) for start, end in json.loads(spans))


def _speaker(office: Sequence[Any], proof: Spans) -> Speaker:
    name, title, organization, role, label = office
    return Speaker(name, title, organization, role, label, proof)
