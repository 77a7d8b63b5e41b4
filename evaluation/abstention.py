"""Whether confidence tells answers that are right from those that are not.

Confidence is the search's claim that the first turn it shows is right,
between 0 and 1. Nothing here depends on the order of equal confidences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import DatasetError
from evaluation.intervals import LEVEL, Estimate, wilson

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
    """All that is said of confidence; ``auroc`` is None when a set lacks one of the classes."""

    auroc: Estimate | None
    aurc: float
    ece: float
    curve: tuple[Point, ...]
    bins: tuple[Bin, ...]
    outcomes: Outcomes


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> Estimate:
    """The chance that an answerable question gets the higher confidence; ties count half.

    The Mann-Whitney statistic with Newcombe's interval (Statistics in
    Medicine 25:559, 2006, method 5), which stays honest at 1, where a
    bootstrap or DeLong's interval has no width.
    """
    import numpy as np

    if not answerable or not unanswerable:
        raise DatasetError("AUROC needs questions with an answer and questions without")
    others = np.sort(np.asarray(unanswerable, dtype=float))
    mine = np.asarray(answerable, dtype=float)
    below, upto = np.searchsorted(others, mine), np.searchsorted(others, mine, side="right")
    value = float((below + upto).mean() / 2 / len(others))
    return Estimate(value, *_newcombe(value, len(mine), len(others)))


def _newcombe(value: float, m: int, n: int) -> tuple[float, float]:
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


def reliability(
    confidence: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> tuple[Bin, ...]:
    """Bins of equal width that hold any question, from the lowest up."""
    import numpy as np

    sure, true = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    at = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)
    return tuple(_bin(index, bins, sure[at == index], true[at == index]) for index in np.unique(at))


def ece(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean gap of confidence and truth, by questions.

    Naeini et al. 2015; Guo et al. 2017 (equal width).
    """
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.right.value) for part in bins) / total


def _bin(index: int, bins: int, sure: NDArray[float64], true: NDArray[float64]) -> Bin:
    share = wilson(float(true.mean()), len(true))
    return Bin(float(index / bins), float((index + 1) / bins), len(true), float(sure.mean()), share)


def _by_confidence(
    confidence: Sequence[float], right: Sequence[bool]
) -> tuple[NDArray[float64], NDArray[intp], NDArray[float64]]:
    """Distinct confidences from the highest down, how many questions, how many right."""
    import numpy as np

    levels, at = np.unique(-np.asarray(confidence, dtype=float), return_inverse=True)
    counts = np.bincount(at)
    hits = np.bincount(at, weights=np.asarray(right, dtype=float)).astype(float)
    return -levels, counts, hits
