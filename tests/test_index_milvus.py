"""The same questions over Milvus Lite and over the index's own engines."""

import sys
from pathlib import Path

import pytest
from test_index_segments import record

from corpus.errors import DependencyError, SettingError
from corpus.model import Transcript
from index import milvus
from index.build import add_to_index, build_index
from index.encoder import Encoder
from index.filters import Filters
from index.search import Searcher

QUESTIONS = ("辍学问题怎么解决", "危房改造有什么困难", "小额信贷逾期了怎么办", "邱红标说了什么")


@pytest.fixture
def folder(tmp_path: Path, seed: Transcript, encoder: Encoder) -> Path:
    build_index([seed], tmp_path / "index", encoder)
    return tmp_path / "index"


@pytest.mark.skipif(sys.platform == "win32", reason="Milvus Lite is not made for Windows")
@pytest.mark.filterwarnings("ignore")
def test_milvus_lite_finds_what_the_index_finds(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    pytest.importorskip("milvus_lite")
    own = Searcher.open(folder, encoder)
    assert milvus.load(folder, str(tmp_path / "milvus.db")) == 24
    remote = Searcher.open(folder, encoder)
    assert isinstance(remote._retrievers.lexical, milvus.Remote)
    for question in QUESTIONS:
        here, there = own.rank(question), remote.rank(question)
        assert {hit.turn_id: pytest.approx(hit.score, abs=1e-4) for hit in here} == {
            hit.turn_id: hit.score for hit in there
        }
        for filters in (Filters(speaker="邱红标"), Filters(role="official", since="2020-04-30")):
            turns = [
                [one.turn.turn_id for one in answer.findings + answer.nearest]
                for answer in (own.ask(question, 5, filters), remote.ask(question, 5, filters))
            ]
            assert turns[0] == turns[1]
    add_to_index([record("甲", [1])], folder, encoder)
    assert milvus.place_of(milvus.store.current(folder)) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Milvus Lite is not made for Windows")
@pytest.mark.filterwarnings("ignore")
def test_what_was_sent_before_does_not_stay_in_milvus(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    pytest.importorskip("milvus_lite")

    def held(uri: str) -> list[str]:
        return milvus._connect(uri).list_collections()

    def sent(uri: str) -> str:
        milvus.load(folder, uri)
        place = milvus.place_of(milvus.store.current(folder))
        assert place is not None
        return place.collection

    here, elsewhere = str(tmp_path / "milvus.db"), str(tmp_path / "other.db")
    first = sent(here)
    assert (sent(here), held(here)) == (first, [first])
    add_to_index([record("甲", [1])], folder, encoder)
    second = sent(here)
    assert (second != first, held(here)) == (True, [second])
    add_to_index([record("乙", [1])], folder, encoder)
    third = sent(elsewhere)
    assert (held(here), held(elsewhere)) == ([second], [third])
    (folder / milvus.FILE).write_text("torn")
    assert sent(elsewhere) == third


def test_one_place_has_one_address_however_many_replicas_are_asked_for() -> None:
    assert milvus._address("milvus://host:19530?replicas=3") == "http://host:19530"
    assert milvus._address("milvus://host:19530") == "http://host:19530"
    assert milvus._address("a folder/x.db") == "a folder/x.db"


def test_without_pymilvus_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(DependencyError, match=r"pip install 'xunwen\[milvus\]'"):
        milvus.load(folder, "x.db")


def test_replicas_are_asked_for_in_the_address() -> None:
    assert milvus.replicas_of("milvus://host:19530") == 1
    assert milvus.replicas_of("milvus://host:19530?replicas=3") == 3
    assert milvus.replicas_of("a folder/x?replicas=no.db") == 1
    with pytest.raises(SettingError, match="replicas=0: want a number from 1 on"):
        milvus.replicas_of("milvus://host:19530?replicas=0")
