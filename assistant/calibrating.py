"""The confidence, fitted anew on questions with an answer and questions without."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.training import Told, searching

if TYPE_CHECKING:
    from evaluation.calibration import Instance
    from evaluation.model import Dataset
    from evaluation.validation import Validation
    from index.confidence import Calibration, Fit, Manner


class Calibrated(NamedTuple):
    """Where a fit was written, the fit, and how such fits do on topics they have not seen."""

    out: Path
    fitted: Mapping[Manner, Calibration]
    validations: Mapping[str, Validation]


def calibrate(
    out: Path | None = None,
    datasets: Sequence[Dataset] = (),
    told: Told = lambda stage, done, whole: None,
) -> Calibrated:
    """Fit the confidence on the shipped development questions, and write it.

    ``datasets`` are fitted on too. One with unanswerable questions is taken as a record or a
    few, like the shipped one; one without for a large collection, whose questions are each
    asked once more with the answer taken out. Where none is large, what is read now stays as
    it is for large ones. ``out`` is by default the file that every search reads. The figures
    beside a fit are of topics that it was not fitted on.
    """
    from assistant.evaluating import open_questions
    from evaluation.calibration import LARGE, SMALL, both, save, without_answers, without_seldom
    from index.confidence import MANNERS, shipped

    few = [open_questions(None, "dev"), *(_apart(one) for one in datasets if one.unanswerable)]
    many = [one for one in datasets if not one.unanswerable]
    fitted, validations = {}, {}
    for manner in MANNERS:
        small, found = _fit(few, _asked(few, manner, told), without_seldom(SMALL, manner))
        validations[f"{_names(few)}, {manner}"] = found
        large = shipped(manner).large
        if many:
            rows = without_answers(_asked(many, manner, told))
            large, found = _fit(many, rows, without_seldom(LARGE, manner))
            validations[f"{_names(many)}, {manner}"] = found
        fitted[manner] = both(small, large)
    place = out or _shipped_file()
    save(fitted, place)
    return Calibrated(place, fitted, validations)


def _apart(dataset: Dataset) -> Dataset:
    """Over those of its records alone that its questions speak of."""
    named = {question.transcript for question in dataset.questions}
    kept = (one for one in dataset.transcripts if one.transcript_id in named)
    return replace(dataset, transcripts=tuple(kept))


def _fit(
    datasets: Sequence[Dataset], rows: Sequence[Instance], names: Sequence[str]
) -> tuple[Fit, Validation]:
    from evaluation.calibration import fit
    from evaluation.validation import cross_validate

    return fit(rows, _turns(datasets), names), cross_validate(rows, names)


def _asked(datasets: Sequence[Dataset], manner: Manner, told: Told) -> list[Instance]:
    """Every question of these sets, asked in this manner."""
    from evaluation.calibration import instances
    from index.encoder import load_encoder
    from index.search import Settings

    rows: list[Instance] = []
    together = manner == "together"
    settings = Settings(closely=manner != "plain")
    if not together:  # there, what is read closely is what is so in use
        settings = replace(settings, settled=math.inf)
    for dataset in datasets:
        with searching(dataset, load_encoder(), settings) as searcher:
            for number, row in enumerate(instances(dataset, searcher, together), 1):
                rows.append(row)
                told(f"asking {dataset.name}", number, 2 * len(dataset.questions))
    return rows


def _turns(datasets: Sequence[Dataset]) -> float:
    """The turns of a dataset, as the geometric mean of several."""
    sizes = [sum(len(record.turns) for record in one.transcripts) for one in datasets]
    return round(math.exp(sum(map(math.log, sizes)) / len(sizes)), 1)


def _names(datasets: Sequence[Dataset]) -> str:
    return ", ".join(one.name for one in datasets)


def _shipped_file() -> Path:
    return Path(str(files("index").joinpath("weights/calibration.json")))


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
