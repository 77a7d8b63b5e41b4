"""Whether the answers given are right, held back in the right places, and well marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.abstention import (
    Abstention,
    Outcomes,
    aurc_among,
    auroc_among,
    ece_among,
    reliability,
    risk_coverage,
)
from evaluation.evidence import NOTHING, overlap
from evaluation.intervals import Estimate, estimates, proportion
from evaluation.model import Dataset, turns
from evaluation.replies import Reply
from evaluation.topics import numbered, topic_of

if TYPE_CHECKING:
    from numpy import intp
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EvidenceScores:
    """Means over all judged questions; those ``when_right`` over those answered with the right turn first."""

    f1: Estimate
    hit: Estimate
    f1_when_right: Estimate | None
    hit_when_right: Estimate | None


def right_first(reply: Reply, dataset: Dataset) -> bool:
    """Whether the first turn shown is a right one."""
    grades = dataset.qrels.get(reply.question_id, {})
    return bool(reply.shown) and grades.get(reply.shown[0].turn_id, 0) > 0


def judge_confidence(
    dataset: Dataset, replies: Sequence[Reply], seed: int = 0
) -> Abstention | None:
    """What the confidence of these replies is worth; lost questions are left out."""
    none = {q.question_id for q in dataset.unanswerable}
    counted = [r for r in replies if r.question_id in none or r.question_id in dataset.qrels]
    if not counted:
        return None
    topic = _topics(dataset, counted)
    confidence = [reply.confidence for reply in counted]
    right = [right_first(reply, dataset) for reply in counted]
    answerable = [reply.question_id not in none for reply in counted]
    both = len(set(answerable)) == 2
    return Abstention(
        auroc=auroc_among(confidence, answerable, topic) if both else None,
        aurc=aurc_among(confidence, right, topic, seed),
        ece=ece_among(confidence, right, topic, seed),
        curve=risk_coverage(confidence, right),
        bins=reliability(confidence, right, topic),
        outcomes=_outcomes(dataset, counted, none),
        right_when_answered=_share(
            dataset, [(r, good) for r, good in zip(counted, right, strict=True) if r.answered]
        ),
        silent_when_none=_share(
            dataset, [(r, not r.answered) for r in counted if r.question_id in none]
        ),
    )


def judge_evidence(
    dataset: Dataset, replies: Sequence[Reply], seed: int = 0
) -> EvidenceScores | None:
    """How well the words marked in the first turn are those that answer; see `evidence`."""
    import numpy as np

    questions = {q.question_id: q for q in dataset.judged if q.evidence}
    answers = [reply for reply in replies if reply.question_id in questions]
    if not answers:
        return None
    places = {name: turn.spans for name, (_, turn) in turns(dataset.transcripts).items()}
    right = np.array([reply.answered and right_first(reply, dataset) for reply in answers])
    found = np.array(
        [
            overlap(
                reply.shown[0].evidence,
                questions[reply.question_id].evidence,
                places[reply.shown[0].turn_id],
            )
            if good
            else NOTHING
            for reply, good in zip(answers, right, strict=True)
        ]
    )
    f1, hit = estimates(found, _topics(dataset, answers), seed=seed)
    if not right.any():
        return EvidenceScores(f1, hit, None, None)
    topic = _topics(dataset, [reply for reply, good in zip(answers, right, strict=True) if good])
    return EvidenceScores(f1, hit, *estimates(found[right], topic, seed=seed))


def _topics(dataset: Dataset, replies: Sequence[Reply]) -> NDArray[intp]:
    """The number of the topic of each reply's question."""
    questions = {q.question_id: q for q in dataset.questions}
    return numbered(topic_of(questions[reply.question_id]) for reply in replies)


def _share(dataset: Dataset, outcomes: Sequence[tuple[Reply, bool]]) -> Estimate | None:
    """The share of these replies that are as they should be; None when there are none."""
    import numpy as np

    if not outcomes:
        return None
    values = np.array([float(good) for _, good in outcomes])
    return proportion(values, _topics(dataset, [reply for reply, _ in outcomes]))


def _outcomes(dataset: Dataset, replies: Sequence[Reply], none: set[str]) -> Outcomes:
    given = [r for r in replies if r.answered and r.question_id not in none]
    right = sum(right_first(reply, dataset) for reply in given)
    withheld = sum(not r.answered and r.question_id not in none for r in replies)
    refused = sum(not r.answered and r.question_id in none for r in replies)
    invented = sum(r.answered and r.question_id in none for r in replies)
    return Outcomes(right, len(given) - right, withheld, refused, invented)
