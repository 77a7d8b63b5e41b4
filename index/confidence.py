"""Whether the record answers the question at all.

A logistic regression on what is known of the best candidate, fitted on
answerable and unanswerable questions (``evaluation.calibration``): of
answers given at 0.8, about four in five are right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from index import figures, premises
from index.evidence import Choice, Sentence, Worth
from index.framing import wants_several
from index.question import Question
from index.rerank import Features
from index.wording import Met


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against the best candidate; all about 0 to 1.

    ``near_said`` is its cosine, ``near_asked`` that of the question it answered (who asks what a
    member asked has the answer), ``context`` that of its nearest sentence read as a whole,
    ``lead`` how far the next candidate's score falls short of its own, as a share of it;
    ``sentence`` the share of the question's weight that its best sentence holds; ``rare_missing`` the share of the question's
    heaviest terms that it lacks; ``absent`` whether the question asks about a
    department that does not speak in the records, ``elsewhere`` about a place
    that they do not mention, ``who`` whether it names the
    candidate's speaker; ``brief`` is nearer to 1 the less is asked for, ``words`` a tenth of
    how many words it has, ``met`` how well that of its heaviest is met that is met
    worst (`index.wording`).
    ``several`` says that several answers are expected, ``figure_asked`` that a
    figure is: ``figure_missing`` that the turn gives none of that kind,
    ``figure_near`` and ``uncounted`` that its best sentence does not.
    ``reversal``, ``superlative`` and ``year`` are premises that it does not bear out.
    ``together`` is how sure it is to answer, read as one text with the question
    (`index.together`), a tenth of the log odds; 0 where it was not read so.
    """

    near_said: float
    near_asked: float
    context: float
    lead: float
    sentence: float
    rare_missing: float
    absent: float
    elsewhere: float
    who: float
    brief: float
    words: float
    met: float
    several: float
    figure_asked: float
    figure_missing: float
    figure_near: float
    uncounted: float
    reversal: float
    superlative: float
    year: float
    together: float = 0.0


HEAVY = 5
"""How many of the heaviest terms of a question ``rare_missing`` looks at."""


def signals(
    question: Question,
    first: Features,
    lead: float,
    sentences: Sequence[Sentence],
    worth: Worth,
    wording: Met,
    meeting: int | None,
) -> Signals:
    """The signals of the best candidate, from its sentences; ``meeting`` is its year."""
    plain, asked = question.plain, question.asked
    held = frozenset().union(*(sentence.terms for sentence in sentences))
    heavy = sorted(worth.weights, key=lambda term: -worth.weights[term])[:HEAVY]
    words, best = "".join(sentence.text for sentence in sentences), _best(sentences, worth)
    return Signals(
        near_said=first.near_said,
        near_asked=first.near_asked,
        context=first.context,
        lead=lead,
        sentence=float(max(worth.shared, default=0.0)),
        rare_missing=_share(heavy, held),
        absent=float(bool(question.mentions.absent)),
        elsewhere=float(bool(question.elsewhere)),
        who=float(first.named or first.body),
        brief=1 / (1 + (sum(worth.weights.values()) or 1.0)),
        words=wording.words / 10,
        met=wording.least,
        several=float(wants_several(plain)),
        figure_asked=float(figures.asked(asked)),
        figure_missing=float(figures.missing(asked, words)),
        figure_near=float(figures.missing(asked, best)),
        uncounted=float(figures.uncounted(asked, best)),
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
class Fit:
    """A fitted regression for collections of so many ``turns``; a signal it lacks counts nothing."""

    turns: float
    intercept: float
    coefficients: Mapping[str, float]

    def logit(self, signals: Signals) -> float:
        """The logarithm of the odds that the candidate answers the question."""
        values = (weight * getattr(signals, name) for name, weight in self.coefficients.items())
        return float(self.intercept + sum(values))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two fits: where many turns are about like matters, being near says less, a lead more."""

    small: Fit
    large: Fit

    def probability(self, signals: Signals, turns: int) -> float:
        """The probability that the candidate answers the question, in an index of ``turns``.

        Between the two fits their logits are mixed by the logarithm of the size.
        """
        span = math.log(self.large.turns / self.small.turns)
        share = min(1.0, max(0.0, math.log(max(turns, 1) / self.small.turns) / span))
        logit = (1 - share) * self.small.logit(signals) + share * self.large.logit(signals)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


Manner = Literal["plain", "closely", "together"]
"""What was read: nothing, the best candidates closely (``context`` says much then), or the best
one together with the question."""
MANNERS: tuple[Manner, ...] = ("plain", "closely", "together")


@cache
def shipped(manner: Manner) -> Calibration:
    """The calibration that comes with xunwen."""
    return read(files("index").joinpath("weights/calibration.json").read_text("utf-8"))[manner]


def read(text: str) -> dict[Manner, Calibration]:
    """The calibrations in a JSON document, as ``evaluation.calibration.save`` writes it."""
    return {
        manner: Calibration(Fit(**fits["small"]), Fit(**fits["large"]))
        for manner, fits in json.loads(text).items()
    }
