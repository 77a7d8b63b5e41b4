from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from corpus.errors import DatasetError
from evaluation.abstention import aurc, auroc, ece, reliability, risk_coverage
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
