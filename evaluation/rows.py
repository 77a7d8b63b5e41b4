"""The rows of a JSONL or tab-separated file, each with the place it stands at.

A place is ``path:line`` and opens every error message, so that a person can
go to the line and mend it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias, TypeVar

from corpus.errors import DatasetError

Row: TypeAlias = dict[str, object]
T = TypeVar("T")

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that stands for half a surrogate pair; alone it is no character."""
NAMES = {str: "text", int: "a whole number", list: "a list"}


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Place and content of each line that is not blank; UTF-8, with or without a mark."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}): check the path") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: is not UTF-8: save it as UTF-8 and try again") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", line.rstrip("\r")


def objects(path: Path) -> Iterator[tuple[str, Row]]:
    """Place and object of each line of a JSONL file."""
    for place, line in lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = getattr(error, "msg", "too deep, or a number too long")
            raise DatasetError(f"{place}: is not JSON ({what}): one object a line") from error
        if _HALF.search(line):
            _refuse_halves(row, place)
        if not isinstance(row, dict):
            raise DatasetError(f"{place}: is not an object: write {{…}} on each line")
        yield place, row


def _refuse_halves(row: object, place: str) -> None:
    """Half a surrogate pair is no character, and no index or file can keep it."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        remedy = "remove it, or write both halves"
        raise DatasetError(f"{place}: holds {half}, half of a character: {remedy}") from error


def field(row: Row, name: str, kind: type[T], place: str) -> T:
    """The value under this name, of exactly this type."""
    value = row.get(name)
    if type(value) is not kind:
        what = "is missing" if name not in row else f"is {json.dumps(value, ensure_ascii=False)}"
        raise DatasetError(f'{place}: "{name}" {what}: it must be {NAMES[kind]}')
    return value


def words(row: Row, name: str, place: str) -> str:
    """The text under this name; blank text is an error."""
    value = field(row, name, str, place)
    if not value.strip():
        raise DatasetError(f'{place}: "{name}" is empty: fill it in or remove the line')
    return value


def grade(text: str) -> int:
    """A judgment's grade; ValueError for what is no whole number that trec_eval can hold."""
    number = int(text)
    if not abs(number) < 2**31:
        raise ValueError(text)
    return number
