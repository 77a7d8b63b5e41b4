"""The transcripts of an index, whichever segments they lie in.

Turns are numbered as ``index.numbering`` says; numbers are for inside one
index, ids (``transcript#t1234``) are for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.errors import RecordError
from corpus.model import Source, Speaker, Transcript, Turn
from index.archive import Archive
from index.filters import Filters
from index.layout import Layout
from index.numbering import Numbering


class TurnAt(NamedTuple):
    """A turn with its number in this index and the transcript it belongs to."""

    number: int
    transcript_id: str
    turn: Turn

    @property
    def ref(self) -> str:
        """The id that is unique in the whole index, and lasts."""
        return f"{self.transcript_id}#{self.turn.turn_id}"


class Records:
    """The transcripts of one index, read as they are needed."""

    def __init__(self, archives: Sequence[Archive], layout: Layout) -> None:
        """``archives`` are those of the segments, in the layout's order."""
        self._archives = archives
        self._layout = layout
        self._numbering = layout.numbering
        # What is cached knows nothing of this object: no circle keeps an old index alive.
        self._shelves = _Shelves(archives, layout.numbering)
        self.turn = lru_cache(maxsize=20_000)(self._shelves.turn)
        self.source = lru_cache(maxsize=64)(self._shelves.source)

    def transcripts(self) -> list[Source]:
        """All records, by id."""
        return [self.source(name) for name in self._numbering.ids]

    def transcript(self, transcript_id: str) -> Transcript:
        """One record with all its turns and exchanges, as it was written."""
        return self._shelves.archive(transcript_id).transcript(transcript_id)

    def source_of(self, number: int) -> Source:
        """The record that a turn stands in."""
        return self.source(self.turn(number).transcript_id)

    def turns(self) -> Iterator[TurnAt]:
        """Every turn, in order."""
        for number in range(len(self._layout.questions)):
            yield self.turn(number)

    def people(self) -> list[Speaker]:
        """Everybody who speaks, each name with each office once, in a fixed order."""
        found = {
            Speaker(one.name, one.title, one.organization, one.role) for one in self._layout.people
        }
        return sorted(
            found,
            key=lambda one: tuple(
                field or "" for field in (one.name, one.organization, one.title, one.role)
            ),
        )

    def turns_where(self, filters: Filters) -> list[int]:
        """The numbers of the turns that filters let through, in order."""
        found: list[int] = self._layout.turns_of(filters).tolist()
        return found

    def kinds(self, numbers: Sequence[int]) -> list[str]:
        """The kind of each of these turns, in their order; read together, and not checked."""
        places = [self._numbering.transcript_of(number) for number in numbers]
        shelves = [int(self._numbering.segment[place]) for place in places]
        locals_ = list(map(self._shelves.local, numbers, places))
        found = {
            shelf: archive.kinds(
                local for own, local in zip(shelves, locals_, strict=True) if own == shelf
            )
            for shelf, archive in enumerate(self._archives)
            if shelf in shelves
        }
        return [found[shelf].get(local, "") for shelf, local in zip(shelves, locals_, strict=True)]


class _Shelves:
    """The archives of an index, and which of them holds what."""

    def __init__(self, archives: Sequence[Archive], numbering: Numbering) -> None:
        self._archives = archives
        self._numbering = numbering
        self._places = {name: place for place, name in enumerate(numbering.ids)}

    def turn(self, number: int) -> TurnAt:
        """One turn, read."""
        place = self._numbering.transcript_of(number)
        name = self._numbering.ids[place]
        archive = self._archives[self._numbering.segment[place]]
        return TurnAt(number, name, archive.turn(self.local(number, place), name))

    def local(self, number: int, place: int) -> int:
        """A turn's number in its segment, given its transcript's place."""
        return number - int(self._numbering.first_turn[place] - self._numbering.first_local[place])

    def source(self, transcript_id: str) -> Source:
        """A record without its turns, read."""
        return self.archive(transcript_id).source(transcript_id)

    def archive(self, transcript_id: str) -> Archive:
        """The archive that holds a record. Raises RecordError."""
        place = self._places.get(transcript_id)
        if place is None:
            raise RecordError(f"{transcript_id}: there is no such record in the index.")
        return self._archives[int(self._numbering.segment[place])]
