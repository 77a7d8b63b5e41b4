from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from corpus.errors import DatasetError
from evaluation.intervals import Estimate, bootstrap, estimates, wilson
from evaluation.measures import mean, per_question
from evaluation.runs import ranked

QRELS = {"q1": {"a": 1}, "q2": {"b": 1, "c": 1}, "q3": {"d": 1}}
HITS = {
    "q1": ranked([("a", 2), ("b", 1)]),
    "q2": ranked([("x", 3), ("b", 2)]),
    "other": ranked([("a", 1)]),
}


def test_every_judged_question_counts_and_a_missing_one_is_zero() -> None:
    second = (1 / math.log2(3)) / (1 + 1 / math.log2(3))
    values = per_question(HITS, QRELS)
    assert values["nDCG@10"] == pytest.approx({"q1": 1, "q2": second, "q3": 0})
    assert values["RR@10"] == {"q1": 1.0, "q2": 0.5, "q3": 0.0}
    assert values["R@10"] == values["R@100"] == {"q1": 1.0, "q2": 0.5, "q3": 0.0}
    assert values["Success@1"] == {"q1": 1.0, "q2": 0.0, "q3": 0.0}
    assert values["Success@5"] == {"q1": 1.0, "q2": 1.0, "q3": 0.0}


def test_a_run_that_found_nothing_scores_zero() -> None:
    assert per_question({"q1": ()}, {"q1": {"a": 1}}, ["RR@10"]) == {"RR@10": {"q1": 0.0}}
    assert per_question({}, {"q1": {"a": 1}}, ["R@10"]) == {"R@10": {"q1": 0.0}}


def test_measures_are_named_as_ir_measures_writes_them() -> None:
    with pytest.raises(DatasetError, match="hitrate: is not a measure"):
        per_question(HITS, QRELS, ["hitrate"])
    with pytest.raises(DatasetError, match="write it as ir_measures does, nDCG@10"):
        per_question(HITS, QRELS, ["NDCG@10"])


def test_the_mean_of_no_question_is_an_error() -> None:
    assert mean([1, 0, 0.5]) == 0.5
    with pytest.raises(DatasetError, match="no question of this set is judged"):
        mean([])


def test_wilson_is_the_textbook_interval_and_never_claims_certainty() -> None:
    value, low, high = wilson(0.3, 10)
    reference = stats.binomtest(3, 10).proportion_ci(method="wilson")
    assert (value, low, high) == pytest.approx((0.3, reference.low, reference.high))
    assert wilson(1.0, 30) == pytest.approx(Estimate(1.0, 0.886, 1.0), abs=1e-3)


def test_bca_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).beta(0.5, 0.3, size=(120, 2))
    for column, ours in zip(values.T, bootstrap(values), strict=True):
        theirs = stats.bootstrap((column,), np.mean, n_resamples=10_000, rng=2)
        assert ours.value == column.mean()
        assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=0.003)
        assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=0.003)


def test_the_rule_is_chosen_by_the_values() -> None:
    rng = np.random.default_rng(0)
    values = np.stack([rng.integers(2, size=60), rng.random(60)], axis=1).astype(float)
    hits, gains = estimates(values)
    assert hits == wilson(values[:, 0].mean(), 60)
    assert gains == bootstrap(values)[1]
    assert estimates(values[:5]) == [wilson(c.mean(), 5) for c in values[:5].T]


def test_intervals_are_reproducible_and_hold_their_level() -> None:
    rng = np.random.default_rng(3)
    truth, inside = 0.625, 0
    for _ in range(200):
        values = rng.beta(0.5, 0.3, size=(80, 1))
        (estimate,) = bootstrap(values, samples=1000)
        inside += estimate.low <= truth <= estimate.high
    assert 180 <= inside <= 199
    assert bootstrap(values) == bootstrap(values)


def test_equal_values_have_an_interval_without_width() -> None:
    assert bootstrap(np.full((30, 1), 0.5)) == [Estimate(0.5, 0.5, 0.5)]
