"""The turns worth looking at for a question, with all that is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.dense import Dense
from index.filters import Filters
from index.hits import Row
from index.layout import Allowed, Layout
from index.lexical import Lexical
from index.mentions import Mentions
from index.milvus import Place, Remote, RemoteDense
from index.opened import Opened
from index.postings import FIELDS, Field
from index.question import Question
from index.records import Records
from index.rerank import Columns, Features, Weights, score
from index.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NAMED = 200
"""Turns of a person named in the question that are looked at whatever they say."""


@dataclass(frozen=True, slots=True)
class Best:
    """Each turn's best passage by one retriever, and that of the question it answers."""

    said: Mapping[int, float]
    asked: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Retrievers:
    """Both retrievers over one index, and the structure that turns rows into turns."""

    records: Records
    layout: Layout
    lexical: Lexical | Remote
    dense: Dense | RemoteDense

    def by_terms(
        self, terms: Mapping[str, float], depth: int, allowed: Allowed | None, field: Field
    ) -> dict[int, float]:
        """BM25 of each turn's best passage in a field; best ``depth`` passages."""
        with stage("lexical"):
            rows = self.lexical.search(terms, field, depth, allowed)
        return self._best(rows, field, allowed)

    def by_meaning(self, vector: NDArray[np.float32], depth: int, allowed: Allowed | None) -> Best:
        """Cosine of each turn's best passage, in both fields."""
        with stage("dense"):
            rows = self.dense.search(vector, depth, allowed)
        return Best(self._best(rows, "said", allowed), self._best(rows, "asked", allowed))

    def weights(self, terms: Mapping[str, float], field: Field) -> dict[str, float]:
        """What BM25 would give a passage of average length for having each term once."""
        return {term: count * self.lexical.rarity(term, field) for term, count in terms.items()}

    def _best(self, rows: Sequence[Row], field: Field, allowed: Allowed | None) -> dict[int, float]:
        """The best score of each turn; a question's row counts for those who answered it.

        ``rows`` come best first.
        """
        turns = self.layout.turn_of_row[[row.row for row in rows]]
        scores = np.array([row.score for row in rows], np.float64)
        asking = self.layout.questions[turns]
        if field == "asked":
            turns, owners = self.layout.answers_to_each(turns[asking])
            scores = scores[asking][owners]
        else:
            turns, scores = turns[~asking], scores[~asking]
        if allowed is not None:
            kept = allowed.turns[turns]
            turns, scores = turns[kept], scores[kept]
        return dict(zip(turns[::-1].tolist(), scores[::-1].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Turns worth looking at, by rising number, and what is known of each.

    ``weights`` are what the terms of the question count in what was said; ``turns`` is how many
    filters let through; ``vector`` the question's by the contextual encoder where the best were
    read closely (`index.closeness`).
    """

    numbers: list[int]
    features: Columns
    weights: Mapping[str, float]
    turns: int
    vector: NDArray[np.float32] | None = None

    @property
    def closely(self) -> bool:
        """Whether the best were read closely."""
        return self.vector is not None

    def of(self, number: int) -> Features:
        """What is known of one of them."""
        return self.features.at(self.numbers.index(number))

    def scores(self, weights: Weights) -> dict[int, float]:
        """The score of each."""
        return dict(zip(self.numbers, score(self.features, weights).tolist(), strict=True))


def retrievers_of(opened: Opened, place: Place | None) -> Retrievers:
    """The retrievers over an open index: its own, or Milvus where its passages are there."""
    if place is None:
        return Retrievers(opened.records, opened.layout, opened.lexical, opened.dense)
    remote = Remote(place, opened.lexical)
    return Retrievers(opened.records, opened.layout, remote, RemoteDense(remote))


def gather(retrievers: Retrievers, question: Question, depth: int, filters: Filters) -> Candidates:
    """Every candidate turn's features, from the best ``depth`` passages of each retriever."""
    terms = question.weighed
    allowed = retrievers.layout.allowed(filters)
    said = retrievers.by_terms(terms, depth, allowed, "said")
    asked = retrievers.by_terms(terms, depth, allowed, "asked")
    near = retrievers.by_meaning(question.vector, depth, allowed)
    weights, others = (retrievers.weights(terms, field) for field in FIELDS)
    numbers = sorted(
        {*said, *asked, *near.said, *near.asked, *_named(retrievers, question, filters)}
    )
    named, body, occasion = _who(retrievers, question.mentions, numbers)
    columns = Columns(
        _column(said, numbers) / (sum(weights.values()) or 1.0),
        _column(asked, numbers) / (sum(others.values()) or 1.0),
        _column(near.said, numbers),
        _column(near.asked, numbers),
        named,
        body,
        occasion,
        np.zeros(len(numbers)),
    )
    turns = retrievers.layout.questions.size if allowed is None else np.count_nonzero(allowed.turns)
    return Candidates(numbers, columns, weights, int(turns))


def _column(scores: Mapping[int, float], numbers: Sequence[int]) -> NDArray[np.float64]:
    """The scores of these turns; 0 for who has none."""
    return np.array([scores.get(number, 0.0) for number in numbers], np.float64)


def _named(retrievers: Retrievers, question: Question, filters: Filters) -> set[int]:
    """Turns of the people a question names, and the answers given to them."""
    numbers: list[int] = []
    for name in sorted(question.mentions.people):
        for number in retrievers.records.turns_where(replace(filters, speaker=name)):
            numbers += retrievers.layout.answers_to(number)
            if not retrievers.layout.is_question(number):
                numbers.append(number)
            if len(numbers) >= MOST_NAMED:
                break
    return set(numbers[:MOST_NAMED])


def _who(
    retrievers: Retrievers, mentions: Mentions, numbers: Sequence[int]
) -> Iterator[NDArray[np.bool_]]:
    """Whether the question names who speaks or asked; their organisation or title; the occasion."""
    layout = retrievers.layout
    named, body = (np.zeros(len(numbers), np.bool_) for _ in range(2))
    if mentions.people or mentions.organizations or mentions.titles:
        for place, number in enumerate(numbers):
            speaker, asked = layout.speaker_of(number), layout.asked_by(number)
            asker = None if asked is None else layout.speaker_of(asked).name
            named[place] = bool({speaker.name, asker} & mentions.people)
            body[place] = (
                speaker.organization in mentions.organizations or speaker.name in mentions.titles
            )
    yield named
    yield body
    kinds = retrievers.records.kinds(numbers) if mentions.kinds else [""] * len(numbers)
    yield np.array([kind in mentions.kinds for kind in kinds], np.bool_)
