"""Lessons in batches: windows of about a length, and pairs whose passages are rivals."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text import normalise
from index.training.distil.lessons import Lessons
from index.training.judging.lessons import Example, Told
from index.training.judging.settings import Judging

_SORTED = 2000
"""Examples among which those of about a length are put together."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What is learnt from, and what is held back.

    ``windows`` are for judging; ``pairs``, record by record, and those of ``others`` for vectors.
    """

    windows: Sequence[Example]
    held: Sequence[Example]
    pairs: Sequence[Sequence[Told]]
    others: Lessons | None = None


def drawn(given: Taught, recipe: Judging, step: int) -> list[Told]:
    """Pairs of a few records, whose passages are each other's rivals, or mere ones of a source."""
    chance = random.Random(f"{recipe.seed} {step}")
    if given.others and chance.random() < recipe.others:
        return list(_mere(given.others, step))
    each = max(1, recipe.batch_size // recipe.records)
    records = chance.sample(given.pairs, min(recipe.records, len(given.pairs)))
    return [one for told in records for one in chance.sample(told, min(each, len(told)))]


def _mere(others: Lessons, step: int) -> Iterator[Told]:
    """Pairs of one source; all texts of a query that comes twice answer it."""
    batch = others.batch(step)
    asked, said = [*map(normalise, batch.asked)], [*map(normalise, batch.said)]
    right: dict[str, set[str]] = {}
    for query, text in zip(asked, said, strict=True):
        right.setdefault(query, set()).add(text)
    for query, text in zip(asked, said, strict=True):
        yield Told(query, text, text, frozenset(right[query]))


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
