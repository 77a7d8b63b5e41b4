"""Whether the search over Milvus finds what the index's own engines find."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench_questions import Held, hold_out
from evaluation.gazette import read_gazette
from index import milvus
from index.build import build_index
from index.encoder import load_encoder
from index.hits import Hit
from index.search import Searcher

TURNS, QUESTIONS, BEST = 5_000, 200, 10
SAME_SCORE = 1e-5
"""Milvus adds up in single precision, in an order of its own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question whose best turns are not the same set, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many questions were asked, and every one that came out differently."""

    asked: int
    differences: tuple[Difference, ...]

    @property
    def share(self) -> float:
        """The share of questions with the same set of best turns."""
        return 1 - len(self.differences) / self.asked


def agreement(records: Path, uri: str) -> Agreement:
    """Ask the same questions of both over the first turns of a gazette file.

    The questions were asked in later meetings. What is in Milvus at ``uri``
    stays there. Raises DependencyError, IndexFolderError, DatasetError.
    """
    encoder = load_encoder()
    with tempfile.TemporaryDirectory(prefix="xunwen-agreement-") as place:
        folder = Path(place) / "index"
        build_index(read_gazette(records, TURNS), folder, encoder)
        own = Searcher.open(folder, encoder)
        milvus.load(folder, uri)
        remote = Searcher.open(folder, encoder)
        return compare(own, remote, later_questions(records))


def later_questions(records: Path) -> list[str]:
    """The last questions of three times as many turns."""
    held: list[Held] = []
    for _ in hold_out(read_gazette(records, 3 * TURNS), 1.0, held):
        pass
    return [one.text for one in held[-QUESTIONS:]]


def compare(own: Searcher, remote: Searcher, questions: Sequence[str]) -> Agreement:
    """Compare the sets of the best ten turns."""
    return Agreement(len(questions), tuple(_differences(own, remote, questions)))


def _differences(own: Searcher, remote: Searcher, questions: Sequence[str]) -> Iterator[Difference]:
    for question in questions:
        here, there = own.rank(question), remote.rank(question)
        if _best(here) != _best(there):
            yield Difference(question, reason(here, there))


def reason(here: Sequence[Hit], there: Sequence[Hit]) -> str:
    """Why the best ten of two rankings are not the same turns."""
    scores = {hit.turn_id: hit.score for hit in there}
    last = here[:BEST][-1].score
    parts = []
    for hit in here[:BEST]:
        if hit.turn_id in _best(there):
            continue
        if hit.turn_id not in scores:
            parts.append(f"{hit.turn_id} is not among what Milvus found")
        elif hit.score - last <= SAME_SCORE and abs(hit.score - scores[hit.turn_id]) <= SAME_SCORE:
            parts.append(f"{hit.turn_id} is as good as the tenth ({hit.score:.6f})")
        else:
            parts.append(f"{hit.turn_id} has {hit.score:.6f} here, {scores[hit.turn_id]:.6f} there")
    return "; ".join(parts) or f"{len(here[:BEST])} turns here, {len(there[:BEST])} there"


def _best(hits: Sequence[Hit]) -> set[str]:
    return {hit.turn_id for hit in hits[:BEST]}
