"""Word documents (DOCX): paragraphs and tables in reading order."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RecordError
from corpus.model import Span
from corpus.readers.content import Content

if TYPE_CHECKING:
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

MOST_UNPACKED = 256 * 2**20
"""A document that unpacks to more than this is no minutes, but a bomb."""
LONGEST_LABEL = 30


def read_docx(data: bytes, path: Path) -> Content:
    """Return one line a paragraph; bold words that begin one are remembered.

    Raises RecordError for a package that is damaged, encrypted, unpacks to too
    much, or is no Word document.
    """
    _check(data, path)
    from docx import Document
    from docx.table import Table

    try:
        found = [
            line
            for block in Document(io.BytesIO(data)).iter_inner_content()
            for line in (_table(block) if isinstance(block, Table) else [_paragraph(block)])
        ]
    except Exception as error:  # python-docx lets through whatever zip and XML readers raise
        raise RecordError(
            f"{path}: damaged Word document ({type(error).__name__}: {error})."
        ) from error
    return _content(found) if found else Content("")


def _content(found: list[tuple[str, int]]) -> Content:
    bold: list[Span] = []
    length = 0
    for line, strong in found:
        if strong:
            bold.append((length, length + strong))
        length += len(line) + 1
    return Content("\n".join(line for line, _ in found), encoding="DOCX", bold=tuple(bold))


def _check(data: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inside = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RecordError(f"{path}: damaged Word document ({error}).") from error
    if "word/document.xml" not in {one.filename for one in inside}:
        raise RecordError(f"{path}: a package, but no Word document; save the record as .docx.")
    unpacked = sum(one.file_size for one in inside)
    if unpacked > MOST_UNPACKED:
        raise RecordError(
            f"{path}: unpacks to {unpacked:,} bytes, more than the {MOST_UNPACKED:,} allowed."
        )


def _paragraph(paragraph: Paragraph) -> tuple[str, int]:
    """The line, and how many of its first characters are bold."""
    line = paragraph.text.replace("\r", "\n").rstrip()
    strong = 0
    for run in paragraph.runs:
        if not (run.bold and run.text.strip()):
            break
        strong += len(run.text)
    return line, strong if 0 < strong <= LONGEST_LABEL and strong < len(line) else 0


def _table(table: Table) -> list[tuple[str, int]]:
    """One line a row; a row of a short cell and a long one is a speaker and the words."""
    found = []
    for row in table.rows:
        cells = _cells(row)
        if not cells:
            continue
        if len(cells) == 2 and 0 < len(cells[0]) <= LONGEST_LABEL < len(cells[1]):
            found.append((f"{cells[0].rstrip('：:')}：{cells[1]}", 0))
        else:
            found.append(("\t".join(cells), 0))
    return found


def _cells(row: _Row) -> list[str]:
    """The words that begin in this row, each once; a cell merged over rows is read in its first.

    ``row.cells`` looks every merged cell up again in the rows above, and gives
    a wide one once a column: a file may claim as many of either as it likes.
    """
    from docx.table import _Cell

    own = (cell for cell in row._tr.tc_lst if cell.vMerge != "continue")
    return list(dict.fromkeys(_Cell(cell, row.table).text.strip() for cell in own))
