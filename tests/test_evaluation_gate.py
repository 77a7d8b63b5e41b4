from __future__ import annotations

from pathlib import Path

import pytest
from test_evaluation_comparison import judged, run_of
from test_evaluation_ranker import Ranker, record

from corpus.errors import DatasetError
from evaluation.evaluation import Evaluation, evaluate
from evaluation.gate import Check, judge_gate, open_gate
from evaluation.model import Dataset, Question
from evaluation.runs import Manifest, Run, ranked, save_run


def gate(folder: Path, body: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(body, "utf-8")
    return path


RUN_GATE = """
[[check]]
dataset = "seed"
system = "full"
measure = "Success@1"
run = "full.run"
"""


@pytest.mark.parametrize(
    ("wrong", "passed"), [(4, True), (0, True), (5, True), (6, True), (14, False)]
)
def test_a_gate_lets_chance_pass_and_stops_a_regression(
    tmp_path: Path, wrong: int, passed: bool
) -> None:
    save_run(run_of(40, 4, "full"), tmp_path / "full.run")
    checks = open_gate(gate(tmp_path, RUN_GATE))
    assert judge_gate(checks, [judged(40, full=wrong)]).passed is passed


def test_a_gate_on_a_value_uses_todays_interval(tmp_path: Path) -> None:
    body = RUN_GATE.replace('run = "full.run"', "value = 0.9")
    checks = open_gate(gate(tmp_path, body))
    assert judge_gate(checks, [judged(40, full=6)]).passed
    verdict = judge_gate(checks, [judged(40, full=12)])
    assert not verdict.passed
    assert verdict.text().startswith("未通过 FAIL  seed full Success@1  90.0 → 70.0  -20.0 [")
    allowed = open_gate(gate(tmp_path, body + "allow = 0.1\n"))
    assert judge_gate(allowed, [judged(40, full=12)]).passed


def test_swapped_fusion_weights_fail_the_gate_and_another_seed_does_not(tmp_path: Path) -> None:
    """Swapped, the half that sees two signs outweighs the one that sees all."""
    questions = tuple(Question(f"q{n}", f"公路还有{'孩子失学学生劝返'[n:]}吗") for n in range(7))
    right = {q.question_id: {"侧记#t10": 1} for q in questions}
    dataset = Dataset("seed", questions, right, (record(),))

    class Fused(Ranker):
        def __init__(self, weight: float) -> None:
            super().__init__([record()])
            self.weight = weight

        def rank(self, question: str, *, system: str, cutoff: int) -> list[tuple[str, float]]:
            words = dict(super().rank(question, system="lexical", cutoff=cutoff))
            meaning = dict(super().rank(question, system="dense", cutoff=cutoff))
            mixed = {t: words[t] * (1 - self.weight) + meaning[t] * self.weight for t in words}
            return sorted(mixed.items(), key=lambda hit: (-hit[1], hit[0]))

    def run(weight: float, seed: int) -> Evaluation:
        manifest = Manifest("seed", "")
        return evaluate(dataset, Fused(weight), manifest=manifest, systems=["full"], seed=seed)

    save_run(run(0.1, 0).systems[0].run, tmp_path / "full.run")
    checks = open_gate(gate(tmp_path, RUN_GATE))
    assert judge_gate(checks, [run(0.1, 7)]).passed
    assert not judge_gate(checks, [run(0.9, 0)]).passed


def test_a_gate_refuses_a_run_of_turns_that_are_gone(tmp_path: Path) -> None:
    gone = Run(Manifest("seed", "full"), {"q00": ranked([("侧记#t99", 1.0)])})
    save_run(gone, tmp_path / "full.run")
    checks = open_gate(gate(tmp_path, RUN_GATE))
    with pytest.raises(DatasetError, match=r"names 1 turns that are no longer there \(侧记#t99\)"):
        judge_gate(checks, [judged(2, full=0)])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", r"gate.toml: has no \[\[check\]\]"),
        ("check = 3", r"gate.toml: has no \[\[check\]\]"),
        ("[[check", "cannot be read as TOML"),
        (RUN_GATE + "valeu = 1", "check 1: does not know valeu"),
        (RUN_GATE + "value = 1", "check 1: needs dataset, measure, and either run or value"),
        (RUN_GATE + 'allow = "1"', "check 1: value and allow are numbers"),
        (RUN_GATE.replace('"full.run"', "3"), "check 1: dataset, system, measure and run are"),
    ],
)
def test_a_malformed_gate_is_refused(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        open_gate(gate(tmp_path, body))


def test_a_gate_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match=r"none.toml: cannot be read \(No such file or directory"
    ):
        open_gate(tmp_path / "none.toml")


def test_a_check_without_its_figure_is_an_error() -> None:
    check = Check("g: check 1", "other", "full", "RR@10", None, 0.5)
    with pytest.raises(DatasetError, match="g: check 1: other was not evaluated"):
        judge_gate([check], [judged(2, full=0)])
    check = Check("g: check 1", "seed", "best", "RR@10", None, 0.5)
    with pytest.raises(DatasetError, match="there is no RR@10 of system best"):
        judge_gate([check], [judged(2, full=0)])


def test_the_interval_of_a_gate_is_for_all_its_checks_together(tmp_path: Path) -> None:
    """Six of forty fell: beyond 95%, within the 99.5% that ten checks ask for."""
    save_run(run_of(40, 0, "full"), tmp_path / "full.run")
    one, ten = (open_gate(gate(tmp_path, RUN_GATE * times)) for times in (1, 10))
    fallen = [judged(40, full=6)]
    assert [judge_gate(checks, fallen).passed for checks in (one, ten)] == [False, True]
