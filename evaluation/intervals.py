"""How far a mean over few questions can be trusted: 95% intervals.

Two rules, by the values themselves:

- **Wilson's score interval** (1927) when every value is 0 or 1, because then
  the mean is a proportion and a bootstrap of 30 successes out of 30 claims
  certainty; and below 20 questions, where it is cautious for any values
  between 0 and 1 (their variance is at most p(1-p)) and a bootstrap is bold.
- **BCa bootstrap** (Efron 1987) otherwise: reciprocal ranks and nDCG are
  skewed, which the percentile interval ignores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evaluation.measures import mean

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

LEVEL = 0.95
SAMPLES = 10_000
SMALL = 20
BLOCK = 4_000_000


class Estimate(NamedTuple):
    """A value with its 95% interval."""

    value: float
    low: float
    high: float


def estimates(values: NDArray[float64], *, seed: int = 0, level: float = LEVEL) -> list[Estimate]:
    """One estimate for each column of values between 0 and 1, shape (questions, columns)."""
    import numpy as np

    binary = [bool(np.isin(column, (0.0, 1.0)).all()) for column in values.T]
    if len(values) < SMALL or all(binary):
        return [wilson(mean(column), len(values), level) for column in values.T]
    booted = bootstrap(values, seed=seed, level=level)
    return [
        wilson(mean(column), len(values), level) if proportion else estimate
        for column, proportion, estimate in zip(values.T, binary, booted, strict=True)
    ]


def wilson(share: float, count: int, level: float = LEVEL) -> Estimate:
    """Wilson's interval of a share among ``count`` questions."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count)
    reach *= (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return Estimate(
        share, max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))
    )


def bootstrap(
    values: NDArray[float64], *, seed: int = 0, level: float = LEVEL, samples: int = SAMPLES
) -> list[Estimate]:
    """BCa interval of each column's mean; the same resamples serve all columns."""
    from scipy.special import ndtri

    means = resampled_means(values, seed=seed, samples=samples)
    tails = float(ndtri((1 - level) / 2)), float(ndtri((1 + level) / 2))
    pairs = zip(values.T, means.T, strict=True)
    return [_bca(column, replicates, tails) for column, replicates in pairs]


def difference(differences: NDArray[float64], *, seed: int = 0, level: float = LEVEL) -> Estimate:
    """The mean of paired differences, BCa over them and two imagined questions.

    One of these is won and one lost by the largest difference seen, as Bonett
    & Price (2012) do for proportions. Without them three losses and no win
    among forty would exclude 0, which the exact test (p = 0.25) does not.
    """
    import numpy as np

    value = mean(differences)
    most = float(np.abs(differences).max())
    widened = np.append(differences, [most, -most])
    (reach,) = bootstrap(widened[:, None], seed=seed, level=level)
    return Estimate(value, min(value, reach.low), max(value, reach.high))


def resampled_means(values: NDArray[float64], *, seed: int, samples: int) -> NDArray[float64]:
    """Means of resampled rows, shape (samples, columns)."""
    import numpy as np

    count = len(values)
    rng = np.random.default_rng(seed)
    step = max(1, BLOCK // count)
    blocks = []
    for start in range(0, samples, step):
        rows = min(step, samples - start)
        drawn = rng.integers(count, size=(rows, count)) + np.arange(rows)[:, None] * count
        weights = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count)
        blocks.append(weights @ values / count)
    return np.concatenate(blocks)


def _bca(
    column: NDArray[float64], replicates: NDArray[float64], tails: tuple[float, float]
) -> Estimate:
    """Bias corrected and accelerated; acceleration of a mean is skewness / (6 sqrt n)."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    value = mean(column)
    spread = column - value
    if not np.abs(spread).max() > 1e-12:
        return Estimate(value, value, value)
    below = np.mean(replicates < value - 1e-12) + np.mean(np.abs(replicates - value) <= 1e-12) / 2
    shift = float(ndtri(np.clip(below, 1 / len(replicates), 1 - 1 / len(replicates))))
    bend = float((spread**3).sum() / (6 * (spread**2).sum() ** 1.5))
    levels = [ndtr(shift + (shift + tail) / (1 - bend * (shift + tail))) for tail in tails]
    low, high = np.quantile(replicates, levels)
    return Estimate(value, min(value, float(low)), max(value, float(high)))
