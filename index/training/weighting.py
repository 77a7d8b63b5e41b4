"""How much each term of a question should count, learnt from questions and their rivals.

A softmax over the right passage and those that BM25 takes for it. A passage's
score is ``scale * (sum of factor(term) * impact + MEANING * cosine)``: the cosine
is there so that terms need not learn what the encoder knows already. A factor
is ``exp(own + kind's)``, its own part held near 0. The slope is written out by
hand, and Adam (Kingma & Ba, 2015, arXiv 1412.6980) walks down it; what is kept
is the mean of the last epoch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.training.rivals import Rivalry, Told
from index.weighting import write

__all__ = ["FactorsReport", "Judged", "Learning", "learn", "write"]

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]

KINDS = ("character", "pair", "number", "word")
MEANING = 15.0
"""What a cosine counts beside BM25's points."""
HELD_OUT = 20
"""One question in so many is not learnt from, and shows what was learnt."""


@dataclass(frozen=True, slots=True)
class Learning:
    """How factors are learnt; the defaults are those of the shipped ones.

    ``seldom``: a term in fewer questions gets no factor of its own. ``own_rate``
    and ``rate`` are Adam's for terms, and for kinds and scale; ``own_pull`` and
    ``kind_pull`` draw the parts of a factor's logarithm to 0.
    """

    seldom: int = 5
    epochs: int = 3
    batch_size: int = 512
    own_rate: float = 0.01
    rate: float = 0.02
    own_pull: float = 1e-3
    kind_pull: float = 0.1
    scale: float = 0.3


class Judged(NamedTuple):
    """Questions held out: the mean loss in nats, and the share whose right passage is first."""

    loss: float
    first: float


@dataclass(frozen=True, slots=True)
class FactorsReport:
    """Learnt factors (as logarithms) and how held-out questions fare without and with them."""

    factors: Mapping[str, float]
    questions: int
    before: Judged
    after: Judged
    out: Path | None = None
    seconds: float = 0.0


