"""What operators say of an answer: wrong speaker, not an answer. Kept as JSON lines."""

from __future__ import annotations

import datetime
import json
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["wrong_speaker", "not_an_answer"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: about which turn, and what had been asked."""

    kind: Kind
    transcript: str
    turn: str
    question: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A file that remarks are added to."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, remark: Remark) -> None:
        """Write one down."""
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": at, **asdict(remark)}, ensure_ascii=False)
        with self._lock, self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(line + "\n")
