"""The questions that the contextual model learnt to judge from."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED

from corpus.text import normalise

HERE = Path(str(files("index"))) / "training" / "judging"
PAIRS = (
    "news_peoples_daily_ict",
    "news_peoples_daily_title_body",
    "gov_covid_policy_qa",
    "gov_message_board_reply",
    "gov_hk_legco_qa_zhs",
    "gov_hk_legco_ict_zhs",
    "gov_tw_legislature_qa_zhs",
    "gov_tw_minister_meetings_zhs",
    "news_xinwenlianbo_title_body",
    "news_xinwenlianbo_ict",
)


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    with gzip.open(HERE / "questions.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_each_question_is_of_its_kind(records: list[dict[str, Any]]) -> None:
    counts: Counter[str] = Counter()
    for record in records:
        assert len(record["passages"]) == 13
        queries = [question["query"] for question in record["questions"]]
        assert len(queries) == len(set(queries))
        for question in record["questions"]:
            counts[question["kind"]] += 1
            told = {place for place, _, _ in question.get("evidence", ())}
            assert bool(told) == (question["kind"] not in ("near", "far"))
            assert (len(told) > 1) >= (question["kind"] == "several")
            assert ("about" in question) == (question["kind"] == "near")
            assert all(0 <= place < 13 for place in (*told, question.get("about", 0)))
    readme = (HERE / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\w+) \| ([\d,]+) \|", readme, re.MULTILINE)
    assert {kind: int(count.replace(",", "")) for kind, count in rows} == dict(counts)
    whole, here = sum(counts.values()), len(records)
    assert f"{whole:,} questions about {here} records" in readme
    without = counts["near"] + counts["far"]
    assert f"{whole - without:,} with an answer, {without:,} without" in readme


def _queries(files: list[Path], field: str) -> set[str]:
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return {_bare(json.loads(line)[field]) for line in lines if line.strip()}


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text))


def test_none_is_a_question_of_an_evaluation(records: list[dict[str, Any]]) -> None:
    held = _queries(sorted(Path(str(files("evaluation"))).glob("questions/**/*.jsonl")), "query")
    assert len(held) > 1000
    assert held.isdisjoint(_bare(one["query"]) for row in records for one in row["questions"])


@pytest.mark.shared
def test_every_passage_is_of_a_pair_and_no_question_of_the_other_sets(
    records: list[dict[str, Any]],
) -> None:
    sizes: dict[str, int] = {}
    for name in PAIRS:
        with gzip.open(SHARED / "pairs" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                text = re.sub(r"^[”’）》、，。！？；：]+", "", json.loads(line)["positive"].strip())
                text = re.sub(r"\s+", " ", text)
                sizes[sha256(text.encode()).hexdigest()[:16]] = len(text)
    for record in records:
        lengths = [sizes[name] for name in record["passages"]]
        for question in record["questions"]:
            for place, start, end in question.get("evidence", ()):
                assert 0 <= start < end <= lengths[place]
    held = _queries(sorted((SHARED / "eval").glob("*/queries.jsonl")), "text")
    assert held.isdisjoint(_bare(one["query"]) for row in records for one in row["questions"])
