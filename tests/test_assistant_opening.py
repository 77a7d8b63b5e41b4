"""An index that is opened while others write it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from test_index_segments import record

from assistant import opening
from assistant.opening import open_searcher
from assistant.settings import Settings
from corpus.errors import IndexBusyError
from index import lock, store
from index.build import build_index
from index.encoder import Encoder, load_encoder

FIRST = "First use: indexing the record that comes with xunwen into "
WAITING = "Somebody else is indexing into {}: waiting, 60 s at most"


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A folder that nobody named and that holds nothing yet."""
    return Settings(tmp_path / "index", own=True)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[int]]:
    """Has something happen whenever an encoder is loaded; returns how often that was."""

    def prepare(happens: Callable[[], object]) -> list[int]:
        times: list[int] = []

        def slow(name: str | None = None) -> Encoder:
            times.append(1)
            happens()
            return load_encoder(name)

        monkeypatch.setattr("index.encoder.load_encoder", slow)
        return times

    return prepare


def test_the_first_question_makes_the_index(own: Settings) -> None:
    said: list[str] = []
    assert list(open_searcher(own, said.append).manifest.sources) == ["专题询问侧记"]
    assert said == [f"{FIRST}{own.index}"]


def test_records_indexed_while_the_first_question_is_asked_are_not_replaced(
    own: Settings, encoder: Encoder, meanwhile
) -> None:
    said: list[str] = []
    meanwhile(lambda: build_index([record("甲", [2, 3])], own.index, encoder))
    assert list(open_searcher(own, said.append).manifest.sources) == ["甲"]
    assert said == []


def test_who_asks_first_waits_for_who_indexes(own: Settings, encoder: Encoder) -> None:
    def slowly():
        begun.set()
        assert go_on.wait(20)
        yield record("甲", [2, 3])

    def say(message: str) -> None:
        said.append(message)
        go_on.set()

    said: list[str] = []
    begun, go_on = threading.Event(), threading.Event()
    writer = threading.Thread(target=build_index, args=(slowly(), own.index, encoder))
    writer.start()
    assert begun.wait(20)
    found = open_searcher(own, say)
    writer.join()
    assert list(found.manifest.sources) == ["甲"]
    assert said == [WAITING.format(own.index)]


def test_who_asks_first_does_not_wait_for_ever(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    own.index.mkdir()
    with lock.writing(own.index), pytest.raises(IndexBusyError, match="is writing to this index"):
        open_searcher(own)


def test_an_index_replaced_while_its_encoder_is_loaded_is_opened_as_it_is_then(
    tmp_path: Path, encoder: Encoder, meanwhile
) -> None:
    def twice() -> None:
        for name in ("乙", "丙"):
            build_index([record(name, [2, 3])], tmp_path, encoder)

    build_index([record("甲", [2, 3])], tmp_path, encoder)
    loaded = meanwhile(twice)
    found = open_searcher(Settings(tmp_path, own=False))
    assert list(found.manifest.sources) == ["丙"]
    assert found.generation == store.current(tmp_path).name
    assert loaded == [1]
