"""An index of an older format is brought to this one from the texts that it holds."""

import hashlib
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_index_segments import record

from assistant.cli import xunwen
from corpus.errors import IndexBusyError, IndexDamagedError, IndexStaleError
from corpus.model import Transcript
from index import store
from index.build import add_to_index, build_index, remove_from_index
from index.encoder import Encoder
from index.search import Searcher
from index.upgrade import read_older


def first_format(folder: Path, transcripts: list[Transcript], encoder: str) -> Path:
    """An index as format 1 was: one SQLite file a generation."""
    generation = folder / "generations" / "0001-aa"
    generation.mkdir(parents=True)
    (folder / "CURRENT").write_text("0001-aa")
    manifest = {"format": 1, "encoder": {"name": encoder}}
    (generation / "manifest.json").write_text(json.dumps(manifest))
    connection = sqlite3.connect(generation / "records.sqlite")
    connection.executescript("""
        create table transcripts (id, title, date, sha256, style, text, checksum);
        create table turns (number, transcript, id, kind, spans, name, title, organization,
                            role, label, proof);
        create table links (question, answer, confidence);
    """)
    first = 0
    for one in transcripts:
        made = hashlib.sha256(one.text.encode()).hexdigest()
        connection.execute(
            "insert into transcripts values (?, ?, ?, ?, ?, ?, ?)",
            (one.transcript_id, one.title, one.date, one.sha256, one.style, one.text, made),
        )
        places = {turn.turn_id: first + place for place, turn in enumerate(one.turns)}
        for turn in one.turns:
            who = turn.speaker
            office = (who.name, who.title, who.organization, who.role, who.label)
            row = (places[turn.turn_id], one.transcript_id, turn.turn_id, turn.kind)
            spans = (json.dumps(turn.spans), *office, json.dumps(who.proof))
            connection.execute(f"insert into turns values ({'?, ' * 10}?)", (*row, *spans))
        connection.executemany(
            "insert into links values (?, ?, ?)",
            [
                (places[ex.question.turn_id], places[answer.turn_id], ex.confidence)
                for ex in one.exchanges
                for answer in ex.answers
            ],
        )
        first += len(one.turns)
    connection.commit()
    connection.close()
    return generation


def second_format(folder: Path) -> Path:
    """The manifest of format 2 over segments whose records were as they are now."""
    path = store.current(folder) / "manifest.json"
    fields = json.loads(path.read_text("utf-8")) | {"format": 2}
    path.write_text(json.dumps(fields), "utf-8")
    return path.parent


def upgraded(folder: Path) -> str:
    done = CliRunner().invoke(
        xunwen, ["index", "upgrade", "--index", str(folder)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_format_1_is_brought_to_this_one(tmp_path: Path, encoder: Encoder) -> None:
    records = [record("甲", [2, 3]), record("乙", [4, 5])]
    first_format(tmp_path, records, encoder.name)
    with pytest.raises(IndexStaleError, match="format 1.*xunwen index upgrade"):
        Searcher.open(tmp_path, encoder)
    assert "2 records, 4 turns, 2 exchanges" in upgraded(tmp_path)
    searcher = Searcher.open(tmp_path, encoder)
    assert [searcher.records.transcript(one.transcript_id).turns for one in records] == [
        one.turns for one in records
    ]
    assert searcher.ask("医保报销多少").findings[0].source.transcript_id == "甲"


def test_format_2_is_brought_to_this_one_without_what_was_removed(
    tmp_path: Path, encoder: Encoder
) -> None:
    records = [record(name, [2, 3]) for name in ("甲", "乙", "丙", "丁")]
    build_index(records[:3], tmp_path, encoder)
    add_to_index(records[3:], tmp_path, encoder)
    remove_from_index(["乙"], tmp_path, encoder)
    kept = [records[0], records[2], records[3]]
    second_format(tmp_path)
    with pytest.raises(IndexStaleError, match="format 2.*xunwen index upgrade"):
        Searcher.open(tmp_path, encoder)
    assert "3 records, 6 turns, 3 exchanges" in upgraded(tmp_path)
    searcher = Searcher.open(tmp_path, encoder)
    assert [searcher.records.transcript(one.transcript_id) for one in kept] == kept


def test_an_upgrade_takes_no_place_of_what_was_built_meanwhile(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(name: str | None = None) -> Encoder:
        build_index([record("乙", [2, 3])], tmp_path, encoder)
        return encoder

    build_index([record("甲", [2, 3])], tmp_path, encoder)
    second_format(tmp_path)
    monkeypatch.setattr("index.encoder.load_encoder", slow)
    with pytest.raises(IndexBusyError, match="somebody else has changed this index meanwhile"):
        upgraded(tmp_path)
    assert list(Searcher.open(tmp_path, encoder).manifest.sources) == ["乙"]


def test_a_torn_old_index_is_refused_and_kept(tmp_path: Path, encoder: Encoder) -> None:
    generation = first_format(tmp_path, [replace(record("甲", [2]), text="别的话" * 9)], "x")
    connection = sqlite3.connect(generation / "records.sqlite")
    connection.execute("update transcripts set text = 'torn'")
    connection.commit()
    connection.close()
    with pytest.raises(IndexDamagedError, match="甲: its text has changed"):
        build_index(read_older(generation).transcripts(), tmp_path, encoder)
    assert store.current(tmp_path) == generation


def test_this_format_needs_no_upgrade(tmp_path: Path, encoder: Encoder) -> None:
    build_index([record("甲", [2])], tmp_path, encoder)
    with pytest.raises(IndexStaleError, match="format 3 needs no upgrade"):
        read_older(store.current(tmp_path))


def test_a_copy_of_what_serves_is_a_backup(tmp_path: Path, encoder: Encoder) -> None:
    own, backup = tmp_path / "own", tmp_path / "backup"
    build_index([record("甲", [2, 3])], own, encoder)
    add_to_index([record("乙", [4, 5])], own, encoder)
    served = store.current(own)
    shutil.copytree(served, backup / "generations" / served.name)
    shutil.copy(own / "CURRENT", backup)
    shutil.rmtree(own)
    searcher = Searcher.open(backup, encoder)
    assert sorted(searcher.manifest.sources) == ["乙", "甲"]
    assert searcher.ask("医保报销多少").findings[0].source.transcript_id == "甲"
    add_to_index([record("丙", [0])], backup, encoder)
