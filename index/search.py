"""The one path that a question takes."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from corpus.text import normalise
from index import milvus, store
from index.answer import Answer
from index.candidates import Candidates, gather, retrievers_of
from index.closeness import SETTLED, Closeness
from index.evidence import Choice
from index.filters import ALL, Filters
from index.findings import Findings
from index.hits import Hit, Row, best_first, ordered
from index.judge import Doubt, Judge, Judged
from index.meant import meant
from index.mentions import Directory
from index.opened import SMALL_FILE, Opened, check_makers
from index.parts import Parts
from index.question import Question, read_question
from index.reasons import notes
from index.rerank import Weights
from index.showing import Part, shown
from index.showing import newest_first as newest
from index.stages import stage
from index.unmet import unmet
from index.wording import Wording, words_of

if TYPE_CHECKING:
    from index.confidence import Signals
    from index.encoder import Encoder
    from index.reader import Reader

__all__ = ["ALL", "SYSTEMS", "Filters", "Searcher", "Settings", "System"]

System = Literal["lexical", "dense", "fused", "full"]
SYSTEMS: tuple[System, ...] = ("lexical", "dense", "fused", "full")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a search is done; the defaults are what is measured and shipped.

    ``depth`` passages come from each retriever; ``meaning`` is the dense share
    of plain fusion, ``asked`` what the asked question counts there;
    ``answer_at`` the confidence below which there is no answer; ``closely`` whether
    the best candidates are read closely, where the index was, unless the first
    leads the second by more than ``settled``: which is first, and what of it answers;
    the first, and what is close to it, are read together with the question
    where ``doubt`` says that confidence is not enough, never where that is None.
    """

    depth: int = 100
    meaning: float = 0.2
    asked: float = 0.4
    answer_at: float = 0.35
    weights: Weights = Weights()
    evidence: Choice = Choice()
    closely: bool = True
    settled: float = SETTLED
    doubt: Doubt | None = Doubt()


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
        self.generation = generation.name
        self.encoder = encoder
        self.manifest = opened.manifest
        self.settings = settings or Settings()
        self.records = opened.records
        self.directory = Directory(self.records.people())
        self._opened = opened
        self._reader = reader
        closely = self.settings.closely
        self._closeness = Closeness.over(generation, opened, encoder) if closely else None
        self._retrievers = retrievers_of(opened, milvus.place_of(generation))
        self._findings = Findings(
            self._retrievers,
            encoder,
            self.settings.evidence,
            self._closeness.sentences if self._closeness else None,
        )
        self._judge = Judge(
            self.records,
            self._findings,
            Wording(words_of(encoder)),
            self.settings.doubt,
        )

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self:
        """Open what serves in an index folder. Raises IndexMissingError too."""
        return store.using(folder, lambda generation: cls(generation, encoder))

    def ask(
        self, question: str, k: int = 3, filters: Filters = ALL, newest_first: bool = False
    ) -> Answer:
        """Return at most ``k`` findings, or none and what came nearest.

        ``newest_first`` puts the latest meeting first among findings that come
        near the best. Raises QuestionError for what cannot be a question, NoRecordError
        for filters that name a record there is none of.
        """
        begun = time.perf_counter()
        narrowed = meant(filters, self.directory, self.manifest.sources)
        with stage("reading"):
            ready = self._ready(question)
        with stage("scoring"):
            found = self._gather(ready, narrowed)
            best = ordered(self._scored(ready, found))
        with stage("confidence"):
            hits, sure, overtook, odds = self._judge.judged(ready, found, best)
            parts = [self._part(part, narrowed) for part in ready.parts]
        at = self.settings.answer_at
        surest = max([sure, *(part.sure for part in parts)])
        answered = bool(hits) and surest >= at
        read = {hits[0].row: odds} if hits else {}
        if answered:
            hits = shown(hits, sure, parts, at)
        first = found.of(hits[0].row) if hits else None
        if newest_first:
            hits = newest(hits, lambda row: self.records.source_of(row).date)
        with stage("evidence"):
            findings = tuple(
                self._findings.of(ready, found, hit, hit.row == overtook, read.get(hit.row))
                for hit in hits[:k]
            )
        return Answer(
            question=question,
            answered=answered,
            confidence=surest,
            findings=findings if answered else (),
            nearest=() if answered else findings,
            took_ms=(time.perf_counter() - begun) * 1000,
            notes=tuple(
                notes(
                    ready, first, self._open(parts) if answered else (), self._unmet(narrowed, hits)
                )
            ),
        )

    def _gather(self, question: Question, filters: Filters) -> Candidates:
        """The candidates, the best read closely where the index allows and it may matter."""
        settings = self.settings
        found = gather(self._retrievers, question, settings.depth, filters)
        if self._closeness is None:
            return found
        return self._closeness.read(question, found, settings.weights, settings.settled)

    def _part(self, question: Question, filters: Filters) -> Part:
        """One of several questions in one, asked by itself."""
        judged = self._judged(question, filters)
        return Part(question.text, judged.hits[0].row if judged.hits else None, judged.sure)

    def _judged(self, question: Question, filters: Filters) -> Judged:
        found = self._gather(question, filters)
        return self._judge.judged(question, found, ordered(self._scored(question, found)))

    def _open(self, parts: Sequence[Part]) -> list[str]:
        """The questions in one that stay without an answer."""
        return [part.text for part in parts if part.sure < self.settings.answer_at]

    def _unmet(self, filters: Filters, hits: Sequence[Row]) -> list[str]:
        """Which filters nobody fits, where nothing was found."""
        if hits:
            return []
        return list(unmet(filters, self.directory, lambda f: bool(self.records.turns_where(f))))

    def _ready(self, question: str) -> Question:
        return read_question(question, self.encoder, self.directory, self._retrievers.lexical.knows)

    def consider(
        self, question: str, without: Set[str] = frozenset(), together: bool = False
    ) -> tuple[str, Signals] | None:
        """The best candidate's id and signals, as if turns ``without`` were not there.

        With ``together`` it is read together with the question, however clear it is.
        """
        ready = self._ready(question)
        found = self._gather(ready, ALL)
        scores = self._scored(ready, found)
        kept = ordered({t: s for t, s in scores.items() if self._name(t) not in without})
        if not kept:
            return None
        hits, signals = self._judge.considered(ready, found, kept, together)
        return self._name(hits[0].row), signals

    def _name(self, turn: int) -> str:
        return self.records.turn(turn).ref

    def rank(self, question: str, system: System = "full", cutoff: int = 100) -> list[Hit]:
        """The best turns by one system, best first, ties by id; what evaluation judges."""
        ready = self._ready(question)
        if system == "full":
            hits = self._judged(ready, ALL).hits
        else:
            hits = ordered(self._parts(ready, system))
        return best_first(Hit(self.records.turn(turn).ref, value) for turn, value in hits[:cutoff])

    def _parts(
        self, question: Question, system: Literal["lexical", "dense", "fused"]
    ) -> dict[int, float]:
        """The scores of a part of the path alone."""
        settings = self.settings
        parts = Parts(self._retrievers, self.encoder, settings.depth, settings.asked)
        if system == "lexical":
            return parts.words(question)
        if system == "dense":
            return parts.meaning(question)
        return parts.both(question, settings.meaning)

    def _scored(self, question: Question, found: Candidates) -> dict[int, float]:
        """The scores, and for the best turns what the reader says of them."""
        scores = found.scores(self.settings.weights)
        if self._reader is None:
            return scores
        best = [hit.row for hit in ordered(scores)[: self._reader.first]]
        spans = [self.records.turn(turn).turn.spans for turn in best]
        words = [
            self.records.source_of(turn).words(at) for turn, at in zip(best, spans, strict=True)
        ]
        more = self._reader.worth_of(question.plain, list(map(normalise, words)))
        return scores | {turn: scores[turn] + one for turn, one in zip(best, more, strict=True)}
