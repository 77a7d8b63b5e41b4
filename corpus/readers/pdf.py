"""PDF with a text layer: lines in reading order, without what heads and foots the pages."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from corpus.errors import RecordError
from corpus.readers.content import Content

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 3000
EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page can be its head or foot."""
REPEATED = 0.5
"""A line at the edge of this share of the pages is a head or a foot."""
FEWEST_CHARACTERS = 0.5
"""Fewer characters a page than this, and the pages are pictures."""
_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s+[0-9]+/[0-9]+)?")
_PRINTED = re.compile(
    r"""
      [0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4},?\s+[0-9]{1,2}:[0-9]{2}(?:\s[AP]M)?(?!\S)    # 11/26/26, 2:39 AM
    | [0-9]{4}/[0-9]{1,2}/[0-9]{1,2},?\s+(?:[上下]午)?[0-9]{1,2}:[0-9]{2}(?!\S)     # 2026/11/26 下午2:39
    """,
    re.VERBOSE,
)
"""What a browser prints at the foot of a page, and in front of the title at its head."""
_ONE_AT_A_TIME = Lock()
"""PDFium keeps one state for the whole process: two threads in it at once crash it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words on one line, with their box in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float
    words: str

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    indented: bool


def read_pdf(data: bytes, path: Path) -> Content:
    """Return the pages' lines; a paragraph's first line keeps its indent (　　).

    Raises RecordError for an encrypted or damaged file, one with too many
    pages, and one without words (a scan).
    """
    import pypdfium2

    try:
        with _ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(data)) as document:
            pages = _pages(document, path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise RecordError(
                f"{path}: this PDF is encrypted; save a copy without a password."
            ) from error
        raise RecordError(f"{path}: damaged PDF ({error}).") from error
    if sum(len(line.words) for page in pages for line in page) < FEWEST_CHARACTERS * len(pages):
        raise RecordError(
            f"{path}: this PDF has pictures of pages but no text; run text recognition (OCR) "
            "first, for example with ocrmypdf."
        )
    return _joined(_without_edges(pages))


def _pages(document: PdfDocument, path: Path) -> list[list[_Line]]:
    if len(document) > MOST_PAGES:
        raise RecordError(
            f"{path}: {len(document):,} pages are more than the {MOST_PAGES:,} one record may have."
        )
    found = []
    for number in range(len(document)):
        page = document[number]
        found.append(_lines(_ordered(_runs(page), page.get_width())))
        page.close()
    return found


def _runs(page: PdfPage) -> list[_Run]:
    """Characters run together while they stand close on one line."""
    from pypdfium2 import raw

    text = page.get_textpage()
    found: list[_Run] = []
    pieces: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    for number in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, number)
        left, bottom, right, top = text.get_charbox(number, loose=True)
        sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if sign in ("", "\r", "\n", "\ufffe", "\ufffd"):
            continue
        if pieces and not _close(box, left, bottom, top):
            found.append(_Run(*box, "".join(pieces)))
            pieces = []
        box = (
            (box[0], min(box[1], bottom), max(box[2], right), max(box[3], top))
            if pieces
            else (left, bottom, right, top)
        )
        pieces.append(sign)
    if pieces:
        found.append(_Run(*box, "".join(pieces)))
    text.close()
    return [run for run in found if run.words.strip()]


def _close(box: tuple[float, float, float, float], left: float, bottom: float, top: float) -> bool:
    """Whether a character goes on with the run in ``box``: on its line, right behind it."""
    height = max(box[3] - box[1], 1.0)
    same_line = abs((bottom + top) / 2 - (box[1] + box[3]) / 2) < 0.5 * height
    return same_line and -0.5 * height < left - box[2] < 1.5 * height


def _ordered(runs: list[_Run], width: float) -> list[list[_Run]]:
    """Columns in reading order, each a list of runs: one column, or two with a gutter between."""
    gutter = _gutter(runs, width)
    if gutter is None:
        return [runs]
    middle = (max(run.top for run in runs) + min(run.bottom for run in runs)) / 2
    across = [run for run in runs if run.left < gutter - 1 and run.right > gutter + 1]
    top = min((run.bottom for run in across if run.middle > middle), default=float("inf"))
    foot = max((run.top for run in across if run.middle <= middle), default=float("-inf"))
    body = [run for run in runs if foot < run.middle < top]
    return [
        [run for run in runs if run.middle >= top],
        [run for run in body if run.right <= gutter + 1],
        [run for run in body if run.right > gutter + 1],
        [run for run in runs if run.middle <= foot],
    ]


def _gutter(runs: list[_Run], width: float) -> float | None:
    """Where a white strip parts two columns of text, both with many lines; None for one column."""
    best: float | None = None
    for step in range(40, 61):
        place = width * step / 100
        crossing = sum(run.left < place - 2 and run.right > place + 2 for run in runs)
        left = sum(run.right <= place + 2 for run in runs)
        right = sum(run.left >= place - 2 for run in runs)
        if (
            crossing <= 0.1 * len(runs)
            and min(left, right) >= 8
            and min(left, right) > 0.5 * max(left, right)
        ):
            best = place if best is None or abs(place - width / 2) < abs(best - width / 2) else best
    return best


def _lines(columns: list[list[_Run]]) -> list[_Line]:
    found: list[_Line] = []
    for runs in columns:
        rows: list[list[_Run]] = []
        for run in sorted(runs, key=lambda one: (-one.middle, one.left)):
            if rows and abs(rows[-1][0].middle - run.middle) < 0.5 * min(
                rows[-1][0].height, run.height
            ):
                rows[-1].append(run)
            else:
                rows.append([run])
        edges = Counter(round(min(run.left for run in row)) for row in rows)
        margin = min(
            (edge for edge, count in edges.items() if count > 1), default=min(edges, default=0)
        )
        for row in rows:
            row.sort(key=lambda one: one.left)
            size = row[0].height
            found.append(_Line(_spaced(row), row[0].left > margin + 1.2 * size and len(rows) > 2))
    return found


def _spaced(row: list[_Run]) -> str:
    """The runs of a line; a wide gap between two is a space."""
    words = row[0].words
    for before, run in zip(row, row[1:], strict=False):
        words += (" " if run.left - before.right > 0.6 * run.height else "") + run.words
    return words.strip()


def _without_edges(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The pages without lines that come back at their edges, page numbers and a browser's lines."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in [*page[:EDGE_LINES], *page[-EDGE_LINES:]]})
    least = max(2, REPEATED * len(pages))
    return [
        [
            line
            for number, line in enumerate(page)
            if not (
                (number < EDGE_LINES or number >= len(page) - EDGE_LINES)
                and (
                    (seen[_shape(line)] >= least and len(line.words) <= 60)
                    or _is_number(line)
                    or _is_browsers(line, page)
                )
            )
        ]
        for page in pages
    ]


def _shape(line: _Line) -> str:
    return re.sub(r"[0-9]+", "#", line.words.replace(" ", ""))


def _is_number(line: _Line) -> bool:
    return bool(
        re.fullmatch(
            r"[-—–·\s]*(?:第\s*)?[0-9]{1,5}(?:\s*页)?(?:\s*[/共]\s*[0-9]+\s*页?)?[-—–·\s]*",
            line.words,
        )
    )


def _is_browsers(line: _Line, page: list[_Line]) -> bool:
    """Whether a browser printed a line; behind a time a colon may be a speaker's as well."""
    time = _PRINTED.match(line.words)
    if time is None or not re.search("[:：]", line.words[time.end() :]):
        return bool(time or _ADDRESS.fullmatch(line.words))
    return any(_ADDRESS.fullmatch(one.words) for one in page[-EDGE_LINES:])


def _joined(pages: list[list[_Line]]) -> Content:
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        for line in page:
            piece = ("　　" if line.indented else "") + line.words + "\n"
            pieces.append(piece)
            length += len(piece)
    return Content("".join(pieces), encoding="PDF", pages=tuple(starts))
