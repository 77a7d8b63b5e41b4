"""The questions in ``questions.jsonl.gz``, and their passages among the pairs."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import Span

QUESTIONS = Path(__file__).with_name("questions.jsonl.gz")
_BEFORE = re.compile(r"^[”’）》、，。！？；：]+")
_WHITE = re.compile(r"\s+")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``evidence`` by the passage's place in its record, empty where there is none."""

    query: str
    kind: str
    evidence: Mapping[int, tuple[Span, ...]]
    about: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """Names of passages, and what is asked about them."""

    passages: tuple[str, ...]
    asked: tuple[Asked, ...]


def read(file: Path = QUESTIONS) -> list[Record]:
    """Every record of the file, in order."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [_record(line) for line in lines]


def _record(line: str) -> Record:
    row = json.loads(line)
    return Record(tuple(row["passages"]), tuple(map(_asked, row["questions"])))


def _asked(row: dict[str, object]) -> Asked:
    spans: dict[int, tuple[Span, ...]] = {}
    for place, start, end in row.get("evidence", ()):  # type: ignore[attr-defined]
        spans[place] = (*spans.get(place, ()), (start, end))
    about = row.get("about")
    return Asked(
        str(row["query"]), str(row["kind"]), spans, about if isinstance(about, int) else None
    )


def clean(text: str) -> str:
    """A passage as it was read when the questions were written."""
    return _WHITE.sub(" ", _BEFORE.sub("", text.strip()))


def named(text: str) -> str:
    """The short name of a cleaned text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def texts(records: Iterable[Record], positives: Iterable[str]) -> dict[str, str]:
    """The cleaned texts of the records' passages, by name, as far as they are there.

    Raises:
        DatasetError: none of them is.
    """
    wanted = {name for record in records for name in record.passages}
    found = {name: text for text in map(clean, positives) if (name := named(text)) in wanted}
    if not found:
        raise DatasetError(
            "none of the passages that the questions are about is among the pairs; "
            "give those that the shipped models learnt from"
        )
    return found
