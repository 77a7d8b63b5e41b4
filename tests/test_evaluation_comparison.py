from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from test_evaluation_ranker import SCHOOL, record

from corpus.errors import DatasetError
from evaluation.comparison import compare, compare_all, compare_pooled
from evaluation.contrast import Seen, changes, contrast, unlike
from evaluation.evaluation import Evaluation, judge
from evaluation.intervals import difference
from evaluation.model import Dataset, Question
from evaluation.randomisation import detectable, holm, randomisation_test
from evaluation.runs import Manifest, Run, ranked
from evaluation.table import compared, side_by_side


def set_of(size: int) -> Dataset:
    """Questions q00, q01, …, all answered by the turn about school."""
    questions = tuple(Question(f"q{n:02}", f"问{n}") for n in range(size))
    right = {q.question_id: {"侧记#t10": 1} for q in questions}
    return Dataset("seed", questions, right, (record(),))


def run_of(size: int, wrong: int, system: str) -> Run:
    """The first ``wrong`` questions get the turn about roads first, the right one second."""
    good = ranked([("侧记#t10", 2.0), ("侧记#t33", 1.0)])
    bad = ranked([("侧记#t33", 2.0), ("侧记#t10", 1.0)])
    hits = {f"q{n:02}": bad if n < wrong else good for n in range(size)}
    return Run(Manifest("seed", system), hits)


def judged(size: int, **wrong: int) -> Evaluation:
    return judge(set_of(size), [run_of(size, count, name) for name, count in wrong.items()])


def test_the_randomisation_test_is_the_sign_test_for_equal_steps() -> None:
    differences = np.array([1.0] * 9 + [-1.0] + [0.0] * 50)
    assert randomisation_test(differences) == pytest.approx(2 * 11 / 2**10)
    for wins in range(8):
        differences = np.array([0.5] * wins + [-0.5] * (7 - wins))
        assert randomisation_test(differences) == pytest.approx(stats.binomtest(wins, 7).pvalue)


def test_the_randomisation_test_counts_every_sign_when_few_differ() -> None:
    differences = np.array([0.5, 0.3, -0.1, 0.0])
    sums = [
        abs(sum(s * d for s, d in zip(signs, (0.5, 0.3, 0.1), strict=True)))
        for signs in itertools.product((1, -1), repeat=3)
    ]
    assert randomisation_test(differences) == sum(s >= 0.7 - 1e-9 for s in sums) / 8 == 0.5


def test_the_randomisation_test_agrees_with_scipys() -> None:
    differences = np.random.default_rng(0).normal(0.05, 0.3, 200)
    theirs = stats.permutation_test(
        (differences, np.zeros(200)),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=1,
    )
    assert randomisation_test(differences) == pytest.approx(theirs.pvalue, abs=0.01)


def test_the_smallest_p_counts_what_was_seen_itself() -> None:
    assert randomisation_test(np.linspace(0.5, 1, 40), flips=999) == 1 / 1000


@pytest.mark.parametrize(
    ("losses", "excludes"), [(1, False), (4, False), (5, False), (6, True), (11, True)]
)
def test_the_interval_excludes_zero_where_the_exact_test_does(losses: int, excludes: bool) -> None:
    differences = np.array([-1.0] * losses + [0.0] * (40 - losses))
    assert (difference(differences).high < 0) is excludes
    assert (randomisation_test(differences) < 0.05) is excludes


@pytest.mark.parametrize("losses", range(2, 13))
def test_where_all_are_lost_the_interval_excludes_zero_as_the_exact_test_does(losses: int) -> None:
    lost = -np.ones(losses)
    assert (difference(lost).high < 0) is (randomisation_test(lost) < 0.05) is (losses >= 6)


