"""What is taught, and one step of it: which sentences answer, and vectors that find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corpus.text import normalise
from index.context import LONGEST, PASSAGE, QUESTION, shares
from index.training.contextual.teaching import reckoning
from index.training.distil.lessons import Batch
from index.training.distil.network import Network
from index.training.distil.pieces import padded
from index.training.distil.student import Student
from index.training.distil.teaching import Sides, apart, unlike
from index.training.judging.lessons import Example
from index.training.judging.settings import Judging
from index.training.judging.vectors import Lesson, missed

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST = 1.0
_NEVER = -1e4
_KEPT = ("word.weight", "pos.weight")
"""What is not learnt: the words seldom met in the lessons would fall behind the others."""
_BELOW = ("eln.weight", "eln.bias")
"""What both uses of the network begin with."""
_JUDGING, _GATE = "judge.", ".gate"
_ASKED, _SAID = 48, LONGEST
"""Pieces that are read of a question and of what was said, for their vectors."""


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
        fixed = self._fixed()
        self._learnt = {
            name: one.requires_grad_() for name, one in network.weights.items() if name not in fixed
        }
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))

    @property
    def _has_own(self) -> bool:
        """Whether judging has layers of its own."""
        return self.student.network.shared < self.student.network.layers

    def _fixed(self) -> set[str]:
        """What stays: words and places and, where judging has layers of its own, what both share.

        The two would pull at it from two sides.
        """
        network = self.student.network
        if not self._has_own:
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
        self, examples: Sequence[Example], beside: Lesson | Batch | None, rate: float
    ) -> float:
        """Learn from windows, and vectors from what is beside them; the judge's loss before."""
        import torch

        self._optimizer.zero_grad(set_to_none=True)
        judged = mistaken(self._odds(examples), examples)
        judged.backward()  # type: ignore[no-untyped-call]
        if beside is not None:
            vectors = self._missed(beside) if isinstance(beside, Lesson) else self._moved(beside)
            vectors.backward()  # type: ignore[no-untyped-call]
        for some in self._clipped():
            torch.nn.utils.clip_grad_norm_(some, _LARGEST)
        for group in self._optimizer.param_groups:
            group["lr"] = rate * group["times"]
        self._optimizer.step()
        return float(judged.detach())

    def _clipped(self) -> Iterator[list[Tensor]]:
        """What judges and what makes vectors: a large slope of one is not the other's."""
        for judges in (True, False):
            yield [one for name, one in self._learnt.items() if _judging(name) == judges]

    def settle(self, knew: bool = True) -> None:
        """Mix what was learnt with what was known before; unless it ``knew``, nothing that judges."""
        import torch

        before = self._before.network.weights
        with torch.no_grad():
            for name, one in self.student.network.weights.items():
                if knew or (self._has_own and not _judging(name)):
                    one.lerp_(before[name], self._recipe.before)

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

    def _missed(self, given: Lesson) -> Tensor:
        """How badly vectors find what answers in a record, and how far they are from what they were."""
        found, before = self._vectors([one.text for one in given.asked], given.said)
        alike = self._recipe.scale * found.asked @ found.said.T
        return self._recipe.contrast * missed(alike, given) + self._recipe.keep * apart(
            found, before
        )

    def _moved(self, batch: Batch) -> Tensor:
        """How far vectors of mere pairs, and what they find, are from what they were."""
        asked, said = ([normalise(text) for text in texts] for texts in batch)
        found, before = self._vectors(asked, said)
        changed = unlike(found, before, self._recipe.scale)
        return self._recipe.contrast * changed + self._recipe.keep * apart(found, before)

    def _vectors(self, asked: list[str], said: list[str]) -> tuple[Sides, Sides]:
        """Those of questions and of what is said, as they are and as they were."""
        import torch

        found = _sides(self.student, asked, said)
        with torch.no_grad():
            return found, _sides(self._before, asked, said)


def _judging(name: str) -> bool:
    """Whether a weight has a part in judging alone."""
    return name.startswith(_JUDGING)


def _sides(student: Student, asked: list[str], said: list[str]) -> Sides:
    with reckoning(student.network.device):
        return Sides(
            student.vectors(asked, QUESTION, _ASKED), student.vectors(said, PASSAGE, _SAID)
        )


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
