"""Which sentences are marked."""

from dataclasses import replace

import numpy as np
import pytest

from index.evidence import Choice, Sentence, Worth, choose

FOUR = ["甲。", "乙。", "丙。", "丁。"]
NOWHERE = np.zeros(1, np.float32)


def marked(texts: list[str], *worths: list[float]) -> tuple[int, ...]:
    """The places of the sentences that are marked."""
    sentences = [
        Sentence(((place, place + 1),), text, frozenset(), NOWHERE)
        for place, text in enumerate(texts)
    ]
    questions = [Worth({}, np.array(one), np.zeros(len(one))) for one in worths]
    return tuple(start for start, _ in choose(sentences, questions, Choice(meaning=0.0)))


def test_the_best_and_what_is_half_as_good_but_three_at_most() -> None:
    assert marked(FOUR, [0.1, 0.9, 0.4, 0.5]) == (1, 3)
    assert marked(FOUR, [0.9, 0.9, 0.9, 0.9]) == (0, 1, 2)
    assert marked([], []) == ()


def test_each_of_several_questions_has_its_sentences_if_it_is_answered() -> None:
    assert marked(FOUR, [0.9, 0.1, 0.0, 0.0], [0.0, 0.0, 0.1, 0.6]) == (0, 3)
    assert marked(FOUR, [0.9, 0.1, 0.0, 0.0], [0.0, 0.0, 0.1, 0.4]) == (0,)


def test_where_sentences_were_read_those_above_the_least_are_worth_more() -> None:
    worth = Worth({}, np.array([0.2, 0.4, 0.3]), np.array([0.4, 0.2, 0.0]))
    choice = Choice(meaning=0.5, reading=2.0)
    assert worth.scores(choice) == pytest.approx([0.3, 0.3, 0.15])
    read = replace(worth, read=np.array([0.7, 0.8, 1.0]))
    assert read.scores(choice) == pytest.approx([0.3, 0.5, 0.75])


def test_where_sentences_were_read_together_the_surer_ones_are_worth_more() -> None:
    shared = Worth({}, np.array([0.5, 0.5, 0.5, 0.5]), np.zeros(4))
    odds = np.array([1.0, np.nan, -9.0, 9.0], np.float32)
    choice = Choice(meaning=0.3, together=0.1)
    found = replace(shared, odds=odds).scores(choice)
    np.testing.assert_allclose(found, 0.35 + 0.1 * np.array([5, 0, 0, 8]), rtol=1e-6)
    np.testing.assert_allclose(shared.scores(choice), 0.35)


@pytest.mark.parametrize(
    ("heading", "following", "places"),
    [
        ("一是建立预警机制。", "提前两个月通报。", (0, 1)),
        ("关于补偿机制问题,一是建立预警机制。", "提前两个月通报。", (0, 1)),
        ("一是建立预警机制。", "二是用好政策。", (0,)),
        ("一是建立预警机制,提前两个月通报各县。", "随后催收。", (0,)),
        ("建立预警机制。", "提前两个月通报。", (0,)),
    ],
)
def test_a_heading_brings_what_it_names(heading: str, following: str, places: tuple) -> None:
    assert marked([heading, following], [0.9, 0.1]) == places
