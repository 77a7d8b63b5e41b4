"""Writing that survives a power cut, and clear words when the disk refuses."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import IndexWriteError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ADVICE = {
    errno.ENOSPC: "the disk is full. Free some space and run the command again",
    errno.EDQUOT: "your quota is used up. Free some space and run the command again",
    errno.EROFS: "the disk is read-only. Name another folder with --index",
    errno.EACCES: "writing is not allowed. Name another folder with --index",
    errno.EPERM: "writing is not allowed. Name another folder with --index",
    errno.EIO: "the disk failed. Check it, and name another folder with --index",
    errno.EMFILE: "too many files are open. Raise the limit (ulimit -n)",
    errno.EFBIG: "the file is larger than is allowed. Raise the limit (ulimit -f)",
    errno.ENOTDIR: "this is a file, not a folder. Name another folder with --index",
    errno.EEXIST: "this is a file, not a folder. Name another folder with --index",
}


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn a refusal by the disk into IndexWriteError; what served before still serves."""
    kept = "What was there before is unchanged."
    try:
        yield
    except sqlite3.OperationalError as error:
        advice = "Free some space or name another folder with --index"
        raise IndexWriteError(f"{folder}: {error}. {advice}. {kept}") from error
    except OSError as error:
        if error.errno not in _ADVICE or not _within(error.filename, folder):
            raise
        raise IndexWriteError(f"{folder}: {_ADVICE[error.errno]}. {kept}") from error


def _within(name: object, folder: Path) -> bool:
    """Whether an error is about a file of the folder; one without a name was a write."""
    if not isinstance(name, str | bytes):
        return True
    path = Path(os.fsdecode(name)).absolute()
    return path.is_relative_to(folder.absolute()) or folder.absolute().is_relative_to(path)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, text: str) -> None:
    """Write a text; it is on the disk when this returns."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as ``numpy.save`` does, which does not say why when the disk is full."""
    import numpy as np

    array = np.ascontiguousarray(array)
    described = np.lib.format.header_data_from_array_1_0(array)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, described)
        file.write(array.data)


def sync_tree(folder: Path) -> None:
    """Everything below a folder, and the folders' own entries, onto the disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            _sync(Path(place) / name)
        sync_folder(Path(place))


def _sync(path: Path) -> None:
    """A file onto the disk. One that may not be written was not written now either."""
    # Windows syncs nothing that is not open for writing.
    with suppress(PermissionError), path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder onto the disk; systems that cannot open folders do it themselves."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear(folder: Path) -> None:
    """Remove a folder, as far as that is possible."""
    shutil.rmtree(folder, ignore_errors=True)
