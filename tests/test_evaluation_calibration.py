"""The confidence: what it is fitted on, the fit, how it does on topics it has not seen."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from test_evaluation_ranker import record

from corpus.errors import DatasetError, SettingError
from evaluation.calibration import (
    IN_THE_RECORD,
    LARGE,
    SMALL,
    TAKEN_OUT,
    Instance,
    both,
    fit,
    instances,
    save,
    without_answers,
    without_seldom,
)
from evaluation.model import Dataset, Question
from evaluation.validation import cross_validate
from index.confidence import MANNERS, Calibration, Fit, Signals, read, shipped

NAMES = [field.name for field in fields(Signals)]


def signals(**known: float) -> Signals:
    return Signals(**(dict.fromkeys(NAMES, 0.0) | known))


def rows(count: int = 120, seed: int = 0) -> list[Instance]:
    """Right where ``covered`` and noise say so; every third question has no answer."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(count):
        answerable = number % 3 > 0
        covered = float(chance.normal(0.8 if answerable else 0.2, 0.3))
        right = answerable and covered + chance.normal(0, 0.2) > 0.3
        found = signals(sentence=covered, near_said=float(chance.random()))
        made.append(Instance(f"t{number // 4}", found, bool(right), 1.0, answerable))
    return made


class Considering:
    """Finds ``t10`` first unless it was taken out, then ``t20``, then nothing."""

    def consider(
        self, question: str, without: frozenset[str], together: bool
    ) -> tuple[str, Signals] | None:
        left = [turn for turn in ("侧记#t10", "侧记#t20") if turn not in without]
        found = signals(near_said=len(question), together=0.5 if together else 0)
        return (left[0], found) if left else None


def test_answerable_questions_are_asked_twice_and_unjudged_ones_never() -> None:
    questions = (
        Question("a", "甲", topic="one"),
        Question("b", "乙乙", topic="two", unanswerable=True),
        Question("c", "丙丙丙", topic="three"),
        Question("d", "丁丁丁丁", topic="four"),
    )
    judged = {"a": {"侧记#t10": 1}, "d": {"侧记#t10": 1, "侧记#t20": 1}}
    dataset = Dataset("seed", questions, judged, (record(),))
    assert list(instances(dataset, Considering())) == [
        Instance("one", signals(near_said=1), True, 1.0, True),
        Instance("one", signals(near_said=1), False, TAKEN_OUT, True, True),
        Instance("two", signals(near_said=2), False, 1.0, False),
        Instance("four", signals(near_said=4), True, 1.0, True),
    ]
    read = instances(dataset, Considering(), together=True)
    assert [row.signals.together for row in read] == [0.5] * 4


def test_no_fit_counts_on_a_signal_that_is_not_always_there() -> None:
    assert "lead" in without_seldom(LARGE, "plain")
    for manner, missing in (
        ("plain", {"context", "together"}),
        ("closely", {"together"}),
        ("together", {"context"}),
    ):
        assert {*SMALL} - {*without_seldom(SMALL, manner)} == missing


def test_the_fit_is_the_penalised_regression() -> None:
    made = [row._replace(weight=0.5 if n % 2 else 1.0) for n, row in enumerate(rows())]
    table = np.asarray([[getattr(row.signals, name) for name in SMALL] for row in made])
    scaled = (table - table.mean(0)) / (table.std(0) + 1e-9)
    right, weight = [row.right for row in made], [row.weight for row in made]
    theirs = LogisticRegression(C=1 / 3.0, tol=1e-10, max_iter=1000)
    theirs.fit(scaled, right, sample_weight=weight)
    fitted = fit(made, 24)
    chances = [1 / (1 + np.exp(-fitted.logit(row.signals))) for row in made]
    np.testing.assert_allclose(chances, theirs.predict_proba(scaled)[:, 1], atol=1e-3)


def test_each_topic_is_judged_by_a_fit_that_has_not_seen_it() -> None:
    made = rows()
    found = cross_validate(made)
    assert (found.topics, found.answerable, found.unanswerable) == (30, 80, 40)
    assert 0.8 < found.auroc.low < found.auroc.value < found.auroc.high < 1
    assert found == cross_validate(made)
    own = fit(made, 24)
    seen = roc_auc_score([r.answerable for r in made], [own.logit(r.signals) for r in made])
    assert found.auroc.value == pytest.approx(seen, abs=0.05)
    assert 0 < found.refused < 0.5
    assert 0 < found.ece < 0.25


def test_signals_that_tell_nothing_validate_at_chance() -> None:
    chance = np.random.default_rng(1)
    made = [
        row._replace(
            signals=signals(near_said=float(chance.random())), right=bool(chance.random() < 0.5)
        )
        for row in rows(400)
    ]
    found = cross_validate(made)
    assert found.auroc.low < 0.5 < found.auroc.high
    assert found.refused == pytest.approx(0.9, abs=0.08)


def test_what_was_taken_out_is_fitted_on_and_not_judged() -> None:
    made = rows()
    removed = [
        row._replace(right=False, weight=TAKEN_OUT, taken_out=True)
        for row in made
        if row.answerable
    ]
    found = cross_validate([*made, *removed])
    assert (found.answerable, found.unanswerable) == (80, 40)


def test_too_few_topics_and_one_class_alone_are_errors() -> None:
    with pytest.raises(DatasetError, match="4 topics: cross-validation wants 5 or more"):
        cross_validate(rows(16))
    with pytest.raises(DatasetError, match="AUROC needs questions with an answer and"):
        cross_validate([row for row in rows() if row.answerable])


def test_large_collections_learn_from_questions_whose_answer_was_taken_out() -> None:
    halved = rows()[0]._replace(weight=TAKEN_OUT)
    removed = rows()[1]._replace(right=False, weight=TAKEN_OUT, taken_out=True)
    in_the_record = removed._replace(weight=IN_THE_RECORD * TAKEN_OUT)
    assert without_answers([halved, removed, in_the_record]) == [
        halved,
        removed._replace(answerable=False, weight=1.0),
        in_the_record._replace(answerable=False, weight=IN_THE_RECORD),
    ]


def test_between_two_sizes_the_logits_are_mixed() -> None:
    made = Calibration(Fit(10, 2.0, {}), Fit(1000, -2.0, {"lead": 4.0}))
    one = signals(lead=0.5)
    odds = [made.probability(one, turns) for turns in (1, 10, 100, 1000, 10**6)]
    assert odds == pytest.approx([1 / (1 + np.exp(-logit)) for logit in (2, 2, 1, 0, 0)])


def test_what_is_saved_is_what_the_search_reads(tmp_path: Path) -> None:
    small, large = fit(rows(), 24), fit(rows(), 2500, LARGE)
    fitted = both(small, large)
    made = {"plain": fitted, "closely": both(large, small)}
    save(made, tmp_path / "fit.json")
    assert read((tmp_path / "fit.json").read_text("utf-8")) == made
    assert fitted.small == small
    assert fitted.large.coefficients == {**small.coefficients, **large.coefficients}
    assert list(tmp_path.iterdir()) == [tmp_path / "fit.json"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    nothing = Fit(1, 0.0, {})
    with pytest.raises(SettingError, match=r"fit\.json: cannot be written: No such file"):
        save({"plain": Calibration(nothing, nothing)}, tmp_path / "none" / "fit.json")


def test_what_was_asked_counts_in_a_few_records_and_nothing_in_many() -> None:
    for manner in MANNERS:
        fitted = shipped(manner)
        assert fitted.small.coefficients["near_asked"] > 0
        assert fitted.large.coefficients["near_asked"] == 0
