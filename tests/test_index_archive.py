"""What is written of a record is read again, or refused."""

import dataclasses
import sqlite3
from pathlib import Path

import pytest
from test_index_segments import record

from corpus.errors import IndexDamagedError
from corpus.model import Transcript
from index.archive import Archive
from index.archiving import ArchiveWriter

READ = dataclasses.replace(
    record("甲", [2, 3]), notes=("缺第二页",), pages=(0, 9), times=((0, 0.5), (9, 61.0))
)


def written(path: Path, *transcripts: Transcript) -> Path:
    writer = ArchiveWriter(path)
    for one in transcripts:
        writer.add(one)
    writer.close(whole=True)
    return path


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    other = record("乙", [4, 5, 0, 1])
    archive = Archive(written(tmp_path / "records.sqlite", READ, other))
    assert [archive.transcript(name) for name in "甲乙"] == [READ, other]
    assert archive.turn(3, "乙") == other.turns[1]
    assert archive.source("甲").page(10) == 2
    assert [row.turns for row in archive.transcripts()] == [2, 4]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update transcripts set title = '别的'", "the text of 甲 is not what was indexed"),
        ("update transcripts set reading = '{}'", "the text of 甲 is not what was indexed"),
        ("update turns set kind = 'note'", "turn t.* of 甲 .*is not what was indexed"),
        ("update speakers set name = '别人'", "turn t.* of 甲 .*is not what was indexed"),
        ("update exchanges set answers = '[0]'", "an exchange of 甲 is not what was indexed"),
        ("delete from transcripts", "transcript 甲 is missing"),
        ("drop table turns", "no such table: turns.*xunwen index build"),
    ],
)
def test_what_is_not_what_was_written_is_refused(change: str, told: str, tmp_path: Path) -> None:
    path = written(tmp_path / "records.sqlite", READ)
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()
    with pytest.raises(IndexDamagedError, match=told):
        Archive(path).transcript("甲")
