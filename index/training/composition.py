"""Words made of their characters and of the shorter words inside them.

While training, a word's vector is its own row plus the mean of its parts' rows,
so that a rare word starts from what its characters mean and one met nowhere in
the pairs still gets a vector (Bojanowski et al., 2017, arXiv 1607.04606, with
whole dictionary words in the place of n-grams). In the end both are baked into
one table, and encoding knows nothing of parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.training.bags import Bags


def parts_of(words: Sequence[str], *, inner_words: bool = True) -> Bags:
    """For each word, the ids of its parts; counts are shares that sum to one.

    A single character has no parts. With ``inner_words`` the shorter words of the
    vocabulary that lie inside a word are parts too, beside its characters.
    """
    ids = {word: index for index, word in enumerate(words)}
    rows = [_parts(word, ids, inner_words) for word in words]
    sizes = np.asarray([len(row) for row in rows], dtype=np.int64)
    shares = np.repeat(1.0 / np.maximum(sizes, 1), sizes)
    return Bags(
        np.asarray([part for row in rows for part in row], dtype=np.int32),
        shares.astype(np.float32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )


def _parts(word: str, ids: Mapping[str, int], inner_words: bool) -> list[int]:
    """The ids of one word's parts, rising."""
    longest = len(word) - 1 if inner_words else min(1, len(word) - 1)
    if word.startswith("["):
        return []
    found = {
        word[start : start + size]
        for size in range(1, longest + 1)
        for start in range(len(word) - size + 1)
    }
    return sorted(ids[part] for part in found if part in ids)
