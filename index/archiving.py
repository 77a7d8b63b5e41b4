"""Writes the transcripts of one segment into one SQLite file, a transcript at a time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from corpus.model import Speaker, Transcript
from index.archive_rows import (
    TABLES,
    Fields,
    exchange_fields,
    office_of,
    transcript_fields,
    turn_fields,
)


class ArchiveWriter:
    """Writes a new file, a transcript at a time."""

    def __init__(self, path: Path) -> None:
        """Create the file."""
        self._connection = sqlite3.connect(path)
        self._connection.executescript(TABLES)
        self._connection.execute("begin")
        self._transcripts = 0
        self._turns = 0
        self._speakers: dict[Fields, int] = {}

    def add(self, transcript: Transcript) -> list[int]:
        """Write a transcript; returns the speaker's number for each of its turns."""
        number, first = self._transcripts, self._turns
        self._connection.execute(
            "insert into transcripts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *transcript_fields(transcript)),
        )
        speakers = [self._speaker(turn.speaker) for turn in transcript.turns]
        self._connection.executemany(
            "insert into turns values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (first + place, number, *turn_fields(transcript.transcript_id, turn, speaker))
                for place, (turn, speaker) in enumerate(
                    zip(transcript.turns, speakers, strict=True)
                )
            ),
        )
        self._connection.executemany(
            "insert into exchanges (transcript, question, answers, confidence, links, checksum) "
            "values (?, ?, ?, ?, ?, ?)",
            ((number, *row) for row in exchange_fields(transcript)),
        )
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
        fields = office_of(speaker)
        number = self._speakers.get(fields)
        if number is None:
            number = self._speakers[fields] = len(self._speakers)
            self._connection.execute(
                "insert into speakers values (?, ?, ?, ?, ?, ?)", (number, *fields)
            )
        return number
