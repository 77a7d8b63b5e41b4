"""Whether confidence tells answers that are right from those that are not.

Confidence is the search's claim that the first turn it shows is right,
between 0 and 1. Nothing here depends on the order of equal confidences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import DatasetError
from evaluation.intervals import FEWER, Estimate, basic, proportion
from evaluation.topics import LEVEL, alone, sums

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

BINS = 10


class Point(NamedTuple):
    """When all at or above ``threshold`` are answered: the share answered, and of those wrong."""

    coverage: float
    risk: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in (low, high]; ``right`` is the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    right: Estimate


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many questions ended how, at the threshold the search ships with."""

    right: int
    wrong: int
    withheld: int
    refused: int
    invented: int


@dataclass(frozen=True, slots=True)
class Abstention:
    """All that is said of confidence; ``auroc`` is None when a set lacks one of the classes.

    ``right_when_answered`` is the share of the answers given that are right,
    ``silent_when_none`` that of the questions without an answer that got none,
    both at the threshold the search ships with; None where there is no such.
    """

    auroc: Estimate | None
    aurc: Estimate
    ece: Estimate
    curve: tuple[Point, ...]
    bins: tuple[Bin, ...]
    outcomes: Outcomes
    right_when_answered: Estimate | None
    silent_when_none: Estimate | None


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> Estimate:
    """`auroc_among` for questions that are all of topics of their own."""
    confidence = [*answerable, *unanswerable]
    classes = [True] * len(answerable) + [False] * len(unanswerable)
    return auroc_among(confidence, classes, alone(len(confidence)))


def auroc_among(
    confidence: Sequence[float], answerable: Sequence[bool], topic: NDArray[intp]
) -> Estimate:
    """The chance that an answerable question gets the higher confidence; ties count half.

    The Mann-Whitney statistic with Newcombe's interval (Statistics in
    Medicine 25:559, 2006, method 5), which stays honest at 1, where a
    bootstrap or DeLong's interval has no width. Questions of one topic count
    for fewer, by Obuchowski's variance for clustered data (Biometrics 53:567,
    1997) over DeLong's.
    """
    import numpy as np

    sure, mine = np.asarray(confidence, dtype=float), np.asarray(answerable, dtype=bool)
    if mine.all() or not mine.any():
        raise DatasetError("AUROC needs questions with an answer and questions without")
    above, below = _placements(sure[mine], sure[~mine]), 1 - _placements(sure[~mine], sure[mine])
    value, effect = float(above.mean()), len(sure) / (int(topic.max()) + 1)
    parts = np.zeros(len(sure))
    parts[mine], parts[~mine] = (above - value) / len(above), (below - value) / len(below)
    single = float(np.square(parts).sum())
    if single > 1e-12:
        effect = max(1.0, float(np.square(sums(parts, topic)).sum()) / single)
    return Estimate(value, *_newcombe(value, len(above) / effect, len(below) / effect))


def _placements(mine: NDArray[float64], others: NDArray[float64]) -> NDArray[float64]:
    """For each of mine the share of the others that lie below it; equal ones count half."""
    import numpy as np

    order = np.sort(others)
    lower, upto = np.searchsorted(order, mine), np.searchsorted(order, mine, side="right")
    shares: NDArray[float64] = (lower + upto) / (2 * len(order))
    return shares


