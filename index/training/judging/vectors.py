"""What vectors learn beside judging: which passage, and which sentence, of a record answers.

A passage is taken to be as near as its nearest sentence, which is half of how near a turn is
(`index.sentences`); the rivals are all that the record says. Windows, the other half, are
only kept as they are, by the texts of mere pairs, which are as long.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from corpus.text import normalise
from index.training.judging.lessons import answered, said_in
from index.training.judging.questions import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

_SENTENCES = 0.5
"""What finding the sentence counts beside finding the passage."""


class Sought(NamedTuple):
    """A question, the places of the passages that answer it, and the rows of their sentences."""

    text: str
    passages: frozenset[int]
    rows: frozenset[int]


class Lesson(NamedTuple):
    """Every sentence of a record, the place of its passage, and what is asked of them."""

    said: list[str]
    places: list[int]
    asked: list[Sought]

    def some(self, questions: int, chance: random.Random) -> Lesson:
        """The same with no more than so many of the questions."""
        return self._replace(asked=chance.sample(self.asked, min(questions, len(self.asked))))


def lesson(record: Record, texts: Mapping[str, str]) -> Lesson:
    """A record's questions with an answer, and all that is said; passages not there say nothing."""
    said = [
        (place, span, text)
        for place, name in enumerate(record.passages)
        for span, text in said_in(texts.get(name, ""))
    ]
    asked = []
    for one in record.asked:
        rows = frozenset(
            row
            for row, (place, span, _) in enumerate(said)
            if answered(span, one.evidence.get(place, ()))
        )
        if rows:
            places = frozenset(said[row][0] for row in rows)
            asked.append(Sought(normalise(one.query), places, rows))
    return Lesson([text for *_, text in said], [place for place, *_ in said], asked)


def missed(alike: Tensor, given: Lesson) -> Tensor:
    """How badly the passages, and the sentences, that answer are found; in nats.

    ``alike`` are scaled cosines, ``(questions, sentences)``. The negative logarithm of the
    share that all that is right has in the softmax, on average over the questions.
    """
    import torch

    places, passages = torch.tensor(given.places, device=alike.device), sorted(set(given.places))
    nearest = torch.stack([alike[:, places == one].amax(1) for one in passages], 1)
    right = [[one in asked.passages for one in passages] for asked in given.asked]
    exact = [[row in asked.rows for row in range(len(places))] for asked in given.asked]
    return _away(nearest, right) + _SENTENCES * _away(alike, exact)


def _away(alike: Tensor, right: Sequence[Sequence[bool]]) -> Tensor:
    """The mean of −log of what the right ones, of which each row has some, have of a softmax."""
    import torch

    wrong = ~torch.tensor(right, device=alike.device)
    shares = torch.log_softmax(alike, 1).masked_fill(wrong, -torch.inf)
    return -torch.logsumexp(shares, 1).mean()
