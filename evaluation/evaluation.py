"""One dataset, all systems, every figure: what `xunwen evaluate` prints and saves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from corpus.errors import DatasetError, QuestionError
from evaluation.abstention import Abstention
from evaluation.answers import EvidenceScores, judge_confidence, judge_evidence
from evaluation.intervals import Estimate, estimates
from evaluation.measures import Values, per_question
from evaluation.model import Dataset, Question, turns
from evaluation.replies import Reply, Shown
from evaluation.runs import Manifest, Run, ranked
from evaluation.searcher import SYSTEMS, Answer, Searcher, System
from evaluation.topics import numbered, topic_of
from evaluation.twins import twins, with_twins

CUTOFF = 100
SHOWN = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system's run with its measures, over all judged questions and by their kind.

    ``estimates`` and the rows of ``kinds`` are keyed by measure, ``topics``
    says which questions stand or fall together.
    """

    run: Run
    values: Values
    topics: Mapping[str, str]
    estimates: Mapping[str, Estimate]
    kinds: Mapping[str, Mapping[str, Estimate]]

    @property
    def name(self) -> str:
        """lexical, dense, fused, full, or what another program calls itself."""
        return self.run.manifest.system


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All systems on one dataset; ``replies``, ``abstention``, ``evidence`` only where judged.

    ``twins`` is how many questions have an unjudged twin of a right turn;
    ``twins_right`` whether these were counted as right. ``unasked`` are the
    questions that could not be asked, which count as finding nothing, and why.
    """

    dataset: Dataset
    systems: tuple[SystemScores, ...]
    replies: tuple[Reply, ...]
    abstention: Abstention | None
    evidence: EvidenceScores | None
    twins: int
    twins_right: bool
    unasked: Mapping[str, str]


def evaluate(
    dataset: Dataset,
    searcher: Searcher,
    *,
    manifest: Manifest,
    systems: Sequence[System] = SYSTEMS,
    twins_right: bool = False,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Evaluation:
    """Ranks every judged question with every system and, where answers are judged, asks all.

    ``manifest`` says what the searcher is made of; each run gets it under its
    system's name. ``progress`` is called with (done, total) questions. Raises
    DatasetError where no question can be asked.
    """
    asked = dataset.questions if dataset.has_evidence else ()
    step = _counter(progress, len(dataset.judged) * len(systems) + len(asked))
    names = _names(dataset)
    unasked: dict[str, str] = {}
    runs = []
    for system in systems:
        hits = {}
        for question in dataset.judged:
            found: Sequence[tuple[str, float]] = ()
            with _noted(unasked, question):
                found = searcher.rank(question.text, system=system, cutoff=CUTOFF)
            hits[question.question_id] = ranked((names.get(n, n), score) for n, score in found)
            step()
        runs.append(Run(replace(manifest, system=system), hits))
    replies = []
    for question in asked:
        reply = Reply(question.question_id, answered=False, confidence=0.0, shown=())
        with _noted(unasked, question):
            reply = _reply(question, searcher.ask(question.text, k=SHOWN), names)
        replies.append(reply)
        step()
    _refuse_silence(dataset, {q.question_id for q in (*dataset.judged, *asked)}, unasked)
    return judge(dataset, runs, replies, twins_right=twins_right, seed=seed, unasked=unasked)


def judge(
    dataset: Dataset,
    runs: Iterable[Run],
    replies: Iterable[Reply] = (),
    *,
    twins_right: bool = False,
    seed: int = 0,
    unasked: Mapping[str, str] | None = None,
) -> Evaluation:
    """The figures of runs and replies that were made before, or elsewhere."""
    with_copies, replies = len(twins(dataset)), tuple(replies)
    if twins_right:
        dataset = with_twins(dataset)
    return Evaluation(
        dataset=dataset,
        systems=tuple(scores(dataset, run, seed=seed) for run in runs),
        replies=replies,
        abstention=judge_confidence(dataset, replies, seed) if replies else None,
        evidence=judge_evidence(dataset, replies, seed) if replies else None,
        twins=with_copies,
        twins_right=twins_right,
        unasked=unasked or {},
    )


def scores(dataset: Dataset, run: Run, *, seed: int = 0) -> SystemScores:
    """One run's measures over the judged questions of the dataset."""
    if not dataset.qrels:
        lost = next((f" ({d.place}: {d.reason})" for d in dataset.drift if d.outcome == "lost"), "")
        raise DatasetError(f"{dataset.name}: none of its questions is judged{lost}: add answers")
    values, judged = per_question(run.hits, dataset.qrels), dataset.judged
    kinds = dict.fromkeys(question.kind for question in judged if question.kind)
    return SystemScores(
        run=run,
        values=values,
        topics={question.question_id: topic_of(question) for question in judged},
        estimates=_estimates(values, judged, seed),
        kinds={
            kind: _estimates(values, [q for q in judged if q.kind == kind], seed) for kind in kinds
        },
    )


@contextmanager
def _noted(unasked: dict[str, str], question: Question) -> Iterator[None]:
    """What cannot be asked is noted with its reason, and the next one is asked."""
    try:
        yield
    except QuestionError as error:
        unasked[question.question_id] = str(error)


def _refuse_silence(dataset: Dataset, asked: set[str], unasked: Mapping[str, str]) -> None:
    """Where nothing could be asked, figures would tell of the questions and not of the search."""
    if unasked.keys() == asked and asked:
        name, reason = next(iter(unasked.items()))
        raise DatasetError(f"{dataset.name}: none of its questions can be asked: {name}: {reason}")


def _counter(progress: Progress, total: int) -> Callable[[], None]:
    numbers = count(1)
    return lambda: progress(next(numbers), total)


def _names(dataset: Dataset) -> dict[str, str]:
    """What an index calls each turn (``transcript#turn``) -> what the judgments call it."""
    return {
        f"{record.transcript_id}#{turn.turn_id}": name
        for name, (record, turn) in turns(dataset.transcripts).items()
    }


def _reply(question: Question, answer: Answer, names: Mapping[str, str]) -> Reply:
    shown = []
    for finding in answer.findings if answer.answered else answer.nearest:
        name = f"{finding.source.transcript_id}#{finding.turn.turn_id}"
        shown.append(Shown(names.get(name, name), finding.evidence))
    return Reply(question.question_id, answer.answered, float(answer.confidence), tuple(shown))


def _estimates(values: Values, questions: Sequence[Question], seed: int) -> dict[str, Estimate]:
    import numpy as np

    names = [question.question_id for question in questions]
    table = np.array([[values[measure][name] for measure in values] for name in names])
    topic = numbered(topic_of(question) for question in questions)
    return dict(zip(values, estimates(table, topic, seed=seed), strict=True))
