"""Pairs in batches, each of one source, each drawn from its own seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from corpus.errors import DatasetError
from index.training.distil.settings import Distil
from index.training.pairs import Pair

_ASKED = 160
"""Characters of a query that are read; some are whole letters."""


class Batch(NamedTuple):
    """Queries and, row by row, the texts that they should find."""

    asked: list[str]
    said: list[str]


class Lessons:
    """Every source's pairs, no more than the recipe says, and its share of the batches."""

    def __init__(self, pairs: Sequence[Pair], recipe: Distil) -> None:
        """Draw the pairs that are used.

        Raises:
            DatasetError: no source that has a share has two pairs.
        """
        self._recipe = recipe
        by_source: dict[str, list[Pair]] = {}
        for pair in pairs:
            by_source.setdefault(pair.source, []).append(pair)
        self._sources = [
            self._drawn(at, by_source[name])
            for at, name in enumerate(sorted(by_source))
            if recipe.times(name) > 0 and len(by_source[name]) > 1
        ]
        if not self._sources:
            raise DatasetError("nothing to learn from: want a source of two pairs or more")
        chances = [len(rows) * recipe.times(rows[0].source) for rows in self._sources]
        self._shares = np.asarray(chances) / sum(chances)

    def _drawn(self, at: int, rows: Sequence[Pair]) -> list[Pair]:
        """A source's pairs in an order of chance, or as many as are used of them."""
        chance = np.random.default_rng([self._recipe.seed, 0, at])
        return [rows[row] for row in chance.permutation(len(rows))[: self._recipe.most].tolist()]

    @property
    def sources(self) -> dict[str, int]:
        """How many pairs of each source are used."""
        return {rows[0].source: len(rows) for rows in self._sources}

    def texts(self) -> Iterator[str]:
        """Both sides of each source's first pairs: what pieces are counted in."""
        for rows in self._sources:
            for pair in rows[: self._recipe.counted]:
                yield pair.query[:_ASKED]
                yield pair.positive

    def batch(self, step: int) -> Batch:
        """The pairs of one step, from 0; a small source's are fewer than a batch."""
        return self._batch(1, step)

    def sample(self, batches: int) -> Batch:
        """As many pairs as so many batches have, drawn as they are, but others."""
        drawn = [self._batch(2, at) for at in range(batches)]
        asked = [text for one in drawn for text in one.asked]
        return Batch(asked, [text for one in drawn for text in one.said])

    def _batch(self, kind: int, at: int) -> Batch:
        chance = np.random.default_rng([self._recipe.seed, kind, at])
        pairs = self._sources[chance.choice(len(self._sources), p=self._shares)]
        size = min(self._recipe.batch_size, len(pairs))
        rows = chance.choice(len(pairs), size, replace=False).tolist()
        return Batch(
            [pairs[row].query[:_ASKED] for row in rows], [pairs[row].positive for row in rows]
        )
