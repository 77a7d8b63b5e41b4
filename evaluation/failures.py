"""The questions that went wrong, with what was shown beside what is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus.model import Spans, Transcript, Turn
from evaluation.answers import right_first
from evaluation.evaluation import Evaluation
from evaluation.model import Question, turns
from evaluation.replies import Reply, Shown

AROUND = 240
Outcome = Literal["wrong", "withheld", "invented"]


class Piece(NamedTuple):
    """Words of a quotation, ``marked`` where they are evidence."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A turn as it is shown: who speaks, and the words around its evidence."""

    turn_id: str
    speaker: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """One question: shown a wrong turn, shown none although there is one, or the reverse.

    ``confidence`` is None where only a ranking was judged, ``rank`` that of
    the best right turn in the last system's run, None when it is not in it.
    """

    question: Question
    outcome: Outcome
    confidence: float | None
    rank: int | None
    shown: Quote | None
    right: tuple[Quote, ...]


def failures(evaluation: Evaluation) -> tuple[Failure, ...]:
    """Wrong answers first, then answers invented, then answers withheld; in the set's order.

    Where answers were not judged, the questions whose first hit is wrong.
    """
    found = _from_replies(evaluation) if evaluation.replies else _from_run(evaluation)
    order: dict[Outcome, int] = {"wrong": 0, "invented": 1, "withheld": 2}
    return tuple(sorted(found, key=lambda failure: order[failure.outcome]))


def quote(record: Transcript, turn: Turn, evidence: Spans = ()) -> Quote:
    """The turn's words, its evidence marked, cut to what stands around the evidence."""
    speaker = turn.speaker
    label = " ".join(p for p in (speaker.organization, speaker.title, speaker.name) if p)
    places = [place for start, end in turn.spans for place in range(start, end)]
    marked = {place for start, end in evidence for place in range(start, end)}
    at = next((i for i, place in enumerate(places) if place in marked), 0)
    begin = max(0, at - AROUND // 4) if at > AROUND // 2 else 0
    end = begin + AROUND
    pieces = [Piece("…", False)] if begin else []
    pieces.extend(_pieces(record.text, places[begin:end], marked))
    return Quote(
        turn.turn_id,
        label or speaker.label or "",
        (*pieces, Piece("…", False)) if end < len(places) else tuple(pieces),
    )


def _pieces(text: str, places: list[int], marked: set[int]) -> Iterator[Piece]:
    """Runs of characters that are all marked or all not."""
    start = 0
    for index in range(1, len(places) + 1):
        if index == len(places) or (places[index] in marked) != (places[start] in marked):
            words = "".join(text[place] for place in places[start:index])
            yield Piece(words, places[start] in marked)
            start = index


def _from_replies(evaluation: Evaluation) -> Iterator[Failure]:
    dataset, located = evaluation.dataset, turns(evaluation.dataset.transcripts)
    replies = {reply.question_id: reply for reply in evaluation.replies}
    for question in dataset.questions:
        reply = replies.get(question.question_id)
        if reply is None or not (question.unanswerable or question.question_id in dataset.qrels):
            continue
        outcome = _outcome(question, reply, evaluation)
        if outcome:
            shown = reply.shown[0] if reply.shown else None
            yield _failure(evaluation, located, question, outcome, reply.confidence, shown)


def _outcome(question: Question, reply: Reply, evaluation: Evaluation) -> Outcome | None:
    if question.unanswerable:
        return "invented" if reply.answered else None
    if not reply.answered:
        return "withheld"
    return None if right_first(reply, evaluation.dataset) else "wrong"


def _from_run(evaluation: Evaluation) -> Iterator[Failure]:
    if not evaluation.systems:
        return
    last, located = evaluation.systems[-1], turns(evaluation.dataset.transcripts)
    for question in evaluation.dataset.judged:
        hits = last.run.hits.get(question.question_id, ())
        if (
            evaluation.dataset.qrels[question.question_id].get(hits[0].turn_id if hits else "", 0)
            < 1
        ):
            shown = Shown(hits[0].turn_id, ()) if hits else None
            yield _failure(evaluation, located, question, "wrong", None, shown)


def _failure(
    evaluation: Evaluation,
    located: Mapping[str, tuple[Transcript, Turn]],
    question: Question,
    outcome: Outcome,
    confidence: float | None,
    shown: Shown | None,
) -> Failure:
    grades = evaluation.dataset.qrels.get(question.question_id, {})
    right = [located[name] for name, grade in grades.items() if grade > 0]
    seen = located.get(shown.turn_id) if shown else None
    last = evaluation.systems[-1].run if evaluation.systems else None
    return Failure(
        question=question,
        outcome=outcome,
        confidence=confidence,
        rank=last.rank(question.question_id, grades) if last else None,
        shown=quote(*seen, shown.evidence) if seen and shown else None,
        right=tuple(quote(record, turn, question.evidence) for record, turn in right),
    )
