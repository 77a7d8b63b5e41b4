"""One writer at a time: a lock that ends with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexBusyError

FILE = "LOCK"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the writer's lock of an index folder.

    The operating system holds it for us, so a killed process leaves none behind;
    the file stays, and says who wrote last. Raises IndexBusyError at once when
    somebody else holds it.
    """
    path = folder / FILE
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(handle, shared=False):
            writer = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            raise IndexBusyError(
                f"{folder}: process {writer} is writing to this index. "
                "Try again when it is done; what was built before is searched meanwhile."
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0) if hasattr(os, "pwrite") else None
        yield
    finally:
        os.close(handle)


def reading(path: Path) -> int:
    """A handle on a file that keeps ``unread`` false until it is closed.

    Raises FileNotFoundError for a file that is not there, or is just being taken away.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        # Who holds it alone takes it away; who held it before us has done so.
        if not _taken(handle, shared=True) or not path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextmanager
def unread(path: Path) -> Iterator[bool]:
    """Whether no process holds this file by ``reading``; none begins to until the block ends.

    A file that is gone is unread. On Windows nobody can tell: what is open cannot be
    renamed there.
    """
    try:
        handle = None if sys.platform == "win32" else os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        handle = None
    except OSError:  # too many files are open, say
        yield False
        return
    try:
        yield handle is None or _taken(handle, shared=False)
    finally:
        if handle is not None:
            os.close(handle)


def _taken(handle: int, shared: bool) -> bool:
    """Take the lock if nobody is in the way; it is held until the handle is closed."""
    if sys.platform == "win32":
        return _taken_on_windows(handle, shared)
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken_on_windows(handle: int, shared: bool) -> bool:
    """A byte far behind the end is locked; Windows refuses to delete what is open anyway."""
    if shared:
        return True
    import msvcrt  # type: ignore[unreachable, unused-ignore]

    os.lseek(handle, 2**30, os.SEEK_SET)
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return True
