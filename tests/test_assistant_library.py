"""The index that serves, while others rebuild it well or badly."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from assistant.library import Library
from assistant.opening import open_searcher
from assistant.settings import Settings
from corpus.model import Transcript
from index import lock, store
from index.build import build_index
from index.encoder import Encoder


@pytest.fixture
def folder(seed_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_index, tmp_path / "index"))


@pytest.fixture
def library(folder: Path) -> Library:
    """A library whose shelf is open."""
    library = Library(Settings(folder, own=False))
    assert library.shelf.name == store.current(folder).name
    return library


def test_a_rebuild_that_ends_while_the_index_is_opened_is_not_missed(
    folder: Path, encoder: Encoder, seed: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*given):
        searcher = open_searcher(*given)
        monkeypatch.undo()
        build_index([seed], folder, encoder, closely=False)
        return searcher

    library, before = Library(Settings(folder, own=False)), store.current(folder)
    monkeypatch.setattr("assistant.library.open_searcher", slow)
    assert library.renewed().name == before.name
    assert library.renewed().name == store.current(folder).name != before.name


def test_an_index_that_no_longer_serves_is_given_back(
    library: Library, folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    first = store.current(folder)
    library.searcher.ask("辍学问题怎么解决？")
    gc.freeze()  # as the server does when it starts
    try:
        build_index([seed], folder, encoder, closely=False)
        library.renewed()
        gc.collect()
        assert lock.unread(first / store.MANIFEST)
    finally:
        gc.unfreeze()
