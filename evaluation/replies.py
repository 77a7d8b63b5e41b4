"""What the search answered to each question, kept so that it can be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.model import Spans


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
