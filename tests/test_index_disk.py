"""What a full disk says, and arrays as numpy reads them."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexWriteError
from index.disk import save_array, sync_tree, writable

FULL = Path("/dev/full")
OPEN = Path("/proc/self/fd")


@pytest.mark.parametrize("array", [np.arange(5, dtype=np.int32), np.zeros(0, np.uint16)])
def test_an_array_is_read_back_by_numpy(array: np.ndarray, tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", array)
    again = np.load(tmp_path / "a.npy")
    assert (again.dtype, again.tolist()) == (array.dtype, array.tolist())


def test_columns_are_read_back_as_columns(tmp_path: Path) -> None:
    table = np.arange(6).reshape(2, 3, order="F")
    save_array(tmp_path / "a.npy", table)
    assert np.load(tmp_path / "a.npy").tolist() == table.tolist()


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_called_full() -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        save_array(FULL, np.zeros(10**6, np.int64))
    assert caught.value.errno == errno.ENOSPC
    with pytest.raises(IndexWriteError, match="the disk is full"), writable(FULL.parent):
        save_array(FULL, np.zeros(10**6, np.int64))


@pytest.mark.skipif(not OPEN.exists(), reason="what Windows does is imitated on Linux")
def test_files_are_synced_as_windows_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def sync(handle: int) -> None:
        mode = fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE
        name = Path(os.readlink(OPEN / str(handle))).name
        if mode == os.O_RDONLY and name != tmp_path.name:
            raise OSError(errno.EBADF, "Bad file descriptor")
        synced.append(name)

    def opened(path: Path, mode: str):
        if path.name == "old" and "+" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return whole(path, mode)

    synced: list[str] = []
    whole = Path.open
    for name in ("new", "old"):
        (tmp_path / name).write_text("words")
    monkeypatch.setattr("index.disk.os.fsync", sync)
    monkeypatch.setattr(Path, "open", opened)
    sync_tree(tmp_path)
    assert synced == ["new", tmp_path.name]
