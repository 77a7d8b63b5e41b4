"""TREC topics and qrels: what retrieval laboratories exchange.

Topics are ``<top>`` blocks with ``<num>`` and ``<title>``; qrels are lines of
``question 0 turn grade``. Ids are encoded as in run files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation.model import Dataset, Question, turns
from evaluation.rows import lines
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
    records = tuple(transcripts)
    body = "\n".join(line for _, line in lines(topics))
    questions = [
        Question(decode(match["name"]), unescape(match["text"])) for match in TOPIC.finditer(body)
    ]
    if not questions:
        raise DatasetError(f"{topics}: has no <top> with <num> and <title>")
    names = {question.question_id for question in questions}
    return Dataset(
        topics.stem, tuple(questions), _qrels(qrels, names, set(turns(records))), records
    )


def _topic(question: Question) -> str:
    title = escape(" ".join(question.text.split()), quote=False)
    return f"<top>\n<num> Number: {encode(question.question_id)}\n<title> {title}\n</top>\n\n"


def _qrels(path: Path, questions: set[str], known: set[str]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for place, line in lines(path):
        try:
            name, _, turn, grade = line.split()
            question, turn, number = decode(name), decode(turn), int(grade)
        except ValueError as error:
            raise DatasetError(f"{place}: is no judgment: write question 0 turn grade") from error
        if question not in questions or turn not in known:
            missing = f"turn {turn}" if question in questions else f"question {question}"
            raise DatasetError(f"{place}: {missing} is not in the set: add or remove it")
        grades.setdefault(question, {})[turn] = number
    return {name: row for name, row in grades.items() if any(g > 0 for g in row.values())}
