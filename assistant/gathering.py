"""The records that an index is made of, out of files and folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.console import counter, say
from assistant.summary import shortened
from assistant.terminal import visible
from corpus.errors import RecordError

if TYPE_CHECKING:
    from corpus.model import Transcript

UNWRITTEN = "No index was written; one that was there is as it was."


def gather(paths: Sequence[Path]) -> Iterator[Transcript]:
    """The records at these paths, read one at a time; what a folder holds besides is named.

    A file in a folder that cannot be read, or holds no record, is passed over with
    its reason. Raises RecordError for two of one name, for such a file that was named
    by itself, and for a folder of which nothing is left.
    """
    from corpus.record import passed_over, record_files

    with _refusing():
        found = [(path, list(record_files([path]))) for path in paths]
        _check_names([file for _, files in found for file in files])
    if others := passed_over(paths):
        names = shortened([visible(one.name) for one in others])
        say(f"passed over, no record by its ending: {names}")
    return _records(found)


def _records(found: Sequence[tuple[Path, Sequence[Path]]]) -> Iterator[Transcript]:
    step = count(1)
    with _refusing(), counter("reading", sum(len(files) for _, files in found)) as done:
        for path, files in found:
            kept = 0
            for file in files:
                one = _record(file, alone=file == path)
                done(next(step))
                if one is not None:
                    kept += 1
                    yield one
            if not kept:
                raise RecordError(f"{path}: not one record in this folder could be read.")


def _record(file: Path, alone: bool) -> Transcript | None:
    """The record in a file; None for one that is passed over."""
    from corpus.record import read_transcript

    try:
        return read_transcript(file)
    except RecordError as error:
        # What is wrong in another file, such as corrections, is no reason to go without this one.
        if alone or not str(error).startswith(f"{file}:"):
            raise
        say(f"passed over: {visible(str(error))}")
        return None


def _check_names(files: Sequence[Path]) -> None:
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        by_name[path.stem].append(path)
    for name, same in by_name.items():
        if len(same) > 1:
            raise RecordError(
                f"{', '.join(map(str, same))}: these would all be the record {name}. "
                "Name or keep only one of them, or rename the others."
            )


@contextmanager
def _refusing() -> Iterator[None]:
    """What is refused is told with what that means for the index."""
    try:
        yield
    except RecordError as error:
        raise type(error)(f"{error} {UNWRITTEN}") from error
