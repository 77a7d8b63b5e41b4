"""Trainings that a door can ask for, and what they gain on questions."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from corpus.model import Exchange, Transcript
    from evaluation.comparison import Comparison
    from evaluation.evaluation import SystemScores
    from evaluation.model import Dataset
    from evaluation.runs import Manifest
    from index.encoder import Encoder
    from index.search import Searcher, Settings
    from index.training import FactorsReport

Told = Callable[[str, int, int], None]
JUDGED: tuple[Literal["dense", "full"], ...] = ("dense", "full")
MEASURE = "nDCG@10"
KEPT_BACK = 5
"""One exchange in so many is not learnt from where the gain is to be shown."""
FEWEST = 5
"""Questions; on fewer, a gain says nothing."""
OWN = "own questions"


@dataclass(frozen=True, slots=True)
class Gain:
    """What questions of one set got before and after, a comparison for each system."""

    dataset: str
    questions: int
    systems: Mapping[str, Comparison]


class Kept(NamedTuple):
    """Records to learn from, and questions of theirs that were kept back; None where too few."""

    transcripts: list[Transcript]
    questions: Dataset | None


def read_records(paths: Sequence[Path], told: Told) -> list[Transcript]:
    """The records at these paths."""
    from corpus.record import read_transcript, record_files

    files = list(record_files(paths))
    found = []
    for number, file in enumerate(files, 1):
        found.append(read_transcript(file))
        told("reading", number, len(files))
    return found


def keep_back(transcripts: Sequence[Transcript]) -> Kept:
    """The records without every fifth of their exchanges, and these as drafted questions.

    With fewer than ``FEWEST`` of these, every exchange stays to be learnt from.
    """
    from corpus.errors import DatasetError
    from evaluation.drafting import draft

    held: list[Exchange] = [
        one for record in transcripts for one in record.exchanges if one.answers
    ]
    held = held[KEPT_BACK - 1 :: KEPT_BACK]
    places = {id(one) for one in held}
    apart = [_with(record, lambda one: id(one) in places) for record in transcripts]
    rest = [_with(record, lambda one: id(one) not in places) for record in transcripts]
    if len(held) < FEWEST:
        return Kept(list(transcripts), None)
    try:
        return Kept(rest, draft(apart, OWN))
    except DatasetError:
        return Kept(list(transcripts), None)


def _with(record: Transcript, keep: Callable[[Exchange], bool]) -> Transcript:
    return replace(record, exchanges=tuple(filter(keep, record.exchanges)))


class Means(NamedTuple):
    """What is searched with: an encoder, and how much each term of a question counts."""

    encoder: Encoder
    factors: Mapping[str, float]


def gain(
    dataset: Dataset,
    before: Means,
    after: Means,
    told: Told = lambda stage, done, whole: None,
) -> Gain:
    """What a dataset's questions get with the means before and with those after.

    A drafted question stands in the record word for word, so what was asked is
    left out of the search for these.
    """
    from evaluation.comparison import compare

    first = _scores(dataset, before, f"{dataset.name}: before", told)
    second = _scores(dataset, after, f"{dataset.name}: after", told)
    pairs = zip(first, second, strict=True)
    found = {old.name: compare(old, new, [MEASURE])[0] for old, new in pairs}
    return Gain(dataset.name, len(dataset.judged), found)


def _scores(dataset: Dataset, means: Means, stage: str, told: Told) -> tuple[SystemScores, ...]:
    """Every judged system's scores, in an index of its own."""
    from evaluation.evaluation import evaluate
    from index.weighting import trying

    ranked = replace(dataset, questions=tuple(replace(q, evidence=()) for q in dataset.judged))
    with trying(means.factors), searching(dataset, means.encoder) as searcher:
        return evaluate(
            ranked,
            searcher,
            manifest=_manifest(dataset, searcher),
            systems=JUDGED,
            progress=lambda done, whole: told(stage, done, whole),
        ).systems


@contextmanager
def searching(
    dataset: Dataset, encoder: Encoder, settings: Settings | None = None
) -> Iterator[Searcher]:
    """A search over the records of a dataset, in an index that is gone afterwards."""
    from index import store
    from index.build import build_index
    from index.search import Searcher

    with tempfile.TemporaryDirectory(prefix="xunwen-") as folder:
        build_index(dataset.transcripts, Path(folder), encoder)
        if any(q.draft for q in dataset.questions):
            settings = _unasked()
        yield Searcher(store.current(Path(folder)), encoder, settings)


def _unasked() -> Settings:
    """The shipped settings, but what was asked in the record finds nothing."""
    from index.rerank import Weights
    from index.search import Settings

    return replace(Settings(), asked=0.0, weights=replace(Weights(), asked=0.0, near_asked=0.0))


def _manifest(dataset: Dataset, searcher: Searcher) -> Manifest:
    from evaluation.runs import Manifest, commit, corpus_hash

    return Manifest(
        dataset=dataset.name,
        system="",
        corpus=corpus_hash(dataset.transcripts),
        encoder=searcher.encoder.fingerprint,
        settings={},
        commit=commit(Path(__file__).parent),
        time=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def gain_table(gains: Sequence[Gain]) -> str:
    """Every system of every dataset: before, after, the paired difference and its test."""
    from evaluation.table import NAMES, align, chance, signed

    head = ["数据 set", "题 n", "系统 system", "前 before", "后 after", "差", "p", "胜/平/负"]
    rows = [head]
    for one in gains:
        for name, row in one.systems.items():
            values = [f"{100 * value:.1f}" for value in (row.a_value, row.b_value)]
            counts = f"{row.wins}/{row.ties}/{row.losses}"
            tested = [signed(row.difference), chance(row.p), counts]
            rows.append([one.dataset, str(one.questions), NAMES[name], *values, *tested])
    return f"{MEASURE} ×100\n\n{align(rows)}\n"


def factors_text(report: FactorsReport) -> str:
    """What was learnt, and how questions that were not learnt from fare with it."""
    before, after = report.before, report.after
    return (
        f"{report.out}: {len(report.factors):,} term factors from {report.questions:,} questions "
        f"in {report.seconds:.0f} s; of those held out, the right passage comes first in "
        f"{100 * before.first:.1f}% without them and {100 * after.first:.1f}% with them"
    )
