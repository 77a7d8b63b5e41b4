"""What vectors learn beside judging: which passage, and which sentence or window, of a record answers.

A passage is taken to be as near as its nearest sentence, or as its nearest window: the two halves of
how near a turn is (`index.sentences`). The rivals are all that the record says.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from corpus.model import Span
from corpus.text import normalise
from index.sentences import windows
from index.training.judging.lessons import answered, said_in
from index.training.judging.questions import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

_EXACT = 0.5
"""What finding the sentence or window counts beside finding the passage."""


class Said(NamedTuple):
    """A sentence or window of a record: the place of its passage, where it stands there, its text."""

    place: int
    span: Span
    text: str


class Sought(NamedTuple):
    """A question, the places of the passages that answer it, and the rows of what answers there."""

    text: str
    passages: frozenset[int]
    rows: frozenset[int]


class Lesson(NamedTuple):
    """Every sentence of a record, or every window; the places of their passages; what is asked of them."""

    said: list[str]
    places: list[int]
    asked: list[Sought]

    def some(self, questions: int, chance: random.Random) -> Lesson:
        """The same with no more than so many of the questions."""
        return self._replace(asked=chance.sample(self.asked, min(questions, len(self.asked))))


def lessons(record: Record, texts: Mapping[str, str]) -> Iterator[Lesson]:
    """A record's questions with an answer beside all its sentences, and beside all its windows.

    Passages that are not there say nothing; where nothing that is there answers, there is no lesson.
    """
    sentences, longer = [], []
    for place, name in enumerate(record.passages):
        said = [Said(place, *one) for one in said_in(texts.get(name, ""))]
        sentences += said
        longer += list(_windows(said)) or said
    for rows in (sentences, longer):
        if (some := _lesson(record, rows)).asked:
            yield some


def _windows(said: Sequence[Said]) -> Iterator[Said]:
    """A passage's windows, as they are cut where they are searched; none of a single sentence."""
    first = 0
    for text in windows([one.text for one in said]):
        last, size = first, len(said[first].text)
        while size < len(text):
            last += 1
            size += len(said[last].text)
        yield Said(said[first].place, (said[first].span[0], said[last].span[1]), text)
        first = last + 1


def _lesson(record: Record, said: Sequence[Said]) -> Lesson:
    asked = []
    for one in record.asked:
        rows = frozenset(
            row
            for row, (place, span, _) in enumerate(said)
            if answered(span, one.evidence.get(place, ()))
        )
        if rows:
            places = frozenset(said[row].place for row in rows)
            asked.append(Sought(normalise(one.query), places, rows))
    return Lesson([one.text for one in said], [one.place for one in said], asked)


def missed(alike: Tensor, given: Lesson) -> Tensor:
    """How badly the passages, and what answers in them, are found; in nats.

    ``alike`` are scaled cosines, ``(questions, sentences or windows)``. The negative logarithm of the
    share that all that is right has in the softmax, on average over the questions.
    """
    import torch

    places, passages = torch.tensor(given.places, device=alike.device), sorted(set(given.places))
    nearest = torch.stack([alike[:, places == one].amax(1) for one in passages], 1)
    right = [[one in asked.passages for one in passages] for asked in given.asked]
    exact = [[row in asked.rows for row in range(len(places))] for asked in given.asked]
    return _away(nearest, right) + _EXACT * _away(alike, exact)


def _away(alike: Tensor, right: Sequence[Sequence[bool]]) -> Tensor:
    """The mean of −log of what the right ones, of which each row has some, have of a softmax."""
    import torch

    wrong = ~torch.tensor(right, device=alike.device)
    shares = torch.log_softmax(alike, 1).masked_fill(wrong, -torch.inf)
    return -torch.logsumexp(shares, 1).mean()
