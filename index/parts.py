"""The parts of a search by themselves: words alone, meaning alone, and the two as one.

What an evaluation sets beside the whole path, to see what each part is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.candidates import Best, Retrievers
from index.fusion import convex
from index.question import Question

if TYPE_CHECKING:
    from index.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Parts:
    """Both retrievers, ``depth`` passages of each; what was asked counts ``asked`` of what was said.

    The question is taken as it was typed, so that it is the parts that are judged.
    """

    retrievers: Retrievers
    encoder: Encoder
    depth: int
    asked: float

    def words(self, question: Question) -> dict[int, float]:
        """Each turn's BM25, unscaled."""
        said = self.retrievers.by_terms(question.counts, self.depth, None, "said")
        asked = self.retrievers.by_terms(question.counts, self.depth, None, "asked")
        return self._together(Best(said, asked))

    def meaning(self, question: Question) -> dict[int, float]:
        """Each turn's cosine."""
        vector = self.encoder.encode_questions([question.plain])[0]
        return self._together(self.retrievers.by_meaning(vector, self.depth, None))

    def both(self, question: Question, share: float) -> dict[int, float]:
        """Their convex combination, ``share`` of it meaning."""
        return convex(self.words(question), self.meaning(question), share)

    def _together(self, best: Best) -> dict[int, float]:
        return {
            turn: best.said.get(turn, 0.0) + self.asked * best.asked.get(turn, 0.0)
            for turn in best.said.keys() | best.asked.keys()
        }
