"""The sentences of an answer that answer the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.model import Source, Spans
from corpus.text import normalise, sentences
from index import segmenter
from index.numerals import with_figures
from index.question import Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.encoder import Encoder

ITEM = re.compile(
    r"关?于?[^,，。]{0,24}?[,，]?(?:第?[一二三四五六七八九十]+(?:是|[、.．])|其[一二三四五])"
)
HEADING = re.compile(ITEM.pattern + r"[^,，。；;]{2,16}[。；;]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: where it stands, its comparable text, terms, unit vector."""

    spans: Spans
    text: str
    terms: frozenset[str]
    vector: NDArray[np.float32]


CERTAIN = 4.0
"""Log odds beyond which it is settled whether a sentence answers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How much of a sentence's worth is meaning, and when a second one is shown too.

    ``reading`` is what the contextual encoder's cosine, less the least in the answer, adds where
    there is one: with 0.5 most right sentences are marked, on development questions and on press
    conferences (0.3 and 0.7 about as well). ``together`` is what log odds of 1 add, from −`CERTAIN`
    to `CERTAIN`, where a sentence was read together with the question: of these questions 97 of 100
    have a right sentence marked instead of 96, and less is marked beside it.
    """

    meaning: float = 0.3
    reading: float = 0.5
    together: float = 0.02
    close: float = 0.5
    most: int = 3


def read_sentences(source: Source, spans: Spans, encoder: Encoder) -> tuple[Sentence, ...]:
    """The sentences of the words at these spans, in order."""
    places = list(sentences(source.text, spans))
    texts = [with_figures(normalise(source.words(place)), source.year) for place in places]
    vectors = encoder.encode_passages(texts)
    return tuple(
        Sentence(place, text, frozenset(segmenter.terms(text)), vector)
        for place, text, vector in zip(places, texts, vectors, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """How well each sentence answers a question; arrays have shape (sentences,).

    ``weights`` are what the question's terms count; ``shared`` is the share of
    their sum that a sentence holds, ``near`` its cosine, ``read`` its cosine by the
    contextual encoder, ``odds`` how sure it is to answer, read together with the question, log odds,
    nan where it was not: each None where nothing was read so.
    """

    weights: Mapping[str, float]
    shared: NDArray[np.float64]
    near: NDArray[np.float64]
    read: NDArray[np.float32] | None = None
    odds: NDArray[np.float32] | None = None

    def scores(self, choice: Choice) -> NDArray[np.float64]:
        """All as one figure, larger for better."""
        found = (1 - choice.meaning) * self.shared + choice.meaning * self.near
        if self.read is not None:
            # Its cosines lie close together, far from 0: what tells is the distance to the least.
            found = found + choice.reading * (self.read - self.read.min())
        if self.odds is not None:
            odds = np.nan_to_num(self.odds, nan=-CERTAIN).clip(-CERTAIN, CERTAIN)
            found = found + choice.together * (odds + CERTAIN)
        return found


def weigh(
    question: Question,
    weights: Mapping[str, float],
    candidates: Sequence[Sentence],
    read: NDArray[np.float32] | None = None,
) -> Worth:
    """What each sentence is worth to the question, whose terms count so much.

    ``read`` are the contextual encoder's cosines, if it read them.
    """
    total = sum(weights.values()) or 1.0
    # In the order of the question: sums over a set differ in their last digit from run to run.
    shared = [
        sum(weight for term, weight in weights.items() if term in one.terms) / total
        for one in candidates
    ]
    near = [float(question.vector @ one.vector) for one in candidates]
    return Worth(weights, np.array(shared), np.array(near), read)


def choose(candidates: Sequence[Sentence], worths: Sequence[Worth], choice: Choice) -> Spans:
    """Spans of the best one to three sentences for each question, in the order they were said.

    ``worths`` has one for each question that was asked at once; one to which
    no sentence comes near what the best is worth to another is not answered here.
    """
    if not candidates:
        return ()
    scores = [worth.scores(choice) for worth in worths]
    best = max(float(one.max()) for one in scores)
    enough = min(choice.close * best, best)
    kept = {place for one in scores for place in _best(one, enough, choice)}
    kept |= {place + 1 for place in kept if _heads(candidates, place)}
    return tuple(span for place in sorted(kept) for span in candidates[place].spans)


def _best(scores: NDArray[np.float64], enough: float, choice: Choice) -> Iterator[int]:
    """The places of the best sentences, best first, while they are worth enough."""
    enough = max(enough, min(choice.close * float(scores.max()), float(scores.max())))
    order = np.argsort(-scores, kind="stable")[: choice.most]
    yield from (int(place) for place in order if scores[place] >= enough)


def _heads(candidates: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence only names what the next one says: 一是建立预警机制。"""
    following = candidates[place + 1 : place + 2]
    return bool(
        following and HEADING.match(candidates[place].text) and not ITEM.match(following[0].text)
    )
