"""Index folders that are whole, damaged, stale or missing."""

import errno
import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import (
    EmptyRecordError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    IndexWriteError,
)
from corpus.model import Transcript
from index import lock, store
from index.build import build_index
from index.disk import write_synced
from index.encoder import Encoder
from index.manifest import MANIFEST, _checksum, read_manifest
from index.search import Searcher


@pytest.fixture
def folder(seed_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_index, tmp_path / "index"))


def files(folder: Path) -> list[str]:
    generation = store.current(folder)
    return sorted(read_manifest(generation).files)


def test_a_manifest_says_what_made_the_index(
    folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    manifest = read_manifest(store.current(folder))
    assert manifest.counts == {"transcripts": 1, "turns": 24, "exchanges": 10, "passages": 24}
    assert manifest.sources == {"专题询问侧记": seed.sha256}
    assert manifest.encoder.fingerprint == encoder.fingerprint


def test_nothing_there_names_the_command(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(IndexMissingError) as refused:
        Searcher.open(tmp_path, encoder)
    assert str(refused.value) == (
        f"{tmp_path}: there is no index here. Run: xunwen index build RECORDS --index {tmp_path}"
    )


def test_every_truncated_file_is_refused(folder: Path, encoder: Encoder) -> None:
    names = files(folder)
    assert {name.rpartition("/")[2] for name in names} > {
        "vectors.faiss",
        "records.sqlite",
        "structure.npz",
    }
    for name in names:
        path = store.current(folder) / name
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        if whole:
            with pytest.raises(IndexDamagedError) as refused:
                Searcher.open(folder, encoder)
            assert str(refused.value).endswith(f"Run: xunwen index build RECORDS --index {folder}")
        path.write_bytes(whole)
    assert Searcher.open(folder, encoder).ask("辍学").answered


def test_a_flipped_bit_is_refused(folder: Path, encoder: Encoder) -> None:
    (path,) = store.current(folder).rglob("vectors.faiss")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexDamagedError, match="its bytes have changed"):
        Searcher.open(folder, encoder)


def test_another_encoder_is_refused(folder: Path, encoder: Encoder) -> None:
    class Other:
        name, fingerprint, dimensions = "other", "0" * 64, encoder.dimensions

    with pytest.raises(IndexStaleError, match="made by encoder .* asked with other"):
        Searcher.open(folder, Other())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("format", 99, "index format 99"), ("segmenter", "words/0", "made by segmenter words/0")],
)
def test_another_format_or_segmenter_is_refused(
    folder: Path, encoder: Encoder, field: str, value: object, message: str
) -> None:
    path = store.current(folder) / "manifest.json"
    fields = json.loads(path.read_text("utf-8")) | {field: value}
    del fields["checksum"]
    path.write_text(json.dumps(fields | {"checksum": _checksum(fields)}), "utf-8")
    with pytest.raises(IndexStaleError, match=message):
        Searcher.open(folder, encoder)


