"""The gate that CI holds the shipped search to: today's search passes, whatever is drawn."""

from pathlib import Path

from assistant.evaluating import open_questions
from evaluation.evaluation import evaluate, judge
from evaluation.gate import judge_gate, open_gate
from evaluation.runs import Manifest
from index.search import Searcher

GATE = Path(__file__).resolve().parent.parent / "evaluation" / "gate.toml"


def test_todays_search_passes_and_with_another_seed_too(searcher: Searcher) -> None:
    dataset = open_questions(None, "test")
    manifest = Manifest(dataset.name, "full")
    found = evaluate(dataset, searcher, manifest=manifest, systems=("full",))
    again = judge(dataset, [one.run for one in found.systems], found.replies, seed=7)
    for judged in (found, again):
        assert judge_gate(open_gate(GATE), [judged]).passed
