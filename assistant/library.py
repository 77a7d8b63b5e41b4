"""The index that serves: opened when it is first wanted, again when it was rebuilt."""

from __future__ import annotations

import gc
import hashlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.examples import examples
from assistant.opening import Say, open_searcher
from assistant.settings import Settings
from corpus.errors import IndexDamagedError, IndexMissingError, XunwenError
from corpus.model import Exchange, Source, Speaker, Transcript

if TYPE_CHECKING:
    from index.search import Searcher

log = logging.getLogger("xunwen")
PERIOD = 0.5
"""Seconds between two looks at whether the index was rebuilt."""
RETRY = 60.0
"""Seconds until an index that did not open is tried again: the machine may have been at fault."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A record of the library, without its text; counts are of turns and exchanges."""

    transcript_id: str
    title: str
    date: str | None
    sha256: str
    style: str
    turns: int
    exchanges: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer depended on: the records (``corpus``), and how they are searched."""

    corpus: str
    index: str


class Shelf:
    """One generation of the index, with what the doors list of it; never changes."""

    def __init__(self, searcher: Searcher) -> None:
        """Hold an open searcher; ``name`` is its generation's."""
        self.name = searcher.generation
        self.searcher = searcher

    @property
    def records(self) -> set[str]:
        """The ids of the records."""
        return set(self.searcher.manifest.sources)

    def transcript(self, transcript_id: str) -> Transcript | None:
        """A record with its turns; None for an id that is none."""
        if transcript_id not in self.records:
            return None
        return self.searcher.records.transcript(transcript_id)

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Every record, the newest first, undated ones last."""
        found = [_holding(self.searcher.records.transcript(name)) for name in self.records]
        by_id = sorted(found, key=lambda one: one.transcript_id)
        return tuple(sorted(by_id, key=lambda one: one.date or "", reverse=True))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What to call each record, by id: its title, beside the id where several of a day share it."""
        alike = Counter((one.title, one.date) for one in self.holdings)
        return {
            one.transcript_id: one.title
            if alike[one.title, one.date] == 1
            else f"{one.title} ({one.transcript_id})"
            for one in self.holdings
        }

    @cached_property
    def people(self) -> tuple[Speaker, ...]:
        """Everybody who speaks, by organisation and name; nobody twice, nobody unnamed."""
        found = {
            (one.organization or "", one.name or "", one.title or "", one.role or ""): one
            for one in self.searcher.records.people()
            if one.name or one.organization
        }
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def stamp(self) -> Stamp:
        """Equal stamps give equal answers."""
        made = self.searcher.manifest
        how = [made.format, made.encoder.fingerprint, made.segmenter]
        return Stamp(_digest(sorted(made.sources.items())), _digest(how))

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return examples(self)

    def exchanges(self) -> list[tuple[Source, Exchange]]:
        """Every question with its answers, in the order of the records."""
        read = [self.searcher.records.transcript(one.transcript_id) for one in self.holdings]
        return [(transcript, one) for transcript in read for one in transcript.exchanges]


class Library:
    """The shelf that serves now; safe to share between threads."""

    def __init__(self, settings: Settings, say: Say = lambda _: None) -> None:
        """Nothing is opened yet."""
        self.settings = settings
        self._say = say
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._looked = 0.0
        # A generation that did not open, and when to try it again.
        self._refused: tuple[str | None, float] = None, 0.0

    @property
    def shelf(self) -> Shelf:
        """What serves; opened anew when the index folder points elsewhere.

        The folder is looked at twice a second; while somebody looks, which may take
        seconds, the shelf that was there serves. Raises whatever ``open_searcher``
        raises, where nothing was opened before.
        """
        due = time.monotonic() >= self._looked + PERIOD
        at_hand = None if due and not self._lock.locked() else self._shelf
        return at_hand or self.renewed()

    def renewed(self) -> Shelf:
        """The same as ``shelf``, having looked at the folder now."""
        with self._lock:
            shelf = self._shelf
            self._shelf = self._newer(shelf) if shelf else self._open()
            self._looked = time.monotonic()
            return self._shelf

    @property
    def searcher(self) -> Searcher:
        """The searcher of the shelf that serves."""
        return self.shelf.searcher

    def _open(self) -> Shelf:
        return Shelf(open_searcher(self.settings, self._say))

    def _newer(self, shelf: Shelf) -> Shelf:
        """What the folder points to by now; ``shelf`` where it is that, or that does not open."""
        name, now = self._pointer(), time.monotonic()
        refused, again = self._refused
        if name == shelf.name or (name == refused and now < again):
            return shelf
        try:
            opened = self._open()
        except Exception as error:  # whatever it is, the shelf that is there is good
            if name != refused:
                odd = not isinstance(error, XunwenError)
                log.error("What was opened before serves on: %s", error, exc_info=odd)
            self._refused = name, now + RETRY
            return shelf
        gc.unfreeze()  # the server froze the first shelf, which can be garbage now
        return opened

    def _pointer(self) -> str:
        """The name of the generation that serves; empty where there is none."""
        from index import store

        try:
            return store.current(self.settings.index).name
        except (IndexMissingError, IndexDamagedError):
            return ""


def _holding(transcript: Transcript) -> Holding:
    return Holding(
        transcript.transcript_id,
        transcript.title,
        transcript.date,
        transcript.sha256,
        transcript.style,
        len(transcript.turns),
        len(transcript.exchanges),
    )


def _digest(parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
