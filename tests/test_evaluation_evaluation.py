from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from test_evaluation_ranker import ASKED, SCHOOL, Ranker, record

from corpus.errors import DatasetError, QuestionError
from evaluation.abstention import Outcomes
from evaluation.document import save_evaluation, to_json
from evaluation.evaluation import Evaluation, evaluate, judge
from evaluation.intervals import wilson
from evaluation.judgments import bind
from evaluation.model import Dataset, Drift, Question
from evaluation.replies import Reply, Shown, save_replies
from evaluation.runs import Manifest, Run, open_run
from evaluation.table import align, drifted, markdown, table, width

QUESTIONS = (
    Question("q1", "辍学学生", "plain", "控辍", "", "侧记", ((10, 21),)),
    Question("q2", "公路硬化", "plain", "公路", "", "侧记", ((33, 42),)),
    Question("q3", "孩子念书", "few", "控辍", "", "侧记", ((21, 32),)),
    Question("q4", "火星殖民", "far", "火星", unanswerable=True, transcript="侧记"),
)


@pytest.fixture(name="dataset")
def _dataset() -> Dataset:
    return bind("seed", QUESTIONS, [record()])


@pytest.fixture(name="evaluation")
def _evaluation(dataset: Dataset) -> Evaluation:
    manifest = Manifest("seed", "")
    return evaluate(
        dataset, Ranker(dataset.transcripts), manifest=manifest, systems=["dense", "full"]
    )


def test_all_systems_are_ranked_and_all_questions_asked(dataset: Dataset) -> None:
    calls: list[tuple[int, int]] = []
    ranker = Ranker(dataset.transcripts)
    found = evaluate(
        dataset, ranker, manifest=Manifest("seed", ""), progress=lambda *done: calls.append(done)
    )
    assert [scores.name for scores in found.systems] == ["lexical", "dense", "fused", "full"]
    assert calls == [(n, 16) for n in range(1, 17)]
    assert list(found.systems[0].run.hits) == ["q1", "q2", "q3"]


def test_the_figures_of_a_small_set(evaluation: Evaluation) -> None:
    """Three questions about two topics, all right: that is two successes and no more."""
    full = evaluation.systems[1]
    assert full.values["Success@1"] == {"q1": 1.0, "q2": 1.0, "q3": 1.0}
    assert full.estimates["Success@1"] == wilson(1.0, 2)
    assert full.kinds["few"]["RR@10"] == wilson(1.0, 1)
    assert set(full.kinds) == {"plain", "few"}


def test_abstention_and_evidence(evaluation: Evaluation) -> None:
    """q3 shares 2 of 4 signs, so it is answered, but with the first sentence marked."""
    assert [(r.answered, r.confidence) for r in evaluation.replies] == [
        (True, 1.0),
        (True, 1.0),
        (True, 0.5),
        (False, 0.0),
    ]
    assert evaluation.abstention
    assert evaluation.abstention.outcomes == Outcomes(3, 0, 0, 1, 0)
    assert evaluation.abstention.auroc
    assert evaluation.abstention.auroc.value == 1.0
    assert evaluation.evidence
    assert evaluation.evidence.f1.value == pytest.approx(2 / 3)
    assert evaluation.evidence.hit.value == pytest.approx(2 / 3)


def test_wrong_withheld_and_invented_answers_are_told_apart(dataset: Dataset) -> None:
    def reply(name: str, turn: str, answered: bool) -> Reply:
        return Reply(name, answered, 0.5, (Shown(turn, ()),))

    replies = [
        reply("q1", "侧记#t33", True),
        reply("q2", "侧记#t33", False),
        reply("q3", "侧记#t10", True),
        reply("q4", "侧记#t10", True),
    ]
    found = judge(dataset, [], replies)
    assert found.abstention
    assert found.abstention.outcomes == Outcomes(
        right=1, wrong=1, withheld=1, refused=0, invented=1
    )
    assert found.abstention.aurc.value == 0.5


def test_a_lost_question_is_neither_answerable_nor_unanswerable(dataset: Dataset) -> None:
    lost = Dataset("seed", dataset.questions, {"q1": dataset.qrels["q1"]}, dataset.transcripts)
    found = evaluate(lost, Ranker(lost.transcripts), manifest=Manifest("seed", ""))
    assert len(found.replies) == 4
    assert found.abstention
    assert found.abstention.outcomes == Outcomes(1, 0, 0, 1, 0)


class Picky(Ranker):
    """Refuses questions that begin with a sign that it does not like."""

    refused = "公火"

    def rank(self, question: str, *, system: str, cutoff: int) -> list[tuple[str, float]]:
        if question[0] in self.refused:
            raise QuestionError("question: there is no word in it.")
        return super().rank(question, system=system, cutoff=cutoff)


def test_a_question_that_cannot_be_asked_found_nothing(dataset: Dataset) -> None:
    """q2 has an answer that is withheld from it, q4 has none: its silence is right."""
    picky, manifest = Picky(dataset.transcripts), Manifest("seed", "")
    found = evaluate(dataset, picky, manifest=manifest, systems=["full"])
    reason = "question: there is no word in it."
    assert found.unasked == {"q2": reason, "q4": reason}
    assert found.systems[0].values["Success@1"] == {"q1": 1.0, "q2": 0.0, "q3": 1.0}
    assert found.systems[0].run.hits["q2"] == ()
    assert found.replies[1] == Reply("q2", answered=False, confidence=0.0, shown=())
    assert found.abstention
    assert found.abstention.outcomes == Outcomes(
        right=2, wrong=0, withheld=1, refused=1, invented=0
    )
    assert to_json(found)["unasked"] == found.unasked


