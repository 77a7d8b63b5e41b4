"""What the search answered to each question, kept so that it can be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.model import Spans
from evaluation.rows import field, objects, words


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn that was shown, with the words marked in it."""

    turn_id: str
    evidence: Spans


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``shown`` are its findings or, when it abstained, the nearest turns."""

    question_id: str
    answered: bool
    confidence: float
    shown: tuple[Shown, ...]


def save_replies(replies: Iterable[Reply], path: Path) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in replies)


def open_replies(path: Path) -> tuple[Reply, ...]:
    """The replies that `save_replies` wrote."""
    return tuple(
        Reply(
            words(row, "question_id", place),
            field(row, "answered", bool, place),
            field(row, "confidence", float, place),
            tuple(_shown(item, place) for item in field(row, "shown", list, place)),
        )
        for place, row in objects(path)
    )


def _shown(item: dict[str, object], place: str) -> Shown:
    spans = field(item, "evidence", list, place)
    return Shown(words(item, "turn_id", place), tuple((s, e) for s, e in spans))
