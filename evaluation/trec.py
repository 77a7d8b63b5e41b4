"""TREC topics and qrels: what retrieval laboratories exchange.

Topics are ``<top>`` blocks with ``<num>`` and ``<title>``; qrels are lines of
``question 0 turn grade``. Ids are encoded as in run files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import escape, unescape
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation.model import Dataset, Question, turns
from evaluation.rows import grade, lines
from evaluation.runs import decode, encode

TOPIC = re.compile(
    r"""
    <top> \s*
    <num> \s* (?:Number:)? \s* (?P<name> \S+ ) \s* (?:</num>)? \s*
    <title> \s* (?P<text> [^<]*? ) \s*
    (?= < )                        # </title>, <desc>, <narr> or </top>
    """,
    re.VERBOSE,
)


def save_trec(dataset: Dataset, topics: Path, qrels: Path) -> None:
    """Writes both files; white space within a question becomes one blank."""
    with topics.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_topic(question) for question in dataset.questions)
    with qrels.open("w", encoding="utf-8", newline="\n") as file:
        for name, grades in dataset.qrels.items():
            file.writelines(f"{encode(name)} 0 {encode(t)} {g}\n" for t, g in grades.items())


def open_trec(topics: Path, qrels: Path, transcripts: Iterable[Transcript]) -> Dataset:
    """The dataset in both files; the turns are those of the transcripts."""
    records, questions = tuple(transcripts), {}
    for question, place in _topics(topics):
        if question.question_id in questions:
            raise DatasetError(f"{place}: topic {question.question_id} was there before: keep one")
        questions[question.question_id] = question
    judged = _qrels(qrels, questions.keys(), turns(records).keys())
    return Dataset(topics.stem, tuple(questions.values()), judged, records)


def _topics(path: Path) -> Iterator[tuple[Question, str]]:
    """Every topic, with the place where it begins."""
    listed = list(lines(path))
    body = "".join(f"{line}\n" for _, line in listed)
    starts = [match.start() for match in re.finditer("<top>", body)]
    if not starts:
        raise DatasetError(f"{path}: has no <top> with <num> and <title>")
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        place = listed[body.count("\n", 0, start)][0]
        match = TOPIC.match(body, start, end)
        if not match or not match["text"]:
            raise DatasetError(f"{place}: this <top> has no <num> and <title>: add or remove it")
        yield Question(decode(match["name"]), unescape(match["text"])), place


def _topic(question: Question) -> str:
    title = escape(" ".join(question.text.split()), quote=False)
    name = encode(question.question_id).replace("<", "%3C")  # an id may be "<top>"
    return f"<top>\n<num> Number: {name}\n<title> {title}\n</top>\n\n"


def _qrels(
    path: Path, questions: Collection[str], known: Collection[str]
) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for place, line in lines(path):
        try:
            name, _, turn, judged = line.split()
            question, turn, number = decode(name), decode(turn), grade(judged)
        except ValueError as error:
            raise DatasetError(f"{place}: is no judgment: write question 0 turn grade") from error
        if question not in questions or turn not in known:
            missing = f"turn {turn}" if question in questions else f"question {question}"
            raise DatasetError(f"{place}: {missing} is not in the set: add or remove it")
        if turn in grades.setdefault(question, {}):
            raise DatasetError(f"{place}: {question} and {turn} were judged before: keep one line")
        grades[question][turn] = number
    return {name: row for name, row in grades.items() if any(g > 0 for g in row.values())}
