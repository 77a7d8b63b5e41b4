"""Runs of sentences after a question, and which of them answer it.

Texts are normalised as they are where they are searched, and runs are cut as
`index.together` cuts them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import Span
from corpus.text import normalise, sentences
from index.context import joined
from index.encoder import Encoder
from index.together import ASKED, SAID, runs
from index.training.distil.lessons import Batch
from index.training.distil.student import Student
from index.training.judging.questions import Asked, Record

_NEAREST = 2
"""Other passages of the record that are read with a question."""
_RIVALS = 8
_LONGEST = 600
"""Characters that are looked at of a pair's text: more are never one run."""
_TOLD_APART = 0.02
"""A pair's rival may be so much nearer than its own text; nearer ones may answer as well."""


class Example(NamedTuple):
    """One text in pieces, its sentences' places, and a label for each; where ``weak``, one for all."""

    ids: list[int]
    edges: list[Span]
    labels: list[float]
    weak: bool

    @property
    def question(self) -> list[int]:
        """The question's pieces: what stands before the sentences, without the marks around it."""
        return self.ids[1 : self.edges[0][0] - 2]


class _Run(NamedTuple):
    """Neighbouring sentences of a passage that are read at once."""

    place: int
    spans: list[Span]
    text: str
    pieces: list[list[int]]


def strong(
    record: Record, texts: Mapping[str, str], student: Student, encoder: Encoder
) -> Iterator[Example]:
    """Every question with its evidence, and with the nearest of what does not answer it."""
    said = [
        run
        for place, name in enumerate(record.passages)
        for run in _runs(place, texts.get(name, ""), student)
    ]
    if not said:
        return
    asked = encoder.encode_questions([normalise(one.query) for one in record.asked])
    likeness = asked @ encoder.encode_passages([run.text for run in said]).T
    for one, row in zip(record.asked, likeness, strict=True):
        question = _pieces(student, normalise(one.query))[:ASKED]
        for run in _read(one, said, row):
            labels = [answered(span, one.evidence.get(run.place, ())) for span in run.spans]
            yield Example(*joined(question, run.pieces), labels, False)


def _read(one: Asked, said: Sequence[_Run], likeness: NDArray[np.float32]) -> list[_Run]:
    """Of each passage with evidence the run with most; of the nearest others the nearest run.

    The passage that a question comes near is the first of the others.
    """
    order = np.argsort(-likeness, kind="stable").tolist()
    nearest: dict[int, _Run] = {}
    for at in order:
        nearest.setdefault(said[at].place, said[at])
    right = [
        max(
            (run for run in said if run.place == place),
            key=lambda run: sum(answered(span, one.evidence[run.place]) for span in run.spans),
        )
        for place in one.evidence
        if place in nearest
    ]
    wrong = [place for place in nearest if place not in one.evidence]
    wrong.sort(key=lambda place: place != one.about)
    return [*right, *(nearest[place] for place in wrong[:_NEAREST])]


def answered(span: Span, evidence: Sequence[Span]) -> float:
    """1 where a sentence has part in the evidence."""
    return float(any(start < span[1] and span[0] < end for start, end in evidence))


def _runs(place: int, text: str, student: Student) -> Iterator[_Run]:
    said = list(said_in(text))
    pieces = [_pieces(student, one)[:SAID] for _, one in said]
    for run in runs(pieces):
        spans, texts = zip(*said[run], strict=True)
        yield _Run(place, list(spans), "".join(texts), pieces[run])


def said_in(text: str) -> Iterator[tuple[Span, str]]:
    """Each sentence of a text: where it stands, and as it is compared."""
    for parts in sentences(text, ((0, len(text)),)):
        span = parts[0][0], parts[-1][1]
        yield span, normalise(text[slice(*span)])


def _pieces(student: Student, text: str) -> list[int]:
    ids: list[int] = student.tokenizer.encode(text, add_special_tokens=False).ids
    return ids


def strays(records: Sequence[Sequence[Example]], wanted: int, seed: int) -> Iterator[Example]:
    """Questions about one record with a window of another: what answers them is not there.

    Of fewer than two records there are none.
    """
    chance, some = random.Random(seed), [record for record in records if record]
    for _ in range(wanted if len(some) > 1 else 0):
        asked, said = (chance.choice(record) for record in chance.sample(some, 2))
        pieces = [said.ids[start:end] for start, end in said.edges]
        yield Example(*joined(asked.question, pieces), [0.0] * len(pieces), False)


def weak(
    batch: Batch, student: Student, encoder: Encoder, seed: Sequence[int]
) -> Iterator[Example]:
    """Texts of pairs with their own query, and with a near text of another pair.

    A text must be read at once, or it would not be known whether what is read answers.
    """
    chance = np.random.default_rng(seed)
    alike = encoder.encode_questions(batch.asked) @ encoder.encode_passages(batch.said).T
    for at, row in enumerate(alike):
        rivals = [
            batch.said[other]
            for other in np.argsort(-row, kind="stable").tolist()
            if row[other] < row[at] + _TOLD_APART and batch.said[other] != batch.said[at]
        ][:_RIVALS]
        if rivals:
            rival = rivals[int(chance.integers(len(rivals)))]
            yield from _whole(student, batch.asked[at], batch.said[at], 1.0)
            yield from _whole(student, batch.asked[at], rival, 0.0)


def _whole(student: Student, query: str, text: str, label: float) -> Iterator[Example]:
    """A text that is one run of sentences, as a whole right or wrong."""
    found = list(_runs(0, text[:_LONGEST], student))
    for run in found if len(found) == 1 else ():
        ids, edges = joined(_pieces(student, normalise(query))[:ASKED], run.pieces)
        yield Example(ids, edges, [label] * len(edges), True)
