"""The evaluation on the real index: what it asks is answered, and ids are those of the judgments."""

from __future__ import annotations

from pathlib import Path

from test_evaluation_datasets import beir
from test_evaluation_evaluation import QUESTIONS
from test_evaluation_ranker import record

from evaluation.datasets import open_dataset
from evaluation.evaluation import evaluate
from evaluation.judgments import bind
from evaluation.model import Dataset
from evaluation.runs import Manifest
from index.build import build_index
from index.encoder import load_encoder
from index.search import Searcher


def searcher(dataset: Dataset, folder: Path) -> Searcher:
    encoder = load_encoder()
    build_index(dataset.transcripts, folder, encoder)
    return Searcher.open(folder, encoder)


def test_documents_of_a_beir_folder_are_found_under_their_own_ids(tmp_path: Path) -> None:
    dataset = open_dataset(beir(tmp_path, "q1\td1\t1\nq2\td 2\t1\n"))
    found = evaluate(dataset, searcher(dataset, tmp_path / "index"), manifest=Manifest("t", ""))
    for scores in found.systems:
        hits = [hit.turn_id for hit in scores.run.hits["q2"]]
        assert set(hits) <= {"d1", "d 2", "d3"}
    assert found.systems[-1].values["Success@1"]["q2"] == 1.0


def test_turns_of_a_record_are_found_and_their_evidence_judged(tmp_path: Path) -> None:
    dataset = bind("seed", QUESTIONS, [record()])
    found = evaluate(dataset, searcher(dataset, tmp_path / "index"), manifest=Manifest("seed", ""))
    assert found.systems[-1].values["Success@1"]["q1"] == 1.0
    assert found.replies[0].shown[0].turn_id == "侧记#t10"
    assert found.evidence
    assert found.evidence.hit.value > 0
