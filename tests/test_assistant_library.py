"""The index that serves, while others rebuild it well or badly."""

from __future__ import annotations

import asyncio
import gc
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant.api import create_app
from assistant.library import Library
from assistant.opening import open_searcher
from assistant.settings import ServerSettings, Settings
from corpus.errors import IndexStaleError
from corpus.model import Transcript
from index import lock, store
from index.build import build_index
from index.encoder import Encoder
from index.manifest import FORMAT, MANIFEST


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


def test_records_of_one_title_and_day_are_told_apart_by_their_ids(
    folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    later = replace(seed, transcript_id="later", date="2030-01-01")
    build_index([seed, replace(seed, transcript_id="again"), later], folder, encoder, closely=False)
    names = Library(Settings(folder, own=False)).shelf.names
    assert names == {
        "later": seed.title,
        "again": f"{seed.title} (again)",
        seed.transcript_id: f"{seed.title} ({seed.transcript_id})",
    }


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
        with lock.unread(first / MANIFEST) as free:
            assert free
    finally:
        gc.unfreeze()


def spoil(folder: Path) -> str:
    """Make what serves an index of another version; returns its name."""
    manifest = store.current(folder) / MANIFEST
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace(f'"format": {FORMAT}', '"format": 99'), "utf-8")
    return manifest.parent.name


def test_an_index_that_does_not_open_takes_no_server_down(
    library: Library,
    folder: Path,
    encoder: Encoder,
    seed: Transcript,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened: list[Settings] = []
    monkeypatch.setattr("assistant.library.PERIOD", 0.0)
    monkeypatch.setattr(
        "assistant.library.open_searcher", lambda *given: opened.append(1) or open_searcher(*given)
    )
    before = library.shelf
    build_index([seed], folder, encoder, closely=False)
    spoil(folder)
    assert [library.shelf for _ in range(5)] == [before] * 5
    assert len(opened) == 1
    monkeypatch.setattr("assistant.library.RETRY", 0.0)
    library._refused = library._refused[0], 0.0
    assert [library.shelf for _ in range(3)] == [before] * 3
    assert len(opened) == 4
    (told,) = caplog.messages
    assert told.startswith("What was opened before serves on: ")
    assert "index format 99" in told
    build_index([seed], folder, encoder, closely=False)
    assert library.shelf.name == store.current(folder).name


def test_a_failure_that_nobody_foresaw_is_told_with_its_trace(
    library: Library,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("of another version")

    before = library.shelf
    monkeypatch.setattr("assistant.library.open_searcher", broken)
    (folder / store.POINTER).write_text("torn", "ascii")
    assert library.renewed() is before
    assert "KeyError: 'of another version'" in caplog.text


def test_an_index_that_never_opened_is_tried_every_time(folder: Path) -> None:
    library = Library(Settings(folder, own=False))
    spoil(folder)
    for _ in range(2):
        with pytest.raises(IndexStaleError, match="index format 99"):
            _ = library.shelf


def test_questions_are_answered_while_a_rebuilt_index_is_opened(
    library: Library,
    folder: Path,
    encoder: Encoder,
    seed: Transcript,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given):
        begun.set()
        assert go_on.wait(20)
        return open_searcher(*given)

    async def ask() -> None:
        app = create_app(library, ServerSettings(page=False, rate=0))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            first = asyncio.create_task(http.get("/api/ask", params={"q": "村医"}))
            assert await asyncio.to_thread(begun.wait, 20)
            second = await asyncio.wait_for(http.get("/api/ask", params={"q": "村医"}), 20)
            assert (second.status_code, first.done()) == (200, False)
            assert library.shelf is before
            go_on.set()
            assert (await first).status_code == 200

    before = library.shelf
    build_index([seed], folder, encoder, closely=False)
    monkeypatch.setattr("assistant.library.PERIOD", 0.0)
    monkeypatch.setattr("assistant.library.open_searcher", slow)
    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a loop running on this one
        apart.submit(asyncio.run, ask()).result()
    assert library.shelf.name == store.current(folder).name != before.name


@pytest.mark.parametrize("ask", ["get", "post"])
def test_while_a_question_is_searched_others_are_served(
    library: Library, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    search = library.searcher.ask

    def slow(*given, **how):
        begun.set()
        assert go_on.wait(20)
        return search(*given, **how)

    async def both() -> None:
        app = create_app(library, ServerSettings(page=False, rate=0))
        transport = httpx.ASGITransport(app)
        given = {"params": {"q": "村医"}} if ask == "get" else {"json": {"question": "村医"}}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            asked = asyncio.create_task(getattr(http, ask)("/api/ask", **given))
            assert await asyncio.to_thread(begun.wait, 20)
            health = await asyncio.wait_for(http.get("/healthz"), 20)
            assert (health.json(), asked.done()) == ({"status": "ok"}, False)
            go_on.set()
            assert (await asked).json()["question"] == "村医"

    monkeypatch.setattr("assistant.library.PERIOD", 60.0)
    monkeypatch.setattr(library.searcher, "ask", slow)
    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a loop running on this one
        apart.submit(asyncio.run, both()).result()
