"""Pairs cut into bags, and the batches of an epoch, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.bags import Bags, cut, joined
from index.training.learner import Batch
from index.training.pairs import Pair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Material:
    """All pairs as bags, row by row; equal texts have equal keys, sources are numbered."""

    queries: Bags
    positives: Bags
    query_keys: Rows
    positive_keys: Rows
    sources: Rows
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sources)


def prepare(
    pairs: Sequence[Pair],
    tokenizer: Tokenizer,
    *,
    most: float = 2.0,
    progress: Callable[[str, int, int], None] = lambda stage, done, whole: None,
) -> Material:
    """Cut every pair; ``most`` caps how often a word counts within one text."""
    names = tuple(sorted({pair.source for pair in pairs}))
    number = {name: index for index, name in enumerate(names)}
    queries = [pair.query for pair in pairs]
    positives = [pair.positive for pair in pairs]
    return Material(
        cut(queries, tokenizer, most=most, told=partial(progress, "cutting queries")),
        cut(positives, tokenizer, most=most, told=partial(progress, "cutting positives")),
        _keys(queries),
        _keys(positives),
        np.asarray([number[pair.source] for pair in pairs], dtype=np.int64),
        names,
    )


def epoch(
    material: Material,
    size: int,
    chance: np.random.Generator,
    *,
    repeats: Mapping[str, float],
    together: float,
) -> list[Rows]:
    """The rows of one epoch's batches, ``size`` pairs each; what fills none is left out.

    ``repeats`` says how often a source's pairs come by in an epoch (1 unless
    named; 2.5 is twice, and a third time for half of them). A share ``together``
    of the pairs comes in batches of one source, where the other pairs are harder
    to tell apart; the rest is mixed.
    """
    drawn = _drawn(material, chance, repeats)
    apart = chance.random(len(drawn)) < together
    alike = [drawn[apart & (material.sources[drawn] == at)] for at in range(len(material.names))]
    whole = [rows[: len(rows) - len(rows) % size] for rows in alike]
    left = [rows[len(rows) - len(rows) % size :] for rows in alike]
    mixed = chance.permutation(np.concatenate([drawn[~apart], *left]))
    rows = np.concatenate([*whole, mixed[: len(mixed) - len(mixed) % size]])
    parts = rows.reshape(-1, size)
    return list(parts[chance.permutation(len(parts))])


def batches_in(material: Material, size: int, repeats: Mapping[str, float]) -> int:
    """About how many batches an epoch has."""
    counts = np.bincount(material.sources, minlength=len(material.names))
    times = [repeats.get(name, 1.0) for name in material.names]
    return int((counts * times).sum() // size)


def _drawn(material: Material, chance: np.random.Generator, repeats: Mapping[str, float]) -> Rows:
    """The rows of one epoch, each as often as its source says, shuffled."""
    times = np.asarray([repeats.get(name, 1.0) for name in material.names])[material.sources]
    times = np.floor(times + chance.random(len(times))).astype(np.int64)
    return chance.permutation(np.repeat(np.arange(len(material)), times))


def batch(material: Material, rows: Rows) -> Batch:
    """These pairs as one batch."""
    bags = joined(material.queries.take(rows), material.positives.take(rows))
    asked, found = material.query_keys[rows], material.positive_keys[rows]
    same = (asked[:, None] == asked[None, :]) | (found[:, None] == found[None, :])
    np.fill_diagonal(same, False)
    return Batch(bags, len(rows), same)


def _keys(texts: Sequence[str]) -> Rows:
    """A number for each text, equal for equal texts."""
    seen: dict[str, int] = {}
    return np.asarray([seen.setdefault(text, len(seen)) for text in texts], dtype=np.int64)
