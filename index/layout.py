"""Which passage belongs to which turn, which turn answers which, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.model import Speaker
from index.filters import Filters
from index.numbering import GONE, Numbering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.segment import Segment


@dataclass(frozen=True, slots=True)
class Allowed:
    """What filters let through: one entry a turn; one a row, questions with their answers."""

    filters: Filters
    turns: NDArray[np.bool_]
    rows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """The structure of an index, in numbers (see ``index.numbering``).

    ``turn_of_row`` has one entry a row; ``questions``, ``speakers`` (places in
    ``people``) and ``asked`` (the first question that a turn answers, or -1)
    one a turn. The answers to question ``q`` are ``answers[first[q]:first[q + 1]]``;
    ``questions_of`` has the question of each entry of ``answers``.
    """

    numbering: Numbering
    people: tuple[Speaker, ...]
    turn_of_row: NDArray[np.int32]
    questions: NDArray[np.bool_]
    speakers: NDArray[np.int32]
    asked: NDArray[np.int32]
    first: NDArray[np.int64]
    answers: NDArray[np.int32]
    questions_of: NDArray[np.int32]

    def is_question(self, turn: int) -> bool:
        """Whether a turn asks."""
        return bool(self.questions[turn])

    def answers_to(self, turn: int) -> list[int]:
        """The turns that answer a turn, in order; none for what is no question."""
        found: list[int] = self.answers[self.first[turn] : self.first[turn + 1]].tolist()
        return found

    def answers_to_each(
        self, questions: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The answers to these turns one after another, and the place of each one's question."""
        starts = self.first[questions]
        lengths = self.first[questions + 1] - starts
        owners = np.repeat(np.arange(len(questions)), lengths)
        before = np.cumsum(lengths) - lengths
        return self.answers[np.arange(len(owners)) + (starts - before)[owners]], owners

    def speaker_of(self, turn: int) -> Speaker:
        """Who says a turn."""
        return self.people[int(self.speakers[turn])]

    def asked_by(self, turn: int) -> int | None:
        """The (first) question that a turn answers."""
        found = int(self.asked[turn])
        return None if found == GONE else found

    def allowed(self, filters: Filters) -> Allowed | None:
        """What filters let through; None for everything."""
        if not filters:
            return None
        turns = self._those(filters)
        found = turns & ~self.questions
        asking = self.questions_of.compress(turns.take(self.answers))
        found[asking] = True
        return Allowed(filters, turns, found.take(self.turn_of_row))

    def turns_of(self, filters: Filters) -> NDArray[np.intp]:
        """The turns that filters let through, in order."""
        return np.flatnonzero(self._those(filters))

    def _those(self, filters: Filters) -> NDArray[np.bool_]:
        numbering = self.numbering
        held = np.fromiter(
            map(_transcript(filters), numbering.ids, numbering.dates), np.bool_, len(numbering.ids)
        )
        found = np.repeat(held, np.diff(numbering.first_turn))
        if filters.speaker is filters.organization is filters.role is None:
            return found
        return found & self._people(filters).take(self.speakers)

    def _people(self, filters: Filters) -> NDArray[np.bool_]:
        """Whether each speaker is the one, of the body and in the role."""
        found = np.ones(len(self.people), np.bool_)
        if filters.speaker is not None:
            found &= np.array([one.name == filters.speaker for one in self.people])
        if filters.organization is not None:
            found &= np.array([one.organization == filters.organization for one in self.people])
        if filters.role is not None:
            found &= np.array([one.role == filters.role for one in self.people])
        return found


def _transcript(filters: Filters) -> Callable[[str, str | None], bool]:
    """Whether a transcript is the one, and of these days; undated is outside any range."""
    first, last = filters.since, filters.until

    def fits(name: str, date: str | None) -> bool:
        if filters.transcript is not None and name != filters.transcript:
            return False
        if first is None and last is None:
            return True
        return date is not None and (first or "") <= date <= (last or "9999-12-31")

    return fits


def lay_out(segments: Sequence[Segment], numbering: Numbering) -> Layout:
    """The layout of an index from the structures of its segments."""
    turns, rows = int(numbering.first_turn[-1]), int(numbering.first_row[-1])
    turn_of_row = np.empty(rows, np.int32)
    questions, speakers = np.zeros(turns, np.bool_), np.zeros(turns, np.int32)
    people: dict[Speaker, int] = {}
    links = [np.zeros((0, 2), np.int32)]
    for segment, of_turn, of_row in zip(segments, numbering.turns, numbering.rows, strict=True):
        shape, kept, living = segment.structure, of_turn != GONE, of_row != GONE
        turn_of_row[of_row[living]] = of_turn[shape.turns[living]]
        questions[of_turn[kept]] = shape.questions[kept]
        speaking = set(np.unique(shape.speakers[kept]).tolist())
        known = [
            people.setdefault(person, len(people)) if place in speaking else 0
            for place, person in enumerate(segment.archive.speakers())
        ]
        speakers[of_turn[kept]] = np.array(known, np.int32)[shape.speakers[kept]]
        ends = of_turn[shape.links]
        links.append(ends[ends[:, 0] != GONE])
    ends = np.concatenate(links)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    asked, first = _linked(ends, turns)
    return Layout(
        numbering,
        tuple(people),
        turn_of_row,
        questions,
        speakers,
        asked,
        first,
        answers=ends[:, 1].copy(),
        questions_of=ends[:, 0].copy(),
    )


def _linked(links: NDArray[np.int32], turns: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Each turn's first question, and where the answers to each begin; links in order."""
    asked = np.full(turns, GONE, np.int32)
    asked[links[::-1, 1]] = links[::-1, 0]
    counted = np.bincount(links[:, 0], minlength=turns)
    return asked, np.concatenate(([0], np.cumsum(counted)))
