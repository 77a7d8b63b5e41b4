from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from corpus.errors import DatasetError
from evaluation.intervals import Estimate, bootstrap, difference, estimates, proportion, wilson
from evaluation.measures import mean, per_question
from evaluation.model import Question
from evaluation.runs import ranked
from evaluation.topics import design_effect, numbered, topic_of, variance

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


SIZES = [1, 1, 2, 5, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 10, 11] * 3


def clustered(
    rng: np.random.Generator, right: float, alike: float
) -> tuple[np.ndarray, np.ndarray]:
    """Values 0 and 1 whose topics have shares of their own (beta-binomial), and the topics."""
    topic = np.repeat(np.arange(len(SIZES)), SIZES)
    shape = (1 - alike) / alike
    shares = rng.beta(right * shape, (1 - right) * shape, len(SIZES))
    return (rng.random(len(topic)) < shares[topic]).astype(float), topic


def test_topics_are_numbered_and_a_question_without_one_stands_alone() -> None:
    asked = [Question("a", "", topic="x"), Question("x", ""), Question("c", "", topic="x")]
    assert numbered(map(topic_of, asked)).tolist() == [0, 1, 0]


def test_the_variance_of_a_mean_counts_topics() -> None:
    """Two topics of two, one all right and one all wrong: half a unit in two draws."""
    values = np.array([1.0, 1.0, 0.0, 0.0])
    assert variance(values, np.array([0, 0, 1, 1])) == pytest.approx(0.5**2)
    assert variance(values, np.arange(4)) == pytest.approx(values.var(ddof=1) / 4)


def test_the_design_effect_is_the_cluster_robust_variance_over_the_plain_one() -> None:
    """Squared topic residuals times G / (G - 1), and Korn & Graubard's quantiles of t."""
    values, topic = clustered(np.random.default_rng(1), 0.8, 0.2)
    rest = np.array([(values - values.mean())[topic == t].sum() for t in range(len(SIZES))])
    robust = len(SIZES) / (len(SIZES) - 1) * (rest**2).sum() / len(values) ** 2
    single = values.var(ddof=1) / len(values)
    doubt = stats.t.ppf(0.975, len(SIZES) - 1) / stats.t.ppf(0.975, len(values) - 1)
    assert design_effect(values, topic) == pytest.approx(robust / single * doubt**2)


def test_without_spread_topics_are_counted() -> None:
    assert proportion(np.ones(12), np.repeat(np.arange(4), 3)) == wilson(1.0, 4)
    assert proportion(np.ones(12)) == wilson(1.0, 12)
    assert estimates(np.full((3, 1), 0.5), np.zeros(3, dtype=int)) == [wilson(0.5, 1)]


@pytest.mark.parametrize(("right", "alike"), [(0.8, 0.02), (0.8, 0.2), (0.95, 0.1)])
def test_intervals_of_questions_that_are_alike_hold_their_level(right: float, alike: float) -> None:
    """Counting questions holds the second truth in three sets of four. Rarer failures that
    come by whole topics (0.97, 0.2) are held in nine of ten: few topics cannot tell."""
    rng, inside, naive = np.random.default_rng(8), 0, 0
    for _ in range(400):
        values, topic = clustered(rng, right, alike)
        ours, theirs = proportion(values, topic), wilson(values.mean(), len(values))
        inside += ours.low <= right <= ours.high
        naive += theirs.low <= right <= theirs.high
    assert 0.92 <= inside / 400 <= 0.99
    assert naive <= inside


def test_the_bootstrap_draws_topics() -> None:
    """As scipy's over the topics' sums and sizes, which is what a mean is a ratio of."""
    rng = np.random.default_rng(2)
    topic = np.repeat(np.arange(len(SIZES)), SIZES)
    values = np.clip(rng.beta(0.8, 0.4, len(SIZES))[topic] + rng.normal(0, 0.1, len(topic)), 0, 1)
    sums = np.array([values[topic == t].sum() for t in range(len(SIZES))])
    theirs = stats.bootstrap(
        (sums, np.array(SIZES, dtype=float)),
        lambda total, size, axis: total.sum(axis=axis) / size.sum(axis=axis),
        paired=True,
        n_resamples=10_000,
        rng=3,
    ).confidence_interval
    (ours,) = bootstrap(values[:, None], topic)
    assert ours.value == pytest.approx(values.mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)
    assert ours.high - ours.low > 1.5 * np.subtract(*bootstrap(values[:, None])[0][:0:-1])


def test_another_seed_hardly_moves_an_interval() -> None:
    values = np.random.default_rng(6).beta(0.5, 0.3, size=(285, 1))
    (one,), (other,) = (bootstrap(values, seed=seed) for seed in (0, 1))
    assert np.abs(np.subtract(one, other)).max() < 0.002


@pytest.mark.parametrize("topics", [5, 8, 12, 20, 40])
def test_the_interval_of_a_difference_holds_its_level_for_few_topics(topics: int) -> None:
    """A bootstrap over topics holds 0 in 88 to 93 of 100; 93.4 is 95 less three standard errors."""
    rng, inside = np.random.default_rng(9), 0
    for _ in range(1_600):
        topic = np.repeat(np.arange(topics), rng.integers(3, 12, topics))
        found = difference(
            rng.normal(0, 0.2, len(topic)) + rng.normal(0, 0.15, topics)[topic], topic
        )
        inside += found.low <= 0 <= found.high
    assert 0.934 <= inside / 1_600 <= 0.98


def test_the_interval_of_a_difference_is_students_with_two_imagined_questions() -> None:
    """One question a topic: the textbook's t of ten values, with the quantile of eight."""
    differences = np.array([0.5, 0.0, 0.0, -0.25, 0.5, 0.25, 0.0, 0.5])
    ten = np.append(differences, [0.5, -0.5])
    reach = stats.t.ppf(0.975, 7) * ten.std(ddof=1) / 10**0.5
    expected = (1.5 / 8, 0.15 - reach, 0.15 + reach)
    assert difference(differences) == pytest.approx(expected)


def test_one_topic_tells_nothing_of_others() -> None:
    assert difference(np.array([0.1, 0.2, 0.3]), np.zeros(3, dtype=int)) == (
        pytest.approx(0.2),
        -1.0,
        1.0,
    )
    assert difference(np.array([0.5, 0.5, -0.5]), np.array([0, 0, 1])) == (
        pytest.approx(1 / 6),
        -1.0,
        1.0,
    )
