"""Whether one system is better than another, or the difference is luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import DatasetError
from evaluation.evaluation import Evaluation, SystemScores
from evaluation.intervals import Estimate, difference
from evaluation.measures import mean
from evaluation.model import Dataset, turns
from evaluation.randomisation import TINY, detectable, holm, randomisation_test

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes in one measure from system ``a`` to system ``b``.

    ``difference`` is the mean of b - a with its paired 95% interval; ``p`` is
    the randomisation test's, ``adjusted`` the same after Holm's correction for
    all systems compared at once. ``detectable`` is the smallest true
    difference that a set of this size and spread shows four times in five
    (None where no question differs).
    """

    measure: str
    a: str
    b: str
    a_value: float
    b_value: float
    difference: Estimate
    p: float
    adjusted: float
    wins: int
    ties: int
    losses: int
    detectable: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The first turn a system gave: who speaks and what is said; "" when it gave none."""

    turn_id: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question on which two systems differ, with the first turn of each and the right ones."""

    question_id: str
    question: str
    a_value: float
    b_value: float
    a: Seen
    b: Seen
    right: tuple[Seen, ...]


def compare(
    a: SystemScores, b: SystemScores, measures: Sequence[str] | None = None, *, seed: int = 0
) -> tuple[Comparison, ...]:
    """One comparison for each measure, over the questions that both were judged on."""
    return tuple(_compare(a, b, measure, seed) for measure in measures or a.values)


def compare_all(
    evaluation: Evaluation, system: str = "full", measure: str = "nDCG@10", *, seed: int = 0
) -> tuple[Comparison, ...]:
    """What one system adds to each of the others, with Holm's correction for their number."""
    by_name = {scores.name: scores for scores in evaluation.systems}
    if system not in by_name:
        raise DatasetError(f"there is no system {system} (there are: {', '.join(by_name)})")
    ours = by_name.pop(system)
    rows = [_compare(other, ours, measure, seed) for other in by_name.values()]
    adjusted = holm([row.p for row in rows])
    return tuple(replace(row, adjusted=p) for row, p in zip(rows, adjusted, strict=True))


def changes(dataset: Dataset, a: SystemScores, b: SystemScores, measure: str) -> tuple[Change, ...]:
    """The questions that differ, the greatest losses of ``b`` first, then by id."""
    before, after = a.values[measure], b.values[measure]
    questions = {q.question_id: q.text for q in dataset.questions}
    differ = [n for n in before if n in after and abs(after[n] - before[n]) > TINY]
    located = Looking(dataset)
    return tuple(
        Change(
            question_id=name,
            question=questions[name],
            a_value=before[name],
            b_value=after[name],
            a=located.first(a, name),
            b=located.first(b, name),
            right=tuple(located.seen(t) for t, g in dataset.qrels[name].items() if g > 0),
        )
        for name in sorted(differ, key=lambda n: (after[n] - before[n], n))
    )


class Looking:
    """Looks turns up by their id."""

    def __init__(self, dataset: Dataset) -> None:
        self._turns = turns(dataset.transcripts)

    def first(self, scores: SystemScores, question_id: str) -> Seen:
        """The first turn a system returned for a question."""
        hits = scores.run.hits.get(question_id, ())
        return self.seen(hits[0].turn_id) if hits else Seen("", "", "")

    def seen(self, turn_id: str) -> Seen:
        """The turn of this id; a run may name turns that the records no longer hold."""
        if turn_id not in self._turns:
            return Seen(turn_id, "", "")
        record, turn = self._turns[turn_id]
        speaker = turn.speaker
        name = speaker.label or " ".join(part for part in (speaker.title, speaker.name) if part)
        return Seen(turn_id, name, record.words(turn.spans))


def paired(before: Mapping[str, float], after: Mapping[str, float]) -> NDArray[float64]:
    """after - before over the questions that both have, in the order of ``before``."""
    import numpy as np

    both = [name for name in before if name in after]
    if not both:
        raise DatasetError("these runs share no judged question: compare runs of one set")
    return np.array([after[name] - before[name] for name in both])


def _compare(a: SystemScores, b: SystemScores, measure: str, seed: int) -> Comparison:
    before, after = a.values[measure], b.values[measure]
    differences = paired(before, after)
    p = randomisation_test(differences, seed=seed)
    wins, losses = int((differences > TINY).sum()), int((differences < -TINY).sum())
    return Comparison(
        measure=measure,
        a=a.name,
        b=b.name,
        a_value=mean(before[name] for name in before if name in after),
        b_value=mean(after[name] for name in before if name in after),
        difference=difference(differences, seed=seed),
        p=p,
        adjusted=p,
        wins=wins,
        ties=len(differences) - wins - losses,
        losses=losses,
        detectable=detectable(differences),
    )
