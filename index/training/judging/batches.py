"""Lessons in batches: windows of about a length, and what vectors learn beside them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.training.distil.lessons import Batch, Lessons
from index.training.judging.lessons import Example
from index.training.judging.settings import Judging
from index.training.judging.vectors import Lesson

_SORTED = 2000
"""Examples among which those of about a length are put together."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What is learnt from, and what is held back.

    ``windows`` are for judging; ``records`` and the mere pairs of ``others`` for vectors.
    """

    windows: Sequence[Example]
    held: Sequence[Example]
    records: Sequence[Lesson] = ()
    others: Lessons | None = None


def drawn(given: Taught, recipe: Judging, step: int) -> Lesson | Batch | None:
    """A record with some of its questions, or mere pairs of a source; None where there is no record."""
    chance = random.Random(f"{recipe.seed} {step}")
    if given.others and chance.random() < recipe.others:
        return given.others.batch(step)
    if not given.records:
        return None
    return chance.choice(given.records).some(recipe.batch_size, chance)


def endless(windows: Sequence[Example], recipe: Judging) -> Iterator[list[Example]]:
    """Windows of about a length together, over and over in another order; there must be some."""
    chance = random.Random(recipe.seed)
    while True:
        order = chance.sample(windows, len(windows))
        for start in range(0, len(order), _SORTED):
            batches = list(filled(order[start : start + _SORTED], recipe.tokens))
            chance.shuffle(batches)
            yield from batches


def filled(windows: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Shortest first, in batches of no more than so many pieces, pads among them; or of one."""
    batch: list[Example] = []
    for one in sorted(windows, key=lambda one: len(one.ids)):
        if batch and (len(batch) + 1) * len(one.ids) > tokens:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
