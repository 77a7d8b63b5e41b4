"""One file into an extract, within stated limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from corpus.errors import EmptyRecordError, RecordError
from corpus.readers.content import Content
from corpus.readers.extract import Extract
from corpus.readers.formats import Format, sniff
from corpus.readers.tabbed import tabbed

MOST_BYTES = 64 * 2**20
"""A larger file is no minutes of a meeting; it would only exhaust the memory."""
MOST_CHARACTERS = 20_000_000
"""Words of about a hundred long sittings."""


def read_file(path: Path) -> Extract:
    """Return the text of one record.

    Raises RecordError for a file that cannot be opened, is too large, is
    encrypted or of an unknown kind, EncodingError for bytes that are not text,
    EmptyRecordError for no words.
    """
    return read_bytes(_bytes(path), path)


def read_bytes(data: bytes, path: Path) -> Extract:
    """Like ``read_file`` for bytes already at hand; ``path`` names them in messages."""
    kind, text, encoding = sniff(data, path)
    content = _content(kind, data, text, encoding, path)
    if not any(character.isalnum() for character in content.text):
        raise EmptyRecordError(f"{path}: there are no words in this file; nothing was read.")
    if len(content.text) > MOST_CHARACTERS:
        raise RecordError(
            f"{path}: {len(content.text):,} characters are more than the {MOST_CHARACTERS:,} "
            "that one record may have; split it into one file a meeting."
        )
    notes = content.notes
    if kind not in ("docx", "pdf") and content.encoding != "UTF-8":
        notes = (f"{path.name}: read as {content.encoding}, not UTF-8.", *notes)
    return Extract(
        text=content.text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=content.encoding,
        notes=notes,
        format=kind,
        title=content.title,
        date=content.date,
        pages=content.pages,
        times=content.times,
        bold=content.bold,
        turns=content.turns,
    )


def _content(kind: Format, data: bytes, text: str, encoding: str, path: Path) -> Content:
    """What the reader of this format makes of the file; each is imported when it is needed."""
    if kind == "text":
        return Content(text, encoding, turns=tabbed(text))
    if kind in ("docx", "pdf"):
        return _of_bytes(kind)(data, path)
    return _of_text(kind)(text, encoding, path)


def _of_bytes(kind: Format) -> Callable[[bytes, Path], Content]:
    if kind == "pdf":
        from corpus.readers.pdf import read_pdf

        return read_pdf
    from corpus.readers.docx import read_docx

    return read_docx


def _of_text(kind: Format) -> Callable[[str, str, Path], Content]:
    if kind == "subtitles":
        from corpus.readers.subtitles import read_subtitles

        return read_subtitles
    if kind == "html":
        from corpus.readers.html import read_html

        return read_html
    if kind == "akoma_ntoso":
        from corpus.readers.akoma_ntoso import read_akoma_ntoso

        return read_akoma_ntoso
    if kind == "tei":
        from corpus.readers.tei import read_tei

        return read_tei
    if kind == "json":
        from corpus.readers.recognised import read_json

        return read_json
    from corpus.readers.recognised import read_table

    return read_table


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise RecordError(f"{path}: is a folder; name a file in it.")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise RecordError(
                f"{path}: {size:,} bytes is more than the {MOST_BYTES:,} that one record may have; "
                "split it into one file a meeting."
            )
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}).") from error