def test_a_failed_build_leaves_the_old_index(
    folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    def broken():
        yield seed
        raise RuntimeError("power cut")

    before = store.current(folder)
    with pytest.raises(RuntimeError, match="power cut"):
        build_index(broken(), folder, encoder)
    assert store.current(folder) == before
    assert [path.name for path in (folder / "generations").iterdir()] == [before.name]


def test_a_disk_that_fills_up_at_the_very_end_leaves_no_generation_behind(
    folder: Path, encoder: Encoder, seed: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        if path.name.startswith(store.POINTER):
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        write_synced(path, text)

    before = store.current(folder)
    monkeypatch.setattr(store, "write_synced", full)
    with pytest.raises(IndexWriteError, match="the disk is full"):
        build_index([seed], folder, encoder, closely=False)
    assert list((folder / "generations").iterdir()) == [before]
    assert store.current(folder) == before


def test_what_served_before_stays_and_what_never_served_goes(
    folder: Path, encoder: Encoder, seed: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    before = store.current(folder)
    with monkeypatch.context() as patched:
        patched.setattr("index.store.os.replace", killed)
        with pytest.raises(RuntimeError, match="killed"):
            build_index([seed], folder, encoder, closely=False)
    (orphan,) = {*(folder / "generations").iterdir()} - {before}
    assert store.current(folder) == before
    build_index([seed], folder, encoder, closely=False)
    assert {*(folder / "generations").iterdir()} == {before, store.current(folder)}
    assert store.current(folder) not in (before, orphan)


def test_the_latest_stays_where_nobody_can_tell_what_served(
    folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    first = store.current(folder)
    build_index([seed], folder, encoder, closely=False)
    latest = store.current(folder)
    (folder / store.POINTER).write_text("torn", "ascii")
    build_index([seed], folder, encoder, closely=False)
    assert {*(folder / "generations").iterdir()} == {latest, store.current(folder)}
    assert not first.exists()


def test_a_generation_goes_whole_or_not_at_all(
    folder: Path, encoder: Encoder, seed: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path, target: Path) -> Path:
        if path.name.startswith("0001-"):  # as Windows does, where somebody has a file open
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        return rename(path, target)

    def generations() -> list[str]:
        return sorted(path.name[:5] for path in (folder / "generations").iterdir())

    rename = Path.rename
    first = store.current(folder)
    before = sorted(first.rglob("*"))
    build_index([seed], folder, encoder, closely=False)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuses)
        build_index([seed], folder, encoder, closely=False)
    assert (generations(), sorted(first.rglob("*"))) == (["0001-", "0002-", "0003-"], before)
    with monkeypatch.context() as patched:
        patched.setattr("index.disk.shutil.rmtree", lambda *_, **__: None)
        build_index([seed], folder, encoder, closely=False)
    assert generations() == ["0003-", "0004-", "draft", "draft"]
    build_index([seed], folder, encoder, closely=False)
    assert generations() == ["0004-", "0005-"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to rename what is open")
def test_nobody_begins_to_read_what_is_being_taken_away(folder: Path) -> None:
    manifest = store.current(folder) / MANIFEST
    with lock.unread(manifest) as free:
        assert free
        with pytest.raises(FileNotFoundError):
            lock.reading(manifest)
    held = lock.reading(manifest)
    with lock.unread(manifest) as free:
        assert not free
    os.close(held)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to rename what is open")
def test_what_cannot_be_looked_at_is_not_taken_for_unread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("index.lock.os.open", full)
    with lock.unread(store.current(folder) / MANIFEST) as free:
        assert not free


def test_what_was_replaced_while_it_was_opened_is_given_up_for_what_serves(
    folder: Path, encoder: Encoder, seed: Transcript
) -> None:
    def opened(generation: Path) -> str:
        tried.append(generation)
        if len(tried) < 3:
            for _ in range(2):
                build_index([seed], folder, encoder, closely=False)
        return read_manifest(generation).encoder.name

    tried: list[Path] = []
    assert store.using(folder, opened) == encoder.name
    assert (len(tried), tried[-1]) == (3, store.current(folder))


def test_a_damaged_index_is_not_opened_again_and_again(folder: Path) -> None:
    tried: list[Path] = []
    (store.current(folder) / MANIFEST).unlink()
    with pytest.raises(IndexDamagedError, match="not a manifest"):
        store.using(folder, lambda path: tried.append(path) or read_manifest(path))
    assert len(tried) == 1


def test_a_record_without_words_makes_no_index(
    tmp_path: Path, encoder: Encoder, seed: Transcript
) -> None:
    silent = replace(seed, turns=(), exchanges=())
    with pytest.raises(EmptyRecordError, match="nothing to index"):
        build_index([silent], tmp_path, encoder)
    assert not (tmp_path / "CURRENT").exists()


def test_what_is_read_back_is_what_was_written(searcher: Searcher, seed: Transcript) -> None:
    again = searcher.records.transcript(seed.transcript_id)
    assert again.turns == seed.turns
    assert [(e.question.turn_id, [a.turn_id for a in e.answers]) for e in again.exchanges] == [
        (e.question.turn_id, [a.turn_id for a in e.answers]) for e in seed.exchanges
    ]
