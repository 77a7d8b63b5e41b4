"""What vectors learn beside judging: to find, in all that a record says, what answers.

A turn is found by its nearest sentence (`index.sentences`), so a passage is as near
as that, and the record's own other passages are the rivals.
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

_NEVER = -1e4
_SENTENCES = 0.5
"""What finding the sentence counts beside finding the passage."""


class Query(NamedTuple):
    """A question, the places of the passages that answer it, and the rows of their sentences."""

    text: str
    passages: frozenset[int]
    rows: frozenset[int]


class Search(NamedTuple):
    """Every sentence of a record, the place of its passage, and what is asked of them."""

    said: list[str]
    places: list[int]
    asked: list[Query]

    def some(self, questions: int, chance: random.Random) -> Search:
        """The same with no more than so many of the questions."""
        return self._replace(asked=chance.sample(self.asked, min(questions, len(self.asked))))


def search(record: Record, texts: Mapping[str, str]) -> Search:
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
            asked.append(Query(normalise(one.query), places, rows))
    return Search([text for *_, text in said], [place for place, *_ in said], asked)


def missed(alike: Tensor, given: Search) -> Tensor:
    """How badly the passages, and the sentences, that answer are found; in nats.

    ``alike`` are scaled cosines, ``(questions, sentences)``. The negative logarithm of the
    share that all that is right has in the softmax, on average over the questions.
    """
    import torch

    rows = torch.tensor(given.places, device=alike.device)
    passages = sorted(set(given.places))
    nearest = torch.stack([alike[:, rows == place].amax(1) for place in passages], 1)
    found = [[place in one.passages for place in passages] for one in given.asked]
    exact = [[row in one.rows for row in range(len(rows))] for one in given.asked]
    return _away(nearest, found) + _SENTENCES * _away(alike, exact)


def _away(alike: Tensor, right: Sequence[Sequence[bool]]) -> Tensor:
    import torch

    wrong = ~torch.tensor(right, device=alike.device)
    shares = torch.log_softmax(alike, 1).masked_fill(wrong, _NEVER)
    return -torch.logsumexp(shares, 1).mean()
