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
