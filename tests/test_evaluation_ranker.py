"""A small real ranker and a record of four turns, for the tests of ``evaluation``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Kind, Spans, Speaker, Transcript, Turn
from evaluation.model import hit_id

ASKED = "辍学问题怎么解决?"
SCHOOL = "我们逐户劝返辍学学生。今年没有一个孩子失学。"
ROADS = "通村公路全部硬化。明年再修三百公里。"
CLOSING = "请各部门抓紧落实。"


def record(text_before: str = "", sha256: str = "aa") -> Transcript:
    """胡献民 asks, 邱红标 and 王路 answer, 李萍 closes; a line for each."""
    people = [
        Speaker("胡献民", "委员"),
        Speaker("邱红标", "局长"),
        Speaker("王路"),
        Speaker("李萍"),
    ]
    kinds: tuple[Kind, ...] = ("question", "answer", "statement", "closing")
    turns, start = [], len(text_before)
    for words, speaker, kind in zip((ASKED, SCHOOL, ROADS, CLOSING), people, kinds, strict=True):
        turns.append(Turn(f"t{start}", speaker, kind, ((start, start + len(words)),)))
        start += len(words) + 1
    text = text_before + "\n".join((ASKED, SCHOOL, ROADS, CLOSING))
    return Transcript("侧记", "侧记", None, sha256, "narrative", text, tuple(turns), ())


@dataclass(frozen=True)
class Found:
    turn: Turn
    source: Transcript
    evidence: Spans
    score: float


@dataclass(frozen=True)
class Answered:
    answered: bool
    confidence: float
    findings: Sequence[Found]
    nearest: Sequence[Found]


class Ranker:
    """Ranks turns by shared characters; its dense half is blind to all but the first two signs.

    It answers when at least half of the question's characters are in the best
    turn, and marks that turn's first sentence.
    """

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self.turns = [(record, turn) for record in transcripts for turn in record.turns]

    def rank(self, question: str, *, system: str, cutoff: int) -> list[tuple[str, float]]:
        asked = question[:2] if system == "dense" else question
        hits = [
            (hit_id(record, turn), self._score(asked, record.words(turn.spans)))
            for record, turn in self.turns
            if turn.kind != "question"
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:cutoff]

    def ask(self, question: str, *, k: int) -> Answered:
        by_id = {hit_id(record, turn): (record, turn) for record, turn in self.turns}
        found = [
            Found(turn, record, self._first(record, turn), score)
            for record, turn, score in (
                (*by_id[name], score)
                for name, score in self.rank(question, system="full", cutoff=k)
            )
        ]
        sure = found[0].score
        return Answered(
            sure >= 0.5, sure, found if sure >= 0.5 else [], [] if sure >= 0.5 else found
        )

    @staticmethod
    def _score(question: str, text: str) -> float:
        return sum(sign in text for sign in question) / len(question)

    @staticmethod
    def _first(record: Transcript, turn: Turn) -> Spans:
        start, end = turn.spans[0]
        stop = record.text.find("。", start, end)
        return ((start, end if stop < 0 else stop + 1),)


def test_ranker_finds_the_turn_that_shares_most_signs() -> None:
    ranker = Ranker([record()])
    assert ranker.rank("辍学", system="full", cutoff=2) == [("侧记#t10", 1.0), ("侧记#t33", 0.0)]
    assert ranker.ask("辍学", k=1).findings[0].evidence == ((10, 21),)