def learn(
    rivalry: Rivalry,
    learning: Learning | None = None,
    *,
    seed: int = 0,
    told: Told = lambda stage, done, whole: None,
) -> FactorsReport:
    """The factors of every term that stands in ``seldom`` questions or more; ``told`` of batches."""
    chosen = learning or Learning()
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(rivalry))
    held, rows = order[: len(order) // HELD_OUT], order[len(order) // HELD_OUT :]
    scorer = _Scorer.fresh(rivalry, rows, chosen)
    plain = scorer.judged(rivalry.take(held))
    middle = _Middle(np.zeros_like(scorer.own), np.zeros_like(scorer.shared))
    for epoch, batch in _batches(rows, chosen, chance, told):
        scorer.step(rivalry.take(batch), chosen)
        if epoch == chosen.epochs - 1:
            middle.pass_by(scorer.own, scorer.shared)
    scorer.own, scorer.shared = middle.own, middle.shared
    return FactorsReport(
        scorer.factors(rivalry.terms), len(rows), plain, scorer.judged(rivalry.take(held))
    )


def kind(term: str) -> int:
    """The place of a term's kind in ``KINDS``."""
    if term[0] >= "\u3007":
        return 0 if len(term) == 1 else 1
    return 2 if term[0].isdigit() else 3


def _batches(
    rows: Rows, learning: Learning, chance: np.random.Generator, told: Told
) -> Iterator[tuple[int, Rows]]:
    """The questions, shuffled anew each epoch, a batch at a time, with the epoch's number."""
    size = learning.batch_size
    whole = learning.epochs * -(-len(rows) // size)
    done = 0
    for epoch in range(learning.epochs):
        shuffled = chance.permutation(rows)
        for start in range(0, len(rows), size):
            yield epoch, shuffled[start : start + size]
            done += 1
            told("factors", done, whole)


@dataclass(slots=True)
class _Adam:
    """Adam's memory of one array."""

    rate: float
    mean: Floats
    square: Floats
    steps: int = 0

    def move(self, slope: Floats) -> Floats:
        """How far to go, and in which direction."""
        self.steps += 1
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.001 * (slope * slope - self.square)
        first = self.mean / (1 - 0.9**self.steps)
        second = self.square / (1 - 0.999**self.steps)
        return -self.rate * first / (np.sqrt(second) + 1e-8)


def _adam(rate: float, size: int) -> _Adam:
    return _Adam(rate, np.zeros(size), np.zeros(size))


@dataclass(slots=True)
class _Middle:
    """The mean of the places passed: less of it is chance (Polyak & Juditsky, 1992)."""

    own: Floats
    shared: Floats
    passed: int = 0

    def pass_by(self, own: Floats, shared: Floats) -> None:
        self.passed += 1
        self.own += (own - self.own) / self.passed
        self.shared += (shared - self.shared) / self.passed


@dataclass(slots=True)
class _Scorer:
    """What is learnt: each term's own part, each kind's, and the scale (as logarithms)."""

    own: Floats
    shared: Floats
    kinds: Rows
    known: NDArray[np.bool_]
    own_adam: _Adam
    shared_adam: _Adam

    @classmethod
    def fresh(cls, rivalry: Rivalry, rows: Rows, learning: Learning) -> _Scorer:
        """Every factor 1; terms seen too seldom in these questions keep their kind's."""
        counts = np.bincount(rivalry.asked[rows].indices, minlength=len(rivalry.terms))
        size, shared = len(counts), np.zeros(len(KINDS) + 1)
        shared[-1] = np.log(learning.scale)
        return cls(
            np.zeros(size),
            shared,
            np.asarray([kind(term) for term in rivalry.terms], dtype=np.int64),
            counts >= learning.seldom,
            _adam(learning.own_rate, size),
            _adam(learning.rate, len(shared)),
        )

    def factors(self, terms: Sequence[str]) -> dict[str, float]:
        """The logarithms of the factors of known terms, by term."""
        values = self.own + self.shared[self.kinds]
        return {terms[at]: float(values[at]) for at in np.flatnonzero(self.known).tolist()}

    def judged(self, rivalry: Rivalry) -> Judged:
        """The loss, and how often the right passage is first, on these questions."""
        if not len(rivalry):
            return Judged(float("nan"), float("nan"))
        loss, _, first = _contrast(self._scores(rivalry), rivalry)
        return Judged(loss, first)

    def step(self, rivalry: Rivalry, learning: Learning) -> None:
        """One step down the slope."""
        _, own, shared = self.slope(rivalry)
        own += 2 * learning.own_pull * self.own / learning.batch_size
        shared[:-1] += 2 * learning.kind_pull * self.shared[:-1]
        self.own += np.where(self.known, self.own_adam.move(own * self.known), 0.0)
        self.shared += self.shared_adam.move(shared)

    def slope(self, rivalry: Rivalry) -> tuple[float, Floats, Floats]:
        """The loss, and its slope by the terms' own parts and by kinds and scale."""
        scores = self._scores(rivalry)
        loss, back, _ = _contrast(scores, rivalry)
        own = rivalry.impacts.T @ (back * np.exp(self.shared[-1])) * self._exponentials()
        by_kind = np.bincount(self.kinds, weights=own, minlength=len(KINDS))
        return loss, own, np.append(by_kind, back @ scores)

    def _exponentials(self) -> Floats:
        return np.exp(self.own + self.shared[self.kinds])

    def _scores(self, rivalry: Rivalry) -> Floats:
        lexical = rivalry.impacts @ self._exponentials()
        return np.asarray(np.exp(self.shared[-1]) * (lexical + MEANING * rivalry.near))


def _contrast(scores: Floats, rivalry: Rivalry) -> tuple[float, Floats, float]:
    """Cross-entropy of the right passages, its slope by the scores, and the share that is first."""
    starts, sizes = rivalry.starts[:-1], np.diff(rivalry.starts)
    highest = np.maximum.reduceat(scores, starts)
    raised = np.exp(scores - np.repeat(highest, sizes))
    total = np.add.reduceat(raised, starts)
    share = rivalry.worth / rivalry.worth.sum()
    loss = share @ (np.log(total) + highest - scores[starts])
    back = raised / np.repeat(total, sizes)
    back[starts] -= 1.0
    first = float((scores[starts] >= highest).mean())
    return float(loss), back * np.repeat(share, sizes), first
