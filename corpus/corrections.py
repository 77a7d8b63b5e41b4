"""What a person knows better than the record: ``corrections.toml`` beside it.

One table a record, named after its file; everything in it is optional::

    ["专题询问侧记.txt"]
    title = "…"
    date = 2020-04-30
    style = "narrative"

    [["专题询问侧记.txt".people]]         # one person, found by a name or label of theirs
    is = "邱红标"
    aliases = ["邱局长", "老邱"]           # other labels of the same person: they merge
    name = "邱红标"
    title = "局长"
    organization = "市教育局"
    role = "official"

    [["专题询问侧记.txt".turns]]          # one turn, by its id: also what splits one label in two
    id = "t1697"
    by = "邱红标"                         # this turn is by …
    kind = "answer"
    answers = ["t1547"]                   # exactly these questions; [] for none

It is read at every import, so it survives re-reading the record. Turn ids are
places in the extracted text: they stay as long as the file does.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from corpus.errors import RecordError
from corpus.model import Kind, Role
from corpus.turns.style import STYLES

FILE_NAME = "corrections.toml"
_PERSON = frozenset({"is", "aliases", "name", "title", "organization", "role"})
_TURN = frozenset({"id", "by", "kind", "answers"})
_RECORD = frozenset({"title", "date", "style", "people", "turns"})


@dataclass(frozen=True, slots=True)
class PersonCorrection:
    """Whoever the record calls ``labels[0]``, or any further label, is this person."""

    labels: tuple[str, ...]
    name: str | None = None
    title: str | None = None
    organization: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class TurnCorrection:
    """What one turn is; None leaves a part as read, ``answers=()`` cuts every link."""

    turn_id: str
    by: str | None = None
    kind: Kind | None = None
    answers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """What overrides the reading of one record; None leaves it as read."""

    title: str | None = None
    date: str | None = None
    style: str | None = None
    people: tuple[PersonCorrection, ...] = ()
    turns: tuple[TurnCorrection, ...] = ()
    path: Path | None = None


def corrections_for(record: Path) -> Corrections:
    """Return the corrections beside a record; none when there is no such file or table.

    Raises RecordError, naming the file, line and field, for what cannot be meant.
    """
    path = record.with_name(FILE_NAME)
    if not path.is_file():
        return Corrections()
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{path}:{line.group(1)}" if line else str(path)
        raise RecordError(f"{place}: not valid TOML in UTF-8 ({error}).") from error
    table = _of(path, tables, record.name)
    _only(path, table, _RECORD, record.name)
    return Corrections(
        _text(path, table, "title"),
        _date(path, table.get("date")),
        _one_of(path, table, "style", STYLES),
        tuple(_person(path, one) for one in _tables(path, table, "people")),
        tuple(_turn(path, one) for one in _tables(path, table, "turns")),
        path,
    )


def _of(path: Path, tables: dict[str, object], record: str) -> dict[str, object]:
    """The table of one record; a Mac may write the accents of a file's name apart."""
    there = {_composed(one.name) for one in path.parent.iterdir()}
    for name in tables:
        if _composed(name) not in there:
            raise RecordError(
                f"{at(path, name)}: there is no record {name!r} here; mend the name, or remove "
                "what stands under it."
            )
    found = (table for name, table in tables.items() if _composed(name) == _composed(record))
    return cast("dict[str, object]", next(found, {}))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def at(path: Path | None, *words: str) -> str:
    """``path:line`` of the first line that has all these words; the path alone where none has."""
    lines = path.read_text("utf-8-sig").splitlines() if path else []
    for number, line in enumerate(lines, 1):
        if all(word in line for word in words):
            return f"{path}:{number}"
    return str(path)


def _person(path: Path, table: dict[str, object]) -> PersonCorrection:
    _only(path, table, _PERSON, "people")
    first = _text(path, table, "is")
    if not first:
        raise RecordError(f'{path}: every entry of people needs is = "a name or label of theirs".')
    return PersonCorrection(
        (first, *_texts(path, table, "aliases")),
        _text(path, table, "name"),
        _text(path, table, "title"),
        _text(path, table, "organization"),
        cast("Role | None", _one_of(path, table, "role", get_args(Role))),
    )


def _turn(path: Path, table: dict[str, object]) -> TurnCorrection:
    _only(path, table, _TURN, "turns")
    turn_id = _text(path, table, "id")
    if not turn_id:
        raise RecordError(f'{path}: every entry of turns needs id = "t123".')
    return TurnCorrection(
        turn_id,
        _text(path, table, "by"),
        cast("Kind | None", _one_of(path, table, "kind", get_args(Kind))),
        _texts(path, table, "answers") if "answers" in table else None,
    )


def _only(path: Path, table: object, fields: frozenset[str], where: str) -> None:
    if not isinstance(table, dict):
        raise RecordError(f"{at(path, where)}: {where} must be a table, not {table!r}.")
    for unknown in sorted(set(table) - fields):
        raise RecordError(
            f"{at(path, unknown)}: {where}: there is no field {unknown!r}; choose from {', '.join(sorted(fields))}."
        )


def _tables(path: Path, table: dict[str, object], field: str) -> list[dict[str, object]]:
    value = table.get(field, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise RecordError(
            f'{at(path, field)}: {field} must be tables, written [["file name".{field}]].'
        )
    return value


def _text(path: Path, table: dict[str, object], field: str) -> str | None:
    value = table.get(field)
    if value is None or isinstance(value, str):
        return value
    raise RecordError(f"{at(path, field, str(value))}: {field} must be a string, not {value!r}.")


def _texts(path: Path, table: dict[str, object], field: str) -> tuple[str, ...]:
    value = table.get(field, [])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise RecordError(f"{at(path, field)}: {field} must be a list of strings, not {value!r}.")


def _one_of(
    path: Path, table: dict[str, object], field: str, allowed: tuple[str, ...]
) -> str | None:
    value = _text(path, table, field)
    if value is None or value in allowed:
        return value
    raise RecordError(
        f"{at(path, field, value)}: {field} must be one of {', '.join(allowed)}, not {value!r}."
    )


def _date(path: Path, value: object) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, datetime.date):
            return value.isoformat()[:10]
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise RecordError(
            f"{at(path, 'date')}: date must be like 2020-04-30, not {value!r}."
        ) from error
