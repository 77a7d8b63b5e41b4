"""A first question set from records: what was asked in them, judged by who answered."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.errors import DatasetError
from corpus.model import Exchange, Transcript
from evaluation.judgments import bind
from evaluation.model import Dataset, Question

KIND = "asked"


def draft(transcripts: Iterable[Transcript], name: str = "draft") -> Dataset:
    """One question for each exchange, its evidence the whole of the answering turns.

    Every question is marked as a draft: a person shortens the evidence to the
    words that answer, asks in other words, and adds questions without answer.
    """
    records = tuple(transcripts)
    questions = [
        _question(record, number, exchange)
        for record in records
        for number, exchange in enumerate(record.exchanges, start=1)
        if exchange.answers
    ]
    if not questions:
        remedy = "look at them with `xunwen parse`, or write questions by hand"
        raise DatasetError(f"no question with an answer was read in these records: {remedy}")
    return bind(name, questions, records)


def _question(record: Transcript, number: int, exchange: Exchange) -> Question:
    return Question(
        question_id=f"{record.transcript_id}-{number}",
        text=" ".join(record.words(exchange.question.spans).split()),
        kind=KIND,
        topic=f"{record.transcript_id} {exchange.question.turn_id}",
        transcript=record.transcript_id,
        evidence=tuple(sorted({span for turn in exchange.answers for span in turn.spans})),
        draft=True,
    )
