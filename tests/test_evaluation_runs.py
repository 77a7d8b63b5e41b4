from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DatasetError
from evaluation.measures import per_question
from evaluation.runs import (
    Manifest,
    Run,
    commit,
    decode,
    encode,
    open_run,
    ranked,
    save_run,
)
from index.hits import Hit

IDS = st.text(min_size=1, max_size=8)
SCORES = st.floats(min_value=-1e30, max_value=1e30) | st.sampled_from([0.0, -0.0, 1.0, 1e-45])
HITS = st.dictionaries(IDS, SCORES, max_size=6).map(lambda scores: ranked(scores.items()))


@given(st.dictionaries(IDS, HITS, max_size=4), IDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_run_saved_and_opened_again_is_the_same(
    tmp_path: Path, hits: dict[str, tuple[Hit, ...]], system: str
) -> None:
    run = Run(Manifest("集", system, "c", "e", {"k": 3, "β": None}, "1+", "2026-01-01"), hits)
    save_run(run, tmp_path / "r.run")
    assert open_run(tmp_path / "r.run") == run


@given(IDS)
def test_an_id_becomes_one_field_and_comes_back(name: str) -> None:
    assert encode(name).split() == [encode(name)]
    assert decode(encode(name)) == name


def test_only_what_is_no_visible_sign_is_encoded() -> None:
    assert encode("专题询问侧记#t12") == "专题询问侧记#t12"
    assert encode("a b　%\ufeff") == "a%20b%E3%80%80%25%EF%BB%BF"
    with pytest.raises(DatasetError, match="an id is empty"):
        encode("")


def test_hits_are_ordered_by_score_then_id_and_fall_strictly() -> None:
    assert ranked([("b", 0.5), ("c", 2.0), ("a", 0.5)]) == (
        Hit("c", 2.0),
        Hit("a", 0.5),
        Hit("b", 0.4999999701976776),
    )
    with pytest.raises(DatasetError, match="a: its score is nan: scores must be finite"):
        ranked([("a", float("nan"))])
    with pytest.raises(DatasetError, match="returned twice"):
        ranked([("a", 1.0), ("a", 0.5)])


@given(st.dictionaries(IDS, SCORES, max_size=6))
def test_ranking_what_is_ranked_changes_nothing(scores: dict[str, float]) -> None:
    hits = ranked(scores.items())
    assert ranked(hits) == hits
    ids = sorted(scores, key=lambda name: (-scores[name], name))
    assert [hit.turn_id for hit in hits] == ids


def test_trec_eval_breaks_ties_as_we_do() -> None:
    """Unranked, pytrec_eval puts z before a, and 1 and 1.0000000001 are one score to it."""
    hits = {"q": ranked([("a", 1.0), ("z", 1.0)]), "p": ranked([("a", 1.0000000001), ("z", 1.0)])}
    values = per_question(hits, {"q": {"a": 1}, "p": {"z": 1}}, ["Success@1", "RR@10"])
    assert values == {"Success@1": {"q": 1.0, "p": 0.0}, "RR@10": {"q": 1.0, "p": 0.5}}


def test_the_file_is_what_trec_programs_read(tmp_path: Path) -> None:
    hits = {"问 1": ranked([("侧记#t1", 0.1), ("侧记#t2", 0.1)]), "q2": ()}
    save_run(Run(Manifest("seed", "full"), hits), tmp_path / "r.run")
    assert (tmp_path / "r.run").read_text("utf-8") == (
        "问%201 Q0 侧记#t1 1 0.1 full\n问%201 Q0 侧记#t2 2 0.099999994 full\n"
    )
    assert open_run(tmp_path / "r.run").hits["q2"] == ()


def test_another_programs_run_has_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "x.run").write_text("q Q0 a 1 2.5 anserini\nq Q0 b 2 2.5 anserini\n")
    run = open_run(tmp_path / "x.run")
    assert run == Run(Manifest("", "anserini"), {"q": ranked([("a", 2.5), ("b", 2.5)])})


def test_damage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.run"
    save_run(Run(Manifest("seed", "full"), {"q": ranked([("a", 1.0)])}), path)
    path.write_text("q Q0 a 1 2.0 full\n")
    with pytest.raises(DatasetError, match="is not the file its manifest describes"):
        open_run(path)
    (tmp_path / "r.run.json").write_text("[]")
    with pytest.raises(DatasetError, match="r.run.json: is not a manifest"):
        open_run(path)
    path.write_text("q Q0 a 1 2.0\n")
    with pytest.raises(DatasetError, match="r.run:1: is not a line of a TREC run"):
        open_run(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q Q0 b 2 nan x", r"r\.run:2: b: its score is nan: scores must be finite"),
        ("q Q0 b 2 1e39 x", r"r\.run:2: b: its score is 1e\+39: scores must be finite"),
        ("q Q0 a 2 1.0 x", r"r\.run:2: a was returned for q before: keep one line"),
    ],
)
def test_a_hit_that_cannot_be_ranked_is_named_by_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    (tmp_path / "r.run").write_text(f"q Q0 a 1 2.0 x\n{line}\n")
    with pytest.raises(DatasetError, match=message):
        open_run(tmp_path / "r.run")


def test_the_commit_is_marked_when_files_differ_from_it(tmp_path: Path) -> None:
    assert commit(tmp_path / "none") == ""
    for command in ("init -q", "add .", "-c user.name=x -c user.email=x@x commit -qm one"):
        (tmp_path / "file").write_text("1")
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    clean = commit(tmp_path)
    assert len(clean) == 40
    (tmp_path / "file").write_text("2")
    assert commit(tmp_path) == clean + "+"
