"""An index, opened with the encoder that made it; the first time, made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from assistant.settings import Settings, read_settings
from corpus.errors import IndexBusyError, IndexMissingError, XunwenError

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.model import Transcript
    from index.encoder import Encoder
    from index.reader import Reader
    from index.search import Searcher

Say = Callable[[str], None]
SHIPPED_NAME = "xunwen-static"
PATIENCE = 60.0
"""Seconds that whoever asks first waits for somebody else who writes the first index."""
LOOK = 0.1
"""Seconds between two looks at whether that is done."""


def open_searcher(settings: Settings, say: Say = lambda _: None) -> Searcher:
    """Return the searcher; ``say`` hears of an index that has to be made first.

    Raises IndexMissingError when a folder that somebody named holds no index,
    and whatever a damaged or stale index raises.
    """
    from index import store
    from index.manifest import read_manifest
    from index.search import Searcher
    from index.search import Settings as Search

    maker, reader = cache(encoder_named), cache(_reader)
    if settings.own and not store.built(settings.index):
        _make(settings.index, maker(SHIPPED_NAME), say)
    how = Search() if settings.answer_at is None else Search(answer_at=settings.answer_at)

    def opened(generation: Path) -> Searcher:
        """Quick when called again: the models, which take seconds to load, are at hand."""
        encoder = maker(read_manifest(generation).encoder.name)
        return Searcher(generation, encoder, how, reader=reader(settings))

    return store.using(settings.index, opened)


def encoder_named(name: str) -> Encoder:
    """The encoder that an index names as its maker."""
    from index.encoder import load_encoder

    return load_encoder(None if name == SHIPPED_NAME else name)


def _make(folder: Path, encoder: Encoder, say: Say) -> None:
    """Index the shipped record, or wait for somebody else's first index. Raises IndexBusyError."""
    from index import store
    from index.build import build_where_none_is

    patient_until, waiting = time.monotonic() + PATIENCE, False
    while not store.built(folder):
        try:
            build_where_none_is(_shipped(folder, say), folder, encoder)
        except IndexBusyError:
            if time.monotonic() > patient_until:
                raise
            if not waiting:
                say(f"Somebody else is indexing into {folder}: waiting, {PATIENCE:.0f} s at most")
            waiting = True
            time.sleep(LOOK)


def _reader(settings: Settings) -> Reader | None:
    from index.reader import Reader

    return Reader(settings.reader) if settings.reader else None


def build_shipped(folder: Path) -> None:
    """Index the shipped record with the shipped encoder, where no index is."""
    from index.build import build_where_none_is
    from index.encoder import load_encoder

    build_where_none_is(_shipped(folder), folder, load_encoder())


def _shipped(folder: Path, say: Say = lambda _: None) -> Iterator[Transcript]:
    """The shipped record; that it is read is said when it is, which may be never."""
    from corpus.record import read_transcript, record_files, shipped

    say(f"First use: indexing the record that comes with xunwen into {folder}")
    yield from map(read_transcript, record_files([shipped()]))


def told(error: XunwenError) -> str:
    """What an error says; of the user's own index, that it is built without naming it."""
    from index.remedy import BUILD, rebuild

    return str(error).replace(rebuild(read_settings(environment={}).index), BUILD)


__all__ = [
    "SHIPPED_NAME",
    "IndexMissingError",
    "build_shipped",
    "encoder_named",
    "open_searcher",
    "told",
]
