"""BM25 itself: what a term's rarity, its count and a passage's length are worth.

Robertson and Zaragoza, Foundations and Trends in Information Retrieval 3(4),
2009, with the inverse document frequency of Lucene, which is never negative.
A score is the sum over the terms of ``weight * share``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.postings import CODES, class_lengths, counts_of, length_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.2, 0.75


def rarity(found: int, total: int) -> float:
    """The inverse document frequency of a term that ``found`` of ``total`` passages have.

    ``log(1 + (N - n + 0.5) / (n + 0.5))``.
    """
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


def weight(count: float, rare: float) -> float:
    """What a term that a question has so often, and that is so rare, gives at most."""
    return count * rare * (K1 + 1)


def norms(lengths: NDArray[np.int32], average: float) -> NDArray[np.float32]:
    """``k1 (1 - b + b length / average)`` of passages, by classes of length."""
    return _by_length(class_lengths(), average)[length_classes(lengths)]


def share(counts: NDArray[np.uint8], norm: NDArray[np.float32]) -> NDArray[np.float32]:
    """``count / (count + norm)``: how much of its weight a term gives each passage."""
    counted = counts.astype(np.float32)
    given: NDArray[np.float32] = counted / (counted + norm)
    return given


def shares(average: float) -> NDArray[np.float64]:
    """The share for every code of a posting."""
    every = np.arange(CODES)
    of_classes = _by_length(class_lengths(), average)
    return share(counts_of(every.astype(np.uint16)), of_classes[every >> 8]).astype(np.float64)


def _by_length(lengths: NDArray[np.int64], average: float) -> NDArray[np.float32]:
    return (K1 * (1 - B + B * lengths / max(average, 1e-9))).astype(np.float32)
