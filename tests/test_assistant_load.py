"""``xunwen bench --serve``: a server started, left idle, and asked by several at once."""

from __future__ import annotations

from itertools import islice

import pytest
from doors import site

from assistant import benches, load
from evaluation import agreement


def test_no_question_comes_twice():
    asked = list(islice(load.distinct(), 3000))
    assert len(set(asked)) == 3000
    assert asked[0].startswith("关于第1号建议，")


def test_a_server_is_measured(seed_index, monkeypatch):
    for name, value in (("STARTS", 1), ("LOADED", 0.0), ("WARMED", 5), ("ALONE", 20)):
        monkeypatch.setattr(load, name, value)
    measured = load.measure(seed_index, clients=3, seconds=2)
    assert measured.failures == []
    assert len(measured.took) > 10
    assert measured.rate == pytest.approx(len(measured.took) / 2)
    assert measured.share == pytest.approx(measured.rate * measured.alone_mean / 1000)
    assert len(measured.starts) == 1
    assert measured.busy_alone > 0
    assert measured.memory > 50
    assert measured.busy > 0


def test_what_is_no_answer_is_a_failure(tmp_path):
    measured = load.Load(clients=2, seconds=0.3)
    with site(tmp_path) as address:
        load.press(address, measured)
    assert measured.took == []
    assert "404" in measured.failures[0]


@pytest.mark.parametrize(
    ("took", "says"),
    [([], "16 clients, 1 s: no answer, 1 errors"), ([5.0], "p50 5.0 ms, p95 5.0 ms")],
)
def test_failures_are_printed_whatever_was_answered(tmp_path, monkeypatch, capsys, took, says):
    def measure(index, clients, seconds):
        return load.Load(clients, seconds, 1.0, starts=[1.0], took=took, failures=["refused"])

    monkeypatch.setattr(load, "measure", measure)
    with pytest.raises(SystemExit) as ended:
        benches.serving(tmp_path, 1)
    assert ended.value.code == 3
    printed = capsys.readouterr().out
    assert printed.startswith("  refused\n")
    assert says in printed


def test_too_few_questions_that_agree_are_a_gate_not_met(tmp_path, monkeypatch):
    differs = (agreement.Difference("村医？", "another turn"),)
    found = agreement.Agreement(2, differs)
    monkeypatch.setattr(agreement, "agreement", lambda records, uri: found)
    with pytest.raises(SystemExit) as ended:
        benches.agreeing(tmp_path, "milvus://here")
    assert ended.value.code == 3
