"""Fit the confidence: on questions with an answer, and on the same ones with it taken out.

``xunwen train --calibrate`` fits what is shipped: for a single record on the
development questions, for large collections on the sets named with
``--dataset``. The label of an instance is whether its best candidate is right.
Besides the questions that a set calls unanswerable, every answerable one is
asked again with its right turns left out of the candidates: then nothing is
right. What was asked in the record itself is asked too, in its own clauses:
people often ask what was asked.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.errors import SettingError
from corpus.model import Transcript, Turn
from evaluation.model import Dataset, turns
from index.confidence import Calibration, Fit, Manner, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.search import Searcher

TAKEN_OUT = 0.125
"""What a question with its answer taken out counts, beside one that was really asked."""
IN_THE_RECORD = 0.7
"""What a clause of a question asked in the record counts."""
CLAUSE = re.compile(r"(?:请问)?([^,，。？?！!；;：:“”]{6,})[?？]")
SMALL = tuple(field.name for field in fields(Signals) if field.name != "lead")
"""The signals that a fit for a single record has: who is second there is a matter of chance."""
SELDOM: Mapping[Manner, frozenset[str]] = {
    "plain": frozenset({"context", "together"}),
    "closely": frozenset({"together"}),
    "together": frozenset({"context"}),
}
"""Signals that are not always there, in each manner: no fit may count on them."""
LARGE = (
    "near_said",
    "near_asked",
    "context",
    "lead",
    "sentence",
    "rare_missing",
    "brief",
    "words",
    "met",
    "figure_missing",
    "figure_near",
    "together",
)
"""Those of a fit for large collections; the others hardly occur in such sets and are taken over.

Nothing was asked in the sets at hand, so ``near_asked`` counts nothing there; taken over, it would
make every exchange of a large collection surer than it was found to be.
"""


class Instance(NamedTuple):
    """One asking: its topic, its signals, whether the best candidate is right, its weight.

    ``answerable`` is whether the question has an answer, taken out or not;
    ``taken_out`` whether that was left out of the candidates.
    """

    topic: str
    signals: Signals
    right: bool
    weight: float
    answerable: bool = True
    taken_out: bool = False


def instances(dataset: Dataset, searcher: Searcher, together: bool = False) -> Iterator[Instance]:
    """Every question that is judged or unanswerable, and what was asked in the records.

    With ``together`` each best candidate is read together with the question.
    """
    asking = partial(_asked, searcher, together)
    refs = {name: _ref(*at) for name, at in turns(dataset.transcripts).items()}
    for question in dataset.questions:
        right = frozenset(refs.get(n, n) for n in dataset.qrels.get(question.question_id, {}))
        if right or question.unanswerable:
            topic = question.topic or f"{dataset.name}/{question.question_id}"
            yield from asking(topic, question.text, right, 1.0)
    for record in dataset.transcripts:
        for exchange in record.exchanges:
            right = frozenset(_ref(record, answer) for answer in exchange.answers)
            topic = f"{record.transcript_id}#{exchange.question.turn_id}"
            for clause in CLAUSE.findall(record.words(exchange.question.spans)):
                yield from asking(topic, clause, right, IN_THE_RECORD)


def _ref(record: Transcript, turn: Turn) -> str:
    """What a search calls a turn."""
    return f"{record.transcript_id}#{turn.turn_id}"


def _asked(
    searcher: Searcher, together: bool, topic: str, text: str, right: frozenset[str], weight: float
) -> Iterator[Instance]:
    """One asking, and if it has an answer one more with that taken out."""
    if found := searcher.consider(text, frozenset(), together):
        yield Instance(topic, found[1], found[0] in right, weight, bool(right))
    if right and (found := searcher.consider(text, right, together)):
        yield Instance(topic, found[1], False, weight * TAKEN_OUT, True, True)


def fit(
    rows: Sequence[Instance],
    turns: float,
    names: Sequence[str] = SMALL,
    penalty: float = 3.0,
    steps: int = 60,
) -> Fit:
    """L2-penalised logistic regression by Newton's method, on standardised signals.

    ``turns`` is the size of the collections that were asked.
    """
    table = np.array([[getattr(row.signals, name) for name in names] for row in rows])
    right = np.array([float(row.right) for row in rows])
    weight = np.array([row.weight for row in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    inputs = np.column_stack([(table - mean) / spread, np.ones(len(table))])
    beta = _newton(inputs, right, weight, penalty, steps)
    scaled = beta[:-1] / spread
    values = dict(zip(names, (round(float(value), 4) for value in scaled), strict=True))
    return Fit(turns, round(float(beta[-1] - scaled @ mean), 4), values)


def without_seldom(names: Sequence[str], manner: Manner) -> tuple[str, ...]:
    """The signals of a fit that are always there in a manner of reading."""
    return tuple(name for name in names if name not in SELDOM[manner])


def both(small: Fit, large: Fit) -> Calibration:
    """The two as one; what ``large`` could not learn it takes over from ``small``."""
    return Calibration(
        small, replace(large, coefficients={**small.coefficients, **large.coefficients})
    )


def without_answers(rows: Iterable[Instance]) -> list[Instance]:
    """The same askings; those with their answer taken out stand for unanswerable questions.

    Each then counts what the question itself counts.
    """
    return [
        row._replace(answerable=False, weight=row.weight / TAKEN_OUT) if row.taken_out else row
        for row in rows
    ]


def save(fitted: Mapping[Manner, Calibration], path: Path) -> None:
    """Write fits as `index.confidence` reads it, in one piece.

    Raises SettingError for a place that cannot be written.
    """
    document = {manner: asdict(one) for manner, one in fitted.items()}
    text = json.dumps(document, indent=1) + "\n"
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        raise SettingError(f"{path}: cannot be written: {error.strerror}") from error


def _newton(
    inputs: NDArray[np.float64],
    right: NDArray[np.float64],
    weight: NDArray[np.float64],
    penalty: float,
    steps: int,
) -> NDArray[np.float64]:
    """Coefficients, the intercept last and unpenalised."""
    ridge = np.full(inputs.shape[1], penalty)
    ridge[-1] = 1e-9
    beta = np.zeros(inputs.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-inputs @ beta))
        slope = inputs.T @ (weight * (chance - right)) + ridge * beta
        curve = inputs.T @ (inputs * (weight * chance * (1 - chance))[:, None])
        beta -= np.linalg.solve(curve + np.diag(ridge), slope)
    return beta