def test_no_difference_is_certainly_luck_and_proves_nothing_in_few_questions() -> None:
    few, many = difference(np.zeros(3)), difference(np.zeros(300))
    assert few.low < -0.5 < many.low < -0.005
    assert few.high > 0.5 > many.high > 0.005
    assert randomisation_test(np.zeros(10)) == 1.0
    assert detectable(np.zeros(10)) is None


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_detectable_is_two_point_eight_standard_errors() -> None:
    differences = np.array([1.0, -1.0] * 50)
    error = differences.std(ddof=1) / 10
    assert detectable(differences) == pytest.approx(2.8016 * error, rel=1e-4)


def test_a_true_difference_of_the_detectable_size_is_found_four_times_in_five() -> None:
    rng, found = np.random.default_rng(2), 0
    for _ in range(200):
        noise = rng.normal(0, 0.3, 60)
        least = (1.959964 + 0.841621) * 0.3 / 60**0.5
        found += randomisation_test(noise + least, flips=1000) < 0.05
    assert 0.7 <= found / 200 <= 0.9


def test_compare_counts_wins_ties_and_losses() -> None:
    evaluation = judged(20, lexical=8, full=2)
    (row,) = compare(*evaluation.systems, ["Success@1"])
    assert (row.a, row.b, row.a_value, row.b_value) == ("lexical", "full", 0.6, 0.9)
    assert (row.wins, row.ties, row.losses) == (6, 14, 0)
    assert row.p == row.adjusted == pytest.approx(2 / 2**6)
    differences = np.array([0.0] * 2 + [1.0] * 6 + [0.0] * 12)
    assert row.difference == difference(differences)
    assert "lexical → full" in compared([row])
    assert "6/14/0" in compared([row])


def test_several_systems_are_corrected_by_holm() -> None:
    rows = compare_all(judged(20, full=2, lexical=8, dense=12), "full", "Success@1")
    assert [(row.a, row.wins) for row in rows] == [("lexical", 6), ("dense", 10)]
    assert [row.adjusted for row in rows] == pytest.approx([2 / 2**6, 2 * 2 / 2**10])
    with pytest.raises(DatasetError, match=r"no system best \(there are: full, lexical\)"):
        compare_all(judged(20, full=2, lexical=8), "best")


def test_several_measures_are_corrected_by_holm() -> None:
    """Six questions gained a right first turn, four of them a right turn at all."""
    good, late, none = (
        ranked([("侧记#t10", 1.0)]),
        ranked([("侧记#t33", 2.0), ("侧记#t10", 1.0)]),
        ranked([("侧记#t33", 1.0)]),
    )
    before = {f"q{n:02}": none if n < 4 else late if n < 6 else good for n in range(20)}
    runs = [Run(Manifest("seed", "lexical"), before), run_of(20, 0, "full")]
    rows = compare(*judge(set_of(20), runs).systems, ["R@10", "Success@1"])
    assert [row.p for row in rows] == pytest.approx([2 / 2**4, 2 / 2**6])
    assert [row.adjusted for row in rows] == pytest.approx([2 / 2**4, 2 * 2 / 2**6])
    every = contrast(judge(set_of(20), runs), "lexical", "full").rows
    assert len(every) > 2
    assert min(row.adjusted for row in every) == pytest.approx(len(every) * 2 / 2**6)


def test_changes_show_both_answers_and_the_right_one() -> None:
    evaluation = judged(3, lexical=1, full=0)
    (change,) = changes(evaluation.dataset, *evaluation.systems, "RR@10")
    assert (change.question_id, change.a_value, change.b_value) == ("q00", 0.5, 1.0)
    assert (change.a_rank, change.b_rank) == (2, 1)
    assert change.a.turn_id == "侧记#t33"
    assert change.b == change.right[0] == Seen("侧记#t10", "局长 邱红标", SCHOOL)


def test_two_systems_side_by_side() -> None:
    text = side_by_side(contrast(judged(3, lexical=3, full=0), "lexical", "full"), most=2)
    assert text.startswith(
        "3 题有变化 questions changed（a lexical，b full）\n\nq00  63.1 → 100.0  "
    )
    assert "正确的在第 2 → 1 位  问0" in text
    assert "a 错  侧记#t33 王路：通村公路全部硬化。" in text
    assert "b 对  侧记#t10 局长 邱红标：我们逐户劝返辍学学生。" in text
    assert text.endswith("… 另有 1 题 more (--json and --report have them)\n")
    with pytest.raises(DatasetError, match=r"no system best \(there are: lexical, full\)"):
        contrast(judged(3, lexical=3, full=0), "lexical", "best")


