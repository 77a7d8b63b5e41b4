"""What BM25 says of the texts of a batch, so that the encoder learns what BM25 does not know.

After CLEAR (Gao et al., 2021, arXiv 2004.13969): a softmax over what both say
together leaves the encoder the questions that BM25 gets wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import segmenter
from index.bm25 import K1, B

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Impacts:
    """How rare terms are in a sample of passages, and how long these are on average."""

    frequencies: Counter[str]
    passages: int
    length: float

    @classmethod
    def of(cls, passages: Iterable[str]) -> Impacts:
        """Count a sample."""
        frequencies: Counter[str] = Counter()
        number = total = 0
        for text in passages:
            terms = segmenter.plain_terms(text)
            frequencies.update(set(terms))
            number, total = number + 1, total + len(terms)
        return cls(frequencies, number, max(total / max(number, 1), 1.0))

    def rarity(self, term: str) -> float:
        """BM25's inverse document frequency, in nats."""
        found = self.frequencies[term]
        return float(np.log(1 + (self.passages - found + 0.5) / (found + 0.5)))

    def shares(self, questions: Sequence[str], passages: Sequence[str]) -> NDArray[np.float32]:
        """The share of each question's weight that a passage accounts for.

        Shape ``(questions, passages)``, between 0 and about 1: BM25 over what it
        would give a passage made of the question's terms.
        """
        asked = [Counter(segmenter.plain_terms(text)) for text in questions]
        places = {term: at for at, term in enumerate(dict.fromkeys(chain(*asked)))}
        rarity = np.asarray([self.rarity(term) for term in places], dtype=np.float32)
        queries = _table([[(places[t], n) for t, n in one.items()] for one in asked], len(places))
        weighed = queries.multiply(rarity).tocsr()
        said = _table([self._row(text, places) for text in passages], len(places))
        whole = np.maximum(np.asarray(weighed.sum(axis=1)).ravel(), 1e-6)
        return np.asarray((weighed @ said.T).toarray() / whole[:, None], dtype=np.float32)

    def _row(self, text: str, places: Mapping[str, int]) -> list[tuple[int, float]]:
        """The terms that any question has, and what BM25 makes of their counts."""
        terms = segmenter.plain_terms(text)
        longer = K1 * (1 - B + B * len(terms) / self.length)
        counts = Counter(term for term in terms if term in places)
        return [(places[term], n * (K1 + 1) / (n + longer)) for term, n in counts.items()]


def _table(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> csr_array:
    """Rows of (place, value) as one sparse table, ``width`` wide."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *map(len, rows)])
    places = np.asarray([place for row in rows for place, _ in row], dtype=np.int64)
    values = np.asarray([value for row in rows for _, value in row], dtype=np.float32)
    return csr_array((values, places, starts), shape=(len(rows), width))
