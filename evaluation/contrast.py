"""Two systems side by side: the tests, what each was made of, the questions that changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from corpus.errors import DatasetError
from evaluation.comparison import MEASURE, Comparison, compare
from evaluation.evaluation import Evaluation, SystemScores
from evaluation.model import Dataset, turns
from evaluation.randomisation import TINY
from evaluation.runs import Manifest


@dataclass(frozen=True, slots=True)
class Seen:
    """The first turn a system gave: who speaks and what is said; "" when it gave none."""

    turn_id: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question on which two systems differ, with the first turn of each and the right ones.

    ``a_rank`` and ``b_rank`` are where each has the best right turn; None: nowhere.
    """

    question_id: str
    question: str
    a_value: float
    b_value: float
    a_rank: int | None
    b_rank: int | None
    a: Seen
    b: Seen
    right: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """``rows`` has a comparison for each measure; ``unlike`` is `unlike`, ``changes`` `changes`."""

    a: str
    b: str
    rows: tuple[Comparison, ...]
    unlike: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]


def contrast(evaluation: Evaluation, a: str, b: str, *, seed: int = 0) -> Contrast:
    """What becomes different from system ``a`` to system ``b`` of an evaluation.

    Raises DatasetError for a system that it does not have.
    """
    by_name = {scores.name: scores for scores in evaluation.systems}
    for name in (a, b):
        if name not in by_name:
            raise DatasetError(f"there is no system {name} (there are: {', '.join(by_name)})")
    one, other = by_name[a], by_name[b]
    return Contrast(
        a=a,
        b=b,
        rows=compare(one, other, seed=seed),
        unlike=tuple(unlike(one.run.manifest, other.run.manifest)),
        changes=changes(evaluation.dataset, one, other, MEASURE),
    )


def changes(dataset: Dataset, a: SystemScores, b: SystemScores, measure: str) -> tuple[Change, ...]:
    """The questions that differ, the greatest losses of ``b`` first, then by id."""
    before, after = a.values[measure], b.values[measure]
    questions = {q.question_id: q.text for q in dataset.questions}
    differ = [n for n in before if n in after and abs(after[n] - before[n]) > TINY]
    located = Looking(dataset)
    return tuple(
        Change(
            question_id=name,
            question=questions[name],
            a_value=before[name],
            b_value=after[name],
            a_rank=a.run.rank(name, dataset.qrels[name]),
            b_rank=b.run.rank(name, dataset.qrels[name]),
            a=located.first(a, name),
            b=located.first(b, name),
            right=tuple(located.seen(t) for t, g in dataset.qrels[name].items() if g > 0),
        )
        for name in sorted(differ, key=lambda n: (after[n] - before[n], n))
    )


class Looking:
    """Looks turns up by their id."""

    def __init__(self, dataset: Dataset) -> None:
        self._turns = turns(dataset.transcripts)

    def first(self, scores: SystemScores, question_id: str) -> Seen:
        """The first turn a system returned for a question."""
        hits = scores.run.hits.get(question_id, ())
        return self.seen(hits[0].turn_id) if hits else Seen("", "", "")

    def seen(self, turn_id: str) -> Seen:
        """The turn of this id; a run may name turns that the records no longer hold."""
        if turn_id not in self._turns:
            return Seen(turn_id, "", "")
        record, turn = self._turns[turn_id]
        speaker = turn.speaker
        name = speaker.label or " ".join(part for part in (speaker.title, speaker.name) if part)
        return Seen(turn_id, name, record.words(turn.spans))


def unlike(a: Manifest, b: Manifest) -> list[tuple[str, str, str]]:
    """What two runs were made of, where it differs: its name, then what each has.

    A run without a manifest (another program's) is like any other.
    """
    if not a.dataset or not b.dataset:
        return []
    one, other = _facts(a), _facts(b)
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return [(name, one.get(name, "—"), other.get(name, "—")) for name in names]


def _facts(manifest: Manifest) -> dict[str, str]:
    row = asdict(manifest)
    settings = {name: str(value) for name, value in row.pop("settings").items()}
    return {name: row[name][:12] for name in ("dataset", "corpus", "encoder", "commit")} | settings
