"""Which candidate answers, and how sure that is; what needs no long look is not looked at long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from index.candidates import Candidates
from index.confidence import Manner, Signals, shipped, signals
from index.context import shipped as reader
from index.evidence import Sentence, Worth
from index.findings import Findings
from index.framing import wants_detail
from index.hits import Row, lead
from index.question import Question
from index.records import Records
from index.stages import stage
from index.together import answers, surest
from index.wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ASKED_WHO = 0.95
"""Confidence where nothing is asked but what somebody said, and these are their words."""
SOMEBODY_ELSE = 0.1
"""Confidence at most where a person is named and the words are neither theirs nor said to them."""
CLOSE = 0.1
"""A further hit is read together with the question too if its score is so little lower."""
FIRST = 3
"""Hits that are read at most: of 1,211 questions with an answer, of records that nothing was
learnt from too, 1,108 had theirs first by the score, 1,127 with two that were read, 1,133 with three."""
ODDS = 0.05
"""What log odds of 1, read together with the question, are worth beside the score."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Between which confidences a glance is not enough.

    Wider is better, but reading takes twenty times as long as a glance: more than half of the
    questions must do without. Those that were read ``closely`` have waited for the transformer
    already; a ``detail`` (`index.framing.wants_detail`) is what an answer on the same matter often
    leaves out.
    """

    plain: tuple[float, float] = (0.15, 0.6)
    closely: tuple[float, float] = (0.1, 0.95)
    detail: tuple[float, float] = (0.15, 0.97)

    def about(self, sure: float, manner: Manner, detail: bool) -> bool:
        """Whether it is in doubt, after a glance in this manner, if an answer so sure is one."""
        bands = [self.closely if manner == "closely" else self.plain]
        bands += [self.detail] if detail else []
        return any(low < sure < high for low, high in bands)


class Look(NamedTuple):
    """The first hit at a glance: its sentences, what these are worth, what speaks for it."""

    sentences: Sequence[Sentence]
    worth: Worth
    signals: Signals


class Judged(NamedTuple):
    """Hits, best first, and the probability that the first one answers.

    ``overtook`` is the first one's row where it was not first and reads better beside the question;
    ``odds`` are those of its sentences where it was read together with it.
    """

    hits: Sequence[Row]
    sure: float
    overtook: int | None = None
    odds: NDArray[np.float32] | None = None


class Reading(NamedTuple):
    """Hits whose first was read together with the question: its sentences' log odds, what speaks for it."""

    hits: Sequence[Row]
    odds: NDArray[np.float32]
    signals: Signals


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the first hits of a question over one index.

    Where filters let few turns through, it is as sure as in an index of these alone: what is near
    has fewer to be mistaken for. Where ``doubt`` is None, nothing is read together.
    """

    records: Records
    findings: Findings
    wording: Wording
    doubt: Doubt | None = Doubt()

    def judged(self, question: Question, found: Candidates, hits: Sequence[Row]) -> Judged:
        """The hits and how sure the first is; one that is close goes first if that reads better.

        Nothing is sure where there is no hit, or a name is asked for that nobody bears.
        """
        if not hits or question.mentions.strangers:
            return Judged(hits, 0.0)
        hits = theirs(question, found, hits)
        first = found.of(hits[0].row)
        if question.mentions.open and (first.named or first.body or first.occasion):
            return Judged(hits, ASKED_WHO)
        judged = self._weighed(question, found, hits)
        if question.mentions.people and not first.named:
            return judged._replace(sure=min(judged.sure, SOMEBODY_ELSE))
        return judged

    def considered(
        self, question: Question, found: Candidates, hits: Sequence[Row], together: bool = False
    ) -> tuple[Sequence[Row], Signals]:
        """The hits and what speaks for and against the first; what calibration is fitted on.

        With ``together`` they are read together with the question, however clear the first is.
        """
        hits = theirs(question, found, hits)
        if together:
            read = self._read(question, found, hits)
            return read.hits, read.signals
        return hits, self._look(question, found, hits).signals

    def _weighed(self, question: Question, found: Candidates, hits: Sequence[Row]) -> Judged:
        """Judged at a glance and, where that leaves it in doubt, by reading."""
        look = self._look(question, found, hits)
        manner: Manner = "closely" if found.closely else "plain"
        sure = shipped(manner).probability(look.signals, found.turns)
        detail = wants_detail(question.asked)
        if self.doubt is None or not self.doubt.about(sure, manner, detail):
            return Judged(hits, sure)
        read = self._read(question, found, hits, look)
        sure = shipped("together").probability(read.signals, found.turns)
        best = read.hits[0].row
        return Judged(read.hits, sure, None if best == hits[0].row else best, read.odds)

    def _read(
        self, question: Question, found: Candidates, hits: Sequence[Row], look: Look | None = None
    ) -> Reading:
        """The first hit read together with the question; or one that is close, if it is better."""
        look = look or self._look(question, found, hits)
        best = self._together(question, hits, look)
        most = hits[0].score + ODDS * surest(best.odds)
        for place in rivals(question, hits):
            others = promoted(hits, place)
            look = self._look(question, found, others)
            if not look.sentences:
                continue
            read = self._together(question, others, look)
            if (worth := hits[place].score + ODDS * surest(read.odds)) > most:
                best, most = read, worth
        return best

    def _look(self, question: Question, found: Candidates, hits: Sequence[Row]) -> Look:
        best = hits[0].row
        sentences, year = self.findings.sentences(best), self.records.source_of(best).year
        worth = self.findings.worth(question, found, best)
        said = "".join(sentence.text for sentence in sentences)
        wording = self.wording.met(question.mentions.rest, said)
        seen = signals(question, found.of(best), lead(hits), sentences, worth, wording, year)
        return Look(sentences, worth, seen)

    def _together(self, question: Question, hits: Sequence[Row], look: Look) -> Reading:
        with stage("together"):
            odds = answers(question.mentions.rest, look.sentences, look.worth, reader())
        return Reading(hits, odds, replace(look.signals, together=surest(odds) / 10))


def rivals(question: Question, hits: Sequence[Row]) -> range:
    """The places of further hits so close to the first that what they say may decide.

    Names, offices and occasions are no part of what is read: where one is asked for, or nothing
    else is, the score has the last word.
    """
    named = question.mentions
    if named.people or named.organizations or named.titles or named.kinds or not named.rest:
        return range(0)
    close = sum(hits[0].score - hit.score < CLOSE for hit in hits[:FIRST])
    return range(1, close)


def theirs(question: Question, found: Candidates, hits: Sequence[Row]) -> Sequence[Row]:
    """The hits; where a person is named and the first is not theirs, one of theirs that is close goes first.

    Anything else first would be refused (`SOMEBODY_ELSE`).
    """
    if not question.mentions.people or found.of(hits[0].row).named:
        return hits
    near = (at for at, hit in enumerate(hits) if hits[0].score - hit.score < CLOSE)
    place = next((at for at in near if found.of(hits[at].row).named), 0)
    return promoted(hits, place) if place else hits


def promoted(hits: Sequence[Row], place: int) -> list[Row]:
    """The hits with that at this place first, and those before it one further; a place keeps its score.

    Of equal scores the first becomes the next larger one, so that the order is settled.
    """
    rows = [hits[place], *hits[:place], *hits[place + 1 :]]
    moved = [Row(row.row, hit.score) for row, hit in zip(rows, hits, strict=True)]
    first, second = moved[:2]
    if first.score == second.score:
        moved[0] = Row(first.row, math.nextafter(first.score, math.inf))
    return moved
