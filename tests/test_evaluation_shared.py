"""On the shared evaluation sets: our figures are those of ir_measures and of pytrec_eval."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ir_measures
import pytest
import pytrec_eval

from corpus.record import read_transcript
from evaluation.datasets import open_dataset
from evaluation.evaluation import scores
from evaluation.measures import MEASURES
from evaluation.model import Dataset, turns
from evaluation.runs import Manifest, Run, open_run, ranked, save_run
from evaluation.twins import twins

SHARED = next(
    (f for up in Path(__file__).resolve().parents if (f := up / "shared/data/eval").is_dir()), None
)
QUESTIONS = Path(__file__).resolve().parents[1] / "evaluation/questions/press-conference"
TREC = {
    "nDCG@10": "ndcg_cut_10",
    "R@10": "recall_10",
    "R@100": "recall_100",
    "Success@1": "success_1",
    "Success@5": "success_5",
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(SHARED is None, reason="the shared data is not on this machine"),
]


@pytest.mark.parametrize("name", ["education", "premier", "interviews"])
def test_the_questions_about_press_conferences_fit_their_records(name: str) -> None:
    assert SHARED
    records = [
        read_transcript(path)
        for path in sorted((SHARED.parent / "transcripts/press-conference").glob("*.txt"))
    ]
    dataset = open_dataset(QUESTIONS / f"{name}.jsonl", records)
    assert dataset.drift == ()
    assert len(dataset.judged) == len(dataset.questions) - len(dataset.unanswerable) >= 75
    kinds = {number: turn.kind for number, (_, turn) in turns(records).items()}
    assert {kinds[turn] for right in dataset.qrels.values() for turn in right} <= {
        "answer",
        "statement",
    }


def by_signs(dataset: Dataset) -> Run:
    """A crude run full of ties: turns by how many different signs of the question they hold."""
    texts = {
        name: set(t.words(turn.spans)) for name, (t, turn) in turns(dataset.transcripts).items()
    }
    hits = {}
    for question in dataset.judged:
        signs = set(question.text)
        best = Counter({name: len(signs & text) for name, text in texts.items()}).most_common(100)
        hits[question.question_id] = ranked((name, float(count)) for name, count in best)
    return Run(Manifest(dataset.name, "signs"), hits)


@pytest.mark.parametrize("name", ["covid_ctx", "drcd_dev_zhs", "gov_hk_legco", "gov_msgboard"])
def test_our_figures_are_the_references(name: str, tmp_path: Path) -> None:
    assert SHARED
    dataset, path = open_dataset(SHARED / name), tmp_path / "signs.run"
    save_run(by_signs(dataset), path)
    ours = scores(dataset, open_run(path)).estimates
    qrels = [ir_measures.Qrel(q, d, g) for q, row in dataset.qrels.items() for d, g in row.items()]
    parsed = [ir_measures.parse_measure(measure) for measure in MEASURES]
    theirs = ir_measures.calc_aggregate(parsed, qrels, ir_measures.read_trec_run(str(path)))
    assert {name: ours[str(name)].value for name in parsed} == pytest.approx(theirs, abs=1e-6)
    run: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf-8").splitlines():
        question, _, turn, _, score, _ = line.split()
        run.setdefault(question, {})[turn] = float(score)
    trec = pytrec_eval.RelevanceEvaluator(dataset.qrels, set(TREC.values())).evaluate(run)
    for measure, trec_name in TREC.items():
        value = sum(trec[question][trec_name] for question in dataset.qrels) / len(dataset.qrels)
        assert ours[measure].value == pytest.approx(value, abs=1e-6)


def test_the_twins_known_to_be_there_are_found() -> None:
    assert SHARED
    counts = {f.name: len(twins(open_dataset(f))) for f in SHARED.iterdir()}
    assert counts == {"covid_ctx": 45, "drcd_dev_zhs": 0, "gov_hk_legco": 0, "gov_msgboard": 22}
