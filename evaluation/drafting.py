"""A first question set from records: what was asked in them, judged by who answered."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.errors import DatasetError
from corpus.model import Exchange, Transcript
from corpus.text import sentences
from evaluation.judgments import bind
from evaluation.model import Dataset, Question

KIND = "asked"
LONG, MOST = 200, 1000
"""A question of more characters is drafted as those of its sentences that ask."""


def draft(transcripts: Iterable[Transcript], name: str = "draft") -> Dataset:
    """One question for each exchange, its evidence the whole of the answering turns.

    Every question is marked as a draft: a person shortens the evidence to the
    words that answer, asks in other words, and adds questions without answer.
    Of a speech that ends in a question, only what asks is drafted.
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
        text=_asked(record, exchange),
        kind=KIND,
        topic=f"{record.transcript_id} {exchange.question.turn_id}",
        transcript=record.transcript_id,
        evidence=tuple(sorted({span for turn in exchange.answers for span in turn.spans})),
        draft=True,
    )


def _asked(record: Transcript, exchange: Exchange) -> str:
    """The words of the question; of a long one as many of those that ask, from its end, as fit."""
    spans = exchange.question.spans
    whole = " ".join(record.words(spans).split())
    if len(whole) <= LONG:
        return whole
    said = [" ".join(record.words(one).split()) for one in sentences(record.text, spans)]
    asking = [words for words in said if words.rstrip('”」』"').endswith(("？", "?"))]
    kept: list[str] = []
    for words in reversed(asking or said):
        if kept and sum(map(len, kept)) + len(words) > LONG:
            break
        kept.insert(0, words)
    return " ".join(kept)[-MOST:]
