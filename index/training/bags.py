"""Texts as bags of word ids, many in three flat arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]
_TEXTS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class Bags:
    """``n`` bags: bag ``i`` is ``ids[starts[i]:starts[i + 1]]``, each id once, rising.

    ``counts`` says how often each stands in the text, up to a cap. Shapes: ids and
    counts ``(total,)``, starts ``(n + 1,)``.
    """

    ids: Ids
    counts: Floats
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> Bags:
        """The bags of these rows, in this order."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        at = np.repeat(self.starts[rows] - starts[:-1], sizes) + np.arange(starts[-1])
        return Bags(self.ids[at], self.counts[at], starts)


def cut(
    texts: Sequence[str],
    tokenizer: Tokenizer,
    *,
    most: float = 2.0,
    told: Callable[[int, int], None] = lambda done, whole: None,
) -> Bags:
    """The texts as bags; a word counts at most ``most`` times, an unknown one never."""
    parts: list[tuple[Ids, Floats]] = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        batch = list(texts[start : start + _TEXTS_AT_ONCE])
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        parts += [_bag(encoding.ids, most) for encoding in encodings]
        told(len(parts), len(texts))
    return _joined(parts)


def joined(first: Bags, second: Bags) -> Bags:
    """The bags of the first, then those of the second."""
    return Bags(
        np.concatenate([first.ids, second.ids]),
        np.concatenate([first.counts, second.counts]),
        np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]),
    )


def document_frequencies(bags: Iterable[Bags], size: int) -> NDArray[np.int64]:
    """In how many bags each of ``size`` ids stands."""
    return sum(
        (np.bincount(each.ids, minlength=size) for each in bags), np.zeros(size, dtype=np.int64)
    )


def _bag(ids: Sequence[int], most: float) -> tuple[Ids, Floats]:
    """One bag: its ids, each once, and their capped counts."""
    found, counts = np.unique(np.asarray(ids, dtype=np.int32), return_counts=True)
    known = found > 0
    return found[known], np.minimum(counts[known], most).astype(np.float32)


def _joined(parts: Sequence[tuple[Ids, Floats]]) -> Bags:
    """Single bags in a row."""
    sizes = [len(ids) for ids, _ in parts]
    return Bags(
        np.concatenate([ids for ids, _ in parts] or [np.empty(0, np.int32)]),
        np.concatenate([counts for _, counts in parts] or [np.empty(0, np.float32)]),
        np.concatenate([[0], np.cumsum(np.asarray(sizes, dtype=np.int64))]).astype(np.int64),
    )
