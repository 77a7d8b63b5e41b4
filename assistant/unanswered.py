"""Questions that found nothing, kept for those who care for the records; only if asked for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from assistant.sidelog import SideLog

if TYPE_CHECKING:
    from index.answer import Answer


class Unanswered(SideLog):
    """The day, the question, the confidence. No address, no hour."""

    def hear(self, answer: Answer) -> None:
        """Write down an answer that is none."""
        if answer.answered:
            return
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        sure = round(answer.confidence, 4)
        self.add({"day": day, "question": answer.question, "confidence": sure})
