"""The best candidates read closely: which of them has the sentence that is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from index.context import companion
from index.manifest import SEGMENTS
from index.sentences import SentenceVectors
from index.stages import stage

if TYPE_CHECKING:
    from pathlib import Path

    from index.candidates import Candidates
    from index.context import ContextEncoder
    from index.encoder import Encoder
    from index.opened import Opened
    from index.question import Question
    from index.rerank import Weights

MOST = 50
"""Candidates that are read, best first."""
SETTLED = 0.07
"""A lead that is left as it is. On the development questions of the first record as many come first
with 0.07 as with 0.08, fewer with 0.06 or with 0.15, and fewer questions are encoded than with more."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """The contextual encoder over an index all of whose sentences it has read."""

    encoder: ContextEncoder
    sentences: SentenceVectors

    @classmethod
    def over(cls, generation: Path, opened: Opened, encoder: Encoder) -> Self | None:
        """None where another encoder made the index, or some segment was too large to be read.

        Raises IndexDamagedError.
        """
        stamps = opened.manifest.segments
        if not all(one.context for one in stamps):
            return None  # before anything is loaded
        reader = companion(encoder)
        if reader is None or any(one.context != reader.fingerprint for one in stamps):
            return None
        folders = [generation / SEGMENTS / one.name for one in stamps]
        return cls(reader, SentenceVectors(folders, opened.layout.numbering.turns))

    def read(
        self, question: Question, found: Candidates, weights: Weights, settled: float
    ) -> Candidates:
        """The candidates, the question's vector, and how near the best ones' nearest sentence is.

        As they are where the first leads by more than ``settled``: encoding a question
        takes as long as all the rest of a search.
        """
        scores = np.array(list(found.scores(weights).values()))
        best = np.argsort(-scores, kind="stable")[:MOST]
        if len(best) < 2 or scores[best[0]] - scores[best[1]] > settled:
            return found
        with stage("encoding"):
            vector = self.encoder.encode_questions([question.mentions.rest])[0]
        context = np.zeros(len(scores))
        with stage("dense"):
            context[best] = self.sentences.nearest(vector, [found.numbers[at] for at in best])
        return replace(found, features=replace(found.features, context=context), vector=vector)
