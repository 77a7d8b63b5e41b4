"""Question and answer read together: does it answer, or is it only about the same?

A word of the question that the answer leaves out hardly moves a vector. Read as
one text, each word is seen beside all others (Nogueira and Cho, 2019, arXiv
1901.04085); that takes ten times as long as a vector, so it is done where it is in
doubt, and for the best few candidates (`index.judge`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.evidence import Choice, Sentence, Worth

if TYPE_CHECKING:
    from index.context import ContextEncoder

ASKED, SAID = 36, 120
"""Pieces that are read of a question and, at once with it, of an answer."""
MOST = 2
"""Runs of sentences that are read, those with the sentences of most worth."""
SURE = 1.5
"""Log odds from which no further run is read: on development questions AUROC is the same so."""


def answers(
    question: str, sentences: Sequence[Sentence], worth: Worth, reader: ContextEncoder
) -> float:
    """How sure the surest of these sentences is to answer, log odds; 0 where there is none.

    Of a long answer its best parts are read.
    """
    asked = reader.pieces(question)[:ASKED]
    said = [reader.pieces(sentence.text)[:SAID] for sentence in sentences]
    scores = worth.scores(Choice())
    best = sorted(runs(said), key=lambda run: -float(scores[run].max()))[:MOST]
    surest = -math.inf
    for run in best:
        surest = max(surest, float(reader.answers(asked, said[run]).max()))
        if surest >= SURE:
            break
    return surest if best else 0.0


def runs(said: Sequence[Sequence[int]]) -> Iterator[slice]:
    """Neighbouring sentences, as many as are read at once."""
    start = size = 0
    for place, pieces in enumerate(said):
        if place > start and size + len(pieces) > SAID:
            yield slice(start, place)
            start, size = place, 0
        size += len(pieces)
    if said:
        yield slice(start, len(said))
