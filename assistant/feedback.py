"""What operators say of an answer: wrong speaker, not an answer. Kept as JSON lines."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Literal

from assistant.sidelog import SideLog

Kind = Literal["wrong_speaker", "not_an_answer"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: about which turn, and what had been asked."""

    kind: Kind
    transcript: str
    turn: str
    question: str


class Feedback(SideLog):
    """A file that remarks are added to."""

    def hear(self, remark: Remark) -> bool:
        """Write one down; whether it was kept."""
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        return self.add({"at": at, **asdict(remark)})
