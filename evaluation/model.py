"""Questions with their right answers, whatever file they came from.

A right answer is a turn, named as a search names it (`hit_id`). Where the
judgment is a place in a record it is kept as spans, so that another parse
or a rebuilt index keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from corpus.model import Spans, Transcript, Turn

Qrels: TypeAlias = Mapping[str, Mapping[str, int]]
"""Question id -> turn id -> grade; grades above 0 are right."""

BEIR = "beir"
"""The style of a transcript whose turns are the documents of a BEIR corpus."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; ``kind``, ``topic`` and ``split`` are "" where the set has none.

    ``evidence`` are the words that answer it, as spans of ``transcript``.
    ``unanswerable`` is said by the set, never concluded from lost judgments.
    ``draft``: written by a program, not yet looked at by a person.
    """

    question_id: str
    text: str
    kind: str = ""
    topic: str = ""
    split: str = ""
    transcript: str = ""
    evidence: Spans = ()
    unanswerable: bool = False
    draft: bool = False


Outcome = Literal["kept", "moved", "lost"]


@dataclass(frozen=True, slots=True)
class Drift:
    """A judgment whose record is no longer the one it was made on.

    ``kept``: the file changed, the words stand where they stood. ``moved``:
    they were found, once, elsewhere. ``lost``: they cannot be counted.
    """

    place: str
    question_id: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, judgments and the transcripts to find the answers in.

    A question is judged (a key of ``qrels``), unanswerable, or neither (its
    judgments were lost, or it never had any); only judged ones enter a mean.
    """

    name: str
    questions: tuple[Question, ...]
    qrels: Qrels
    transcripts: tuple[Transcript, ...]
    drift: tuple[Drift, ...] = ()

    @property
    def judged(self) -> tuple[Question, ...]:
        """The questions with at least one right turn, in the order of the set."""
        return tuple(q for q in self.questions if q.question_id in self.qrels)

    @property
    def unanswerable(self) -> tuple[Question, ...]:
        """The questions that the set says have no answer in these transcripts."""
        return tuple(q for q in self.questions if q.unanswerable)

    @property
    def has_evidence(self) -> bool:
        """Whether answers can be judged, and not rankings alone."""
        return any(q.evidence or q.unanswerable for q in self.questions)


def hit_id(transcript: Transcript, turn: Turn) -> str:
    """The name by which a search returns this turn."""
    if transcript.style == BEIR:
        return turn.turn_id
    return f"{transcript.transcript_id}#{turn.turn_id}"


def turns(transcripts: Iterable[Transcript]) -> dict[str, tuple[Transcript, Turn]]:
    """Every turn under its `hit_id`, in the order of the records."""
    return {hit_id(record, turn): (record, turn) for record in transcripts for turn in record.turns}


def select(dataset: Dataset, keep: Callable[[Question], bool]) -> Dataset:
    """The part of a dataset whose questions ``keep`` accepts; every transcript stays."""
    questions = tuple(q for q in dataset.questions if keep(q))
    names = {q.question_id for q in questions}
    return replace(
        dataset,
        questions=questions,
        qrels={name: grades for name, grades in dataset.qrels.items() if name in names},
        drift=tuple(d for d in dataset.drift if d.question_id in names),
    )
