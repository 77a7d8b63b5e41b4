"""Whether the record answers the question at all.

A logistic regression on what is known of the best candidate, fitted on
answerable and unanswerable questions (``index.training.calibration``): of
answers given at 0.8, about four in five are right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from index import figures, premises
from index.evidence import Choice, Sentence, Worth
from index.framing import wants_several
from index.question import Question
from index.rerank import Features


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best candidate; all about 0 to 1.

    ``near_said`` is its cosine, ``sentence`` the share of the question's weight
    that its best sentence holds; ``rare_missing`` the share of the question's
    heaviest terms that it lacks; ``absent`` whether the question asks about a
    department that does not speak in the records, ``elsewhere`` about a place
    that they do not mention, ``who`` whether it names the
    candidate's speaker; ``brief`` is nearer to 1 the less is asked for.
    ``several`` says that several answers are expected, ``figure_asked`` that a
    figure is: ``figure_missing`` that the turn gives none of that kind,
    ``figure_near`` and ``uncounted`` that its best sentence does not.
    ``reversal``, ``superlative`` and ``year`` are premises that it does not bear out.
    """

    near_said: float
    sentence: float
    rare_missing: float
    absent: float
    elsewhere: float
    who: float
    brief: float
    several: float
    figure_asked: float
    figure_missing: float
    figure_near: float
    uncounted: float
    reversal: float
    superlative: float
    year: float


HEAVY = 5
"""How many of the heaviest terms of a question ``rare_missing`` looks at."""


def signals(
    question: Question,
    first: Features,
    sentences: Sequence[Sentence],
    worth: Worth,
    meeting: int | None,
) -> Signals:
    """The signals of the best candidate, from its sentences; ``meeting`` is its year."""
    plain = question.plain
    held = frozenset().union(*(sentence.terms for sentence in sentences))
    heavy = sorted(worth.weights, key=lambda term: -worth.weights[term])[:HEAVY]
    words, best = "".join(sentence.text for sentence in sentences), _best(sentences, worth)
    return Signals(
        near_said=first.near_said,
        sentence=float(max(worth.shared, default=0.0)),
        rare_missing=_share(heavy, held),
        absent=float(bool(question.mentions.absent)),
        elsewhere=float(bool(question.elsewhere)),
        who=float(first.named or first.body),
        brief=1 / (1 + (sum(worth.weights.values()) or 1.0)),
        several=float(wants_several(plain)),
        figure_asked=float(figures.asked(plain)),
        figure_missing=float(figures.missing(plain, words)),
        figure_near=float(figures.missing(plain, best)),
        uncounted=float(figures.uncounted(plain, best)),
        reversal=float(premises.unmet_reversal(plain, words)),
        superlative=float(premises.unmet_superlative(plain, words)),
        year=float(premises.unmet_year(plain, words, meeting)),
    )


def _best(sentences: Sequence[Sentence], worth: Worth) -> str:
    """The text of the sentence that is worth most."""
    scores = worth.scores(Choice())
    return sentences[int(scores.argmax())].text if len(scores) else ""


def _share(terms: Sequence[str], held: frozenset[str]) -> float:
    """The share of these terms that are not held; 0 for no terms."""
    return sum(term not in held for term in terms) / len(terms) if terms else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted regression: an intercept and a coefficient for each signal."""

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, signals: Signals) -> float:
        """The probability that the candidate answers the question."""
        values = zip(self.coefficients, astuple(signals), strict=True)
        logit = self.intercept + sum(weight * value for weight, value in values)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def shipped() -> Calibration:
    """The calibration that comes with xunwen."""
    text = files("index").joinpath("weights/calibration.json").read_text("utf-8")
    fitted = json.loads(text)
    names = [field.name for field in fields(Signals)]
    return Calibration(fitted["intercept"], tuple(fitted["coefficients"][name] for name in names))
