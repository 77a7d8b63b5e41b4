"""Vectors found exactly in small segments, and nearly always in large ones."""

from pathlib import Path

import numpy as np
import pytest

from index import dense
from index.filters import Filters
from index.layout import Allowed
from index.numbering import GONE

ROWS, DIMENSIONS = 4000, 64


@pytest.fixture
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(0).normal(size=(ROWS, DIMENSIONS)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def written(folder: Path, vectors: np.ndarray) -> dense.Vectors:
    writer = dense.VectorsWriter(folder)
    for start in range(0, len(vectors), 700):
        writer.add(vectors[start : start + 700])
    writer.finish()
    return dense.Vectors(folder)


def only(rows: np.ndarray) -> Allowed:
    return Allowed(Filters(), rows, rows)


@pytest.mark.parametrize(("most", "least"), [(ROWS, 1.0), (1000, 0.99)])
def test_recall_at_ten(
    most: int, least: float, vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "MOST_EXACT", most)
    own = written(tmp_path, vectors)
    assert own.exact == (most == ROWS)
    numbers = np.arange(ROWS, dtype=np.int32)
    numbers[::7] = GONE
    engine = dense.Dense([own], [numbers])
    broad, narrow = numbers % 2 == 0, numbers % 100 == 1
    for allowed in (None, only(broad), only(narrow)):
        found = 0
        for vector in vectors[:50] + 0.3 * vectors[50:100]:
            near = vectors @ vector
            near[numbers == GONE] = -9
            if allowed is not None:
                near[~allowed.rows] = -9
            right = {row for row in np.argsort(-near)[:10].tolist() if near[row] > -9}
            hits = engine.search(vector, 100, allowed)[:10]
            found += len(right & {row for row, _ in hits}) / len(right)
        assert found / 50 >= least


def test_nobody_allowed_finds_nobody(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "MOST_EXACT", 1000)
    engine = dense.Dense([written(tmp_path, vectors)], [np.arange(ROWS, dtype=np.int32)])
    assert engine.search(vectors[0], 5, only(np.zeros(ROWS, np.bool_))) == []


def test_equally_near_rows_come_in_order(tmp_path: Path, vectors: np.ndarray) -> None:
    same = np.repeat(vectors[:2], 20, axis=0)
    engine = dense.Dense([written(tmp_path, same)], [np.arange(40, dtype=np.int32)[::-1].copy()])
    assert [row for row, _ in engine.search(vectors[0], 5)] == [20, 21, 22, 23, 24]
