"""How well records are read, counted against labels."""

import json
from pathlib import Path

import pytest

from corpus.errors import DatasetError
from evaluation.readings import Tally, evaluate_parsing, overlap
from evaluation.truths import SHARED, truths

LABELS = Path(__file__).parents[1] / "evaluation" / "parsing"
TEXT = "记者：如何解决？\n李强：我们劝返。\n"


def _labels(tmp_path, **changes):
    turn = {
        "id": "t3",
        "speaker": {"name": None, "title": "记者"},
        "kind": "question",
        "spans": [[3, 8]],
        "answers": None,
    }
    answer = {
        "id": "t12",
        "speaker": {"name": "李强"},
        "kind": "answer",
        "spans": [[12, 17]],
        "answers": "t3",
    }
    document = {"transcript": "a", "text": TEXT, "turns": [turn, answer | changes]}
    (tmp_path / "a.json").write_text(json.dumps(document), "utf-8")
    return tmp_path


def test_a_record_read_rightly(tmp_path):
    evaluation = evaluate_parsing(_labels(tmp_path))
    assert evaluation.whole == Tally(2, 2, 2, 2, 2, 2, 2, 1, 1, 1)
    assert set(evaluation.to_json()["measures"].values()) == {1.0}
    assert "= all" in evaluation.table()


def test_a_record_read_wrongly(tmp_path):
    evaluation = evaluate_parsing(
        _labels(tmp_path, speaker={"name": "王强"}, spans=[[12, 14]], answers=None)
    )
    assert evaluation.whole == Tally(1, 2, 2, 1, 1, 1, 1, 0, 1, 0)
    assert evaluation.to_json()["measures"]["turn_f1"] == 0.5
    assert evaluation.to_json()["measures"]["link_f1"] == 0.0


def test_overlap_is_intersection_over_union():
    assert overlap(((0, 4),), ((2, 6),)) == pytest.approx(2 / 6)
    assert overlap(((0, 2), (4, 6)), ((0, 6),)) == pytest.approx(4 / 6)


def test_labels_that_drifted_are_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"a\.json: turn t12: the spans do not fit"):
        evaluate_parsing(_labels(tmp_path, begins="他们"))
    with pytest.raises(DatasetError, match=r"no labelled records"):
        evaluate_parsing(tmp_path / "none")


def test_a_record_that_is_elsewhere_is_named(tmp_path):
    folder = _labels(tmp_path)
    (folder / "b.json").write_text('{"source": "none.txt", "turns": []}', "utf-8")
    assert evaluate_parsing(folder, ()).missing == ("b",)


def test_the_shipped_labels_are_met():
    measures = evaluate_parsing(LABELS).whole.measures()
    assert measures["turn_f1"] >= 0.99
    assert measures["speaker_accuracy"] >= 0.99
    assert measures["link_f1"] >= 0.95


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_all_labels_have_their_source_in_the_workplace():
    known, missing = truths(LABELS)
    assert (len(known), missing) == (16, [])
