from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from test_evaluation_ranker import ROADS, SCHOOL, record

from corpus.errors import DependencyError, SettingError
from evaluation import peers
from evaluation.evaluation import judge
from evaluation.model import Dataset, Question
from evaluation.runs import Manifest

NEEDS = {"rank_bm25": "rank_bm25", "bm25s": "bm25s", "tfidf": "sklearn", "txtai": "txtai"}
QUESTIONS = (Question("q1", "劝返辍学学生"), Question("q2", "公路硬化"), Question("q3", "Ω"))
QRELS = {"q1": {"侧记#t10": 1}, "q2": {"侧记#t33": 1}, "q3": {"侧记#t33": 1}}


class Signs:
    """Counts of the signs of both answers; enough to tell them apart."""

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        signs = sorted(set(SCHOOL + ROADS))
        table = np.array([[text.count(sign) for sign in signs] for text in texts], np.float32)
        return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", list(peers.PEERS))
def test_a_peer_finds_what_is_plain_to_see(name: str) -> None:
    if importlib.util.find_spec(NEEDS[name]) is None:
        pytest.skip(f"{NEEDS[name]} is not installed (pip install 'xunwen[peers]')")
    dataset = Dataset("seed", QUESTIONS, QRELS, (record(),))
    run = peers.run_peer(dataset, name, Signs(), Manifest("seed", ""))
    assert run.manifest.system == name
    (scores,) = judge(dataset, [run]).systems
    assert scores.values["Success@1"] == {"q1": 1.0, "q2": 1.0, "q3": 0.0}
    asked = {"侧记#t0"}
    assert not asked & {hit.turn_id for hits in run.hits.values() for hit in hits}


def test_unknown_and_missing_peers_are_named() -> None:
    dataset = Dataset("seed", QUESTIONS, QRELS, (record(),))
    with pytest.raises(SettingError, match="there is no peer elastic"):
        peers.run_peer(dataset, "elastic", Signs(), Manifest("seed", ""))
    with pytest.raises(
        DependencyError, match=r"nothing_here is not installed: pip install 'xunwen"
    ):
        peers._library("nothing_here.at.all")


def test_a_package_that_two_extras_name_has_one_floor() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    floors: dict[str, set[str]] = {}
    for asked in sum(project["project"]["optional-dependencies"].values(), []):
        named = re.match(r"[\w.-]+", asked)
        assert named, asked
        floors.setdefault(named.group(), set()).add(asked)
    assert [asked for asked in floors.values() if len(asked) > 1] == []
    assert "txtai" in floors
