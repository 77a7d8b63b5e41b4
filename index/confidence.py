"""Whether the record answers the question at all.

A logistic regression on what is known of the best candidate, fitted on
answerable and unanswerable questions (``index.training.calibration``): of
answers given at 0.8, about four in five are right.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from operator import attrgetter

from index.evidence import Choice, Sentence, Worth
from index.figures import missing
from index.question import Question
from index.rerank import Features


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best candidate; all about 0 to 1.

    ``lead`` is its score over the second's; ``covered`` the share of the
    question's weight that its words hold at all, ``sentence`` and ``sentence_near``
    the same and the cosine for its best sentence; ``rare_missing`` the share of
    the question's heaviest terms that it lacks, ``figures_missing`` of its
    figures; ``absent`` whether the question asks about a department that does
    not speak in the records; ``unknown`` the share of its weight in terms that
    no passage holds, ``place_unknown`` whether it names a place like that;
    ``figure_missing`` whether it asks for a figure that the turn, and
    ``figure_near`` that its best sentence, does not give.
    """

    said: float
    asked: float
    near_said: float
    near_asked: float
    lead: float
    covered: float
    sentence: float
    sentence_near: float
    rare_missing: float
    figures_missing: float
    absent: float
    who: float
    brief: float
    unknown: float
    figure_missing: float
    figure_near: float
    place_unknown: float


_values = attrgetter(*(field.name for field in fields(Signals)))
PLACE = re.compile(r"[一-龥]{2,3}(?=[市县区镇乡村州省](?!里|上|民|长|委|政府))")
HEAVY = 5
"""How many of the heaviest terms of a question ``rare_missing`` looks at."""


def signals(
    question: Question,
    best: Sequence[tuple[Features, float]],
    sentences: Sequence[Sentence],
    worth: Worth,
    known: Callable[[str], bool],
) -> Signals:
    """The signals of the best candidate; ``best`` are the first two with their scores."""
    first, top = best[0]
    second = best[1][1] if len(best) > 1 else 0.0
    held = frozenset().union(*(sentence.terms for sentence in sentences))
    weights = worth.weights
    total = sum(weights.values()) or 1.0
    heavy = sorted(weights, key=lambda term: -weights[term])[:HEAVY]
    figures = [term for term in weights if term[0].isdigit()]
    return Signals(
        said=first.said,
        asked=first.asked,
        near_said=first.near_said,
        near_asked=first.near_asked,
        lead=top - second,
        covered=sum(weight for term, weight in weights.items() if term in held) / total,
        sentence=float(max(worth.shared, default=0.0)),
        sentence_near=float(max(worth.near, default=0.0)),
        rare_missing=_share(heavy, held),
        figures_missing=_share(figures, held),
        absent=float(bool(question.mentions.absent)),
        who=float(first.named or first.body),
        brief=1 / (1 + total),
        unknown=sum(weight for term, weight in weights.items() if not known(term)) / total,
        figure_missing=float(missing(question.plain, "".join(s.text for s in sentences))),
        figure_near=float(missing(question.plain, _best(sentences, worth))),
        place_unknown=float(any(map(_unknown(known), PLACE.findall(question.plain)))),
    )


def _best(sentences: Sequence[Sentence], worth: Worth) -> str:
    """The text of the sentence that is worth most."""
    scores = worth.scores(Choice())
    return sentences[int(scores.argmax())].text if len(scores) else ""


def _unknown(known: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether a place's name holds a pair of characters that no passage has."""
    return lambda name: any(not known(name[at : at + 2]) for at in range(len(name) - 1))


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
        values = zip(self.coefficients, _values(signals), strict=True)
        logit = self.intercept + sum(weight * value for weight, value in values)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def shipped() -> Calibration:
    """The calibration that comes with xunwen."""
    text = files("index").joinpath("weights/calibration.json").read_text("utf-8")
    fitted = json.loads(text)
    names = [field.name for field in fields(Signals)]
    return Calibration(fitted["intercept"], tuple(fitted["coefficients"][name] for name in names))
