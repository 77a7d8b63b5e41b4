"""What a student starts with: some of its teacher's layers and the pieces its texts are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import SettingError
from index.context import PASSAGE, QUESTION
from index.training.contextual.teaching import reckoning
from index.training.distil.network import Network
from index.training.distil.pieces import SPACE, SPECIAL, Pieces, cut, padded
from index.training.distil.settings import Distil
from index.training.distil.teacher import Teacher

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

_TEXTS_AT_ONCE = 256
_ALIKE = 24
"""Texts of about a length that are read side by side."""
_SELDOM = 3
"""A character that comes by less often may be unknown."""
_LAYER = "layers."


@dataclass(frozen=True, slots=True)
class Student:
    """Pieces, what cuts texts into them, and the network that learns."""

    pieces: Pieces
    tokenizer: Tokenizer
    network: Network

    def ids(self, texts: Sequence[str], prefix: str, most: int) -> Tensor:
        """Texts as ids side by side, on the network's device; the first ``most`` pieces of each."""
        return padded(self._cut(texts, prefix, most)).to(self.network.device)

    def vectors(self, texts: Sequence[str], prefix: str, most: int) -> Tensor:
        """The vectors of texts ``(texts, width)``, of the first ``most`` pieces of each.

        Those of about a length are read side by side: else most of what is read were pads.
        """
        import torch

        rows = self._cut(texts, prefix, most)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        groups = [order[start : start + _ALIKE] for start in range(0, len(order), _ALIKE)]
        device = self.network.device
        found = [
            self.network.vectors(padded([rows[at] for at in some]).to(device)) for some in groups
        ]
        back = sorted(range(len(order)), key=order.__getitem__)
        return torch.cat(found)[back]

    def _cut(self, texts: Sequence[str], prefix: str, most: int) -> list[list[int]]:
        return cut(self.tokenizer, texts, prefix, min(most, self.network.positions))


def begin(teacher: Teacher, texts: Iterable[str], recipe: Distil) -> Student:
    """A student with the recipe's layers and the pieces commonest in these texts.

    Raises:
        SettingError: the teacher has not so many layers.
    """
    whole = teacher.network.layers
    if recipe.layers[-1] >= whole:
        raise SettingError(f"layers: the teacher's are 0 to {whole - 1}, not {recipe.layers}")
    ids = kept(teacher, texts, recipe.vocabulary)
    pieces = teacher.pieces.kept(ids)
    return Student(pieces, pieces.tokenizer(), _network(teacher.network, ids, recipe.layers))


def kept(teacher: Teacher, texts: Iterable[str], most: int) -> list[int]:
    """The teacher's ids that stay, rising: at most ``most``, or those that must if these are more.

    Those must stay that write the prefixes, every ASCII character, and every
    other character that the texts have more than now and then, so that little is unknown.
    """
    counts: Counter[int] = Counter()
    for some in _batches(texts):
        counts.update(
            one for row in teacher.cut(some, "", teacher.network.positions) for one in row
        )
    must = _always(teacher)
    for at, piece in enumerate(teacher.pieces.names):
        if piece == SPACE or (len(piece) == 1 and (piece.isascii() or counts[at] >= _SELDOM)):
            must.add(at)
    # Equal counts in the order of ids: the order they were met in is not settled by the counts.
    common = sorted((one for one in counts if one not in must), key=lambda at: (-counts[at], at))
    return sorted(must | set(common[: max(0, most - len(must))]))


def _always(teacher: Teacher) -> set[int]:
    """The special pieces and those of the prefixes."""
    prefixes = teacher.cut(["问", "答"], QUESTION, 32) + teacher.cut(["问", "答"], PASSAGE, 32)
    return set(range(len(SPECIAL))) | {one for row in prefixes for one in row}


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts, many at a time."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _TEXTS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _network(teacher: Network, ids: Sequence[int], layers: Sequence[int]) -> Network:
    """Copies of the teacher's weights: rows of these ids, layers numbered anew."""
    import torch

    found = {name: one for name, one in teacher.weights.items() if not name.startswith(_LAYER)} | {
        f"{_LAYER}{new}.{name.removeprefix(f'{_LAYER}{old}.')}": one
        for new, old in enumerate(layers)
        for name, one in teacher.weights.items()
        if name.startswith(f"{_LAYER}{old}.")
    }
    rows = torch.tensor(ids, device=teacher.device)
    found["word.weight"] = teacher.weights["word.weight"][rows]
    copied = {name: one.detach().clone() for name, one in found.items()}
    return Network(copied, teacher.heads, teacher.epsilon)


def centre(student: Student, asked: Sequence[str], said: Sequence[str], recipe: Distil) -> None:
    """Set the bias so that vectors of questions and of what is said lie around nothing."""
    questions = _mean(student, asked, QUESTION, recipe.asked)
    passages = _mean(student, said, PASSAGE, recipe.said)
    student.network.weights["bias"].copy_(-(questions + passages) / 2)


def _mean(student: Student, texts: Sequence[str], prefix: str, most: int) -> Tensor:
    """The mean over texts of what their vectors are before the bias, ``(width,)``."""
    import torch

    network = student.network
    total = torch.zeros(network.width, device=network.device)
    with torch.no_grad(), reckoning(network.device):
        for some in _batches(texts):
            total += network.mean(student.ids(some, prefix, most)).sum(0)
    return total / len(texts)
