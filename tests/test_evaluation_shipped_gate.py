"""The gate that CI holds the shipped search to: today's search passes, a broken one does not."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import xunwen
from assistant.evaluating import open_questions
from corpus.model import Transcript
from evaluation.evaluation import evaluate
from evaluation.gate import judge_gate, open_gate
from evaluation.runs import Manifest
from index.rerank import Weights
from index.search import Searcher

GATE = Path(__file__).resolve().parent.parent / "evaluation" / "gate.toml"


def test_todays_search_passes() -> None:
    done = CliRunner().invoke(xunwen, ["evaluate", "--gate", str(GATE)])
    assert done.exit_code == 0, done.output


SHIPPED = Weights()
"""``said`` is the unit of the weights, so a swap divides all by what it is swapped with."""
SWAPPED = Weights(
    asked=SHIPPED.near_asked / SHIPPED.near_said,
    near_said=1 / SHIPPED.near_said,
    near_asked=SHIPPED.asked / SHIPPED.near_said,
    named=SHIPPED.named / SHIPPED.near_said,
    body=SHIPPED.body / SHIPPED.near_said,
    occasion=SHIPPED.occasion / SHIPPED.near_said,
)


@pytest.mark.parametrize(("weights", "passes"), [(SHIPPED, True), (SWAPPED, False)])
def test_words_and_meaning_swapped_fail_and_another_seed_does_not(
    searcher: Searcher, seed: Transcript, weights: Weights, passes: bool
) -> None:
    dataset = open_questions(None, "test")
    kept = searcher.settings
    searcher.settings = replace(kept, weights=weights)
    try:
        manifest = Manifest(dataset.name, "full")
        found = evaluate(dataset, searcher, manifest=manifest, systems=("full",), seed=7)
    finally:
        searcher.settings = kept
    assert judge_gate(open_gate(GATE), [found], seed=7).passed is passes
