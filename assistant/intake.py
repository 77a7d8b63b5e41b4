"""A record that somebody sends in: read for a preview, then added to the index."""

from __future__ import annotations

import re
import tempfile
import threading
from pathlib import Path, PurePath

from assistant.library import Library
from corpus.errors import RecordError, XunwenError
from corpus.model import Transcript
from corpus.readers import SUFFIXES

LONGEST_NAME = 200
"""Bytes of UTF-8; most disks take no name of more than 255."""
_ADDING = threading.Lock()
UNWANTED = re.compile(
    r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def read_sent(name: str, data: bytes) -> Transcript:
    """Return the record in these bytes; its id is the file's name.

    Raises RecordError, its message speaking of ``name`` and of no folder of ours.
    """
    from corpus.record import read_transcript

    safe = safe_name(name)
    with tempfile.TemporaryDirectory(prefix="xunwen-") as folder:
        path = Path(folder) / safe
        path.write_bytes(data)
        try:
            return read_transcript(path)
        except XunwenError as error:
            raise RecordError(str(error).replace(str(path), safe)) from None


def safe_name(name: str) -> str:
    """A file name without folders and signs that steer, cut to what a disk takes.

    Raises RecordError for none.
    """
    bare = UNWANTED.sub("", PurePath(name.replace("\\", "/")).name).strip(" .")
    stem, suffix = PurePath(bare).stem, PurePath(bare).suffix.lower()
    if not stem or suffix not in SUFFIXES:
        kinds = " ".join(sorted(SUFFIXES))
        raise RecordError(f"{bare or 'file'}: not a record that can be read (it may be {kinds}).")
    room = LONGEST_NAME - len(suffix)
    return stem.encode()[:room].decode(errors="ignore") + suffix


def add(library: Library, transcript: Transcript) -> None:
    """Index the record beside all others; the library serves it as soon as it is whole.

    Raises RecordError for an id that is taken.
    """
    from index.build import add_to_index

    with _ADDING:
        shelf = library.renewed()
        if transcript.transcript_id in shelf.records:
            raise RecordError(
                f"{transcript.transcript_id}: there is a record of this name; rename the file."
            )
        add_to_index([transcript], library.settings.index, shelf.searcher.encoder)
        library.renewed()
