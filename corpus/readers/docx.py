"""Word documents (DOCX): paragraphs and tables in reading order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RecordError
from corpus.model import Kind, Span
from corpus.readers.answered import Columns
from corpus.readers.content import Content
from corpus.readers.speeches import Speeches, columns_of

if TYPE_CHECKING:
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

MOST_UNPACKED = 256 * 2**20
"""A document that unpacks to more than this is no minutes, but a bomb."""
LONGEST_LABEL = 30
HEADS = (
    re.compile(r"(?:发言|讲话|提问|发问|回答)?(?:人员?|者)|姓\s*名|角\s*色|单\s*位"),
    re.compile(
        r"(?:发言|讲话|问答|会议|谈话)?(?:内\s*容|记\s*录|纪\s*要|实\s*录|要\s*点)|发\s*言|讲\s*话"
    ),
)
"""What a table of speakers says over its two columns."""
VERBS: Mapping[Kind | None, str] = {"question": "问", "answer": "答"}
"""What stands in front of the words where a table of questions and answers names nobody."""


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
    """One line a row; in a table of speakers that is the speaker and the words."""
    every = [cells for row in table.rows if any(cells := _cells(row))]
    if every and (columns := columns_of([cell or "" for cell in every[0]])):
        return [(line, 0) for line in _answers(columns, every)]
    rows = [[cell for cell in cells if cell is not None] for cells in every]
    if not _of_speakers(rows):
        return [("\t".join(cells), 0) for cells in rows]
    spoken = rows[1:] if _is_head(rows[0]) else rows
    return [(_said(cells), 0) for cells in spoken]


def _answers(columns: Columns | Speeches, rows: Sequence[Sequence[str | None]]) -> Iterator[str]:
    """The lines of a table of questions and answers, below its head."""
    above: list[str] = []
    for cells in rows[1:]:
        above = columns.filled(cells, above)
        yield from _answered(columns, above)


def _answered(columns: Columns | Speeches, cells: Sequence[str]) -> list[str]:
    """A row of a table of questions and answers: who says it, a colon, and the words."""
    found = []
    for one in columns.parts(cells):
        who = " ".join(filter(None, ((one.label or "").rstrip("：:"), VERBS.get(one.kind))))
        found.append(f"{who}：{cells[one.cell]}" if who else cells[one.cell])
    return found


def _of_speakers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether who speaks stands on the left and the words on the right: the head says so,
    or every cell on the left is short and some cell on the right is long."""
    pairs = [cells for cells in rows if len(cells) == 2]
    if not pairs or any(len(left) > LONGEST_LABEL for left, _ in pairs):
        return False
    return _is_head(rows[0]) or any(len(right) > LONGEST_LABEL for _, right in pairs)


def _is_head(cells: Sequence[str]) -> bool:
    return len(cells) == 2 and all(
        head.fullmatch(cell) for head, cell in zip(HEADS, cells, strict=True)
    )


def _said(cells: Sequence[str]) -> str:
    if len(cells) != 2 or not cells[0]:
        return "\t".join(cells).strip()
    return f"{cells[0].rstrip('：:')}：{cells[1]}"


def _cells(row: _Row) -> list[str | None]:
    """The words of a row's cells; None for a cell that goes on from the row above.

    ``row.cells`` looks every merged cell up again in the rows above, and gives
    a wide one once a column: a file may claim as many of either as it likes.
    """
    from docx.table import _Cell

    return [
        None if cell.vMerge == "continue" else _Cell(cell, row.table).text.strip()
        for cell in row._tr.tc_lst
    ]
