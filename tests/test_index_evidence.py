"""Which sentences are marked."""

import numpy as np
import pytest

from index.evidence import Choice, Sentence, Worth, choose

NOWHERE = np.zeros(1, np.float32)


def marked(worths: list[float], texts: list[str]) -> tuple[int, ...]:
    """The places of the sentences that are marked."""
    sentences = [
        Sentence(((place, place + 1),), text, frozenset(), NOWHERE)
        for place, text in enumerate(texts)
    ]
    worth = Worth({}, np.array(worths), np.zeros(len(worths)))
    return tuple(start for start, _ in choose(sentences, worth, Choice(meaning=0.0)))


def test_the_best_and_what_is_half_as_good_but_three_at_most() -> None:
    assert marked([0.1, 0.9, 0.4, 0.5], ["甲。", "乙。", "丙。", "丁。"]) == (1, 3)
    assert marked([0.9, 0.9, 0.9, 0.9], ["甲。", "乙。", "丙。", "丁。"]) == (0, 1, 2)
    assert marked([], []) == ()


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
    assert marked([0.9, 0.1], [heading, following]) == places
