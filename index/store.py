"""An index folder: generations that are whole or not there, and a manifest that proves it.

::

    INDEX/
      CURRENT                       the name of the generation that serves
      LOCK                          held by whoever writes
      generations/0002-5f2c…/
        manifest.json               written last; readers hold it open
        segments/9a41…/             immutable, and hard-linked into the next generation

A generation is complete in itself: a copy of the index folder, or of
``CURRENT`` and the one generation it names, is a backup. A generation that no
longer serves stays for as long as a process has it open, and the one that
served before the present one stays in any case. One that a killed writer named
and did not come to let serve goes with the next change.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from corpus.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexMissingError,
)
from index import lock
from index.disk import clear, sync_folder, sync_tree, writable, write_synced
from index.manifest import MANIFEST, SEGMENTS
from index.remedy import GENERATIONS, rebuild

POINTER = "CURRENT"
TRIES = 4
"""How often a generation that was replaced while it was opened is given up for the next."""
Made = TypeVar("Made")


def current(folder: Path) -> Path:
    """The folder of the generation that serves.

    Raises IndexMissingError when nothing was ever built there.
    """
    try:
        name = (folder / POINTER).read_text("ascii").strip()
    except FileNotFoundError:
        raise IndexMissingError(f"{folder}: there is no index here. {rebuild(folder)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamagedError(f"{folder / POINTER}: cannot be read. {rebuild(folder)}") from error
    generation = folder / GENERATIONS / name
    if not name or set(name) & set("/\\\0") or not generation.is_dir():
        raise IndexDamagedError(f"{folder / POINTER}: names no generation. {rebuild(folder)}")
    return generation


def built(folder: Path) -> bool:
    """Whether an index was ever built in a folder, be it whole or not."""
    return (folder / POINTER).exists()


def using(folder: Path, use: Callable[[Path], Made]) -> Made:
    """What ``use`` makes of the generation that serves.

    Where two changes took it away before it was open, ``use`` is called with what
    serves then. Raises what ``current`` and ``use`` raise.
    """
    for _ in range(TRIES - 1):
        pointed = _pointed(folder)
        try:
            return use(current(folder))
        except IndexFolderError:
            if _pointed(folder) == pointed:
                raise
    return use(current(folder))


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """A folder to fill; it serves from the moment the block ends well, or never.

    One without a manifest is given up: there was nothing to do. An error or a
    kill leaves the old generation as it was. Raises IndexBusyError when
    somebody else is writing, IndexWriteError when the disk refuses.
    """
    with writable(folder):
        generations = folder / GENERATIONS
        generations.mkdir(parents=True, exist_ok=True)
        with lock.writing(folder):
            _clear_drafts(generations)
            before = _serving(folder)
            draft = _draft(generations)
            try:
                (draft / SEGMENTS).mkdir(parents=True)
                yield draft
                if (draft / MANIFEST).exists():
                    _publish(folder, draft)
                clear(draft)
            except BaseException:
                clear(draft)
                raise
            if _serving(folder) != before:
                _clear_unread(folder, before)


def link_segment(old: Path, draft: Path, name: str) -> None:
    """Take an unchanged segment over: linked, or copied where files cannot be linked."""
    shutil.copytree(old / SEGMENTS / name, draft / SEGMENTS / name, copy_function=_link)


def older(folder: Path) -> Sequence[Path]:
    """The generations in a folder by their numbers, the latest first."""
    found = [path for path in (folder / GENERATIONS).iterdir() if _number(path)]
    return sorted(found, key=_number, reverse=True)


def _publish(folder: Path, draft: Path) -> None:
    """Give the draft its name and switch to it; a reader sees the old name or the new one."""
    number = max(map(_number, (folder / GENERATIONS).iterdir()), default=0) + 1
    name = f"{number:04d}-{secrets.token_hex(4)}"
    sync_tree(draft)
    pointer = folder / f"{POINTER}.draft"
    write_synced(pointer, name)  # a full disk refuses here, while the draft is still one
    draft.rename(folder / GENERATIONS / name)
    sync_folder(folder / GENERATIONS)
    os.replace(pointer, folder / POINTER)
    sync_folder(folder)


def _draft(generations: Path) -> Path:
    """A place for what does not serve: what is left there goes with the next change."""
    return generations / f"draft-{secrets.token_hex(4)}"


def _pointed(folder: Path) -> bytes:
    """What CURRENT says; nothing where it cannot be read."""
    try:
        return (folder / POINTER).read_bytes()
    except OSError:
        return b""


def _clear_drafts(generations: Path) -> None:
    """What a killed writer left behind; we hold the lock, so it is nobody's."""
    for path in generations.glob("draft-*"):
        clear(path)


def _serving(folder: Path) -> Path | None:
    """The generation that serves; None where there is none, or nobody can tell which."""
    try:
        return current(folder)
    except (IndexMissingError, IndexDamagedError):
        return None


def _clear_unread(folder: Path, before: Path | None) -> None:
    """Remove generations that nobody has open, but for the one that serves and the one before.

    Where nobody can tell which served ``before``, the latest other one stays.
    """
    serving = current(folder)
    others = [path for path in older(folder) if path != serving]
    kept = before or next(iter(others), None)
    for path in others:
        if path != kept and (gone := _withdrawn(path)):
            clear(gone)


def _withdrawn(generation: Path) -> Path | None:
    """The place of a generation that nobody has open, where nobody finds it; None for others.

    So it goes whole or not at all, and what cannot be removed now is with the next change.
    """
    gone = _draft(generation.parent)
    with lock.unread(generation / MANIFEST) as free:
        try:
            return generation.rename(gone) if free else None
        except OSError:  # Windows: somebody has a file of it open
            return None


def _number(generation: Path) -> int:
    """What a generation's name begins with; 0 for a name that is none."""
    first = generation.name.partition("-")[0]
    return int(first) if first.isascii() and first.isdigit() else 0


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
