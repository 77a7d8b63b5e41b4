"""Question sets as a table of three columns, which an office keeps in a spreadsheet.

``问题, 答案发言人, 依据``: the question, who answers it, and the words that
answer it exactly as they stand in the record. A question with several
answers has several rows. A row with a question alone has no answer in the
records.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from corpus.errors import DatasetError
from corpus.model import Span, Transcript, Turn
from evaluation.judgments import UNANSWERABLE, bind, overlapping, refuse_without_place
from evaluation.model import Dataset, Drift, Question, turns

COLUMNS = ("问题", "答案发言人", "依据")
KIND = "plain"


class Line(NamedTuple):
    """One row of the table and where it stands."""

    place: str
    question: str
    speaker: str
    evidence: str


class Said:
    """A record, and who says which of its words."""

    def __init__(self, record: Transcript) -> None:
        """Look through its turns, once."""
        self.record = record
        self._pieces = [
            (start, end, turn.speaker.name or "?")
            for turn in record.turns
            for start, end in turn.spans
        ]

    def by(self, span: Span) -> set[str]:
        """Who says any of the words here; ``?`` for somebody without a name."""
        return {who for start, end, who in self._pieces if start < span[1] and span[0] < end}


def open_sheet(path: Path, transcripts: Iterable[Transcript]) -> Dataset:
    """The questions of a CSV file, their evidence found by its words and speaker.

    UTF-8, GB18030 or marked UTF-16, with commas, tabs or semicolons between,
    as spreadsheets save it. Words that are not in the
    records, or are said by somebody else, are reported as lost.
    """
    records = tuple(transcripts)
    said = [Said(record) for record in records]
    questions: dict[str, Question] = {}
    drift = []
    for line in _lines(path):
        name = f"{path.stem}-{len(questions) + 1}"
        known = questions.get(line.question) or Question(name, line.question, KIND, topic=name)
        found, reason = _find(line, said)
        if reason:
            drift.append(Drift(line.place, known.question_id, "lost", reason))
        questions[line.question] = _with(known, line, found)
    return bind(path.stem, questions.values(), records, drift)


def save_sheet(dataset: Dataset, path: Path) -> None:
    """Writes a row for each piece of evidence, with the mark by which Excel knows UTF-8."""
    located = turns(dataset.transcripts)
    rows = [row for question in dataset.questions for row in _rows(question, dataset, located)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])


def _rows(
    question: Question, dataset: Dataset, located: Mapping[str, tuple[Transcript, Turn]]
) -> list[tuple[str, str, str]]:
    if question.unanswerable:
        return [(question.text, "", "")]
    refuse_without_place(question)
    record = next(r for r in dataset.transcripts if r.transcript_id == question.transcript)
    rows = []
    for span in question.evidence:
        names = [located[name][1].speaker.name or "" for name in overlapping(record, (span,))]
        rows.append((question.text, next(iter(names), ""), record.text[slice(*span)]))
    return rows


def _lines(path: Path) -> list[Line]:
    """The rows below the heading. A row that spans lines has the place where it ends."""
    text = _text(path)
    mark = next((sign for sign in ",\t;" if sign in text.split("\n", 1)[0]), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    lines: list[Line] = []
    head: list[str] = []
    try:
        for row in reader:
            cells, place = [cell.strip() for cell in row], f"{path}:{reader.line_num}"
            if not head:
                head = _heading(cells, place)
            elif any(cells):
                lines.append(_line(cells, head, place))
    except csv.Error as error:
        remedy = "close its quotation marks, or shorten it"
        raise DatasetError(f"{path}:{reader.line_num}: {error}: {remedy}") from error
    if not head:
        _heading([], f"{path}:1")
    return lines


def _heading(cells: list[str], place: str) -> list[str]:
    """The first row, which names each of the three columns once."""
    for name in COLUMNS:
        if cells.count(name) != 1:
            what = "has no column" if name not in cells else "has twice the column"
            raise DatasetError(f"{place}: {what} {name}: the first row names {'，'.join(COLUMNS)}")
    return cells


def _line(cells: list[str], head: list[str], place: str) -> Line:
    if any(cells[len(head) :]):
        remedy = "put words that hold the separating sign in quotation marks"
        raise DatasetError(f"{place}: has more cells than the first row: {remedy}")
    named = dict(zip_longest(head, cells[: len(head)], fillvalue=""))
    line = Line(place, *(named[name] for name in COLUMNS))
    if not line.question:
        raise DatasetError(f"{place}: 问题 is empty: fill it in or remove the row")
    return line


def _text(path: Path) -> str:
    data = path.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DatasetError(f"{path}: is neither UTF-8 nor GB18030: save it as CSV UTF-8")


def _find(line: Line, records: Sequence[Said]) -> tuple[tuple[str, list[Span]], str]:
    """The record and places where the named speaker says the words; or why there are none."""
    nowhere: tuple[str, list[Span]] = ("", [])
    if not line.evidence:
        return nowhere, "依据 is empty: give the words that answer" if line.speaker else ""
    others: set[str] = set()
    for said in records:
        spans = []
        for span in _places(line.evidence, said.record.text):
            said_by = said.by(span)
            others |= said_by
            if not line.speaker or line.speaker in said_by:
                spans.append(span)
        if spans:
            return (said.record.transcript_id, spans), ""
    if others:
        return nowhere, f"is said by {'、'.join(sorted(others))}, not by {line.speaker}"
    return nowhere, f"its words are not in the records: {line.evidence[:20]}"


def _places(words: str, text: str) -> list[Span]:
    places, start = [], text.find(words)
    while start >= 0:
        places.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return places


def _with(question: Question, line: Line, found: tuple[str, list[Span]]) -> Question:
    transcript, spans = found
    if question.transcript and transcript and question.transcript != transcript:
        remedy = "ask it once for each record, in other words"
        raise DatasetError(f"{line.place}: {line.question} is answered in two records: {remedy}")
    empty = not line.speaker and not line.evidence
    if question.unanswerable or (empty and question.evidence):
        remedy = "another row gives, or denies, it an answer: keep one of them"
        raise DatasetError(f"{line.place}: {line.question}: {remedy}")
    return replace(
        question,
        kind=UNANSWERABLE[0] if empty else KIND,
        transcript=transcript or question.transcript,
        evidence=tuple(sorted({*question.evidence, *spans})),
        unanswerable=empty,
    )
