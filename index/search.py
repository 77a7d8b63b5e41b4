"""The one path that a question takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from corpus.model import Source
from corpus.text import normalise
from index import milvus, store
from index.answer import Answer, Finding
from index.candidates import Best, gather, retrievers_of
from index.confidence import Signals, signals
from index.confidence import shipped as calibration
from index.evidence import Choice, Sentence, choose, read_sentences, weigh
from index.filters import ALL, Filters
from index.fusion import convex
from index.hits import Hit, Row, best_first
from index.mentions import Directory, Mentions
from index.opened import SMALL_FILE, Opened, check_makers
from index.question import Question, read_question
from index.reasons import reasons
from index.records import TurnAt
from index.rerank import Features, Weights, score

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.reader import Reader

__all__ = ["ALL", "SYSTEMS", "Filters", "Searcher", "Settings", "System"]

System = Literal["lexical", "dense", "fused", "full"]
SYSTEMS: tuple[System, ...] = ("lexical", "dense", "fused", "full")
ASKED_WHO = 0.95
"""Confidence where nothing is asked but what somebody said, and these are their words."""
BESIDE = 0.5
"""A further finding has at least this share of the best score: on development questions
that keeps nine in ten of the further right answers, and shows one further finding in two."""
NEAR_BEST = 0.6
"""Findings with this share of the best score may be put in order of date."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a search is done; the defaults are what is measured and shipped.

    ``depth`` passages come from each retriever; ``meaning`` is the dense share
    of plain fusion, ``asked`` what the asked question counts there;
    ``answer_at`` the confidence below which there is no answer.
    """

    depth: int = 100
    meaning: float = 0.2
    asked: float = 0.4
    answer_at: float = 0.35
    weights: Weights = Weights()
    evidence: Choice = Choice()


class Searcher:
    """An open index and its encoder; safe to share between threads."""

    def __init__(
        self,
        generation: Path,
        encoder: Encoder,
        settings: Settings | None = None,
        checked: int | None = SMALL_FILE,
        reader: Reader | None = None,
    ) -> None:
        """Open one generation; files up to ``checked`` bytes are compared with their hashes.

        A ``reader`` puts the best turns in a new order; none is shipped.

        Raises IndexDamagedError, IndexStaleError.
        """
        opened = Opened.of(generation, checked)
        check_makers(generation, opened.manifest, encoder)
        self.encoder = encoder
        self.manifest = opened.manifest
        self.settings = settings or Settings()
        self.records = opened.records
        self.directory = Directory(self.records.people())
        self._opened = opened
        self._reader = reader
        self._retrievers = retrievers_of(opened, milvus.place_of(generation))
        self._sentences = lru_cache(maxsize=10_000)(self._read_sentences)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self:
        """Open what serves in an index folder. Raises IndexMissingError too."""
        return cls(store.current(folder), encoder)

    def ask(
        self, question: str, k: int = 3, filters: Filters = ALL, newest_first: bool = False
    ) -> Answer:
        """Return at most ``k`` findings, or none and what came nearest.

        ``newest_first`` puts the latest meeting first among findings that come
        near the best. Raises QuestionError for what cannot be a question.
        """
        begun = time.perf_counter()
        ready = read_question(question, self.encoder, self.directory)
        found = gather(self._retrievers, ready, self.settings.depth, self._meant(filters))
        hits = self._ordered(self._read(ready, self._scored(found)))
        sure = self._confidence(ready, found, hits)
        answered = bool(hits) and sure >= self.settings.answer_at
        if answered:
            hits = [hit for hit in hits if hit.score >= BESIDE * hits[0].score]
        if newest_first:
            hits = self._newest_first(hits)
        findings = tuple(self._finding(ready, found, hit) for hit in hits[:k])
        return Answer(
            question=question,
            answered=answered,
            confidence=sure,
            findings=findings if answered else (),
            nearest=() if answered else findings,
            took_ms=(time.perf_counter() - begun) * 1000,
            notes=tuple(_notes(ready.mentions)),
        )

    def _meant(self, filters: Filters) -> Filters:
        """Filters with the names as the records print them; what fits nobody stays."""
        people = self.directory.names(filters.speaker) if filters.speaker else frozenset()
        bodies = (
            self.directory.organizations(filters.organization)
            if filters.organization
            else frozenset()
        )
        return replace(
            filters,
            speaker=min(people) if len(people) == 1 else filters.speaker,
            organization=min(bodies) if len(bodies) == 1 else filters.organization,
        )

    def _newest_first(self, hits: list[Row]) -> list[Row]:
        near = [hit for hit in hits if hit.score >= NEAR_BEST * hits[0].score]
        dates = {hit.row: self._source(hit.row).date or "" for hit in near}
        return sorted(near, key=lambda hit: dates[hit.row], reverse=True) + hits[len(near) :]

    def _confidence(
        self, question: Question, found: dict[int, Features], hits: Sequence[Row]
    ) -> float:
        """The probability that the first hit answers; 0 for nobody's name or no hit."""
        if not hits or question.mentions.strangers:
            return 0.0
        first = found[hits[0].row]
        if question.mentions.open and (first.named or first.body):
            return ASKED_WHO
        best = [(found[turn], value) for turn, value in hits[:2]]
        return calibration().probability(self.signals(question, best, hits[0].row))

    def consider(
        self, question: str, without: Set[str] = frozenset()
    ) -> tuple[str, Signals] | None:
        """The best candidate's id and signals, as if turns ``without`` were not there."""
        ready = read_question(question, self.encoder, self.directory)
        found = gather(self._retrievers, ready, self.settings.depth, ALL)
        kept = {turn: one for turn, one in found.items() if self._name(turn) not in without}
        hits = self._ordered(self._scored(kept))
        if not hits:
            return None
        best = [(found[turn], value) for turn, value in hits[:2]]
        return self._name(hits[0].row), self.signals(ready, best, hits[0].row)

    def _name(self, turn: int) -> str:
        return self.records.turn(turn).ref

    def signals(
        self, question: Question, best: Sequence[tuple[Features, float]], number: int
    ) -> Signals:
        """What speaks for and against a candidate turn; what calibration is fitted on."""
        sentences = self._sentences(number)
        worth = weigh(question, sentences, self._rarity)
        return signals(question, best, sentences, worth, self._retrievers.lexical.knows)

    def rank(self, question: str, system: System = "full", cutoff: int = 100) -> list[Hit]:
        """The best turns by one system, best first, ties by id; what evaluation judges."""
        ready = read_question(question, self.encoder, self.directory)
        hits = self._ordered(self._scores(ready, system))[:cutoff]
        return best_first(Hit(self.records.turn(turn).ref, value) for turn, value in hits)

    def _scores(self, question: Question, system: System) -> dict[int, float]:
        if system == "full":
            found = gather(self._retrievers, question, self.settings.depth, ALL)
            return self._read(question, self._scored(found))
        if system == "lexical":
            return self._by_words(question)
        if system == "dense":
            return self._by_meaning(question)
        words, meaning = self._by_words(question), self._by_meaning(question)
        return convex(words, meaning, self.settings.meaning)

    def _scored(self, found: dict[int, Features]) -> dict[int, float]:
        weights = self.settings.weights
        return {number: score(features, weights) for number, features in found.items()}

    def _read(self, question: Question, scores: dict[int, float]) -> dict[int, float]:
        """The scores, and for the best turns what the reader says of them."""
        if self._reader is None:
            return scores
        best = [hit.row for hit in self._ordered(scores)[: self._reader.first]]
        spans = [self.records.turn(turn).turn.spans for turn in best]
        words = [self._source(turn).words(at) for turn, at in zip(best, spans, strict=True)]
        more = self._reader.worth_of(question.plain, list(map(normalise, words)))
        return scores | {turn: scores[turn] + one for turn, one in zip(best, more, strict=True)}

    def _by_words(self, question: Question) -> dict[int, float]:
        """Plain BM25 of what was said, and a share of what was asked."""
        depth = self.settings.depth
        said = self._retrievers.by_terms(question.counts, depth, None, "said")
        asked = self._retrievers.by_terms(question.counts, depth, None, "asked")
        return self._together(Best(said, asked))

    def _by_meaning(self, question: Question) -> dict[int, float]:
        """Plain cosine of what was said, and a share of what was asked."""
        vector = self.encoder.encode_questions([question.plain])[0]
        return self._together(self._retrievers.by_meaning(vector, self.settings.depth, None))

    def _together(self, best: Best) -> dict[int, float]:
        share = self.settings.asked
        return {
            turn: best.said.get(turn, 0.0) + share * best.asked.get(turn, 0.0)
            for turn in best.said.keys() | best.asked.keys()
        }

    def _ordered(self, scores: dict[int, float]) -> list[Row]:
        order = sorted(scores, key=lambda turn: (-scores[turn], turn))
        return [Row(turn, scores[turn]) for turn in order]

    def _finding(self, question: Question, found: dict[int, Features], hit: Row) -> Finding:
        turn = self.records.turn(hit.row).turn
        sentences = self._sentences(hit.row)
        worth = weigh(question, sentences, self._rarity)
        asked = self._asked(hit.row)
        return Finding(
            source=self._source(hit.row),
            turn=turn,
            asked=asked.turn if asked else None,
            evidence=choose(sentences, worth, self.settings.evidence),
            score=hit.score,
            reasons=reasons(question, found[hit.row], sentences, worth),
        )

    def _source(self, number: int) -> Source:
        return self.records.source(self.records.turn(number).transcript_id)

    def _asked(self, number: int) -> TurnAt | None:
        asked = self._retrievers.layout.asked_by(number)
        return None if asked is None else self.records.turn(asked)

    def _rarity(self, term: str) -> float:
        return self._retrievers.lexical.rarity(term, "said")

    def _read_sentences(self, number: int) -> tuple[Sentence, ...]:
        spans = self.records.turn(number).turn.spans
        return read_sentences(self._source(number), spans, self.encoder)


def _notes(mentions: Mentions) -> Iterator[str]:
    """What a question names that does not occur."""
    for name in mentions.strangers:
        yield f"记录中没有名叫“{name}”的发言人。"
    for department in mentions.absent:
        yield f"记录中没有“{department}”的发言。"
