"""An index, opened with the encoder that made it; the first time, made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.settings import Settings, read_settings
from corpus.errors import IndexMissingError, XunwenError

if TYPE_CHECKING:
    from pathlib import Path

    from index.reader import Reader
    from index.search import Searcher

Say = Callable[[str], None]


def open_searcher(settings: Settings, say: Say = lambda _: None) -> Searcher:
    """Return the searcher; ``say`` hears of an index that has to be made first.

    Raises IndexMissingError when a folder that somebody named holds no index,
    and whatever a damaged or stale index raises.
    """
    from index import store
    from index.encoder import load_encoder
    from index.search import Searcher
    from index.search import Settings as Search

    if settings.own and not (settings.index / store.POINTER).exists():
        say(f"First use: indexing the record that comes with xunwen into {settings.index}")
        build_shipped(settings.index)
    generation = store.current(settings.index)
    made_by = store.read_manifest(generation).encoder.name
    encoder = load_encoder(None if made_by == SHIPPED_NAME else made_by)
    how = Search() if settings.answer_at is None else Search(answer_at=settings.answer_at)
    return Searcher(generation, encoder, how, reader=_reader(settings))


def _reader(settings: Settings) -> Reader | None:
    from index.reader import Reader

    return Reader(settings.reader) if settings.reader else None


SHIPPED_NAME = "xunwen-static"


def build_shipped(folder: Path) -> None:
    """Index the shipped record with the shipped encoder."""
    from corpus.record import read_transcript, record_files, shipped
    from index.build import build_index
    from index.encoder import load_encoder

    transcripts = map(read_transcript, record_files([shipped()]))
    build_index(transcripts, folder, load_encoder())


def told(error: XunwenError) -> str:
    """What an error says; of the user's own index, that it is built without naming it."""
    from index.remedy import BUILD, rebuild

    return str(error).replace(rebuild(read_settings(environment={}).index), BUILD)


__all__ = ["SHIPPED_NAME", "IndexMissingError", "build_shipped", "open_searcher", "told"]
