"""The turns worth looking at for a question, with all that is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.dense import Dense
from index.filters import Filters
from index.hits import Row
from index.layout import Allowed, Layout
from index.lexical import Field, Lexical
from index.milvus import Place, Remote, RemoteDense
from index.opened import Opened
from index.question import Question
from index.records import Records
from index.rerank import Features

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
        rows = self.lexical.search(terms, field, depth, allowed)
        return self._best(rows, field, allowed)

    def by_meaning(self, vector: NDArray[np.float32], depth: int, allowed: Allowed | None) -> Best:
        """Cosine of each turn's best passage, in both fields."""
        rows = self.dense.search(vector, depth, allowed)
        return Best(self._best(rows, "said", allowed), self._best(rows, "asked", allowed))

    def share(self, terms: Mapping[str, float], field: Field) -> float:
        """What BM25 would give a passage of average length that had each term once."""
        return sum(count * self.lexical.rarity(term, field) for term, count in terms.items())

    def _best(self, rows: Iterable[Row], field: Field, allowed: Allowed | None) -> dict[int, float]:
        """The best score of each turn; a question's row counts for those who answered it."""
        best: dict[int, float] = {}
        for row, score in rows:
            turn = int(self.layout.turn_of_row[row])
            if self.layout.is_question(turn) != (field == "asked"):
                continue
            credited = self.layout.answers_to(turn) if field == "asked" else (turn,)
            for number in credited:
                if allowed is not None and not allowed.turns[number]:
                    continue
                best[number] = max(score, best.get(number, score))
        return best


def retrievers_of(opened: Opened, place: Place | None) -> Retrievers:
    """The retrievers over an open index: its own, or Milvus where its passages are there."""
    if place is None:
        return Retrievers(opened.records, opened.layout, opened.lexical, opened.dense)
    remote = Remote(place, opened.lexical)
    return Retrievers(opened.records, opened.layout, remote, RemoteDense(remote))


def gather(
    retrievers: Retrievers, question: Question, depth: int, filters: Filters
) -> dict[int, Features]:
    """Every candidate turn's features, from the best ``depth`` passages of each retriever."""
    terms = question.weighed
    allowed = retrievers.layout.allowed(filters)
    said = retrievers.by_terms(terms, depth, allowed, "said")
    asked = retrievers.by_terms(terms, depth, allowed, "asked")
    near = retrievers.by_meaning(question.vector, depth, allowed)
    whole = {field: retrievers.share(terms, field) or 1.0 for field in ("said", "asked")}
    numbers = said.keys() | asked.keys() | near.said.keys() | near.asked.keys()
    found = {
        number: Features(
            said=said.get(number, 0.0) / whole["said"],
            asked=asked.get(number, 0.0) / whole["asked"],
            near_said=near.said.get(number, 0.0),
            near_asked=near.asked.get(number, 0.0),
        )
        for number in numbers | _named(retrievers, question, filters)
    }
    return {number: _with_who(retrievers, question, number, one) for number, one in found.items()}


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


def _with_who(
    retrievers: Retrievers, question: Question, number: int, features: Features
) -> Features:
    mentions = question.mentions
    if not (mentions.people or mentions.organizations or mentions.titles or mentions.kinds):
        return features
    turn = retrievers.records.turn(number).turn
    speaker = turn.speaker
    asked = retrievers.layout.asked_by(number)
    asker = retrievers.records.turn(asked).turn.speaker.name if asked is not None else None
    return replace(
        features,
        named=bool({speaker.name, asker} & mentions.people),
        body=speaker.organization in mentions.organizations or speaker.name in mentions.titles,
        occasion=turn.kind in mentions.kinds,
    )
