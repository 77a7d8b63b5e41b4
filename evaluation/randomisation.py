"""Could luck have made this difference: a test, its correction, and what a set can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evaluation.topics import alone, sums, variance

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

FLIPS = 100_000
EXACT = 16
BLOCK = 8_000_000
TINY = 1e-9
"""A difference or spread of values that is rounding and no more."""
POWER = 0.8


def randomisation_test(
    differences: NDArray[float64],
    topic: NDArray[intp] | None = None,
    *,
    seed: int = 0,
    flips: int = FLIPS,
) -> float:
    """Two-sided p of the mean difference, each topic's sign being as likely either way.

    Fisher's paired randomisation (Smucker, Allan & Carterette 2007), the
    questions of a topic turned together (`topics.numbered`; None: none shares
    one). Exact where all differences are of one size (then it is the sign
    test) and up to 16 that differ; otherwise (1 + as extreme) / (1 + flips).
    """
    import numpy as np
    from scipy.special import bdtr

    together = differences if topic is None else sums(differences, topic)
    moved = together[np.abs(together) > TINY]
    if not len(moved):
        return 1.0
    if np.ptp(np.abs(moved)) < TINY:
        fewer = min(int((moved > 0).sum()), int((moved < 0).sum()))
        return min(1.0, 2 * float(bdtr(fewer, len(moved), 0.5)))
    if len(moved) <= EXACT:
        codes = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved))
        return float(_as_extreme(1 - 2 * (codes & 1), moved) / len(codes))
    rng, extreme, done = np.random.default_rng(seed), 0, 0
    while done < flips:
        rows = min(flips - done, max(1, BLOCK // len(moved)))
        signs = 1 - 2 * rng.integers(2, size=(rows, len(moved)), dtype=np.int8)
        extreme += _as_extreme(signs, moved)
        done += rows
    return (1 + extreme) / (1 + flips)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values in the order given (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, (len(order) - rank) * p_values[index]))
        adjusted[index] = worst
    return adjusted


def detectable(differences: NDArray[float64], topic: NDArray[intp] | None = None) -> float | None:
    """The smallest mean difference found at 5%, two-sided, with power 0.8 (normal theory)."""
    from scipy.special import ndtri

    error = variance(differences, alone(len(differences)) if topic is None else topic) ** 0.5
    return float((ndtri(0.975) + ndtri(POWER)) * error) if error > TINY else None


def _as_extreme(signs: NDArray[Any], moved: NDArray[float64]) -> int:
    return int((abs(signs @ moved) >= abs(moved.sum()) - TINY).sum())
