"""Whatever is shown stands in the source: over every record that is to be had."""

from pathlib import Path

import pytest

from corpus.record import read_transcript
from index.build import build_index
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


@pytest.mark.shared
@pytest.mark.timeout(400)
def test_every_quote_question_and_evidence_is_a_slice(tmp_path: Path, encoder) -> None:
    transcripts = [read_transcript(path) for path in records()]
    assert len(transcripts) >= 25
    texts = {one.transcript_id: one for one in transcripts}
    build_index(transcripts, tmp_path, encoder)
    searcher = Searcher.open(tmp_path, encoder)
    shown = 0
    for question in QUESTIONS:
        answer = searcher.ask(question, k=20)
        for finding in answer.findings + answer.nearest:
            text = texts[finding.source.transcript_id].text
            turn = finding.turn.spans
            assert finding.source.text == text
            assert all(0 <= a < b <= len(text) for a, b in turn)
            assert list(turn) == sorted(turn)
            for start, end in finding.evidence:
                assert any(a <= start < end <= b for a, b in turn)
            for start, end in finding.asked.spans if finding.asked else ():
                assert 0 <= start < end <= len(text)
            shown += 1
    assert shown > 5 * len(QUESTIONS)
