"""Folding keeps every place, and lets no mark that nobody sees hide a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import fold
from corpus.record import read_transcript


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u202e", "\u00ad", "\u2060", "\ufeff"])
def test_marks_that_nobody_sees_hide_no_speaker(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "record.txt"
    path.write_text(
        f"会议记录\n{mark}王五委员：老师够不够？\n{mark}张三局长{mark}：明年招一百人。\n"
        f"{mark}王五委员：校车呢？\n{mark}张三局长：下学期通。\n",
        "utf-8",
    )
    transcript = read_transcript(path)
    assert [(one.speaker.name, transcript.words(one.spans)) for one in transcript.turns] == [
        ("王五", "老师够不够？"),
        ("张三", "明年招一百人。"),
        ("王五", "校车呢？"),
        ("张三", "下学期通。"),
    ]
