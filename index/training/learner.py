"""One table of word vectors and the step that teaches it.

Contrastive learning with the other pairs of a batch as negatives, both ways
(van den Oord et al., 2018, arXiv 1807.03748), and row-wise Adagrad (Duchi et
al., 2011): a row pays for its own history alone, so rare words learn as fast as
common ones. The gradient is written out by hand. A bag of words is a sparse
matrix times the table, and its gradient the transposed matrix times a small
dense one; `torch.nn.functional.embedding_bag` does both on every core at the
speed of memory, where sentence-transformers' trainer with AdamW spends most of
its time on rows that a batch never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.bags import Bags

if TYPE_CHECKING:
    from torch import Tensor

_TINY = 1e-10


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs to tell apart: bag ``i`` of ``queries`` belongs to bag ``i`` of ``positives``.

    ``negatives`` are texts that belong to no query of the batch. ``same`` is true
    where a query and a positive off the diagonal belong together all the same,
    shape ``(queries, positives + negatives)``.
    """

    bags: Bags
    queries: int
    same: NDArray[np.bool_]


@dataclass(slots=True)
class Table:
    """What is learnt: a row and a weight for each word, and Adagrad's memory of both.

    Shapes: rows ``(words, dimensions)``, the others ``(words,)``. Float32.
    """

    rows: Tensor
    weights: Tensor
    row_history: Tensor
    weight_history: Tensor

    def state(self) -> dict[str, Tensor]:
        """The four tensors by name, as a checkpoint keeps them."""
        return {
            "rows": self.rows,
            "weights": self.weights,
            "row_history": self.row_history,
            "weight_history": self.weight_history,
        }


def fresh_table(weights: NDArray[np.float32], dimensions: int, seed: int) -> Table:
    """Random rows of about unit length, and the given weights to start from."""
    import torch

    words = len(weights)
    chance = torch.Generator().manual_seed(seed)
    rows = torch.randn(words, dimensions, generator=chance) / dimensions**0.5
    return Table(rows, torch.from_numpy(weights.copy()), torch.zeros(words), torch.zeros(words))


