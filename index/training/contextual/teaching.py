"""What is learnt, and one step of each kind of learning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.training.contextual import masking
from index.training.contextual.body import Body, Tokens
from index.training.contextual.lessons import Judged

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SCALE = 20.0
"""What cosines are multiplied by before the softmax."""
BM25 = 20.0
"""What a whole question found word for word counts at the start."""
_LARGEST = 1.0
"""The length a slope is cut to."""


@dataclass(frozen=True, slots=True)
class Rates:
    """AdamW's rates for the layers and for the words' own rows."""

    layers: float
    words: float


class Teaching:
    """A body, what its training needs beside it, and the optimizer's memory."""

    def __init__(self, body: Body) -> None:
        """Nothing is learnt yet."""
        import torch

        self.body = body
        self.guessing = masking.guesser(body.width)
        self.lexical = torch.nn.Embedding(1, 1, _weight=torch.tensor([[BM25]]))
        self.device = device()
        self.whole = torch.nn.ModuleDict(
            {
                "encoder": body.encoder,
                "weights": body.weights,
                **self.guessing._asdict(),
                "lexical": self.lexical,
            }
        ).to(self.device)
        words = body.encoder.shared.weight
        others = [one for one in self.whole.parameters() if one is not words]
        groups: list[dict[str, Any]] = [{"params": others}, {"params": [words]}]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98))

    def guess(self, tokens: Tokens, chance: np.random.Generator, rates: Rates) -> float:
        """Learn to guess words that were taken out; the loss before the step."""
        with reckoning(self.device):
            loss = masking.loss(self.body, self.guessing, tokens, chance)
        return self._descend(loss, rates)

    def tell_apart(self, judged: Judged, rates: Rates) -> float:
        """Learn which texts go together; the loss before the step."""
        with reckoning(self.device):
            asked, found = self.body.vectors(judged.queries), self.body.vectors(judged.positives)
        return self._descend(self._contrast(asked @ found.T, judged), rates)

    def _contrast(self, cosines: Tensor, judged: Judged) -> Tensor:
        """Half of it beside BM25, half of it alone, there both ways."""
        import torch

        same = torch.from_numpy(judged.same).to(self.device)
        shares = torch.from_numpy(judged.shares).to(self.device)
        own = torch.arange(len(cosines), device=self.device)
        alone = (SCALE * cosines).masked_fill(same, -1e4)
        beside = alone + self.lexical.weight[0, 0] * shares
        entropy = torch.nn.functional.cross_entropy
        return entropy(beside, own) / 2 + (entropy(alone, own) + entropy(alone.T, own)) / 4

    def _descend(self, loss: Tensor, rates: Rates) -> float:
        import torch

        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.whole.parameters(), _LARGEST)
        layers, words = self.optimizer.param_groups
        layers["lr"], words["lr"] = rates.layers, rates.words
        self.optimizer.step()
        return float(loss.detach())

    def state(self) -> dict[str, Tensor]:
        """All that is learnt and remembered, by name."""
        kept = {f"whole.{name}": one for name, one in self._learnt().items()}
        memory = self.optimizer.state_dict()["state"]
        kept |= {
            f"memory.{at}.{name}": one for at, row in memory.items() for name, one in row.items()
        }
        return {name: one.detach().cpu().contiguous() for name, one in kept.items()}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go back to what ``state`` gave."""
        memory: dict[int, dict[str, Tensor]] = {}
        learnt = {}
        for name, one in state.items():
            kind, _, rest = name.partition(".")
            if kind == "whole":
                learnt[rest] = one
            else:
                at, _, key = rest.partition(".")
                memory.setdefault(int(at), {})[key] = one
        self.whole.load_state_dict(learnt, strict=False)
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": memory, "param_groups": groups})

    def _learnt(self) -> dict[str, Tensor]:
        """Every parameter once: T5 knows its words by two names."""
        return dict(self.whole.named_parameters())


@contextmanager
def reckoning(where: torch.device) -> Iterator[None]:
    """In half the digits where the machine is faster so."""
    import torch

    with torch.autocast(where.type, torch.bfloat16, enabled=_short(where)):
        yield


def device() -> torch.device:
    """The accelerator that torch finds, or the processor."""
    import torch

    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return found or torch.device("cpu")


def _short(where: torch.device) -> bool:
    """Whether brain floats of sixteen bits are reckoned with faster than those of 32."""
    import torch

    if where.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    able = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return where.type == "cpu" and any(getattr(torch.cpu, name, bool)() for name in able)
