"""Records whose turns, speakers and links are known: the labels a reading is measured against.

One JSON file a record: ``{"transcript", "turns": [{"id", "speaker", "kind",
"spans", "answers", "also_answers"}]}`` with its text either inside (``"text"``)
or in the file that ``"source"`` names, found beside the labels, among the
shipped records or below the folders given. ``"format"`` (``".vtt"``) has an
inside text read as a file of that ending. A turn may give ``"begins"`` and
``"ends"``, a few characters that must stand at its ends, so that labels without
text cannot drift from their source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DatasetError
from corpus.model import Kind, Spans
from corpus.readers import Extract, read_file
from corpus.readers.files import read_bytes
from corpus.record import shipped

SHARED = Path(__file__).parents[2] / "shared" / "data" / "transcripts"
"""Where the project's workplace keeps records that may not be copied into the product."""


@dataclass(frozen=True, slots=True)
class TrueTurn:
    """One turn as a person labelled it; ``answers`` are the ids of the questions it answers."""

    turn_id: str
    name: str | None
    title: str | None
    organization: str | None
    kind: Kind
    spans: Spans
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """A labelled record: its file as read, where it seems to lie, and its turns."""

    name: str
    path: Path
    extract: Extract
    turns: tuple[TrueTurn, ...]
    style: str | None = None


def truths(folder: Path, sources: Iterable[Path] = (SHARED,)) -> tuple[list[Truth], list[str]]:
    """Return the labelled records of a folder, sorted, and the names of those without a source.

    Raises DatasetError, with the path and field, for labels that are malformed
    or do not fit their source, and for a folder without any.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise DatasetError(f"{folder}: no labelled records (*.json) in this folder.")
    searched = (folder, shipped(), *sources)
    found: list[Truth] = []
    missing: list[str] = []
    for file in files:
        one = _truth(file, searched)
        found.append(one) if one else missing.append(file.stem)
    return found, missing


def _truth(file: Path, searched: Iterable[Path]) -> Truth | None:
    try:
        document = json.loads(file.read_text("utf-8"))
        source = _source(file, document, searched)
        if source is None:
            return None
        turns = tuple(_turn(one) for one in document["turns"])
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{file}: not labels of a record ({type(error).__name__}: {error})."
        ) from error
    truth = Truth(file.stem, *source, turns, document.get("style"))
    _check(file, truth, document["turns"])
    return truth


def _source(
    file: Path, document: dict[str, Any], searched: Iterable[Path]
) -> tuple[Path, Extract] | None:
    if "text" in document:
        path = file.with_suffix(document.get("format", ".txt"))
        return path, read_bytes(document["text"].encode("utf-8"), path)
    for folder in searched:
        path = folder / document["source"]
        if path.is_file():
            return path, read_file(path)
    return None


def _turn(one: dict[str, Any]) -> TrueTurn:
    speaker = one["speaker"]
    first = [one["answers"]] if one.get("answers") else []
    return TrueTurn(
        one["id"],
        speaker.get("name"),
        speaker.get("title"),
        speaker.get("organization"),
        one["kind"],
        tuple((start, end) for start, end in one["spans"]),
        (*first, *one.get("also_answers", ())),
    )


def _check(file: Path, truth: Truth, turns: list[dict[str, Any]]) -> None:
    """That every span lies in the text, and begins and ends as the label says."""
    text = truth.extract.text
    for one, turn in zip(turns, truth.turns, strict=True):
        words = "".join(text[start:end] for start, end in turn.spans)
        fits = words.startswith(one.get("begins", "")) and words.endswith(one.get("ends", ""))
        inside = all(0 <= start < end <= len(text) for start, end in turn.spans)
        if not (fits and inside and turn.spans):
            raise DatasetError(
                f"{file}: turn {turn.turn_id}: the spans do not fit the source; label it anew."
            )
