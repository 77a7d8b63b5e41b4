"""How much each term of a question counts: the file, and what stands in for it."""

from __future__ import annotations

import math
from pathlib import Path
from threading import Thread

import pytest

from corpus.errors import SettingError
from index.weighting import SHIPPED, factors, read, trying, write


def test_what_is_written_is_read_in_order_and_to_two_places(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    write(file, {"辍学": 0.251, "什么": -1.0, "5": 0.0})
    assert file.read_text("utf-8") == "5\t0.00\n什么\t-1.00\n辍学\t0.25\n"
    assert read(file) == {"5": 1.0, "什么": math.exp(-1), "辍学": math.exp(0.25)}
    write(file, {"甲": 0.0})
    assert read(file) == {"甲": 1.0}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("line", ["什么", "什么\t", "什么\t-0,5", "什么 -0.5"])
def test_a_line_that_is_no_factor_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(f"辍学\t0.1\n{line}\n", "utf-8")
    with pytest.raises(SettingError, match=r"terms\.tsv:2: want a term, a tab and a number"):
        read(file)


def test_a_missing_file_and_a_missing_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"none\.tsv: no term factors here: No such file"):
        read(tmp_path / "none.tsv")
    with pytest.raises(SettingError, match=r"terms\.tsv: cannot be written: No such file"):
        write(tmp_path / "none" / "terms.tsv", {})


def test_others_are_tried_within_a_block_and_on_its_thread_alone() -> None:
    seen: list[object] = []
    with trying({"甲": 2.0}):
        assert factors() == {"甲": 2.0}
        beside = Thread(target=lambda: seen.append(factors()))
        beside.start()
        beside.join()
    assert seen == [read(SHIPPED)] == [factors()]


def test_an_error_inside_the_block_ends_the_trial() -> None:
    with pytest.raises(ZeroDivisionError, match="division"), trying({"甲": 2.0}):
        1 / 0  # noqa: B018
    assert factors() is read(SHIPPED)


def test_the_shipped_factors_lower_what_asks_and_leave_what_is_asked() -> None:
    worth = read(SHIPPED)
    asking = [worth[term] for term in ("什么", "请问", "怎么", "哪些")]
    asked = [worth[term] for term in ("辍学", "饮水", "养老", "公路") if term in worth]
    assert max(asking) < min(asked)
    assert all(0.01 < value < 20 for value in worth.values())