def test_where_no_question_can_be_asked_the_first_is_named(dataset: Dataset) -> None:
    class Deaf(Picky):
        refused = "辍公孩火"

    with pytest.raises(
        DatasetError, match="seed: none of its questions can be asked: q1: question: there is no"
    ):
        evaluate(dataset, Deaf(dataset.transcripts), manifest=Manifest("seed", ""))


def test_a_set_that_lost_all_its_judgments_says_the_first(dataset: Dataset) -> None:
    drift = (Drift("s.jsonl:1", "q1", "lost", "its words are not in the record: 甲"),)
    lost = Dataset("seed", dataset.questions, {}, dataset.transcripts, drift)
    with pytest.raises(DatasetError, match=r"none of its questions is judged \(s\.jsonl:1: its wo"):
        judge(lost, [Run(Manifest("seed", "full"), {})])


def test_judgments_that_moved_are_counted_and_lost_ones_listed(evaluation: Evaluation) -> None:
    drift = [Drift(f"s:{n}", f"q{n}", "moved", "was at 1") for n in range(30)]
    drift += [Drift(f"s:{n}", f"q{n}", "lost", "its words are gone") for n in range(3)]
    text = table(replace(evaluation, dataset=replace(evaluation.dataset, drift=tuple(drift))))
    head = "33 处标注与记录不符 judgments that do not match their record: "
    assert f"{head}0 未动 kept，30 已随文移动 moved，3 失效 lost\n  s:0 q0: its words" in text
    assert "was at 1" not in text
    assert drifted(drift, most=2)[-1] == "  … 另有 1 处 more (--json has them)"


def test_the_document_has_the_promised_shape(evaluation: Evaluation) -> None:
    document = json.loads(json.dumps(to_json(evaluation)))
    assert document["dataset"] == "seed"
    assert document["queries"] == 3
    assert [system["name"] for system in document["systems"]] == ["dense", "full"]
    measures = document["systems"][1]["measures"]
    assert list(measures) == ["nDCG@10", "RR@10", "R@10", "R@100", "Success@1", "Success@5"]
    assert measures["RR@10"]["value"] == measures["RR@10"]["high"] == 1.0
    assert set(measures["RR@10"]) == {"value", "low", "high"}
    assert set(document["abstention"]["AUROC"]) == {"value", "low", "high"}
    assert set(document["evidence"]) == {"F1", "hit", "F1 when right", "hit when right"}


def test_a_set_without_evidence_is_ranked_only() -> None:
    questions = (Question("q1", "辍学"),)
    dataset = Dataset("plain", questions, {"q1": {"侧记#t10": 1}}, (record(),))
    found = evaluate(dataset, Ranker([record()]), manifest=Manifest("plain", ""))
    assert found.replies == ()
    assert (found.abstention, found.evidence) == (None, None)
    assert "abstention" not in to_json(found)


def test_the_table_lines_up_with_chinese_in_it(evaluation: Evaluation) -> None:
    text = table(evaluation)
    head, dense, full = text.split("\n")[2:5]
    assert head.startswith("系统 system")
    assert {width(head), width(dense), width(full)} == {width(full)}
    assert "AUROC 100.0" in text
    assert "答对 right 3, 答错 wrong 0" in text


def test_align_counts_wide_signs_twice() -> None:
    assert align([["系统", "n"], ["a", "100"]]) == "系统    n\na     100"


def test_markdown_has_a_row_for_each_system(evaluation: Evaluation) -> None:
    lines = markdown([evaluation], ["Success@1"]).splitlines()
    assert lines[0] == "| 数据 set | 题 n | 系统 system | Success@1 |"
    assert lines[3] == "| seed | 3 | `full` | 100.0 [34.2–100.0] |"
    assert len(lines) == 4


def test_replies_are_saved_as_an_object_a_line(tmp_path: Path) -> None:
    replies = [
        Reply("q1", True, 0.5, (Shown("侧记#t10", ((10, 21),)),)),
        Reply("q2", False, 0.0, ()),
    ]
    save_replies(replies, tmp_path / "seed.replies.jsonl")
    assert (tmp_path / "seed.replies.jsonl").read_text("utf-8") == (
        '{"question_id": "q1", "answered": true, "confidence": 0.5, '
        '"shown": [{"turn_id": "侧记#t10", "evidence": [[10, 21]]}]}\n'
        '{"question_id": "q2", "answered": false, "confidence": 0.0, "shown": []}\n'
    )


def test_an_evaluation_saved_can_be_judged_again(tmp_path: Path, evaluation: Evaluation) -> None:
    save_evaluation(evaluation, tmp_path / "runs")
    names = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert names == [
        "seed.dense.run",
        "seed.dense.run.json",
        "seed.full.run",
        "seed.full.run.json",
        "seed.json",
        "seed.replies.jsonl",
    ]
    runs = [open_run(tmp_path / "runs" / f"seed.{name}.run") for name in ("dense", "full")]
    assert judge(evaluation.dataset, runs, evaluation.replies) == evaluation


def test_the_record_is_as_the_tests_assume() -> None:
    assert record().text[10:32] == SCHOOL
    assert record().text[:9] == ASKED
