"""What a student is taught, and one step of it.

Three losses at once: the teacher's vectors, moved so that they lie around
nothing (E5's all point one way, and a student's few layers would learn that
way first); the teacher's likenesses within the batch (Hinton et al., 2015,
arXiv 1503.02531); and which texts are pairs (InfoNCE, van den Oord et al.,
2018, arXiv 1807.03748), which may make of the student what its teacher is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from index.context import PASSAGE, QUESTION
from index.training.contextual.teaching import reckoning
from index.training.distil.lessons import Batch
from index.training.distil.settings import Distil
from index.training.distil.student import Student
from index.training.distil.teacher import Teacher

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST = 1.0
"""The length a slope is cut to."""
_NEVER = -1e4
"""A likeness that has no part in a softmax."""


class Sides(NamedTuple):
    """Vectors of queries and of positives, both ``(pairs, width)``, of length one."""

    asked: Tensor
    said: Tensor


class Tuition:
    """A teacher whose vectors lie around nothing."""

    def __init__(self, teacher: Teacher, sample: Batch, recipe: Distil) -> None:
        """Reckon from a sample where the vectors of queries and of positives lie."""
        self._teacher = teacher
        self._recipe = recipe
        asked, said = self._plain(sample)
        self._centre = Sides(asked.mean(0), said.mean(0))

    def vectors(self, batch: Batch) -> Sides:
        """What the student's vectors should be."""
        import torch

        plain = self._plain(batch)
        moved = (one - middle for one, middle in zip(plain, self._centre, strict=True))
        return Sides(*(torch.nn.functional.normalize(one, dim=-1) for one in moved))

    def _plain(self, batch: Batch) -> Sides:
        return Sides(
            self._teacher.vectors(batch.asked, QUESTION, self._recipe.asked),
            self._teacher.vectors(batch.said, PASSAGE, self._recipe.said),
        )


class Teaching:
    """A student and the optimizer's memory."""

    def __init__(self, student: Student, recipe: Distil) -> None:
        """Nothing is learnt yet."""
        import torch

        self.student = student
        self._recipe = recipe
        self._learnt = [one.requires_grad_() for one in student.network.weights.values()]
        groups: list[dict[str, Any]] = [
            {"params": [one for one in self._learnt if one.ndim > 1], "weight_decay": recipe.decay},
            {"params": [one for one in self._learnt if one.ndim <= 1], "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))

    def step(self, batch: Batch, wanted: Sides, rate: float) -> float:
        """Learn from one batch; the loss before the step."""
        import torch

        loss = self._loss(batch, wanted)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learnt, _LARGEST)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        return float(loss.detach())

    def _loss(self, batch: Batch, wanted: Sides) -> Tensor:
        student, recipe = self.student, self._recipe
        with reckoning(student.network.device):
            asked = student.network.vectors(student.ids(batch.asked, QUESTION, recipe.asked))
            said = student.network.vectors(student.ids(batch.said, PASSAGE, recipe.said))
        return loss(Sides(asked, said), wanted, recipe)


def loss(found: Sides, wanted: Sides, recipe: Distil) -> Tensor:
    """The three losses, weighed and summed; a number."""
    return (
        recipe.vectors * apart(found, wanted)
        + recipe.batches * unlike(found, wanted, recipe.scale)
        + recipe.pairs * mistaken(found, wanted, recipe)
    )


def apart(found: Sides, wanted: Sides) -> Tensor:
    """1 - cosine, the mean over queries and that over positives summed."""
    asked, said = ((1 - (f * w).sum(1)).mean() for f, w in zip(found, wanted, strict=True))
    return asked + said


def unlike(found: Sides, wanted: Sides, scale: float) -> Tensor:
    """How far likenesses are from the teacher's: KL both ways round the table, in nats a row."""
    ours, theirs = (scale * sides.asked @ sides.said.T for sides in (found, wanted))
    return _divergence(ours, theirs) + _divergence(ours.T, theirs.T)


def _divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    """The mean over rows of KL(theirs, ours)."""
    from torch.nn.functional import kl_div, log_softmax

    return kl_div(
        log_softmax(ours, 1), log_softmax(theirs, 1), reduction="batchmean", log_target=True
    )


def mistaken(found: Sides, wanted: Sides, recipe: Distil) -> Tensor:
    """InfoNCE both ways, in nats a pair, without the pairs that the teacher takes for the same."""
    import torch

    same = wanted.said @ wanted.said.T > recipe.alike_said
    same |= wanted.asked @ wanted.asked.T > recipe.alike_asked
    same.fill_diagonal_(False)
    alike = (recipe.scale * found.asked @ found.said.T).masked_fill(same, _NEVER)
    own = torch.arange(len(alike), device=alike.device)
    entropy = torch.nn.functional.cross_entropy
    return entropy(alike, own) + entropy(alike.T, own)
