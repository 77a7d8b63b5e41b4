from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from corpus.errors import DatasetError
from evaluation.abstention import (
    aurc,
    aurc_among,
    auroc,
    auroc_among,
    ece,
    ece_among,
    reliability,
    risk_coverage,
)
from evaluation.evidence import Overlap, overlap
from evaluation.intervals import wilson


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]).value == (1 + 1 + 0.5 + 1) / 4


def test_auroc_equals_sklearn_and_mann_whitney() -> None:
    rng = np.random.default_rng(0)
    yes, no = rng.integers(1, 30, 90).tolist(), rng.integers(0, 20, 35).tolist()
    truth = [1] * 90 + [0] * 35
    assert auroc(yes, no).value == pytest.approx(roc_auc_score(truth, yes + no), abs=1e-12)
    statistic = stats.mannwhitneyu(yes, no).statistic
    assert auroc(yes, no).value == pytest.approx(statistic / (90 * 35), abs=1e-12)


def test_auroc_interval_solves_newcombes_equation_and_is_open_at_one() -> None:
    estimate = auroc([2.0] * 9 + [0.0], [1.0] * 10)
    assert estimate.value == 0.9
    for theta in (estimate.low, estimate.high):
        spread = 1 + 9 * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        error = stats.norm.ppf(0.975) * (theta * (1 - theta) * spread / 100) ** 0.5
        assert abs(0.9 - theta) == pytest.approx(error, rel=1e-6)
    perfect = auroc([1.0] * 10, [0.0] * 10)
    assert perfect.high == perfect.value == 1.0
    assert 0.7 < perfect.low < 0.9
    assert auroc([0.0], [1.0]).low == 0.0


def test_auroc_interval_covers() -> None:
    rng, inside = np.random.default_rng(5), 0
    truth = stats.norm.cdf(1.5 / 2**0.5)
    for _ in range(300):
        estimate = auroc(list(rng.normal(1.5, 1, 40)), list(rng.normal(0, 1, 25)))
        inside += estimate.low <= truth <= estimate.high
    assert 0.92 <= inside / 300 <= 0.99


def test_auroc_needs_both_classes() -> None:
    with pytest.raises(DatasetError, match="AUROC needs questions with an answer and questions"):
        auroc([1.0], [])


def test_risk_coverage_has_a_point_for_each_confidence() -> None:
    points = risk_coverage([0.5, 0.9, 0.5, 0.2], [False, True, True, False])
    expected = [(0.25, 0.0, 0.9), (0.75, 1 / 3, 0.5), (1.0, 0.5, 0.2)]
    assert np.array(points) == pytest.approx(np.array(expected))


def test_aurc_is_the_mean_risk_over_all_coverages() -> None:
    assert aurc([0.9, 0.8, 0.7], [True, False, True]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_aurc_does_not_depend_on_the_order_of_ties() -> None:
    one, other = [True, False, False], [False, False, True]
    assert aurc([0.5] * 3, one) == aurc([0.5] * 3, other) == pytest.approx(2 / 3)


def test_reliability_bins_are_half_open_from_below() -> None:
    low, high = reliability([0.0, 0.1, 0.75, 0.8], [False, True, True, True])
    assert (low.low, low.high, low.count, low.confidence) == (0.0, 0.1, 2, 0.05)
    assert (high.low, high.high, high.count) == (0.7, 0.8, 2)
    assert low.right == wilson(0.5, 2)
    assert high.right == wilson(1.0, 2)
    assert ece((low, high)) == pytest.approx((2 * 0.45 + 2 * 0.225) / 4)


def test_perfect_calibration_has_no_error() -> None:
    assert ece(reliability([0.5, 0.5, 1.0], [True, False, True])) == 0.0


def asked(rng: np.random.Generator, alike: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidences of 60 topics of four, whether they are right, and the topics."""
    topic = np.repeat(np.arange(60), 4)
    seen = rng.normal(0.8, 1.5, 240)
    hidden = rng.normal(0, alike, 60)[topic]
    right = rng.random(240) < 1 / (1 + np.exp(-seen - hidden))
    return 1 / (1 + np.exp(-seen)), right, topic


def test_auroc_of_topics_counts_what_is_alike_for_fewer() -> None:
    """Every question asked twice in the same words is no more evidence than once."""
    rng = np.random.default_rng(3)
    sure, truth = rng.random(80), np.arange(80) % 3 > 0
    once = auroc_among(sure, truth, np.arange(80))
    twice = auroc_among(np.repeat(sure, 2), np.repeat(truth, 2), np.repeat(np.arange(80), 2))
    assert twice == pytest.approx(once, abs=2e-3)
    perfect = auroc_among([1.0] * 4 + [0.0] * 4, [True] * 4 + [False] * 4, np.arange(8) // 2)
    assert perfect == auroc([1.0] * 2, [0.0] * 2)


def test_the_figures_with_intervals_are_the_figures() -> None:
    sure, right, topic = asked(np.random.default_rng(0), 0.0)
    assert aurc_among(sure, right, topic).value == pytest.approx(aurc(sure, right))
    assert ece_among(sure, right, topic).value == pytest.approx(ece(reliability(sure, right)))


def test_a_calibration_error_that_chance_explains_reaches_to_zero() -> None:
    """Ten bins of honest confidence never agree with the truth exactly."""
    rng, at_zero = np.random.default_rng(1), 0
    for _ in range(40):
        sure, right, topic = asked(rng, 0.0)
        at_zero += ece_among(sure, right, topic).low == 0
    assert at_zero >= 36
    boast = ece_among(np.full(240, 0.95), right, topic)
    assert boast.value == pytest.approx(0.95 - right.mean())
    assert 0.1 < boast.low < boast.value < boast.high


@pytest.mark.parametrize(
    ("marked", "right", "expected"),
    [
        (((0, 4),), ((0, 4),), (1.0, 1.0)),
        (((0, 4),), ((2, 6),), (0.5, 1.0)),
        (((0, 3),), ((2, 6),), (2 / 7, 0.0)),
        (((0, 2),), ((0, 5),), (4 / 7, 0.0)),
        (((0, 2), (4, 6)), ((0, 6),), (0.8, 1.0)),
        (((0, 4),), ((0, 4), (6, 10)), (2 / 3, 1.0)),
        (((0, 4),), ((0, 4), (40, 50)), (1.0, 1.0)),
        (((0, 4),), ((40, 50),), (0.0, 0.0)),
        ((), ((0, 4),), (0.0, 0.0)),
    ],
)
def test_evidence_overlap(
    marked: tuple[tuple[int, int], ...],
    right: tuple[tuple[int, int], ...],
    expected: tuple[float, float],
) -> None:
    """The turn runs from 0 to 20; what was judged right beyond it does not count here."""
    assert overlap(marked, right, ((0, 20),)) == pytest.approx(Overlap(*expected))
