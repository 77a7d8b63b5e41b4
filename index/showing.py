"""Which of the hits are shown, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.hits import Row

BESIDE = 0.5
"""A further finding has at least this share of the best score: on development questions
that keeps nine in ten of the further right answers, and shows one further finding in two."""
NEAR_BEST = 0.6
"""Findings with this share of the best score may be put in order of date."""


class Part(NamedTuple):
    """One of several questions in one: its words, the turn that comes first for it, how sure."""

    text: str
    row: int | None
    sure: float


def shown(hits: Sequence[Row], sure: float, parts: Sequence[Part], answer_at: float) -> list[Row]:
    """The best hit, what answers each part, and what comes near the best, in this order.

    ``sure`` is how surely the best answers the whole; where it does not, what
    answers a part goes before it, the surest first.
    """
    answers: dict[int | None, float] = {}
    for part in parts:
        if part.sure >= answer_at:
            answers[part.row] = max(part.sure, answers.get(part.row, 0.0))
    if sure >= answer_at:
        answers[hits[0].row] = 1.0 + sure
    beside = BESIDE * hits[0].score
    kept = [hit for hit in hits if hit.score >= beside or hit.row in answers]
    return sorted(kept, key=lambda hit: -answers.get(hit.row, 0.0))


def newest_first(hits: Sequence[Row], date: Callable[[int], str | None]) -> list[Row]:
    """The latest meeting first among hits that come near the best; no date is the earliest."""
    near = [hit for hit in hits if hit.score >= NEAR_BEST * hits[0].score]
    dates = {hit.row: date(hit.row) or "" for hit in near}
    return [*sorted(near, key=lambda hit: dates[hit.row], reverse=True), *hits[len(near) :]]