def baked(table: Table, parts: Bags) -> NDArray[np.float32]:
    """Each word's own row plus the mean of its parts', shape ``(words, dimensions)``."""
    import torch

    composed = table.rows + _summed(table.rows, parts)
    return np.asarray(torch.Tensor.numpy(composed), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Learner:
    """Teaches a table, batch after batch.

    ``scale`` multiplies cosines before the softmax; ``prefixes`` are the widths
    that must each do on their own (Matryoshka, arXiv 2205.13147), in rising
    order, the last being the whole.
    """

    table: Table
    parts: Bags
    scale: float
    prefixes: tuple[int, ...]

    def step(self, batch: Batch, rate: float) -> float:
        """One update at this learning rate; the loss before it, in nats a pair."""
        import torch

        with torch.inference_mode():
            words, bags = _local(batch.bags, len(self.table.weights))
            parts = self.parts.take(words)
            rows, parts = _with_parts(words, parts, len(self.table.weights))
            here = torch.from_numpy(np.searchsorted(rows, words))
            base = self.table.rows[torch.from_numpy(rows)]
            vectors = base[here] + _summed(base, parts)
            weights = self.table.weights[torch.from_numpy(words)]
            summed = _summed(vectors * weights[:, None], bags)
            loss, slope = self._contrast(summed, batch)
            back = _summed(slope, _transposed(bags, len(words)))
            self._descend_weights(words, (back * vectors).sum(1), rate)
            back *= weights[:, None]
            climb = _summed(back, _transposed(parts, len(rows)))
            climb.index_add_(0, here, back)
            self._descend_rows(rows, climb, rate)
        return loss

    def _contrast(self, summed: Tensor, batch: Batch) -> tuple[float, Tensor]:
        """The loss and its slope with respect to the sums, over all prefixes."""
        import torch

        slope = torch.zeros_like(summed)
        total = 0.0
        for width in self.prefixes:
            loss, part = _softmax_both_ways(summed[:, :width], batch, self.scale)
            slope[:, :width] += part / len(self.prefixes)
            total += loss / len(self.prefixes)
        return total, slope

    def _descend_rows(self, rows: NDArray[np.int64], slope: Tensor, rate: float) -> None:
        """Row-wise Adagrad on the rows."""
        import torch

        at = torch.from_numpy(rows)
        history = self.table.row_history[at] + slope.square().mean(1)
        self.table.row_history[at] = history
        self.table.rows.index_add_(0, at, slope * (-rate / (history + _TINY).sqrt())[:, None])

    def _descend_weights(self, words: NDArray[np.int64], slope: Tensor, rate: float) -> None:
        """Adagrad on the weights, which stay above zero."""
        import torch

        at = torch.from_numpy(words)
        history = self.table.weight_history[at] + slope.square()
        self.table.weight_history[at] = history
        moved = self.table.weights[at] - rate * slope / (history + _TINY).sqrt()
        self.table.weights[at] = moved.clamp_(min=0.01)


def _softmax_both_ways(summed: Tensor, batch: Batch, scale: float) -> tuple[float, Tensor]:
    """Cross-entropy of query -> positive and positive -> query, and its slope."""
    import torch

    length = summed.norm(dim=1, keepdim=True).clamp_(min=1e-6)
    unit = summed / length
    asked, found = unit[: batch.queries], unit[batch.queries :]
    scores = (asked @ found.T).mul_(scale)
    scores.masked_fill_(torch.from_numpy(batch.same), -1e4)
    forward = torch.softmax(scores, 1)
    backward = torch.softmax(scores[:, : batch.queries], 0)
    own = torch.arange(batch.queries)
    loss = -(forward[own, own].clamp(min=1e-30).log() + backward[own, own].clamp(min=1e-30).log())
    forward[:, : batch.queries] += backward
    forward[own, own] -= 2.0
    forward *= scale / (2 * batch.queries)
    turn = torch.cat([forward @ found, forward.T @ asked])
    turn -= (turn * unit).sum(1, keepdim=True) * unit
    return float(loss.mean()) / 2, turn / length


def _summed(vectors: Tensor, bags: Bags) -> Tensor:
    """For each bag the sum of its vectors times its counts, shape ``(bags, width)``."""
    import torch

    return torch.nn.functional.embedding_bag(
        torch.from_numpy(bags.ids.astype(np.int64)),
        vectors,
        torch.from_numpy(bags.starts[:-1]),
        mode="sum",
        per_sample_weights=torch.from_numpy(bags.counts),
    )


def _transposed(bags: Bags, words: int) -> Bags:
    """For each of the words, the bags that hold it, with the same counts."""
    from scipy.sparse import csr_array

    shape = (len(bags), words)
    turned = csr_array((bags.counts, bags.ids, bags.starts), shape=shape).tocsc()
    return Bags(turned.indices, turned.data, turned.indptr.astype(np.int64))


def _local(bags: Bags, words: int) -> tuple[NDArray[np.int64], Bags]:
    """The words that stand in the bags, rising, and the bags in places of that list."""
    present = np.zeros(words, dtype=np.bool_)
    present[bags.ids] = True
    found = np.flatnonzero(present)
    places = np.zeros(words, dtype=np.int32)
    places[found] = np.arange(len(found), dtype=np.int32)
    return found, Bags(places[bags.ids], bags.counts, bags.starts)


def _with_parts(words: NDArray[np.int64], parts: Bags, size: int) -> tuple[NDArray[np.int64], Bags]:
    """The words and all their parts, rising, and the parts in places of that list."""
    present = np.zeros(size, dtype=np.bool_)
    present[words] = True
    present[parts.ids] = True
    rows = np.flatnonzero(present)
    places = np.zeros(size, dtype=np.int32)
    places[rows] = np.arange(len(rows), dtype=np.int32)
    return rows, Bags(places[parts.ids], parts.counts, parts.starts)
