"""Whether one system is better than another, or the difference is luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import DatasetError
from evaluation.evaluation import Evaluation, SystemScores
from evaluation.intervals import Estimate, difference
from evaluation.measures import mean
from evaluation.randomisation import TINY, detectable, holm, randomisation_test
from evaluation.topics import numbered

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

MEASURE = "nDCG@10"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes in one measure from system ``a`` to system ``b``.

    ``difference`` is the mean of b - a with its paired 95% interval; ``p`` is
    the randomisation test's, ``adjusted`` the same after Holm's correction for
    all systems, or all measures, compared at once. ``detectable`` is the smallest true
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


def compare(
    a: SystemScores, b: SystemScores, measures: Sequence[str] | None = None, *, seed: int = 0
) -> tuple[Comparison, ...]:
    """One comparison for each measure, over the questions that both were judged on.

    Holm's correction is for the number of measures.
    """
    return _corrected([_compare(a, b, measure, seed) for measure in measures or a.values])


def compare_all(
    evaluation: Evaluation, system: str | None = None, measure: str = MEASURE, *, seed: int = 0
) -> tuple[Comparison, ...]:
    """What one system adds to each of the others, with Holm's correction for their number.

    None is the last system, which is the whole of the search.
    """
    return _against(evaluation.systems, system, measure, seed)


def compare_pooled(
    evaluations: Sequence[Evaluation], measure: str = MEASURE, *, seed: int = 0
) -> tuple[Comparison, ...]:
    """The same for the last system over the questions of several datasets, as if these were one."""
    return _against(pooled(evaluations), None, measure, seed)


def pooled(evaluations: Sequence[Evaluation]) -> tuple[SystemScores, ...]:
    """Each system's values over the questions of all datasets, if all have it; in order.

    Only values and topics are put together: its run and estimates are the first dataset's.
    """
    sets = [{scores.name: scores for scores in one.systems} for one in evaluations]
    names = [name for name in sets[0] if all(name in one for one in sets)]
    return tuple(_pool([one[name] for one in sets]) for name in names)


def _pool(systems: Sequence[SystemScores]) -> SystemScores:
    """One system's values, each question and topic under its dataset's name."""
    values = {
        measure: {
            f"{one.run.manifest.dataset}/{question}": value
            for one in systems
            for question, value in one.values[measure].items()
        }
        for measure in systems[0].values
    }
    topics = {
        f"{one.run.manifest.dataset}/{question}": f"{one.run.manifest.dataset}/{topic}"
        for one in systems
        for question, topic in one.topics.items()
    }
    return replace(systems[0], values=values, topics=topics)


def _against(
    systems: Sequence[SystemScores], system: str | None, measure: str, seed: int
) -> tuple[Comparison, ...]:
    by_name = {scores.name: scores for scores in systems}
    system = next(reversed(by_name), "") if system is None else system
    if system not in by_name:
        raise DatasetError(f"there is no system {system} (there are: {', '.join(by_name)})")
    ours = by_name.pop(system)
    return _corrected([_compare(other, ours, measure, seed) for other in by_name.values()])


def _corrected(rows: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The same, with Holm's correction for their number."""
    adjusted = holm([row.p for row in rows])
    return tuple(replace(row, adjusted=p) for row, p in zip(rows, adjusted, strict=True))


class Pairs(NamedTuple):
    """A measure before and after, question by question, and each question's topic by number."""

    before: NDArray[float64]
    after: NDArray[float64]
    topic: NDArray[intp]

    @property
    def differences(self) -> NDArray[float64]:
        """after - before."""
        return self.after - self.before


def paired(
    before: Mapping[str, float], after: Mapping[str, float], topics: Mapping[str, str]
) -> Pairs:
    """Both values of the questions that both have, in the order of ``before``.

    Raises DatasetError when there is none.
    """
    import numpy as np

    both = [name for name in before if name in after]
    if not both:
        raise DatasetError("these runs share no judged question: compare runs of one set")
    return Pairs(
        np.array([before[name] for name in both]),
        np.array([after[name] for name in both]),
        numbered(topics[name] for name in both),
    )


def _compare(a: SystemScores, b: SystemScores, measure: str, seed: int) -> Comparison:
    pairs = paired(a.values[measure], b.values[measure], a.topics)
    differences, topic = pairs.differences, pairs.topic
    p = randomisation_test(differences, topic, seed=seed)
    wins, losses = int((differences > TINY).sum()), int((differences < -TINY).sum())
    return Comparison(
        measure=measure,
        a=a.name,
        b=b.name,
        a_value=mean(pairs.before),
        b_value=mean(pairs.after),
        difference=difference(differences, topic),
        p=p,
        adjusted=p,
        wins=wins,
        ties=len(differences) - wins - losses,
        losses=losses,
        detectable=detectable(differences, topic),
    )
