"""The transformer that teacher and student both are: BERT's layers, the mean over a text.

BERT (Devlin et al., 2019, arXiv 1810.04805) without dropout; its token types,
of which a text alone has one, are part of the positions. Weights go by name,
``(out, in)`` as torch keeps them::

    word.weight, pos.weight              (pieces, width), (positions, width)
    eln.weight, eln.bias                 the norm of their sum
    layers.N.qkv.weight, .bias           queries, keys and values, one below the other
    layers.N.ao, .aln, .fi, .fo, .oln    attention's output and norm, inner layer, its output and norm
    bias                                 (width,): added to the mean before it gets length one
    judge.said.weight, .whole.weight     where it judges sentences: a sentence's mean, the text's mean,
    judge.bias, judge.head.weight, .bias what both are moved by, and what says whether it answers
    judge.layers.N.*                     layers that it judges with from the N-th on, as those above
    judge.layers.N.gate                  (width,): the share of such a layer, the rest is passed on

Judging can have layers of its own from some layer on; vectors know nothing of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.training.distil.pieces import PAD

if TYPE_CHECKING:
    import torch
    from torch import Tensor

BARRED = -1e4
"""What is added to a pad's likeness before the softmax: enough, and half precision has it."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights by name, so many ``heads``, and the ``epsilon`` of every norm."""

    weights: dict[str, Tensor]
    heads: int
    epsilon: float = 1e-12

    @property
    def width(self) -> int:
        """Numbers in a vector."""
        return int(self.weights["word.weight"].shape[1])

    @property
    def positions(self) -> int:
        """Pieces of the longest text that it reads."""
        return int(self.weights["pos.weight"].shape[0])

    @property
    def layers(self) -> int:
        """How many a text goes through on its way to a vector."""
        return len(self._numbered("layers."))

    @property
    def shared(self) -> int:
        """So many of them a question and an answer go through too; all, where none are their own."""
        return min(self._numbered("judge.layers."), default=self.layers)

    @property
    def judging(self) -> list[str]:
        """The names of the layers that question and answer go through, first to last."""
        own = [f"judge.layers.{at}" for at in self._numbered("judge.layers.")]
        return [f"layers.{at}" for at in range(self.shared)] + own

    @property
    def judges(self) -> bool:
        """Whether it tells which sentences answer a question that stands before them."""
        return "judge.bias" in self.weights

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.weights["word.weight"].device

    def to(self, device: torch.device) -> Network:
        """The same, on this device."""
        moved = {name: one.to(device) for name, one in self.weights.items()}
        return Network(moved, self.heads, self.epsilon)

    def vectors(self, ids: Tensor) -> Tensor:
        """Each text's vector ``(texts, width)``, float32, of length one."""
        import torch

        return torch.nn.functional.normalize(self.mean(ids) + self.weights["bias"], dim=-1)

    def mean(self, ids: Tensor) -> Tensor:
        """The mean over each text's pieces ``(texts, width)``, float32."""
        rows = self.hidden(ids, [f"layers.{at}" for at in range(self.layers)])
        return _mean(rows.float(), ids)

    def answers(self, ids: Tensor, shares: Tensor) -> Tensor:
        """How sure each sentence is to answer, ``(texts, sentences)``, log odds, float32.

        ``shares`` ``(texts, sentences, pieces)`` are 1 over its length for each piece of a
        sentence. A sentence is judged by the mean of its pieces beside that of all the text.
        """
        import torch

        rows = self.hidden(ids, self.judging).float()
        whole = _mean(rows, ids)[:, None]
        inner = self._moved("judge.said", shares @ rows) + self._moved("judge.whole", whole)
        found = self._linear("judge.head", torch.tanh(inner + self.weights["judge.bias"]))
        return found.squeeze(-1).float()

    def hidden(self, ids: Tensor, layers: Sequence[str]) -> Tensor:
        """Each piece in its text ``(texts, pieces, width)`` after these layers; pads may be anywhere."""
        import torch

        rows = torch.nn.functional.embedding(ids, self.weights["word.weight"])
        found = self._normed("eln", rows + self.weights["pos.weight"][: ids.shape[1]])
        barred = torch.where(ids == PAD, BARRED, 0.0)[:, None, None, :]
        for name in layers:
            read, gate = self._layer(name, found, barred), self.weights.get(f"{name}.gate")
            found = read if gate is None else found + gate * (read - found)
        return found

    def _numbered(self, prefix: str) -> list[int]:
        """The numbers of the layers whose names begin so."""
        last = ".qkv.weight"
        return sorted(
            int(name.removeprefix(prefix).removesuffix(last))
            for name in self.weights
            if name.startswith(prefix) and name.endswith(last)
        )

    def _layer(self, name: str, rows: Tensor, barred: Tensor) -> Tensor:
        import torch

        attended = self._linear(f"{name}.ao", self._attended(name, rows, barred))
        found = self._normed(f"{name}.aln", rows + attended)
        inner = torch.nn.functional.gelu(self._linear(f"{name}.fi", found))
        return self._normed(f"{name}.oln", found + self._linear(f"{name}.fo", inner))

    def _attended(self, name: str, rows: Tensor, barred: Tensor) -> Tensor:
        """What each piece takes from the others, ``(texts, pieces, width)``."""
        import torch

        texts, pieces, width = rows.shape
        parts = self._linear(f"{name}.qkv", rows).view(texts, pieces, 3, self.heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind()
        barred = barred.to(query.dtype)
        if query.requires_grad:
            # Torch's own attention is three times as slow backwards on a processor.
            alike = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + barred
            found = torch.softmax(alike.float(), -1).to(value.dtype) @ value
        else:
            attention = torch.nn.functional.scaled_dot_product_attention
            found = attention(query, key, value, attn_mask=barred)
        return found.transpose(1, 2).reshape(texts, pieces, width)

    def _linear(self, name: str, rows: Tensor) -> Tensor:
        import torch

        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return torch.nn.functional.linear(rows, weight, bias)

    def _moved(self, name: str, rows: Tensor) -> Tensor:
        import torch

        return torch.nn.functional.linear(rows, self.weights[f"{name}.weight"])

    def _normed(self, name: str, rows: Tensor) -> Tensor:
        import torch

        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return torch.nn.functional.layer_norm(rows, (self.width,), weight, bias, self.epsilon)


def _mean(rows: Tensor, ids: Tensor) -> Tensor:
    """The mean over each text's pieces ``(texts, width)``."""
    seen = (ids != PAD)[:, :, None].float()
    found: Tensor = (rows * seen).sum(1) / seen.sum(1)
    return found
