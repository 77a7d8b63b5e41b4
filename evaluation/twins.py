"""Turns that say word for word what a right turn says, and that nobody judged.

Boards paste the same reply under many messages; a search that returns the
copy is not wrong. They are always counted in a report, and scored as right
only when asked: the standard figures stay comparable with other people's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from evaluation.model import Dataset, Qrels, turns


def twins(dataset: Dataset) -> Qrels:
    """Question id -> unjudged turn -> the grade of its best twin; only questions with any."""
    texts = {
        name: record.words(turn.spans).strip()
        for name, (record, turn) in turns(dataset.transcripts).items()
    }
    same = defaultdict(list)
    for name, text in texts.items():
        same[text].append(name)
    found: dict[str, dict[str, int]] = {}
    for question, grades in dataset.qrels.items():
        copies: dict[str, int] = {}
        for name, grade in grades.items():
            for copy in same[texts[name]] if grade > 0 else ():
                if copy not in grades:
                    copies[copy] = max(grade, copies.get(copy, 0))
        if copies:
            found[question] = copies
    return found


def with_twins(dataset: Dataset) -> Dataset:
    """The dataset with its twins judged as right as what they repeat."""
    found = twins(dataset)
    qrels = {name: {**grades, **found.get(name, {})} for name, grades in dataset.qrels.items()}
    return replace(dataset, qrels=qrels)
