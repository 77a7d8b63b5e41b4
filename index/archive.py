"""The transcripts of one segment, in one SQLite file: texts, turns, links.

Transcripts and turns are numbered in the order they were written; the turns
of a transcript are numbered together.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

from corpus.errors import IndexDamagedError
from corpus.model import Exchange, Source, Speaker, Transcript, Turn
from index.archive_rows import checksum, load, short_checksum, speaker_of
from index.remedy import rebuild_around


class TranscriptRow(NamedTuple):
    """A transcript without its text: its id, its date, how much is in it."""

    transcript_id: str
    date: str | None
    turns: int
    exchanges: int


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
            **{field.name: getattr(source, field.name) for field in fields(Source)},
            turns=turns,
            exchanges=tuple(self._exchanges(number, transcript_id, turns)),
            notes=notes,
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
        *shown, expected, number, reading = found[0]
        if checksum(transcript_id, *shown, reading) != expected:
            raise IndexDamagedError(
                f"{self._path}: the text of {transcript_id} is not what was indexed; "
                f"nothing of it is shown. {rebuild_around(self._path)}"
            )
        title, date, sha256, style, text = shown
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
            if short_checksum((transcript_id, turn_id, kind, spans, proof, *office)) != expected:
                raise IndexDamagedError(
                    f"{self._path}: turn {turn_id} of {transcript_id} (speaker {speaker}) is not "
                    f"what was indexed; it is not shown. {rebuild_around(self._path)}"
                )
            yield Turn(turn_id, speaker_of(office, load(proof)), kind, load(spans))

    def _exchanges(
        self, number: int, transcript_id: str, turns: tuple[Turn, ...]
    ) -> Iterator[Exchange]:
        rows = self._all(
            "select checksum, question, answers, confidence, links from exchanges "
            "where transcript = ? order by number",
            number,
        )
        for expected, *row in rows:
            if short_checksum((transcript_id, *row)) != expected:
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
