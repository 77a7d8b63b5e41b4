"""Runs saved before, brought beside today's: which questions they share, what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DatasetError

if TYPE_CHECKING:
    from evaluation.model import Dataset
    from evaluation.runs import Run


def open_runs(paths: Sequence[Path], dataset: Dataset) -> list[Run]:
    """The runs in these files, each under a name that tells it from the others.

    Raises DatasetError for a run that names no turn, or no judged question, of the dataset.
    """
    from evaluation.model import turns
    from evaluation.runs import open_run

    known, runs = turns(dataset.transcripts).keys(), []
    for path, label in zip(paths, labels(paths), strict=True):
        run = open_run(path)
        named = {hit.turn_id for hits in run.hits.values() for hit in hits}
        if named and not named & known:
            example = min(named)
            raise DatasetError(
                f"{path}: names no turn of {dataset.name} (but {example}): give its own --dataset"
            )
        if not run.hits.keys() & dataset.qrels.keys():
            example = f" (but {min(run.hits)})" if run.hits else ""
            raise DatasetError(
                f"{path}: names no judged question of {dataset.name}{example}: "
                "give its own --dataset and --split"
            )
        runs.append(replace(run, manifest=replace(run.manifest, system=label)))
    return runs


def labels(paths: Sequence[Path]) -> list[str]:
    """Each path's name, with as many of its folders as tell it from the others."""
    longest = max((len(path.parts) for path in paths), default=0)
    named: list[str] = []
    for depth in range(1, longest + 1):
        named = ["/".join(path.with_suffix("").parts[-depth:]) for path in paths]
        if len(set(named)) == len(named):
            break
    return named


def in_common(dataset: Dataset, runs: Sequence[Run]) -> Dataset:
    """The dataset without the judged questions that some of these runs was not asked.

    Raises DatasetError when none is left.
    """
    from evaluation.model import select

    judged = dataset.qrels.keys()
    kept = select(
        dataset,
        lambda question: (
            question.question_id not in judged
            or all(run.asked(question.question_id) for run in runs)
        ),
    )
    if not kept.qrels:
        names = ", ".join(run.manifest.system for run in runs)
        raise DatasetError(
            f"{names}: no judged question was asked in all of them: give their own --split"
        )
    return kept
