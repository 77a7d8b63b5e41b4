"""An index that grew, shrank and was rewritten answers as a new one does."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexBusyError, IndexWriteError, RecordError
from corpus.model import Exchange, Speaker, Transcript, Turn
from index import lock, rewriting, store
from index.build import add_to_index, build_index, remove_from_index, update_index
from index.encoder import Encoder
from index.search import Searcher
from index.segmenter import terms

SAYINGS = (
    "谢谢。",
    "谢谢。",
    "学校要修缮校舍。",
    "医保报销比例提高到百分之九十。",
    "请局长回答。",
    "2019年完成投资3.5亿元，修路42公里。",
)
QUESTIONS = ("校舍怎么修", "谢谢", "医保报销多少", "2019年投资多少亿元", "局长")
NAMES = ("甲", "乙", "丙", "丁")


def record(name: str, sayings: list[int], version: int = 0) -> Transcript:
    """A meeting in which a member and an official speak in turn."""
    text, turns, exchanges = f"第{version}稿\n", [], []
    for place, saying in enumerate(sayings):
        start, words = len(text), SAYINGS[saying]
        text += words + "\n"
        asks = place % 2 == 0
        who = Speaker(
            "胡献民" if asks else "邱红标",
            "委员" if asks else "局长",
            role="member" if asks else "official",
        )
        turns.append(
            Turn(f"t{start}", who, "question" if asks else "answer", ((start, start + len(words)),))
        )
        if not asks:
            exchanges.append(Exchange(turns[-2], (turns[-1],), 0.9, (0.9,)))
    return Transcript(
        name,
        name,
        f"2020-01-0{version + 1}",
        f"{name}{version}{sayings}",
        "test",
        text,
        tuple(turns),
        tuple(exchanges),
    )


def answers(folder: Path, encoder) -> list[object]:
    """Everything that can be asked of an index: ranks, scores, places."""
    searcher = Searcher.open(folder, encoder)
    found: list[object] = [searcher.manifest.counts, searcher.manifest.sources]
    found += [
        searcher.rank(question, system, 7)
        for question in QUESTIONS
        for system in ("lexical", "dense", "full")
    ]
    for question in QUESTIONS:
        answer = searcher.ask(question, 5)
        found += [
            (
                answer.confidence,
                [
                    (one.source, one.turn, one.evidence, one.score)
                    for one in answer.findings + answer.nearest
                ],
            )
        ]
    found += [searcher._retrievers.lexical.rarity(term, "said") for term in terms("".join(SAYINGS))]
    found += [searcher.records.transcript(name) for name in sorted(searcher.manifest.sources)]
    return found


steps = st.lists(
    st.tuples(
        st.sampled_from(("add", "update", "remove")),
        st.sampled_from(NAMES),
        st.lists(st.integers(0, len(SAYINGS) - 1), min_size=1, max_size=6),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("joined", [2, 8])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_any_sequence_of_changes_answers_as_a_rebuild(
    steps, joined: int, tmp_path: Path, encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "JOINED", joined)
    grown, built = tmp_path / "grown", tmp_path / "built"
    held = {"戊": record("戊", [1, 2, 3])}
    build_index(held.values(), grown, encoder)
    for action, name, sayings, version in steps:
        one = record(name, sayings, version)
        if action == "add" and name not in held:
            add_to_index([one], grown, encoder)
            held[name] = one
        elif action == "update":
            update_index([one], grown, encoder)
            held[name] = one
        elif action == "remove" and name in held:
            remove_from_index([name], grown, encoder)
            del held[name]
    build_index(reversed(held.values()), built, encoder)
    assert answers(grown, encoder) == answers(built, encoder)
    shutil.rmtree(grown)
    shutil.rmtree(built)


@pytest.fixture
def folder(tmp_path: Path, encoder) -> Path:
    build_index([record("甲", [2, 3]), record("乙", [4, 5])], tmp_path / "index", encoder)
    return tmp_path / "index"


def test_an_unchanged_segment_is_linked_not_copied(folder: Path, encoder) -> None:
    before = {path.name: path.stat().st_ino for path in store.current(folder).rglob("*.faiss")}
    add_to_index([record("丙", [0, 1])], folder, encoder)
    after = [path.stat().st_ino for path in store.current(folder).rglob("*.faiss")]
    assert len(after) == 2
    assert set(before.values()) < set(after)


def test_what_is_already_there_names_update(folder: Path, encoder) -> None:
    with pytest.raises(
        RecordError, match="甲: this record is in the index already.*xunwen index update"
    ):
        add_to_index([record("甲", [2, 3])], folder, encoder)
    with pytest.raises(RecordError, match="甲: another record has this id .*rename the file"):
        add_to_index([record("甲", [2, 4])], folder, encoder)
    with pytest.raises(RecordError, match="丙: another record has this id"):
        add_to_index([record("丙", [2]), record("丙", [3])], folder, encoder)


def test_update_says_what_it_did_and_leaves_the_rest(folder: Path, encoder) -> None:
    served = store.current(folder)
    assert update_index([record("甲", [2, 3])], folder, encoder).unchanged == ["甲"]
    assert store.current(folder) == served
    change = update_index(
        [record("甲", [2]), record("乙", [4, 5]), record("丙", [0])], folder, encoder
    )
    assert (change.replaced, change.unchanged, change.added) == (["甲"], ["乙"], ["丙"])


def test_a_corrected_reading_of_the_same_file_is_a_change(folder: Path, encoder) -> None:
    corrected = dataclasses.replace(record("甲", [2, 3]), title="更正")
    assert update_index([corrected], folder, encoder).replaced == ["甲"]


def test_what_is_not_there_cannot_be_removed(folder: Path, encoder) -> None:
    with pytest.raises(RecordError, match="丁: not in .*xunwen index list"):
        remove_from_index(["丁"], folder, encoder)
    with pytest.raises(RecordError, match="no record would be left"):
        remove_from_index(["甲", "乙"], folder, encoder)


def test_a_second_writer_is_refused_and_a_reader_is_not(folder: Path, encoder) -> None:
    with lock.writing(folder), pytest.raises(IndexBusyError, match="is writing to this index"):
        add_to_index([record("丙", [0])], folder, encoder)
    with lock.writing(folder):
        assert Searcher.open(folder, encoder).rank("校舍怎么修")


def test_a_reader_keeps_its_generation(folder: Path, encoder) -> None:
    reader = Searcher.open(folder, encoder)
    first = store.current(folder)
    for name in ("丙", "丁"):
        add_to_index([record(name, [0])], folder, encoder)
    assert first.is_dir()
    assert reader.rank("校舍怎么修")
    del reader
    add_to_index([record("己", [0])], folder, encoder)
    assert not first.is_dir()
    assert len(list((folder / "generations").iterdir())) == 2


def test_readers_see_one_state_or_the_next_while_a_writer_works(folder: Path, encoder) -> None:
    states = [{"甲", "乙"}]
    for name in ("丙", "丁", "己"):
        states += [states[0] | {name}, states[0]]
    done = threading.Event()

    def write() -> None:
        for before, after in pairwise(states):
            for name in after - before:
                add_to_index([record(name, [0, 3])], folder, encoder)
            for name in before - after:
                remove_from_index([name], folder, encoder)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    looked = 0
    while not done.is_set() or not looked:
        reader = Searcher.open(folder, encoder)
        held = set(reader.manifest.sources)
        assert held in states
        for finding in reader.ask("医保报销多少", 9).findings:
            assert finding.source.transcript_id in held
            assert finding.turn in reader.records.transcript(finding.source.transcript_id).turns
        looked += 1
    writer.join()
    assert set(Searcher.open(folder, encoder).manifest.sources) == states[-1]


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, encoder) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="this is a file, not a folder. Name another folder"):
        build_index([record("甲", [1])], tmp_path / "file", encoder)


def test_a_full_disk_says_so_and_leaves_the_old_index(
    folder: Path, encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    served = store.current(folder)
    monkeypatch.setattr("index.segment.dense.VectorsWriter.finish", full)
    with pytest.raises(IndexWriteError, match="the disk is full. Free some space"):
        add_to_index([record("丙", [0])], folder, encoder)
    assert store.current(folder) == served
    assert [path.name for path in (folder / "generations").iterdir()] == [served.name]


LIMITED = """
import resource, sys
from pathlib import Path
from assistant.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from corpus.record import shipped
sys.argv = ["xunwen", "index", "build", str(shipped()), "--index", sys.argv[1]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_disk_that_really_refuses_is_said_in_a_line(folder: Path, encoder) -> None:
    served = store.current(folder)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder)],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "What was there before is unchanged." in done.stderr
    assert store.current(folder) == served
    assert Searcher.open(folder, encoder).ask("医保报销多少").answered


MANY_READERS = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from index.archive import Archive

archives = [Archive(Path(sys.argv[1])) for _ in range(20)]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
with ThreadPoolExecutor(20) as threads:
    list(threads.map(lambda _: [one.source("甲") for one in archives], range(20)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_many_threads_read_many_segments_without_many_open_files(
    tmp_path: Path, encoder: Encoder
) -> None:
    build_index([record("甲", [2, 3])], tmp_path, encoder)
    [archive] = tmp_path.rglob("records.sqlite")
    done = subprocess.run(
        [sys.executable, "-c", MANY_READERS, archive],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
    )
    assert done.stderr.decode() == ""
