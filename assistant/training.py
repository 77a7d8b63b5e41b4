"""Trainings that a door can ask for, and what they gain on questions."""

from __future__ import annotations

import datetime
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from corpus.model import Exchange, Transcript
    from evaluation.calibration import Instance, Validation
    from evaluation.comparison import Comparison
    from evaluation.evaluation import SystemScores
    from evaluation.model import Dataset
    from evaluation.runs import Manifest
    from index.confidence import Calibration, Manner
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
    with trying(means.factors), _searching(dataset, means.encoder) as searcher:
        return evaluate(
            ranked,
            searcher,
            manifest=_manifest(dataset, searcher),
            systems=JUDGED,
            progress=lambda done, whole: told(stage, done, whole),
        ).systems


@contextmanager
def _searching(
    dataset: Dataset, encoder: Encoder, settings: Settings | None = None
) -> Iterator[Searcher]:
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


def calibrate(
    out: Path | None = None,
    datasets: Sequence[Dataset] = (),
    told: Told = lambda stage, done, whole: None,
) -> Calibrated:
    """Fit the confidence on the shipped development questions, and write it.

    ``datasets`` are large collections to fit it on too, each question once more
    with its answer taken out; without any, what is read now stays as it is for
    large ones. ``out`` is by default the file that every search reads. The
    figures beside a fit are of topics that it was not fitted on.
    """
    from assistant.evaluating import open_questions
    from evaluation.calibration import (
        LARGE,
        SMALL,
        both,
        cross_validate,
        fit,
        save,
        without_answers,
    )
    from index.confidence import MANNERS, shipped

    own, fitted, validations = open_questions(None, "dev"), {}, {}
    for manner in MANNERS:
        rows = _asked([own], manner, told)
        small, large = fit(rows, _turns([own])), shipped(manner).large
        validations[f"{own.name}, {manner}"] = cross_validate(rows, SMALL)
        if datasets:
            rows = without_answers(_asked(datasets, manner, told))
            large = fit(rows, _turns(datasets), LARGE)
            name = ", ".join(one.name for one in datasets)
            validations[f"{name}, {manner}"] = cross_validate(rows, LARGE)
        fitted[manner] = both(small, large)
    place = out or _calibration()
    save(fitted, place)
    return Calibrated(place, fitted, validations)


def _asked(datasets: Sequence[Dataset], manner: Manner, told: Told) -> list[Instance]:
    """Every question of these sets, asked in this manner."""
    from evaluation.calibration import instances
    from index.encoder import load_encoder
    from index.search import Settings

    rows: list[Instance] = []
    settings = Settings(closely=manner == "closely", settled=math.inf)
    for dataset in datasets:
        with _searching(dataset, load_encoder(), settings) as searcher:
            for number, row in enumerate(instances(dataset, searcher), 1):
                rows.append(row)
                told(f"asking {dataset.name}", number, 2 * len(dataset.questions))
    return rows


def _turns(datasets: Sequence[Dataset]) -> float:
    """The turns of a dataset, as the geometric mean of several."""
    sizes = [sum(len(record.turns) for record in one.transcripts) for one in datasets]
    return round(math.exp(sum(map(math.log, sizes)) / len(sizes)), 1)


def _calibration() -> Path:
    return Path(str(files("index").joinpath("weights/calibration.json")))


class Calibrated(NamedTuple):
    """Where a fit was written, the fit, and how such fits do on topics they have not seen."""

    out: Path
    fitted: Mapping[Manner, Calibration]
    validations: Mapping[str, Validation]


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


def calibration_text(made: Calibrated) -> str:
    """The figures of the fits."""
    lines = [f"{made.out}:", *(_fit_text(*item) for item in made.validations.items())]
    return "\n".join(lines)


def _fit_text(name: str, found: Validation) -> str:
    from evaluation.table import interval

    return (
        f"{name}: fitted on {found.answerable} questions with an answer and "
        f"{found.unanswerable} without, {found.topics} topics\n"
        f"  five-fold over topics: AUROC {interval(found.auroc)}, "
        f"{100 * found.refused:.1f}% of those with an answer refused where 90% of those "
        f"without are, ECE {100 * found.ece:.1f}"
    )
