"""How confidence does on topics that it was not fitted on."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import DatasetError
from evaluation.abstention import auroc, ece, reliability
from evaluation.calibration import SMALL, Instance, fit
from evaluation.intervals import Estimate
from index.confidence import Fit, Signals

ANY_SIZE = 1.0
"""The size written into a fit that is only asked for logits, which no size enters."""
REFUSED = 0.9
"""The share of unanswerable questions refused at which answerable ones are counted."""


@dataclass(frozen=True, slots=True)
class Validation:
    """How confidence does on topics that it was not fitted on, over questions really asked.

    ``auroc`` sets those with an answer against those without; ``refused`` is the
    share of those with one that is refused where nine in ten of those without
    are; ``ece`` how far confidence is from the share that is right.
    """

    topics: int
    answerable: int
    unanswerable: int
    auroc: Estimate
    refused: float
    ece: float


def cross_validate(
    rows: Sequence[Instance],
    names: Sequence[str] = SMALL,
    folds: int = 5,
    seed: int = 0,
) -> Validation:
    """Fit on all topics but a fold's, judge on these, for each fold.

    Raises DatasetError for fewer topics than folds, or questions of one class alone.
    """
    topics = sorted({row.topic for row in rows})
    if len(topics) < folds:
        raise DatasetError(f"{len(topics)} topics: cross-validation wants {folds} or more")
    random.Random(seed).shuffle(topics)
    fold = {topic: number % folds for number, topic in enumerate(topics)}
    asked: list[tuple[Instance, float]] = []
    for number in range(folds):
        fitted = fit([row for row in rows if fold[row.topic] != number], ANY_SIZE, names)
        mine = (row for row in rows if fold[row.topic] == number and row.weight == 1.0)
        asked += [(row, _chance(fitted, row.signals)) for row in mine]
    return _validation(asked, len(topics))


def _chance(fitted: Fit, signals: Signals) -> float:
    """What a fit alone gives for these signals."""
    return float(1 / (1 + np.exp(-fitted.logit(signals))))


def _validation(asked: Sequence[tuple[Instance, float]], topics: int) -> Validation:
    """The figures of askings, each with the confidence it was given."""
    answerable = [sure for row, sure in asked if row.answerable]
    unanswerable = [sure for row, sure in asked if not row.answerable]
    area = auroc(answerable, unanswerable)
    bar = sorted(unanswerable)[math.ceil(REFUSED * len(unanswerable)) - 1]
    gap = ece(reliability([sure for _, sure in asked], [row.right for row, _ in asked]))
    refused = sum(sure <= bar for sure in answerable) / len(answerable)
    return Validation(topics, len(answerable), len(unanswerable), area, refused, gap)
