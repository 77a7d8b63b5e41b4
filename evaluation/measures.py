"""The field's own measures, computed by ir_measures under the names it writes.

Every judged question counts; one without an answer scores 0. Our definitions
(evidence, abstention) are in the modules of those names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from corpus.errors import DatasetError
from evaluation.model import Qrels
from evaluation.runs import Hits

if TYPE_CHECKING:
    from ir_measures import Measure

MEASURES = ("nDCG@10", "RR@10", "R@10", "R@100", "Success@1", "Success@5")
"""nDCG: Järvelin & Kekäläinen 2002; the right turn at rank 1 gains all, later ones 1/log2."""

Values: TypeAlias = Mapping[str, Mapping[str, float]]
"""Measure -> question id -> value between 0 and 1, every judged question present."""


def per_question(hits: Hits, qrels: Qrels, measures: Sequence[str] = MEASURES) -> Values:
    """Each measure of each judged question, in the order of the judgments."""
    import ir_measures

    run = {name: {hit.turn_id: hit.score for hit in found} for name, found in hits.items() if found}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in measures}
    parsed = [_parse(name) for name in measures]
    judgments = {name: dict(grades) for name, grades in qrels.items()}
    for metric in ir_measures.iter_calc(parsed, judgments, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values


def mean(values: Iterable[float]) -> float:
    """The mean over judged questions: the one place where means are taken."""
    import numpy as np

    numbers = np.fromiter(values, dtype=float)
    if not numbers.size:
        raise DatasetError("no question of this set is judged: add right answers to it")
    return float(numbers.mean())


def _parse(name: str) -> Measure:
    import ir_measures

    try:
        measure = ir_measures.parse_measure(name)
    except (NameError, ValueError, SyntaxError) as error:
        raise DatasetError(f"{name}: is not a measure of ir_measures: write nDCG@10") from error
    if str(measure) != name:
        raise DatasetError(f"{name}: write it as ir_measures does, {measure}")
    return measure
