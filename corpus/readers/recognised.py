"""What speech recognisers with diarisation write: JSON and tables of speaker, text and start.

WhisperX gives ``{"segments": [{"speaker", "text", "start"}]}`` in seconds,
FunASR ``{"sentence_info": [{"spk", "text", "start"}]}`` in milliseconds.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.dates import days
from corpus.errors import RecordError
from corpus.readers.answered import Columns
from corpus.readers.content import Content, Script
from corpus.readers.speeches import Speeches, columns_of

SPEAKER = (
    "speaker",
    "spk",
    "说话人",
    "发言人",
    "發言人",
    "讲话人",
    "姓名",
    "name",
    "speaker_id",
    "label",
)
TEXT = ("text", "content", "sentence", "transcript", "内容", "文本", "内文", "发言", "發言")
START = ("start", "begin", "start_time", "begin_time", "time", "开始", "开始时间", "时间")
LISTS = ("segments", "sentence_info", "turns", "utterances", "results", "sentences", "data")


@dataclass(frozen=True, slots=True)
class _Piece:
    speaker: str | None
    words: str
    seconds: float | None


def read_json(text: str, encoding: str, path: Path) -> Content:
    """Return the segments, those of one speaker in a row run together.

    Half of a sign that JSON escapes in two halves (``\\ud83d``) becomes U+FFFD.
    Raises RecordError, with the line, for JSON that is damaged or of another shape.
    """
    pieces = list(_pieces(_parsed(text.lstrip("\ufeff"), path)))
    if not pieces:
        raise RecordError(
            f"{path}: no list of objects with a text (and speaker, start) in this JSON; "
            "WhisperX and FunASR output is read."
        )
    return _script(pieces, encoding)


def _parsed(text: str, path: Path) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise RecordError(_refusal(error, path)) from error


def _refusal(error: Exception, path: Path) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{path}:{error.lineno}: not valid JSON ({error})."
    what = "nested too deep" if isinstance(error, RecursionError) else "a number of too many digits"
    return f"{path}: no JSON that a recogniser writes ({what})."


def _pieces(value: object, depth: int = 0) -> Iterator[_Piece]:
    """The segments of a list, or of the list inside an object."""
    if isinstance(value, dict):
        inner = next((value[key] for key in LISTS if isinstance(value.get(key), list)), None)
        if inner is not None:
            value = inner
    if not isinstance(value, list) or depth > 3:
        return
    for one in value:
        if isinstance(one, dict) and any(isinstance(one.get(key), list) for key in LISTS):
            yield from _pieces(one, depth + 1)
        elif isinstance(one, dict) and (words := _text(one)):
            milliseconds = "spk" in one or "sentence_info" in one
            yield _Piece(_speaker(one), words, _start(one, milliseconds=milliseconds))


def _text(one: dict[str, object]) -> str:
    value = next((one[key] for key in TEXT if isinstance(one.get(key), str)), "")
    return _whole(" ".join(str(value).split()))


def _whole(words: str) -> str:
    """The words as they can be stored and sent: no UTF-8 has half a sign in it."""
    return re.sub("[\ud800-\udfff]", "\ufffd", words)


def _speaker(one: dict[str, object]) -> str | None:
    value = next((one[key] for key in SPEAKER if one.get(key) not in (None, "")), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("label")
    if value is None or isinstance(value, list | dict | bool):
        return None
    words = _whole(str(value))
    return f"SPEAKER_{words}" if isinstance(value, int | float) or words.isdigit() else words


def _start(one: dict[str, object], *, milliseconds: bool) -> float | None:
    value = next((one[key] for key in START if one.get(key) not in (None, "")), None)
    seconds = _number(value)
    return seconds / 1000 if seconds is not None and milliseconds else seconds


def _number(value: object) -> float | None:
    """Seconds of ``12.5`` or ``00:00:12,500``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value < 1e12 else None
    match = (
        re.fullmatch(r"\s*(?:(\d+):)?(?:(\d+):)?(\d+(?:[.,]\d+)?)\s*", value)
        if isinstance(value, str)
        else None
    )
    if not match:
        return None
    parts = [float(part.replace(",", ".")) for part in match.groups() if part is not None]
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds if seconds < 1e12 else None


def read_table(text: str, encoding: str, path: Path) -> Content:
    """Return the rows of ``speaker,text[,start]``, or of question and answer, by comma, semicolon or tab.

    Raises RecordError, with the line, for a row that cannot be read.
    """
    body = text.lstrip("\ufeff")
    first = body.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = io.StringIO("\n".join(body.splitlines()) + "\n")
    pieces: list[_Piece] = []
    rows = csv.DictReader(lines, delimiter=delimiter)
    try:
        rows.fieldnames = [(name or "").strip().lower() for name in rows.fieldnames or ()]
        if columns := columns_of(rows.fieldnames):
            return _answered(columns, rows, encoding)
        for row in rows:
            if words := _text(dict(row)):
                speaker = next((str(row[key]).strip() for key in SPEAKER if row.get(key)), None)
                pieces.append(_Piece(speaker or None, words, _start(dict(row), milliseconds=False)))
    except csv.Error as error:
        raise RecordError(f"{path}:{rows.line_num}: not a readable table ({error}).") from error
    return _script(pieces, encoding)


def _answered(columns: Columns | Speeches, rows: csv.DictReader[str], encoding: str) -> Content:
    """The rows of a table of questions and answers, or of speeches."""
    script, dates = Script(), set()
    for row in rows:
        cells = [str(row.get(name) or "") for name in rows.fieldnames or ()]
        dates |= {cells[columns.date].strip()} if columns.date is not None else set()
        for one in columns.parts(cells):
            script.say(one.label, " ".join(cells[one.cell].split()), kind=one.kind)
    return script.content(encoding=encoding, date=_one_day(dates))


def _one_day(dates: set[str]) -> str | None:
    """The day of all rows, if it is one."""
    return next(days(dates.pop()), None) if len(dates) == 1 else None


def _script(pieces: list[_Piece], encoding: str) -> Content:
    script = Script()
    last: str | None = None
    for number, one in enumerate(pieces):
        if number and one.speaker == last and one.speaker is not None:
            script.go_on(one.words, one.seconds, _between(script.pieces[-2], one.words))
        else:
            script.say(one.speaker, one.words, one.seconds)
        last = one.speaker
    return script.content(encoding=encoding)


def _between(before: str, words: str) -> str:
    return " " if before[-1:].isascii() and words[:1].isascii() else ""