def _newcombe(value: float, m: float, n: float) -> tuple[float, float]:
    """Where |value - theta| equals z standard errors at theta, on both sides."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    z2 = float(ndtri((1 + LEVEL) / 2)) ** 2
    star = (m + n) / 2 - 1

    def excess(theta: float) -> float:
        spread = 1 + star * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return (value - theta) ** 2 - z2 * theta * (1 - theta) * spread / (m * n)

    tiny = 1e-12
    inside = min(max(value, tiny), 1 - tiny)
    low = brentq(excess, tiny, inside) if inside > tiny else 0.0
    high = brentq(excess, inside, 1 - tiny) if inside < 1 - tiny else 1.0
    return float(low), float(high)


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """One point for each confidence that occurs, from the highest down.

    El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017.
    """
    import numpy as np

    levels, counts, hits = _by_confidence(confidence, right)
    covered, correct = np.cumsum(counts), np.cumsum(hits)
    risk = 1 - correct / covered
    rows = zip(covered / covered[-1], risk, levels, strict=True)
    return tuple(Point(float(c), float(r), float(t)) for c, r, t in rows)


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """The mean risk when the best 1, 2, … all questions are answered; smaller is better.

    Among equal confidences every order is equally likely, and the mean of the
    risks over these orders is taken.
    """
    import numpy as np

    _, counts, hits = _by_confidence(confidence, right)
    expected = np.repeat(hits / counts, counts)
    return float(np.mean(1 - np.cumsum(expected) / np.arange(1, len(expected) + 1)))


def aurc_among(
    confidence: Sequence[float], right: Sequence[bool], topic: NDArray[intp], seed: int = 0
) -> Estimate:
    """`aurc` with its interval, topics drawn again with all their questions."""
    import numpy as np

    sure, true = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    return basic(
        aurc(confidence, right),
        lambda rows: aurc(sure[rows].tolist(), true[rows].tolist()),
        topic,
        seed=seed,
    )


def reliability(
    confidence: Sequence[float], right: Sequence[bool], topic: NDArray[intp] | None = None
) -> tuple[Bin, ...]:
    """Bins of equal width that hold any question, from the lowest up."""
    import numpy as np

    sure, true = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    among = alone(len(sure)) if topic is None else topic
    at = _bin_of(sure)
    return tuple(
        _bin(index, sure[at == index], true[at == index], among[at == index])
        for index in np.unique(at)
    )


def ece(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean gap of confidence and truth, by questions.

    Naeini et al. 2015; Guo et al. 2017 (equal width).
    """
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.right.value) for part in bins) / total


def ece_among(
    confidence: Sequence[float], right: Sequence[bool], topic: NDArray[intp], seed: int = 0
) -> Estimate:
    """`ece` with its interval, topics drawn again with all their questions.

    It reaches to 0 where perfect confidence would show as much by chance in
    one set of forty: the gaps of each bin about their mean, the signs of
    whole topics turned (a wild bootstrap, Wu 1986).
    """
    import numpy as np

    sure, true = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    gap, at = sure - true, _bin_of(sure)
    estimate = basic(_error(gap, at), lambda rows: _error(gap[rows], at[rows]), topic, seed=seed)
    means = np.bincount(at, weights=gap) / np.maximum(np.bincount(at), 1)
    signs = 1 - 2 * np.random.default_rng(seed).integers(2, size=(FEWER, int(topic.max()) + 1))
    chance = [_error((gap - means[at]) * turned[topic], at) for turned in signs]
    if estimate.value <= np.quantile(chance, (1 + LEVEL) / 2):
        return estimate._replace(low=0.0)
    return estimate


def _error(gap: NDArray[float64], at: NDArray[intp]) -> float:
    """The calibration error of gaps between confidence and truth that lie in these bins."""
    import numpy as np

    return float(np.abs(np.bincount(at, weights=gap)).sum() / len(gap))


def _bin_of(sure: NDArray[float64]) -> NDArray[intp]:
    import numpy as np

    return np.clip(np.ceil(sure * BINS).astype(np.intp) - 1, 0, BINS - 1)


def _bin(index: int, sure: NDArray[float64], true: NDArray[float64], topic: NDArray[intp]) -> Bin:
    import numpy as np

    share = proportion(true, np.unique(topic, return_inverse=True)[1])
    return Bin(float(index / BINS), float((index + 1) / BINS), len(true), float(sure.mean()), share)


def _by_confidence(
    confidence: Sequence[float], right: Sequence[bool]
) -> tuple[NDArray[float64], NDArray[intp], NDArray[float64]]:
    """Distinct confidences from the highest down, how many questions, how many right."""
    import numpy as np

    levels, at = np.unique(-np.asarray(confidence, dtype=float), return_inverse=True)
    counts = np.bincount(at)
    hits = np.bincount(at, weights=np.asarray(right, dtype=float)).astype(float)
    return -levels, counts, hits
