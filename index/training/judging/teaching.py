"""What is taught, and one step of it: which sentences answer, and vectors that find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from corpus.text import normalise
from index.context import PASSAGE, QUESTION, shares
from index.training.contextual.teaching import reckoning
from index.training.distil.lessons import Batch
from index.training.distil.network import Network
from index.training.distil.pieces import padded
from index.training.distil.student import Student
from index.training.judging.finding import Search, missed
from index.training.judging.lessons import Example
from index.training.judging.settings import Judging

if TYPE_CHECKING:
    from torch import Tensor

    _Sides: TypeAlias = tuple[Tensor, Tensor]

_LARGEST = 1.0
_NEVER = -1e4
_KEPT = ("word.weight", "pos.weight")
"""What is not learnt: the words seldom met in the lessons would fall behind the others."""
_BELOW = ("eln.weight", "eln.bias")
"""What both uses of the network begin with."""
_JUDGING, _GATE = "judge.", ".gate"
_ASKED, _SAID = 48, 128
"""Pieces that are read of a question and of a sentence, for their vectors."""


class Teaching:
    """A student, what it was, and the optimizer's memory."""

    def __init__(self, student: Student, recipe: Judging) -> None:
        """Nothing is learnt yet."""
        import torch

        self.student, self._recipe = student, recipe
        network = student.network
        copied = {name: one.detach().clone() for name, one in network.weights.items()}
        before = Network(copied, network.heads, network.epsilon)
        self._before = Student(student.pieces, student.tokenizer, before)
        self._learnt = {
            name: one.requires_grad_()
            for name, one in network.weights.items()
            if name not in self._fixed()
        }
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))

    def _fixed(self) -> set[str]:
        """What stays: words and places and, where judging has layers of its own, what both share.

        The two would pull at it from two sides.
        """
        network = self.student.network
        if network.shared == network.layers:
            return set(_KEPT)
        shared = tuple(f"layers.{at}." for at in range(network.shared))
        return {*_KEPT, *_BELOW, *(name for name in network.weights if name.startswith(shared))}

    def _groups(self) -> list[dict[str, Any]]:
        """What is learnt, by how fast and whether it decays: matrices, what is added, gates."""
        gates = [one for name, one in self._learnt.items() if name.endswith(_GATE)]
        others = [one for name, one in self._learnt.items() if not name.endswith(_GATE)]
        matrices = [one for one in others if one.ndim > 1]
        added = [one for one in others if one.ndim <= 1]
        return [
            {"params": matrices, "weight_decay": self._recipe.decay, "times": 1.0},
            {"params": added, "weight_decay": 0.0, "times": 1.0},
            {"params": gates, "weight_decay": 0.0, "times": self._recipe.opening},
        ]

    def step(
        self, examples: Sequence[Example], beside: Search | Batch | None, rate: float
    ) -> float:
        """Learn from windows, and vectors from what is beside them; the judge's loss before."""
        import torch

        self._optimizer.zero_grad(set_to_none=True)
        judged = mistaken(self._odds(examples), examples)
        judged.backward()  # type: ignore[no-untyped-call]
        if beside is not None:
            moved = self._found(beside) if isinstance(beside, Search) else self._stayed(beside)
            moved.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learnt.values(), _LARGEST)
        for group in self._optimizer.param_groups:
            group["lr"] = rate * group["times"]
        self._optimizer.step()
        return float(judged.detach())

    def settle(self) -> None:
        """Mix what was learnt with what was known before."""
        import torch

        share = self._recipe.before
        with torch.no_grad():
            for name, one in self.student.network.weights.items():
                one.lerp_(self._before.network.weights[name], share)

    def loss(self, batches: Sequence[Sequence[Example]]) -> float:
        """The judge's mean loss over windows, in nats; nan where there are none."""
        import torch

        with torch.no_grad():
            sums = [float(mistaken(self._odds(some), some)) * len(some) for some in batches]
        return sum(sums) / sum(map(len, batches)) if sums else float("nan")

    def _odds(self, examples: Sequence[Example]) -> Tensor:
        """Each sentence's log odds, ``(examples, sentences)``."""
        network = self.student.network
        ids = padded([one.ids for one in examples]).to(network.device)
        with reckoning(network.device):
            return network.answers(ids, padded_shares(examples, ids.shape[1]).to(network.device))

    def _found(self, given: Search) -> Tensor:
        """How badly vectors find what answers in a record, and how far they are from what they were."""
        asked, said = [one.text for one in given.asked], given.said
        found, before = self._vectors(asked, said)
        alike = self._recipe.scale * found[0] @ found[1].T
        return self._recipe.contrast * missed(alike, given) + self._recipe.keep * far(found, before)

    def _stayed(self, batch: Batch) -> Tensor:
        """How far the vectors of mere pairs are from what they were, and what they find from it."""
        import torch

        asked, said = (list(map(normalise, texts)) for texts in batch)
        found, before = self._vectors(asked, said)
        now, then = (self._recipe.scale * one[0] @ one[1].T for one in (found, before))
        moved = torch.nn.functional.kl_div(
            torch.log_softmax(now, 1), torch.log_softmax(then, 1),
            reduction="batchmean", log_target=True,
        )  # fmt: skip
        return self._recipe.contrast * moved + self._recipe.keep * far(found, before)

    def _vectors(self, asked: list[str], said: list[str]) -> tuple[_Sides, _Sides]:
        """Those of questions and of what is said, as they are and as they were."""
        import torch

        found = _sides(self.student, asked, said)
        with torch.no_grad():
            return found, _sides(self._before, asked, said)


def _sides(student: Student, asked: list[str], said: list[str]) -> _Sides:
    """The vectors of questions and of what is said, ``(texts, width)`` each."""
    with reckoning(student.network.device):
        return (
            student.network.vectors(student.ids(asked, QUESTION, _ASKED)),
            student.network.vectors(student.ids(said, PASSAGE, _SAID)),
        )


def far(found: _Sides, before: _Sides) -> Tensor:
    """1 − cosine to what they were, the mean of each side, summed."""
    return sum((1 - (now * then).sum(1)).mean() for now, then in zip(found, before, strict=True))  # type: ignore[return-value]


def padded_shares(examples: Sequence[Example], pieces: int) -> Tensor:
    """Every example's `index.context.shares`; rows of nothing fill up those with fewer sentences."""
    import torch

    most = max(len(one.edges) for one in examples)
    found = torch.zeros(len(examples), most, pieces)
    for text, one in enumerate(examples):
        found[text, : len(one.edges)] = torch.from_numpy(shares(one.edges, pieces))
    return found


def mistaken(odds: Tensor, examples: Sequence[Example]) -> Tensor:
    """The mean cross-entropy of sentences, and that of each window's surest, summed; in nats.

    Sentences of weak examples count in the second alone.
    """
    import torch

    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    wanted, there, counts = (torch.zeros_like(odds) for _ in range(3))
    for text, one in enumerate(examples):
        size = len(one.labels)
        wanted[text, :size] = torch.tensor(one.labels)
        there[text, :size] = 1
        counts[text, :size] = 0.0 if one.weak else 1.0
    each = entropy(odds, wanted, reduction="none") * counts
    surest = odds.masked_fill(there == 0, _NEVER).amax(1)
    return each.sum() / counts.sum().clamp(min=1) + entropy(surest, wanted.amax(1))
