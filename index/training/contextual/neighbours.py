"""Batches of texts that are hard to tell apart, without looking for each one's neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def groups(vectors: NDArray[np.float32], size: int, chance: np.random.Generator) -> list[Rows]:
    """The rows in groups of ``size`` whose vectors lie close; the last may be smaller.

    Halved again and again along the line between two rows drawn by chance, so
    that every call groups anew.
    """
    waiting, done = [np.arange(len(vectors))], []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= size:
            done.append(rows)
            continue
        one, other = chance.choice(len(rows), 2, replace=False)
        line = vectors[rows[one]] - vectors[rows[other]]
        order = rows[np.argsort(vectors[rows] @ line, kind="stable")]
        middle = max(size, len(rows) // size // 2 * size)
        waiting += [order[:middle], order[middle:]]
    return [rows for rows in done if len(rows)]


def together(parts: list[Rows], size: int, chance: np.random.Generator) -> list[Rows]:
    """Batches of ``size`` rows, each of some groups drawn by chance; what fills none is left out."""
    if not parts:
        return []
    rows = np.concatenate([parts[at] for at in chance.permutation(len(parts))])
    return [rows[start : start + size] for start in range(0, len(rows) - size + 1, size)]
