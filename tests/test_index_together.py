"""Question and answer read together, where it is in doubt whether one answers the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.evaluating import open_questions
from index import store
from index.confidence import shipped as calibration
from index.context import ContextEncoder, shipped
from index.encoder import Encoder
from index.evidence import Sentence, Worth
from index.framing import matter, wants_detail
from index.hits import Row
from index.judge import CLOSE, ODDS, Doubt, promoted
from index.reasons import OVERTOOK
from index.search import Searcher, Settings
from index.together import ASKED, MOST, SAID, answers, runs, surest

DROPOUTS = "辍学问题怎么解决？"


def sentence(text: str) -> Sentence:
    return Sentence(((0, len(text)),), text, frozenset(text), np.zeros(1, np.float32))


class Reading:
    """A piece is a character; a sentence answers as much as it is long, and keeps what it read."""

    def __init__(self) -> None:
        self.read: list[tuple[str, list[str]]] = []
        self.scale = 0.1

    def pieces(self, text: str) -> list[int]:
        return [*map(ord, text)]

    def answers(self, question: Sequence[int], sentences: Sequence[Sequence[int]]) -> np.ndarray:
        words = ["".join(map(chr, one)) for one in sentences]
        self.read.append(("".join(map(chr, question)), words))
        return np.array([len(word) * self.scale for word in words], np.float32)


def worth(*shares: float) -> Worth:
    return Worth({}, np.array(shares), np.zeros(len(shares)))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([5], [(0, 1)]),
        ([SAID + 50], [(0, 1)]),
        ([60, 60, 1], [(0, 2), (2, 3)]),
        ([1, SAID, 1], [(0, 1), (1, 2), (2, 3)]),
        ([40, 40, 40, 40, 90], [(0, 3), (3, 4), (4, 5)]),
    ],
)
def test_runs_are_as_long_as_is_read_at_once(
    lengths: list[int], expected: list[tuple[int, int]]
) -> None:
    found = runs([[0] * length for length in lengths])
    assert [(run.start, run.stop) for run in found] == expected


def test_of_a_long_answer_the_runs_of_most_worth_are_read() -> None:
    reading = Reading()
    said = [sentence(name * 100) for name in "甲乙丙丁"]
    reading.scale = -0.01
    found = answers("问" * 50, said, worth(0.1, 0.5, 0.2, 0.4), reading)
    np.testing.assert_allclose(found, [np.nan, -1.0, np.nan, -1.0], rtol=1e-6)
    assert reading.read == [("问" * ASKED, [name * 100]) for name in "乙丁"]
    assert MOST == 2


def test_no_further_run_is_read_where_one_is_sure() -> None:
    reading = Reading()
    said = [sentence("甲" * 100), sentence("乙" * 110)]
    found = answers("问", said, worth(0.5, 0.1), reading)
    np.testing.assert_allclose(found, [10.0, np.nan], rtol=1e-6)
    assert reading.read == [("问", ["甲" * 100])]
    reading.scale = 0.01
    assert surest(answers("问", said, worth(0.5, 0.1), reading)) == pytest.approx(1.1)
    assert [words for _, words in reading.read[1:]] == [["甲" * 100], ["乙" * 110]]


def test_the_surest_sentence_counts() -> None:
    reading = Reading()
    said = [sentence("短"), sentence("长一些的"), sentence("中等")]
    assert surest(answers("问", said, worth(1, 0, 0), reading)) == pytest.approx(0.4)
    assert reading.read == [("问", ["短", "长一些的", "中等"])]
    nothing = answers("问", [], worth(), reading)
    assert (len(nothing), surest(nothing)) == (0, 0.0)
    assert surest(np.full(3, np.nan, np.float32)) == 0.0


def alone(odds: float) -> np.ndarray:
    """The odds of a single sentence."""
    return np.array([odds], np.float32)


def read(question: str, *sentences: str) -> list[float]:
    model = shipped()
    asked, said = model.pieces(question), [model.pieces(text) for text in sentences]
    return model.answers(asked, said).tolist()


def test_each_sentence_gets_its_own_odds_and_none_gets_none() -> None:
    both = read("学校什么时候建成？", "学校将在明年九月建成。", "路灯坏了三百盏。")
    assert len(both) == 2
    assert both[0] > both[1]
    assert read("学校什么时候建成？") == []


def test_the_vectors_do_not_depend_on_the_second_use() -> None:
    model = shipped()
    before = model.encode_passages(["我们逐户劝返辍学学生。"])
    read("辍学怎么办", "我们逐户劝返辍学学生。")
    assert np.array_equal(model.encode_passages(["我们逐户劝返辍学学生。"]), before)


def test_what_was_said_is_surer_than_a_detail_left_out() -> None:
    said = "全市投入资金两千万元，新建村级卫生室六十个，年底前全部投入使用。"
    [told], [untold] = (
        read("新建了多少个村卫生室？", said),
        read("村卫生室的医生工资是多少？", said),
    )
    assert told > untold + 1


@pytest.fixture(scope="module")
def doubting(seed_index: Path, encoder: Encoder) -> dict[str, Searcher]:
    """The shipped index, where all is read together, nothing is, and as it is shipped."""

    generation = store.current(seed_index)
    every = (-1.0, 2.0)
    doubts = {"all": Doubt(every, every, every), "none": None, "shipped": Settings().doubt}
    return {
        name: Searcher(generation, encoder, Settings(doubt=doubt)) for name, doubt in doubts.items()
    }


def test_only_what_is_in_doubt_is_read_together(doubting: dict[str, Searcher]) -> None:
    doubt = doubting["shipped"].settings.doubt
    kinds = Counter()
    for question in open_questions(None, "dev").questions[::8]:
        sure = {name: one.ask(question.text).confidence for name, one in doubting.items()}
        read = doubting["none"].consider(question.text)[1].context > 0
        manner = "closely" if read else "plain"
        detail = wants_detail(matter(question.text))
        if not doubt.about(sure["none"], manner, detail):
            kinds[manner, "clear"] += sure["shipped"] == sure["none"]
        elif "、" not in question.text:
            kinds[manner, "in doubt"] += 1
            assert sure["shipped"] == sure["all"], question.text
    assert kinds["closely", "in doubt"] > 5
    assert kinds["plain", "in doubt"] > 0
    assert kinds["plain", "clear"] > 15


@pytest.mark.parametrize(
    ("sure", "plain", "closely", "detail"),
    [
        (0.1, False, False, False),
        (0.12, False, True, False),
        (0.5, True, True, True),
        (0.8, False, True, True),
        (0.96, False, False, True),
        (0.98, False, False, False),
    ],
)
def test_more_is_in_doubt_of_what_was_read_closely_and_of_details(
    sure: float, plain: bool, closely: bool, detail: bool
) -> None:
    doubt = Doubt()
    assert doubt.about(sure, "plain", detail=False) is plain
    assert doubt.about(sure, "closely", detail=False) is closely
    assert doubt.about(sure, "plain", detail=True) is detail
    assert doubt.about(sure, "closely", detail=True) is (closely or detail)


@pytest.mark.parametrize(("odds", "best"), [((0, 5, 4), 1), ((0, -5, 5), 2), ((0, -5, -5), 0)])
def test_one_of_three_that_are_close_comes_first_where_it_reads_better(
    doubting: dict[str, Searcher], monkeypatch: pytest.MonkeyPatch, odds: list[int], best: int
) -> None:
    seen = set()
    for question in open_questions(None, "dev").questions[::8]:
        before = doubting["none"].rank(question.text)
        reading = iter(odds)
        monkeypatch.setattr("index.judge.answers", lambda *_, reading=reading: alone(next(reading)))
        after = doubting["all"].rank(question.text)
        read = len(odds) - len(list(reading))
        assert [hit.score for hit in after] == pytest.approx([hit.score for hit in before])
        assert after[3:] == before[3:]
        assert all(before[0].score - hit.score < CLOSE for hit in before[:read])
        worth = [hit.score + ODDS * one for hit, one in zip(before[:read], odds, strict=False)]
        first = max(range(len(worth)), key=worth.__getitem__, default=0)
        rest = [hit.turn_id for hit in before]
        assert [hit.turn_id for hit in after] == [rest.pop(first), *rest]
        seen.add((read, first))
    assert (3, best) in seen
    assert {read for read, _ in seen} >= {1, 2, 3}


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("市教育局怎么说辍学？", 1),
        ("邱红标怎么说辍学？", 1),
        ("副市长怎么说辍学？", 1),
        ("汇报里怎么说辍学？", 1),
        ("怎么防止辍学？", 3),
    ],
)
def test_where_something_is_named_no_other_is_read(
    doubting: dict[str, Searcher], monkeypatch: pytest.MonkeyPatch, question: str, read: int
) -> None:
    odds = [0.0, 0.0, 0.0, 0.0]
    monkeypatch.setattr("index.judge.answers", lambda *_: alone(odds.pop()))
    monkeypatch.setattr("index.judge.CLOSE", 10.0)
    doubting["all"].rank(question)
    assert 4 - len(odds) == read


def test_who_overtook_another_says_so(
    doubting: dict[str, Searcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.judge.CLOSE", 10.0)
    for second, overtakes in ((100.0, True), (-100.0, False)):
        odds = iter((0.0, second, -100.0))
        monkeypatch.setattr("index.judge.answers", lambda *_, odds=odds: alone(next(odds)))
        answer = doubting["all"].ask("怎么防止辍学？")
        said = [OVERTOOK in finding.reasons for finding in answer.findings or answer.nearest]
        assert said == [overtakes, *[False] * (len(said) - 1)]


def test_equal_scores_change_places_for_good() -> None:
    first, *others = promoted([Row(1, 0.5), Row(2, 0.5), Row(3, 0.1)], 1)
    assert (first.row, others) == (2, [Row(1, 0.5), Row(3, 0.1)])
    assert first.score > 0.5
    three = [Row(1, 0.5), Row(2, 0.4), Row(3, 0.3)]
    assert promoted(three, 1) == [Row(2, 0.5), Row(1, 0.4), Row(3, 0.3)]
    assert promoted(three, 2) == [Row(3, 0.5), Row(1, 0.4), Row(2, 0.3)]


def test_without_doubt_no_model_reads(
    doubting: dict[str, Searcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(*_: object) -> None:
        raise AssertionError("read together for nothing")

    monkeypatch.setattr(ContextEncoder, "answers", unread)
    assert doubting["none"].ask(DROPOUTS).answered


def test_the_signal_is_a_tenth_of_the_odds(searcher: Searcher) -> None:
    seen, plain = searcher.consider(DROPOUTS, together=True), searcher.consider(DROPOUTS)
    assert seen
    assert plain
    assert seen[0] == plain[0]
    assert seen[1] == replace(plain[1], together=seen[1].together)
    assert plain[1].together == 0
    assert 0 < abs(seen[1].together) < 2


def test_the_shipped_calibration_knows_the_manner() -> None:
    for size in ("small", "large"):
        fit = getattr(calibration("together"), size)
        assert fit.coefficients["together"] > 0
