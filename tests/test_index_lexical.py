"""BM25 against its formula, whatever is skipped on the way."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamagedError
from index import bm25, maxscore, shelf
from index.filters import Filters
from index.keys import Cutter
from index.layout import Allowed
from index.lexical import Lexical
from index.numbering import GONE
from index.postings import FIELDS, PostingsWriter, open_array, open_postings

WORDS = "甲乙丙丁戊己庚"


class Shape:
    def __init__(self, texts: list[str]) -> None:
        self.questions = np.zeros(len(texts), np.bool_)
        self.turns = np.arange(len(texts))


class Part:
    """A segment of which only the lexical part is there."""

    def __init__(self, folder: Path, texts: list[str]) -> None:
        writer = PostingsWriter()
        writer.add(Cutter().cut(texts), np.zeros(len(texts), np.bool_))
        folder.mkdir(parents=True)
        writer.write(folder)
        self.structure = Shape(texts)
        self.postings = {field: open_postings(folder, field) for field in FIELDS}
        self.lengths = open_array(folder / "lengths.npy")


def by_formula(texts: dict[int, str], wanted: dict[str, float]) -> dict[int, float]:
    average = sum(map(len, texts.values())) / max(1, len(texts))
    scores = {}
    for row, text in texts.items():
        score = 0.0
        for term, count in wanted.items():
            held = sum(term in one for one in texts.values())
            rarity = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
            often = text.count(term)
            score += (
                count * rarity * 2.2 * often / (often + 1.2 * (0.25 + 0.75 * len(text) / average))
            )
        if score:
            scores[row] = score
    return scores


# Spaces between the characters: no bigrams, so that lengths are plain to see.
texts = st.lists(st.text(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("dear", "cheap", "few", "many"),
    [(16, 64, 8, 1024), (16, 0, 8, 1024), (10**6, 0, 10**6, 0), (10**6, 0, 1, 10**6)],
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=texts,
    second=texts,
    gone=st.sets(st.integers(0, 79)),
    barred=st.sets(st.integers(0, 79)),
    cutoff=st.integers(1, 50),
    wanted=st.dictionaries(st.sampled_from(WORDS), st.floats(0.1, 3), min_size=1),
)
def test_the_best_rows_are_those_of_the_formula(
    first,
    second,
    gone,
    barred,
    cutoff,
    wanted,
    dear,
    cheap,
    few,
    many,
    tmp_path_factory,
    monkeypatch,
) -> None:
    monkeypatch.setattr(shelf, "_DEAR", dear)
    monkeypatch.setattr(shelf, "_CHEAP", cheap)
    monkeypatch.setattr(shelf, "_MANY", many)
    monkeypatch.setattr(maxscore, "_FEW", few)
    monkeypatch.setattr(maxscore, "_MANY", many)
    folder = tmp_path_factory.mktemp("lexical")
    parts = [
        Part(folder / name, [" ".join(one) for one in own])
        for name, own in (("1", first), ("2", second))
    ]
    every = [*first, *second]
    numbers = np.array([GONE if row in gone else row for row in range(len(every))], np.int32)
    engine = Lexical(parts, [numbers[: len(first)], numbers[len(first) :]])
    living = {row: text for row, text in enumerate(every) if row not in gone}
    right = by_formula(living, wanted)
    rows = np.array([row not in barred for row in range(len(every))])
    allowed = Allowed(Filters(), rows, rows)
    for narrowed, kept in (
        (None, right),
        (allowed, {r: s for r, s in right.items() if r not in barred}),
    ):
        found = engine.search(wanted, "said", cutoff, narrowed)
        assert {hit.row: pytest.approx(hit.score, rel=1e-5) for hit in found}.keys() <= kept.keys()
        assert [hit.score for hit in found] == pytest.approx(
            sorted(kept.values(), reverse=True)[:cutoff], rel=1e-5
        )
        assert all(hit.score == pytest.approx(kept[hit.row], rel=1e-5) for hit in found)


@pytest.mark.parametrize("many", [0, 1024])
@pytest.mark.parametrize("row", [-1, 40, 2**31 - 1])
def test_a_torn_row_is_refused_and_nothing_is_written_there(
    row: int, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maxscore, "_MANY", many)
    engine = torn_at(tmp_path, rows=(-1, row))  # 甲, whose key is the larger
    with pytest.raises(IndexDamagedError, match="its lexical part is torn"):
        engine.search({"甲": 1.0}, "said", 3)


def torn_at(folder: Path, gone: int | None = None, **torn: tuple[int, int]) -> Lexical:
    """甲 in one of 40 passages and 乙 in the rest, but an array is not what it was at a place."""
    part = Part(folder / "part", ["甲"] + ["乙"] * 39)
    for name, (place, value) in torn.items():
        array = getattr(part.postings["said"], name).copy()
        array[place] = value
        part.postings["said"] = replace(part.postings["said"], **{name: array})
    numbers = np.arange(40, dtype=np.int32)
    if gone is not None:
        numbers[gone] = GONE
    return Lexical([part], [numbers])


@pytest.mark.parametrize("row", [-1, 40])
@pytest.mark.parametrize("few", [0, 8])
def test_a_torn_row_of_a_term_that_many_have_is_refused(
    row: int, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_CHEAP", 0)
    monkeypatch.setattr(maxscore, "_FEW", few)  # 0: rows are looked up and none is added to
    only = np.arange(40) < 3
    engine = torn_at(tmp_path, rows=(0, row))
    with pytest.raises(IndexDamagedError, match="its lexical part is torn"):
        engine.search({"甲": 1.0, "乙": 1.0}, "said", 3, Allowed(Filters(), only, only))


def test_a_torn_row_is_refused_where_rows_are_counted(tmp_path: Path) -> None:
    engine = torn_at(tmp_path, gone=5, rows=(0, 40))
    with pytest.raises(IndexDamagedError, match="its lexical part is torn"):
        engine.rarity("乙", "said")


@pytest.mark.parametrize(("place", "start"), [(0, -1), (1, 41), (2, 41), (2, 38)])
def test_torn_starts_are_refused(place: int, start: int, tmp_path: Path) -> None:
    engine = torn_at(tmp_path, starts=(place, start))
    with pytest.raises(IndexDamagedError, match="its lexical part is torn"):
        engine.search({"甲": 1.0, "乙": 1.0}, "said", 3)


@pytest.mark.parametrize("kind", [">i4", "<i2", "<i8"])
def test_an_array_of_another_type_is_refused(kind: str, tmp_path: Path) -> None:
    part = Part(tmp_path / "part", ["甲", "乙"])
    np.save(tmp_path / "part" / "said.rows.npy", part.postings["said"].rows.astype(kind))
    with pytest.raises(IndexDamagedError, match="said is torn.*xunwen index build"):
        open_postings(tmp_path / "part", "said")


def test_a_mistake_of_the_caller_is_not_told_as_a_torn_index(tmp_path: Path) -> None:
    engine = torn_at(tmp_path)
    with pytest.raises(IndexError):
        engine.search({"乙": 1.0}, "said", 3, Allowed(Filters(), np.ones(1), np.ones(1)))


@pytest.mark.parametrize(
    ("length", "rounded"),
    [
        (0, 0),
        (23, 23),
        (39, 39),
        (41, 40),
        (55, 54),
        (59, 56),
        (88, 88),
        (95, 88),
        (600, 600),
        (663, 600),
    ],
)
def test_lengths_are_rounded_as_lucene_does(length: int, rounded: int) -> None:
    (norm,) = bm25.norms(np.array([length], np.int32), 1.0)
    assert norm == pytest.approx(1.2 * (0.25 + 0.75 * rounded), rel=1e-6)
