"""What is taught, and one step of it: which sentences answer, and vectors that stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from index.context import PASSAGE, QUESTION, shares
from index.training.contextual.teaching import reckoning
from index.training.distil.network import Network
from index.training.distil.pieces import padded
from index.training.distil.student import Student
from index.training.judging.lessons import Example, Told
from index.training.judging.settings import Judging

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST = 1.0
_NEVER = -1e4
_KEPT = ("word.weight", "pos.weight")
"""What is not learnt: the words seldom met in the lessons would fall behind the others."""
_JUDGING, _GATE = "judge.", ".gate"
_ASKED, _SAID = 48, 128
"""Pieces that are read of a question and of a sentence or window, for their vectors."""


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
            if name.startswith(_JUDGING) or (self.moves_vectors and name not in _KEPT)
        }
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))

    @property
    def moves_vectors(self) -> bool:
        """Whether judging has no layers of its own, so that vectors move with what it learns."""
        network = self.student.network
        return network.shared == network.layers

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

    def step(self, examples: Sequence[Example], pairs: Sequence[Told], rate: float) -> float:
        """Learn from windows and, where there are any, from pairs; the judge's loss before."""
        import torch

        self._optimizer.zero_grad(set_to_none=True)
        judged = mistaken(self._odds(examples), examples)
        judged.backward()  # type: ignore[no-untyped-call]
        if pairs:
            self._moved(pairs).backward()  # type: ignore[no-untyped-call]
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

    def _moved(self, pairs: Sequence[Told]) -> Tensor:
        """How far vectors are from what they were, and how badly they tell pairs apart."""
        import torch

        recipe, entropy = self._recipe, torch.nn.functional.cross_entropy
        asked, said = _vectors(self.student, pairs)
        with torch.no_grad():
            asked_before, said_before = _vectors(self._before, pairs)
        far = (1 - (asked * asked_before).sum(1)).mean() + (1 - (said * said_before).sum(1)).mean()
        same = torch.tensor(
            [[b.name in a.right for b in pairs] for a in pairs], device=asked.device
        )
        same |= said_before @ said_before.T > recipe.alike
        same.fill_diagonal_(False)
        alike = (recipe.scale * asked @ said.T).masked_fill(same, _NEVER)
        own = torch.arange(len(alike), device=alike.device)
        told_apart = entropy(alike, own) + entropy(alike.T, own)
        return recipe.keep * far + recipe.contrast * told_apart


def _vectors(student: Student, pairs: Sequence[Told]) -> tuple[Tensor, Tensor]:
    """Those of questions and of sentences, both ``(pairs, width)``."""
    with reckoning(student.network.device):
        asked = student.network.vectors(student.ids([p.asked for p in pairs], QUESTION, _ASKED))
        said = student.network.vectors(student.ids([p.said for p in pairs], PASSAGE, _SAID))
    return asked, said


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
