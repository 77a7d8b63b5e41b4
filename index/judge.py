"""How sure the best candidate is to answer; what needs no long look is not looked at long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.candidates import Candidates
from index.confidence import Manner, Signals, shipped, signals
from index.context import shipped as reader
from index.evidence import Sentence, Worth, weigh
from index.findings import Findings
from index.hits import Row, lead
from index.question import Question
from index.records import Records
from index.stages import stage
from index.together import answers
from index.wording import Wording

ASKED_WHO = 0.95
"""Confidence where nothing is asked but what somebody said, and these are their words."""
SOMEBODY_ELSE = 0.1
"""Confidence at most where a person is named and the words are neither theirs nor said to them."""
DOUBT = (0.2, 0.65)
"""Between these, confidence at a glance is not enough."""


class Look(NamedTuple):
    """The best candidate at a glance: its sentences, what these are worth, what speaks for it."""

    sentences: Sequence[Sentence]
    worth: Worth
    signals: Signals


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the first hit of a question over one index of so many ``turns``.

    Where ``doubt`` is None, nothing is read together.
    """

    records: Records
    findings: Findings
    wording: Wording
    turns: int
    doubt: tuple[float, float] | None = DOUBT

    def sure(self, question: Question, found: Candidates, hits: Sequence[Row]) -> float:
        """The probability that the first hit answers; 0 for nobody's name or no hit."""
        if not hits or question.mentions.strangers:
            return 0.0
        first = found.of(hits[0].row)
        if question.mentions.open and (first.named or first.body or first.occasion):
            return ASKED_WHO
        sure = self._probability(question, found, self._look(question, found, hits))
        somebody_else = bool(question.mentions.people) and not first.named
        return min(sure, SOMEBODY_ELSE) if somebody_else else sure

    def signals(
        self, question: Question, found: Candidates, hits: Sequence[Row], together: bool = False
    ) -> Signals:
        """What speaks for and against the first hit; what calibration is fitted on.

        With ``together`` it is read together with the question, however clear it is.
        """
        look = self._look(question, found, hits)
        return self._together(question, look) if together else look.signals

    def _probability(self, question: Question, found: Candidates, look: Look) -> float:
        manner: Manner = "closely" if found.closely else "plain"
        sure = shipped(manner).probability(look.signals, self.turns)
        if self.doubt is None or not self.doubt[0] < sure < self.doubt[1]:
            return sure
        return shipped("together").probability(self._together(question, look), self.turns)

    def _look(self, question: Question, found: Candidates, hits: Sequence[Row]) -> Look:
        best = hits[0].row
        sentences, year = self.findings.sentences(best), self.records.source_of(best).year
        worth = weigh(question, found.weights, sentences)
        said = "".join(sentence.text for sentence in sentences)
        wording = self.wording.met(question.mentions.rest, said)
        seen = signals(question, found.of(best), lead(hits), sentences, worth, wording, year)
        return Look(sentences, worth, seen)

    def _together(self, question: Question, look: Look) -> Signals:
        with stage("together"):
            odds = answers(question.mentions.rest, look.sentences, look.worth, reader())
        return replace(look.signals, together=odds / 10)
