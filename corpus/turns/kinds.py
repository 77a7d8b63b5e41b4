"""What the turns of a labelled record are: questions, answers, statements.

With roles, who asks and who answers is told by them; without, a run of turns
by one person that ends in a question asks, and the next runs answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Kind
from corpus.turns.roles import by_role
from corpus.turns.runs import by_run
from corpus.turns.spoken import ASKING, Spoken

FEW = 0.05
"""Roles tell the kinds only where more than this share of the turns is a member's or reporter's."""


def kinds(spoken: Sequence[Spoken]) -> list[Kind]:
    """The kind of every turn, in order: what its label tells, else what the order shows."""
    asking = sum(one.speaker.role in ASKING for one in spoken)
    guessed = by_role(spoken) if asking > FEW * len(spoken) else by_run(spoken)
    return [one.kind or guess for one, guess in zip(spoken, guessed, strict=True)]
