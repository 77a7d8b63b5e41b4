"""Records out of an index of an older format, from the texts that it holds.

Format 1 had one SQLite file a generation. Format 2 had segments, as now, with
other postings.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import IndexDamagedError, IndexStaleError
from corpus.model import Exchange, Transcript, Turn
from index.archive import Archive
from index.archive_rows import load, speaker_of
from index.remedy import rebuild_around


class Older(Protocol):
    """A generation as an older version wrote it, and the encoder that made it."""

    @property
    def encoder(self) -> str:
        """The encoder's name."""

    def transcripts(self) -> Iterator[Transcript]:
        """Every record, its text checked. Raises IndexDamagedError."""


@dataclass(frozen=True, slots=True)
class FirstFormat:
    """A generation as version 0.1 wrote it, and the encoder that made it."""

    generation: Path
    encoder: str

    def transcripts(self) -> Iterator[Transcript]:
        """Every record, its text checked. Raises IndexDamagedError."""
        path = self.generation / "records.sqlite"
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        try:
            ids = connection.execute("select id from transcripts order by id").fetchall()
            for (name,) in ids:
                yield _transcript(connection, name, path)
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(f"{path}: {error}. {rebuild_around(path)}") from error
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class SecondFormat:
    """A generation of format 2; ``segments`` gives each segment's records that count."""

    generation: Path
    encoder: str
    segments: dict[str, list[str]]

    def transcripts(self) -> Iterator[Transcript]:
        """Every record, its text checked. Raises IndexDamagedError."""
        for segment, names in self.segments.items():
            archive = Archive(self.generation / "segments" / segment / "records.sqlite")
            yield from map(archive.transcript, names)


def read_older(generation: Path) -> Older:
    """Open an old generation. Raises IndexStaleError for one of another format."""
    path = generation / "manifest.json"
    try:
        fields = json.loads(path.read_text("utf-8"))
        encoder = fields["encoder"]["name"]
        if fields["format"] == 1:
            return FirstFormat(generation, encoder)
        if fields["format"] == 2:
            held = {one["name"]: one["transcripts"] for one in fields["segments"]}
            return SecondFormat(generation, encoder, held)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"{path}: not a manifest. {rebuild_around(path)}") from error
    raise IndexStaleError(
        f"{path}: format {fields['format']} needs no upgrade, or knows a later one."
    )


def _transcript(connection: sqlite3.Connection, name: str, path: Path) -> Transcript:
    title, date, sha256, style, text, expected = connection.execute(
        "select title, date, sha256, style, text, checksum from transcripts where id = ?", (name,)
    ).fetchone()
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != expected:
        raise IndexDamagedError(f"{name}: its text has changed. {rebuild_around(path)}")
    rows = connection.execute(
        "select number, id, kind, spans, name, title, organization, role, label, proof "
        "from turns where transcript = ? order by number",
        (name,),
    )
    turns = {
        number: Turn(turn_id, speaker_of(office, load(proof)), kind, load(spans))
        for number, turn_id, kind, spans, *office, proof in rows
    }
    exchanges = tuple(_exchanges(connection, turns))
    return Transcript(name, title, date, sha256, style, text, tuple(turns.values()), exchanges)


def _exchanges(connection: sqlite3.Connection, turns: dict[int, Turn]) -> Iterator[Exchange]:
    for number, turn in turns.items():
        if turn.kind == "question":
            links = connection.execute(
                "select answer, confidence from links where question = ? order by answer", (number,)
            ).fetchall()
            sure = min((one for _, one in links), default=1.0)
            yield Exchange(turn, tuple(turns[answer] for answer, _ in links), sure)
