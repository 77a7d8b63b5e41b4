"""Whatever is shown stands in the source: over every record that is to be had."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from corpus.model import Transcript
from corpus.record import read_transcript
from index.answer import Answer
from index.build import build_index
from index.encoder import Encoder
from index.search import Searcher

TRANSCRIPTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "transcripts"
QUESTIONS = (
    "经费预算怎么安排",
    "什么时候完成",
    "有什么措施",
    "交通安全",
    "教育问题怎么解决",
    "为什么没有做到",
    "开放资料",
    "环境保护",
    "就业怎么办",
    "主席说了什么",
)


def records() -> list[Path]:
    kinds = (".txt", ".md", ".xml")
    return sorted(path for path in TRANSCRIPTS.rglob("*") if path.suffix in kinds)


SHORT = 60_000
"""Characters of the longest records that are read closely too: all would take a minute and a half."""


@pytest.fixture(scope="module", name="transcripts")
def _transcripts() -> list[Transcript]:
    found = [read_transcript(path) for path in records()]
    assert len(found) >= 25
    return found


def check(answer: Answer, texts: Mapping[str, str]) -> int:
    """Whether all that is shown is a slice; how many findings there are."""
    shown = answer.findings + answer.nearest
    for finding in shown:
        text = texts[finding.source.transcript_id]
        turn = finding.turn.spans
        assert finding.source.text == text
        assert all(0 <= a < b <= len(text) for a, b in turn)
        assert list(turn) == sorted(turn)
        for start, end in finding.evidence:
            assert any(a <= start < end <= b for a, b in turn)
        for start, end in finding.asked.spans if finding.asked else ():
            assert 0 <= start < end <= len(text)
    return len(shown)


@pytest.mark.shared
@pytest.mark.parametrize("closely", [False, True])
def test_every_quote_question_and_evidence_is_a_slice(
    tmp_path: Path, encoder: Encoder, transcripts: Sequence[Transcript], closely: bool
) -> None:
    kept = [one for one in transcripts if len(one.text) < SHORT or not closely]
    assert {one.style for one in kept} == {one.style for one in transcripts}
    build_index(kept, tmp_path, encoder, closely=closely)
    searcher = Searcher.open(tmp_path, encoder)
    texts = {one.transcript_id: one.text for one in kept}
    shown = sum(check(searcher.ask(question, k=20), texts) for question in QUESTIONS)
    assert shown > 5 * len(QUESTIONS)
