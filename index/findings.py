"""The best turns as they are shown: who speaks, in answer to what, the sentences that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from index.answer import Finding
from index.evidence import Choice, Sentence, Worth, choose, read_sentences, weigh
from index.reasons import reasons
from index.stages import stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.candidates import Candidates, Retrievers
    from index.encoder import Encoder
    from index.hits import Row
    from index.question import Question
    from index.records import Records
    from index.sentences import SentenceVectors

KEPT = 1_000
"""Turns whose sentences, with their vectors, are kept: some 65 kB each."""


class Findings:
    """Turns of one index, made ready to be shown; safe to share between threads."""

    def __init__(
        self,
        retrievers: Retrievers,
        encoder: Encoder,
        choice: Choice,
        read: SentenceVectors | None = None,
    ) -> None:
        """``read`` are the sentences as the contextual encoder read them, if it did."""
        self._retrievers = retrievers
        self._choice = choice
        self._read = read
        # What is cached knows nothing of this object: no circle keeps an old index alive.
        self.sentences = lru_cache(KEPT)(partial(_sentences, retrievers.records, encoder))

    def of(
        self,
        question: Question,
        found: Candidates,
        hit: Row,
        overtook: bool = False,
        odds: NDArray[np.float32] | None = None,
    ) -> Finding:
        """One hit as a finding, which may have overtaken another. Raises IndexDamagedError.

        ``odds`` are those of its sentences, if they were read together with the question.
        """
        records = self._retrievers.records
        with stage("records"):
            turn, source = records.turn(hit.row).turn, records.source_of(hit.row)
            asked = self._retrievers.layout.asked_by(hit.row)
            before = None if asked is None else records.turn(asked).turn
        sentences = self.sentences(hit.row)
        worth = replace(self.worth(question, found, hit.row), odds=odds)
        parts = [self._glance(part, sentences) for part in question.parts]
        return Finding(
            source=source,
            turn=turn,
            asked=before,
            evidence=choose(sentences, parts or [worth], self._choice),
            score=hit.score,
            reasons=reasons(question, found.of(hit.row), sentences, worth, overtook),
        )

    def worth(self, question: Question, found: Candidates, row: int) -> Worth:
        """What each sentence of a candidate is worth to the question. Raises IndexDamagedError."""
        sentences, read = self.sentences(row), None
        if self._read is not None and found.vector is not None:
            read = self._read.cosines(found.vector, row, len(sentences))
        return weigh(question, found.weights, sentences, read)

    def _glance(self, part: Question, sentences: Sequence[Sentence]) -> Worth:
        """What they are worth to one of several questions, whose vector is not kept."""
        return weigh(part, self._retrievers.weights(part.weighed, "said"), sentences)


def _sentences(records: Records, encoder: Encoder, number: int) -> tuple[Sentence, ...]:
    """The sentences of a turn."""
    with stage("records"):
        spans, source = records.turn(number).turn.spans, records.source_of(number)
    return read_sentences(source, spans, encoder)
