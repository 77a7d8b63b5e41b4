"""The batches of a contextual training, each drawn from the seed and its number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DatasetError
from index.encoder import StaticEncoder
from index.training.contextual import neighbours
from index.training.contextual.body import Body, Tokens
from index.training.contextual.impacts import Impacts
from index.training.contextual.settings import Contextual
from index.training.pairs import Pair

Rows = NDArray[np.int64]
_SAMPLE = 20_000
"""Passages that show how texts differ; half of them, how rare terms are."""
_HINT = 120
"""Characters of a positive that say, beside the query, which pairs lie close."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts that go together, row by row, and what else is known of them.

    ``shares`` is what BM25 says ``(queries, positives)``; ``same`` is true off the
    diagonal where the two belong together all the same.
    """

    queries: Tokens
    positives: Tokens
    shares: NDArray[np.float32]
    same: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Listed:
    """Questions, each with passages to tell apart, of each the right one first.

    ``places`` ``(questions, 1 + rivals)`` says which of the passages; ``shares``,
    same shape, what BM25 says of them.
    """

    questions: list[str]
    passages: list[str]
    places: Rows
    shares: NDArray[np.float32]


class Lessons:
    """Pairs, in batches; those of an epoch are grouped when it is reached."""

    def __init__(self, pairs: Sequence[Pair], static: StaticEncoder, recipe: Contextual) -> None:
        """Count how rare terms are."""
        self._pairs = pairs
        self._static = static
        self._recipe = recipe
        self._order = np.random.default_rng([recipe.seed, 0]).permutation(len(pairs))
        self.sample = [pairs[at].positive for at in self._order[:_SAMPLE].tolist()]
        self._impacts = Impacts.of(self.sample[: _SAMPLE // 2])
        self._sources: dict[str, list[int]] = {}
        for at, pair in enumerate(pairs):
            self._sources.setdefault(pair.source, []).append(at)
        self._epoch: tuple[int, list[Rows]] = (-1, [])

    @property
    def sources(self) -> dict[str, int]:
        """How many pairs each source has."""
        return {name: len(rows) for name, rows in self._sources.items()}

    @property
    def guesses(self) -> int:
        """Steps of guessing words."""
        return self._recipe.masked // self._recipe.masked_batch

    @cached_property
    def contrasts(self) -> int:
        """Steps of telling apart, in all epochs."""
        return max(1, int(self._in_epoch * self._recipe.epochs))

    @cached_property
    def _in_epoch(self) -> int:
        """Batches of an epoch, the same in each."""
        size = self._recipe.batch_size
        found = sum(
            len(_drawn(rows, self._times(name), np.random.default_rng(0))) // size
            for name, rows in self._sources.items()
        )
        if not found:
            raise DatasetError(f"no source has the pairs for one batch of {size}")
        return found

    def texts(self, body: Body, step: int) -> Tokens:
        """The texts of one step of guessing."""
        size = self._recipe.masked_batch
        at = np.arange(step * size, (step + 1) * size) % len(self._order)
        texts = [self._pairs[row].positive for row in self._order[at].tolist()]
        chance = np.random.default_rng([self._recipe.seed, 1, step])
        return _read(body, texts, self._recipe.said, chance)[0]

    def judged(self, body: Body, step: int) -> Judged:
        """One step of telling apart."""
        epoch, at = divmod(step, self._in_epoch)
        rows = self._batches(epoch)[at].tolist()
        chance = np.random.default_rng([self._recipe.seed, 2, step])
        asked, found = ([getattr(self._pairs[row], side) for row in rows] for side in _SIDES)
        queries, words = _read(body, asked, self._recipe.asked, None)
        positives, passages = _read(body, found, self._recipe.said, chance)
        shares = self._impacts.shares(words, passages)
        return Judged(queries, positives, shares, self._same(asked, found))

    def listed(self, step: int, rivals: int) -> Listed:
        """One step of reading both: the right passage and what BM25 takes for it."""
        epoch, at = divmod(step, self._in_epoch)
        rows = self._batches(epoch)[at].tolist()
        asked = [self._pairs[row].query[:_ASKED] for row in rows]
        found = [self._pairs[row].positive[:_SAID] for row in rows]
        shares = self._impacts.shares(asked, found)
        own = np.arange(len(rows))
        others = np.where(self._same(asked, found), -1.0, shares)
        others[own, own] = -2.0
        best = np.argsort(-others, axis=1, kind="stable")[:, :rivals]
        places = np.concatenate([own[:, None], best], axis=1)
        return Listed(asked, found, places, np.take_along_axis(shares, places, axis=1))

    def _same(self, asked: Sequence[str], found: Sequence[str]) -> NDArray[np.bool_]:
        """Where texts are equal, or positives so near that either may answer."""
        vectors = self._static.encode_passages(found)
        same = np.asarray(vectors @ vectors.T >= self._recipe.alike)
        for texts in (np.asarray(asked), np.asarray(found)):
            same |= texts[:, None] == texts[None, :]
        np.fill_diagonal(same, False)
        return same

    def _times(self, source: str) -> float:
        return self._recipe.repeats.get(source, 1.0)

    def _batches(self, epoch: int) -> list[Rows]:
        """The batches of an epoch; the last one asked for is remembered."""
        if self._epoch[0] != epoch:
            chance = np.random.default_rng([self._recipe.seed, 3, epoch])
            found = [
                batch for name in sorted(self._sources) for batch in self._of_source(name, chance)
            ]
            self._epoch = (epoch, [found[at] for at in chance.permutation(len(found))])
        return self._epoch[1]

    def _of_source(self, name: str, chance: np.random.Generator) -> list[Rows]:
        """Batches of one source's pairs."""
        rows = _drawn(self._sources[name], self._times(name), chance)
        if len(rows) < self._recipe.batch_size:
            return []
        pairs = [self._pairs[row] for row in rows.tolist()]
        vectors = self._static.encode_passages([p.query + p.positive[:_HINT] for p in pairs])
        close = neighbours.groups(vectors, self._recipe.group, chance)
        return neighbours.together([rows[one] for one in close], self._recipe.batch_size, chance)


_ASKED, _SAID = 60, 120
"""Characters of a question and of a passage that are read together."""
_SIDES = ("query", "positive")


def _drawn(rows: Sequence[int], times: float, chance: np.random.Generator) -> Rows:
    """Rows as often as they come by in an epoch: 2.5 is twice, and a third time for half."""
    whole, part = divmod(times, 1.0)
    some = chance.permutation(rows)[: round(part * len(rows))]
    return np.concatenate([np.repeat(np.asarray(rows, np.int64), int(whole)), some]).astype(
        np.int64
    )


def _read(
    body: Body, texts: Sequence[str], most: int, chance: np.random.Generator | None
) -> tuple[Tokens, list[str]]:
    """Of each text ``most`` words in a row, as ids and as text.

    With ``chance``, half of the longer ones are read from a word drawn by it on.
    """
    rows, read = [], []
    cut = body.tokenizer.encode_batch(list(texts), add_special_tokens=False)
    for text, one in zip(texts, cut, strict=True):
        first = _first(len(one.ids), most, chance)
        rows.append(np.asarray(one.ids[first : first + most], dtype=np.int64))
        ends = one.offsets[first : first + most]
        read.append(text[ends[0][0] : ends[-1][1]] if ends else "")
    return body.padded(rows), read


def _first(words: int, most: int, chance: np.random.Generator | None) -> int:
    """Where to begin to read."""
    if chance is None or words <= most or chance.random() < 0.5:
        return 0
    return int(chance.integers(words - most + 1))