def test_what_two_runs_were_made_of_is_told_apart() -> None:
    """The time always differs and says nothing; a run of another program tells nothing."""
    one = Manifest("seed", "a", "c1", "e1", {"depth": 9, "meaning": 0.2}, "", "2026-01-01")
    other = replace(one, encoder="e2", settings={"depth": 9, "meaning": 0.8}, time="2026-02-01")
    assert unlike(one, other) == [("encoder", "e1", "e2"), ("meaning", "0.2", "0.8")]
    assert unlike(one, Manifest("", "theirs")) == []


def test_a_question_without_a_hit_on_one_side_is_said_to_have_none() -> None:
    dataset = set_of(1)
    none = Run(Manifest("seed", "none"), {"q00": ()})
    found = judge(dataset, [none, run_of(1, 0, "full")])
    text = side_by_side(contrast(found, "none", "full"))
    assert "正确的在第 — → 1 位" in text
    assert "a  没有结果 nothing found" in text


def test_questions_of_one_topic_are_turned_together() -> None:
    """Twelve wins in six topics are six coins, not twelve."""
    differences, topic = np.ones(12), np.repeat(np.arange(6), 2)
    assert randomisation_test(differences) == pytest.approx(2 / 2**12)
    assert randomisation_test(differences, topic) == pytest.approx(2 / 2**6)
    assert difference(differences * 0.5, topic).low < difference(differences * 0.5).low
    assert detectable(np.tile([1.0, -1.0], 6), topic) is None


def test_the_randomisation_test_of_topics_agrees_with_scipys() -> None:
    rng = np.random.default_rng(4)
    topic = np.repeat(np.arange(40), 5)
    differences = rng.normal(0.03, 0.2, 200) + rng.normal(0.03, 0.2, 40)[topic]
    sums = np.array([differences[topic == number].sum() for number in range(40)])
    theirs = stats.permutation_test(
        (sums, np.zeros(40)),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=1,
    )
    assert randomisation_test(differences, topic) == pytest.approx(theirs.pvalue, abs=0.01)


def test_holms_column_stands_where_several_systems_or_measures_are_compared() -> None:
    evaluation = judged(20, full=2, lexical=8, dense=12)
    assert "p Holm" in compared(compare_all(evaluation, "full"))
    assert "p Holm" in compared(compare(*evaluation.systems[:2]))
    assert "p Holm" not in compared(compare(*evaluation.systems[:2], ["RR@10"]))
    assert compared(()) == ""


def test_runs_of_different_sets_cannot_be_compared() -> None:
    one, other = (
        judged(2, a=0).systems[0],
        judge(
            Dataset("x", (Question("z", "问"),), {"z": {"侧记#t10": 1}}, (record(),)),
            [Run(Manifest("x", "b"), {"z": ()})],
        ).systems[0],
    )
    with pytest.raises(DatasetError, match="share no judged question"):
        compare(one, other, ["RR@10"])


def test_several_sets_are_compared_as_one() -> None:
    first, second = judged(8, lexical=4, full=0), judged(4, lexical=0, full=1)
    runs = [
        replace(one.run, manifest=replace(one.run.manifest, dataset="other"))
        for one in second.systems
    ]
    systems = tuple(replace(one, run=run) for one, run in zip(second.systems, runs, strict=True))
    row = compare_pooled([first, replace(second, systems=systems)], "RR@10")[0]
    assert (row.a, row.b, row.wins, row.ties, row.losses) == ("lexical", "full", 4, 7, 1)
    assert row.difference.value == pytest.approx((4 - 1) * 0.5 / 12)
    assert row.p == pytest.approx(stats.binomtest(4, 5).pvalue)
