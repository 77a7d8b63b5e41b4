"""Whether the answers given are right, held back in the right places, and well marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.abstention import Abstention, Outcomes, aurc, auroc, ece, reliability, risk_coverage
from evaluation.evidence import NOTHING, overlap
from evaluation.intervals import Estimate, estimates
from evaluation.model import Dataset, turns
from evaluation.replies import Reply


@dataclass(frozen=True, slots=True)
class EvidenceScores:
    """Means over all judged questions; ``f1_when_right`` over those with the right turn first."""

    f1: Estimate
    hit: Estimate
    f1_when_right: Estimate | None


def right_first(reply: Reply, dataset: Dataset) -> bool:
    """Whether the first turn shown is a right one."""
    grades = dataset.qrels.get(reply.question_id, {})
    return bool(reply.shown) and grades.get(reply.shown[0].turn_id, 0) > 0


def judge_confidence(dataset: Dataset, replies: Sequence[Reply]) -> Abstention | None:
    """What the confidence of these replies is worth; lost questions are left out."""
    none = {q.question_id for q in dataset.unanswerable}
    counted = [r for r in replies if r.question_id in none or r.question_id in dataset.qrels]
    if not counted:
        return None
    confidence = [reply.confidence for reply in counted]
    right = [right_first(reply, dataset) for reply in counted]
    positive = [r.confidence for r in counted if r.question_id not in none]
    negative = [r.confidence for r in counted if r.question_id in none]
    bins = reliability(confidence, right)
    return Abstention(
        auroc=auroc(positive, negative) if positive and negative else None,
        aurc=aurc(confidence, right),
        ece=ece(bins),
        curve=risk_coverage(confidence, right),
        bins=bins,
        outcomes=_outcomes(dataset, counted, none),
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
    f1, hit = estimates(found, seed=seed)
    when_right = estimates(found[right], seed=seed)[0] if right.any() else None
    return EvidenceScores(f1, hit, when_right)


def _outcomes(dataset: Dataset, replies: Sequence[Reply], none: set[str]) -> Outcomes:
    given = [r for r in replies if r.answered and r.question_id not in none]
    right = sum(right_first(reply, dataset) for reply in given)
    withheld = sum(not r.answered and r.question_id not in none for r in replies)
    refused = sum(not r.answered and r.question_id in none for r in replies)
    invented = sum(r.answered and r.question_id in none for r in replies)
    return Outcomes(right, len(given) - right, withheld, refused, invented)
