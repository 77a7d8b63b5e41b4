"""Term factors: rivals by BM25, the slope, what is learnt, the file."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from corpus.errors import DatasetError
from index.encoder import Encoder
from index.training import train_factors
from index.training.pairs import Pair
from index.training.rivals import Rivalry, _stacked, bm25, mine
from index.training.weighting import Learning, _Scorer, kind, learn
from index.weighting import read

SUBJECTS = ("辍学", "饮水", "公路", "养老", "医保", "住房", "就业", "环保")
LEARNING = Learning(epochs=30, batch_size=16, seldom=3, own_rate=0.03)


def _pairs(times: int = 8) -> list[Pair]:
    """Each answer has its question's subject; wrong ones have how it was asked."""
    return [
        Pair(
            f"请问{subject}{number}",
            f"{subject}{number}已经完成" if number % 2 else f"{subject}{number}请问请问",
            "made",
        )
        for number in range(times)
        for subject in SUBJECTS
    ]


def test_bm25_is_the_formula() -> None:
    counts = csr_array(np.asarray([[2, 1, 0], [0, 1, 0]], dtype=np.float32))
    found = bm25(counts).toarray()
    rare, common = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    longer, shorter = 1.2 * (0.25 + 0.75 * 3 / 2), 1.2 * (0.25 + 0.75 * 1 / 2)
    expected = [
        [rare * 2 * 2.2 / (2 + longer), common * 2.2 / (1 + longer), 0],
        [0, common * 2.2 / (1 + shorter), 0],
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_rivals_share_terms_and_answer_no_such_question(encoder: Encoder) -> None:
    rows = [
        Pair("甲乙", "甲乙", "made"),
        Pair("甲乙", "甲丙", "made"),
        Pair("甲丁", "丁", "made"),
        Pair("乙", "戊乙", "other"),
        Pair("乙", "甲", "own_window"),
    ]
    found = mine(rows, encoder)
    assert len(found) == 4
    assert found.starts.tolist() == [0, 1, 2, 5, 6]
    assert found.worth.tolist() == pytest.approx([0.1] * 4)
    first = found.impacts[[2]].toarray()[0]
    assert {found.terms[at] for at in np.flatnonzero(first)} == {"丁"}
    assert [sorted(_terms(found, row)) for row in (3, 4)] == [["甲"], ["甲"]]
    assert sorted(found.terms[at] for at in found.asked[[2]].indices) == ["丁", "甲", "甲丁"]


def _terms(rivalry: Rivalry, row: int) -> set[str]:
    return {rivalry.terms[at] for at in np.flatnonzero(rivalry.impacts[[row]].toarray()[0])}


def test_of_many_questions_some_are_drawn_the_same_for_the_same_seed(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.training.rivals.MOST", 5)
    told: list[tuple[str, int, int]] = []
    made = [
        mine(_pairs(2), encoder, seed=seed, told=lambda *said: told.append(said))
        for seed in (0, 0, 1)
    ]
    assert [len(one) for one in made] == [5, 5, 5]
    one, two, other = (one.asked.toarray().tolist() for one in made)
    assert one == two != other
    assert told == [("rivals", 5, 5)] * 3


def test_questions_that_nothing_else_matches_have_no_rival(encoder: Encoder) -> None:
    found = mine([Pair("甲", "甲", "made"), Pair("乙", "乙", "made")], encoder)
    assert found.starts.tolist() == [0, 1, 2]
    report = learn(found, replace(LEARNING, seldom=1))
    assert report.factors == {"甲": 0.0, "乙": 0.0}


def test_nothing_asked_is_an_error(encoder: Encoder) -> None:
    with pytest.raises(DatasetError, match="no questions to learn term factors from"):
        mine([Pair("甲", "乙", "own_window")], encoder)


def test_tables_are_stacked_with_room_for_later_terms() -> None:
    one, two = csr_array([[1, 0], [0, 2]]), csr_array([[0, 0, 3]])
    assert _stacked([one, two], 4).toarray().tolist() == [[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]]


def test_questions_are_taken_with_their_passages(encoder: Encoder) -> None:
    whole = mine(_pairs(2), encoder)
    part = whole.take(np.asarray([9, 0]))
    sizes = np.diff(whole.starts)
    assert part.starts.tolist() == [0, sizes[9], sizes[9] + sizes[0]]
    expected = [*range(whole.starts[9], whole.starts[10]), *range(whole.starts[1])]
    assert (part.impacts != whole.impacts[expected]).nnz == 0
    assert part.near.tolist() == whole.near[expected].tolist()


@pytest.mark.parametrize(
    ("term", "expected"), [("水", 0), ("饮水", 1), ("〇", 0), ("20", 2), ("5g", 2), ("covid", 3)]
)
def test_terms_are_of_four_kinds(term: str, expected: int) -> None:
    assert kind(term) == expected


def test_the_slope_is_torchs_own(encoder: Encoder) -> None:
    import torch

    rivalry = mine(_pairs(3), encoder)
    chance = np.random.default_rng(0)
    rivalry = replace(rivalry, worth=chance.random(len(rivalry)).astype(np.float32))
    scorer = _Scorer.fresh(rivalry, np.arange(len(rivalry)), LEARNING)
    scorer.own[:] = chance.normal(size=len(scorer.own))
    scorer.shared[:] = chance.normal(size=len(scorer.shared)) * 0.1
    loss, own, shared = scorer.slope(rivalry)
    a, b = (torch.tensor(one, requires_grad=True) for one in (scorer.own, scorer.shared))
    impacts = torch.tensor(rivalry.impacts.toarray(), dtype=torch.float64)
    lexical = impacts @ torch.exp(a + b[torch.from_numpy(scorer.kinds)])
    scores = torch.exp(b[-1]) * (lexical + 15 * torch.tensor(rivalry.near, dtype=torch.float64))
    worth = torch.tensor(rivalry.worth, dtype=torch.float64)
    groups = zip(rivalry.starts[:-1], rivalry.starts[1:], strict=True)
    losses = [torch.logsumexp(scores[s:e], 0) - scores[s] for s, e in groups]
    expected = (torch.stack(losses) * worth).sum() / worth.sum()
    expected.backward()
    assert loss == pytest.approx(float(expected.detach()), rel=1e-6)
    np.testing.assert_allclose(own, a.grad.numpy(), atol=1e-7)
    np.testing.assert_allclose(shared, b.grad.numpy(), atol=1e-6)


def test_what_asks_comes_to_count_less_than_what_is_asked(encoder: Encoder) -> None:
    report = learn(mine(_pairs(), encoder), LEARNING)
    asking = max(report.factors[term] for term in ("请", "问", "请问"))
    asked = [report.factors[subject] for subject in SUBJECTS]
    assert asking < min(asked)
    assert report.questions == 61
    assert report.after.loss < report.before.loss
    assert report.after.first >= report.before.first


def test_the_same_seed_gives_the_same_factors(encoder: Encoder) -> None:
    rivalry = mine(_pairs(4), encoder)
    one, two, other = (learn(rivalry, LEARNING, seed=seed).factors for seed in (0, 0, 1))
    assert one == two != other


def test_a_term_asked_too_seldom_has_no_factor(encoder: Encoder) -> None:
    rows = [*_pairs(4), Pair("河长制", "河长制", "made")]
    factors = learn(mine(rows, encoder), LEARNING).factors
    assert {"请问", "辍学"} <= factors.keys()
    assert not {"河", "河长", "长制"} & factors.keys()


def test_pairs_on_disk_become_a_file_that_searches_read(tmp_path: Path) -> None:
    lines = [f'{{"query": "{r.query}", "positive": "{r.positive}"}}\n' for r in _pairs()]
    (tmp_path / "made.jsonl").write_text("".join(lines), "utf-8")
    stages: list[str] = []
    report = train_factors(
        tmp_path / "made.jsonl",
        tmp_path / "terms.tsv",
        progress=lambda stage, done, whole: stages.append(f"{stage} {done}/{whole}"),
    )
    assert stages == ["rivals 64/64", "factors 1/3", "factors 2/3", "factors 3/3"]
    assert (report.out, report.questions) == (tmp_path / "terms.tsv", 61)
    found = read(tmp_path / "terms.tsv")
    assert found.keys() == report.factors.keys()
    assert all(abs(math.log(found[t]) - v) <= 0.00501 for t, v in report.factors.items())
