"""Ten kills and ten flipped bits; ``xunwen bench --soak`` does hundreds."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from evaluation.gazette import read_gazette
from evaluation.soak import flip_often, kill_often
from index.build import build_index
from index.encoder import Encoder

SAID = [
    ("主席", "請部長說明。"),
    ("邱委員志偉", "水患治理的預算執行情況如何？什麼時候送到立法院？"),
    ("施部長顏祥", "水患治理分三階段推動，預算執行率百分之九十二，補助款下個月核定。"),
]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number in range(6):
            meeting = {
                "doc": f"8/2/ECO/{number}.md",
                "turns": [["#", "會議紀錄"], *SAID * (number + 1)],
            }
            file.write(json.dumps(meeting, ensure_ascii=False) + "\n")
    return path


@pytest.fixture
def folder(records: Path, tmp_path: Path, encoder: Encoder) -> Path:
    build_index(islice(read_gazette(records), 3), tmp_path / "index", encoder)
    return tmp_path / "index"


def test_the_gazette_is_read_as_meetings_with_questions_and_answers(records: Path) -> None:
    first = next(read_gazette(records))
    speakers = [(turn.speaker.name, turn.speaker.title, turn.kind) for turn in first.turns]
    assert speakers == [
        (None, "主席", "statement"),
        ("邱志偉", "委員", "question"),
        ("施顏祥", "部長", "answer"),
    ]
    assert [first.words(turn.spans) for turn in first.turns] == [words for _, words in SAID]
    assert (first.date, first.exchanges[0].answers) == ("2012-09-01", first.turns[2:])


def test_a_reading_ends_after_so_many_turns(records: Path) -> None:
    assert [len(one.turns) for one in read_gazette(records, 5)] == [3, 2]


def test_ten_killed_writers_lose_nothing(folder: Path, records: Path) -> None:
    outcome = kill_often(folder, records, 10, seed=7)
    assert (outcome.tried, outcome.failures) == (10, ())


def test_ten_flipped_bits_are_refused_or_harmless(folder: Path, tmp_path: Path) -> None:
    outcome = flip_often(folder, tmp_path / "scratch", 10, seed=7)
    assert (outcome.tried, outcome.failures) == (10, ())
    assert outcome.counts["refused"] >= 5
