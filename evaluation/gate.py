"""A line that results may not fall below; `gate.toml` draws it.

::

    [[check]]
    dataset = "专题询问侧记"
    system = "full"
    measure = "nDCG@10"
    run = "runs/专题询问侧记.full.run"    # beside this file; or
    value = 0.91

Against a recorded **run**, a check fails when the whole interval of the
paired difference (now - recorded, question by question) lies below zero. The
interval is 95% for all such checks together (Bonferroni), so that a gate of
many checks is no lottery. Against a bare **value** a check fails when the
whole 95% interval of today's figure lies below it; this also serves
``AUROC``, ``F1`` and ``hit``, which need no ``system``. ``allow`` (0 if
absent) is a fall that is accepted anyhow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DatasetError
from evaluation.comparison import Pairs, paired
from evaluation.evaluation import Evaluation, SystemScores
from evaluation.intervals import Estimate, difference
from evaluation.measures import mean, per_question
from evaluation.model import turns
from evaluation.runs import Run, open_run
from evaluation.topics import LEVEL


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a gate; exactly one of ``run`` and ``value`` is given."""

    place: str
    dataset: str
    system: str
    measure: str
    run: Path | None
    value: float | None
    allow: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A check with its outcome: the figure recorded, today's, and the interval that decided.

    ``margin`` is today's figure minus the recorded one.
    """

    check: Check
    was: float
    now: float
    margin: Estimate

    @property
    def passed(self) -> bool:
        """Whether the fall, if any, is within the interval."""
        return self.margin.high >= -self.check.allow - 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of a gate."""

    checked: tuple[Checked, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(item.passed for item in self.checked)

    def text(self) -> str:
        """A line for each check, in hundredths."""
        return "".join(_line(item) for item in self.checked)


def open_gate(path: Path) -> tuple[Check, ...]:
    """The checks in a TOML file."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("check")
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read as TOML: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise DatasetError(f"{path}: has no [[check]]: add one")
    return tuple(_check(path, number, row) for number, row in enumerate(rows, start=1))


def judge_gate(checks: Iterable[Check], evaluations: Iterable[Evaluation]) -> Verdict:
    """Holds today's evaluations against the checks; every check must find its figure."""
    by_name = {evaluation.dataset.name: evaluation for evaluation in evaluations}
    listed = tuple(checks)
    level = 1 - (1 - LEVEL) / max(1, sum(check.run is not None for check in listed))
    return Verdict(tuple(_judge(check, by_name, level) for check in listed))


def _check(path: Path, number: int, row: object) -> Check:
    place = f"{path}: check {number}"
    if not isinstance(row, dict):
        raise DatasetError(f"{place}: is not a table: write [[check]]")
    unknown = set(row) - {"dataset", "system", "measure", "run", "value", "allow"}
    if unknown:
        raise DatasetError(f"{place}: does not know {sorted(unknown)[0]}: see the documentation")
    texts = {key: row.get(key, "") for key in ("dataset", "system", "measure", "run")}
    numbers = {key: row.get(key) for key in ("value", "allow")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise DatasetError(f"{place}: dataset, system, measure and run are texts")
    if not all(n is None or type(n) in (int, float) for n in numbers.values()):
        raise DatasetError(f"{place}: value and allow are numbers between 0 and 1")
    if not texts["dataset"] or not texts["measure"] or ("run" in row) == ("value" in row):
        raise DatasetError(f"{place}: needs dataset, measure, and either run or value")
    run = path.parent / texts["run"] if texts["run"] else None
    allow = numbers["allow"] or 0.0
    names = texts["dataset"], texts["system"], texts["measure"]
    return Check(place, *names, run, numbers["value"], float(allow))


def _judge(check: Check, evaluations: dict[str, Evaluation], level: float) -> Checked:
    if check.dataset not in evaluations:
        raise DatasetError(f"{check.place}: {check.dataset} was not evaluated: add it to the run")
    evaluation = evaluations[check.dataset]
    if check.run is None:
        return _against_value(check, evaluation)
    recorded = _recorded(check, evaluation, check.run)
    pairs = _pairs(check, evaluation, recorded)
    margin = difference(pairs.differences, pairs.topic, level=level)
    was = mean(pairs.before)
    return Checked(check, was, was + margin.value, margin)


def _against_value(check: Check, evaluation: Evaluation) -> Checked:
    now, was = _figure(check, evaluation), check.value or 0.0
    margin = Estimate(now.value - was, now.low - was, now.high - was)
    return Checked(check, was, now.value, margin)


def _pairs(check: Check, evaluation: Evaluation, recorded: Run) -> Pairs:
    """The measure of each question that was asked then, in the recorded run and today."""
    qrels = {q: row for q, row in evaluation.dataset.qrels.items() if q in recorded.hits}
    before = per_question(recorded.hits, qrels, [check.measure])[check.measure]
    today = _system(check, evaluation)
    return paired(before, today.values[check.measure], today.topics)


def _recorded(check: Check, evaluation: Evaluation, path: Path) -> Run:
    """The recorded run; one that names turns which are gone would make any run look good."""
    run = open_run(path)
    known = turns(evaluation.dataset.transcripts)
    gone = {hit.turn_id for hits in run.hits.values() for hit in hits} - known.keys()
    if gone:
        missing = f"{len(gone)} turns that are no longer there ({min(gone)})"
        raise DatasetError(f"{check.place}: {path} names {missing}: record the run again")
    return run


def _system(check: Check, evaluation: Evaluation) -> SystemScores:
    for scores in evaluation.systems:
        if scores.name == check.system and check.measure in scores.values:
            return scores
    names = ", ".join(scores.name for scores in evaluation.systems)
    asked = f"{check.measure} of system {check.system}"
    raise DatasetError(f"{check.place}: there is no {asked} (systems: {names})")


def _figure(check: Check, evaluation: Evaluation) -> Estimate:
    evidence, abstention = evaluation.evidence, evaluation.abstention
    own = {
        "AUROC": abstention.auroc if abstention else None,
        "F1": evidence.f1 if evidence else None,
        "hit": evidence.hit if evidence else None,
    }
    return own.get(check.measure) or _system(check, evaluation).estimates[check.measure]


def _line(item: Checked) -> str:
    check, margin = item.check, item.margin
    name = " ".join(part for part in (check.dataset, check.system, check.measure) if part)
    figures = f"{100 * item.was:.1f} → {100 * item.now:.1f}"
    reach = f"{100 * margin.value:+.1f} [{100 * margin.low:+.1f}, {100 * margin.high:+.1f}]"
    return f"{'通过 pass' if item.passed else '未通过 FAIL'}  {name}  {figures}  {reach}\n"
