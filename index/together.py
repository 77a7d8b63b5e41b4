"""Question and answer read together: does it answer, or is it only about the same?

A word of the question that the answer leaves out hardly moves a vector. Read as
one text, each word is seen beside all others (Nogueira and Cho, 2019, arXiv
1901.04085); that takes ten times as long as a vector, so it is done where it is in
doubt, and for the best few candidates (`index.judge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.evidence import Choice, Sentence, Worth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.context import ContextEncoder

ASKED, SAID = 36, 120
"""Pieces that are read of a question and, at once with it, of an answer."""
MOST = 2
"""Runs of sentences that are read, those with the sentences of most worth."""
SURE = 1.5
"""Log odds from which no further run is read: on development questions AUROC is the same so."""


def answers(
    question: str, sentences: Sequence[Sentence], worth: Worth, reader: ContextEncoder
) -> NDArray[np.float32]:
    """How sure each of these sentences is to answer, ``(sentences,)``, log odds.

    Of a long answer its best parts are read; what is not read has nan.
    """
    asked = reader.pieces(question)[:ASKED]
    said = [reader.pieces(sentence.text)[:SAID] for sentence in sentences]
    scores, odds = worth.scores(Choice()), np.full(len(said), np.nan, np.float32)
    for run in sorted(runs(said), key=lambda run: -float(scores[run].max()))[:MOST]:
        odds[run] = reader.answers(asked, said[run])
        if surest(odds) >= SURE:
            break
    return odds


def surest(odds: NDArray[np.float32]) -> float:
    """The log odds of the surest sentence that was read; 0 where none was."""
    read = odds[~np.isnan(odds)]
    return float(read.max()) if len(read) else 0.0


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
