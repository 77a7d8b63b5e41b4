"""The questions that another writer wrote about the shipped record: whole, and none of the test split's."""

import re
from pathlib import Path

import pytest

from assistant.evaluating import open_questions, shipped_questions
from corpus.text import normalise
from evaluation.model import Dataset

FILE = Path(shipped_questions()).with_name("another-writer.jsonl")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return open_questions(FILE, "all")


def _pairs(text: str) -> set[str]:
    """Its pairs of neighbouring characters."""
    bare = re.sub(r"[\W_]", "", normalise(text))
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def test_every_piece_of_evidence_is_where_it_was_found(dataset: Dataset) -> None:
    assert dataset.drift == ()
    assert (len(dataset.judged), len(dataset.unanswerable)) == (148, 74)
    assert all(question.evidence for question in dataset.judged)
    texts = [question.text for question in dataset.questions]
    assert len(set(texts)) == len(texts) == 222


def test_none_comes_near_a_question_of_the_test_split(dataset: Dataset) -> None:
    held = [_pairs(question.text) for question in open_questions(None, "test").questions]
    for question in dataset.questions:
        mine = _pairs(question.text)
        shared = max(len(mine & other) / min(len(mine), len(other)) for other in held)
        assert shared < 0.6, question.text
