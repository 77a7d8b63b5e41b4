"""How the words of a question are met by those of an answer."""

from __future__ import annotations

import pytest

from index.encoder import SHIPPED, Encoder, StaticEncoder
from index.wording import Met, Wording, words_of

ANSWER = "我们逐户劝返辍学学生,给困难家庭发放补助。"


@pytest.fixture(scope="module")
def words() -> StaticEncoder:
    return StaticEncoder(SHIPPED)


def test_words_that_the_answer_has_are_met(words: StaticEncoder) -> None:
    assert Wording(words).met("辍学学生", ANSWER) == Met(len(words.pieces("辍学学生")), 1.0)


def test_a_word_that_it_lacks_is_met_as_well_as_by_the_nearest(words: StaticEncoder) -> None:
    vectors = words.encode_passages(words.pieces(ANSWER))
    [wanted] = words.encode_passages(["补贴"])
    expected = float((vectors @ wanted).max())
    wording = Wording(words)
    for _ in range(2):  # what is kept is the same
        assert wording.met("补贴", ANSWER) == Met(1, pytest.approx(expected, abs=1e-5))
    assert 0 < wording.met("轮渡", ANSWER).least < expected < 1


@pytest.mark.parametrize(
    ("question", "answer", "found"),
    [("", ANSWER, Met(0, 1.0)), ("，", "", Met(0, 1.0)), ("辍学", "", Met(1, 0.0))],
)
def test_nothing_asked_is_met_and_nothing_said_meets_nothing(
    words: StaticEncoder, question: str, answer: str, found: Met
) -> None:
    assert Wording(words).met(question, answer) == found


def test_an_encoder_without_words_borrows_those_of_the_shipped_one(encoder: Encoder) -> None:
    own = StaticEncoder(SHIPPED)
    assert words_of(own) is own
    other = type("Other", (), {})()
    assert words_of(other) is words_of(other)
    assert words_of(other).name == "xunwen-static"
