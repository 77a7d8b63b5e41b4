"""Questions that found nothing, kept for those who care for the records; only if asked for."""

from __future__ import annotations

import datetime
import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.answer import Answer


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A file of JSON lines: the day, the question, the confidence. No address, no hour."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, answer: Answer) -> None:
        """Write down an answer that is none."""
        if answer.answered:
            return
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        line = {
            "day": day,
            "question": answer.question,
            "confidence": round(answer.confidence, 4),
        }
        with self._lock, self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
