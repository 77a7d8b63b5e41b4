"""The whole distillation: a teacher and pairs in, a folder with a small encoder out."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from index.training.distil import export
from index.training.distil.lessons import Lessons
from index.training.distil.rate import share
from index.training.distil.settings import Distil
from index.training.distil.student import Student, begin, centre
from index.training.distil.teacher import Teacher, open_teacher
from index.training.distil.teaching import Teaching, Tuition
from index.training.recipe import Told, TrainingReport, gathered

_SAMPLE = 4
"""Batches from which is reckoned where vectors lie."""


def run(
    pairs: Path,
    out: Path,
    recipe: Distil,
    teacher: str | Path,
    *,
    most: int | None = None,
    told: Told | None = None,
) -> TrainingReport:
    """Learn from the teacher and from at most ``most`` pairs; write the folder ``out``.

    Raises: see `index.training.train_distilled`.
    """
    began = time.monotonic()
    export.check(out)
    found = gathered(pairs, (), None, 1, recipe.seed, most)
    lessons = Lessons(found, recipe)
    student, losses = taught(
        open_teacher(teacher), lessons, recipe, told or (lambda stage, done, whole: None)
    )
    export.export(out, student)
    last, seconds = losses[-max(1, len(losses) // 10) :], time.monotonic() - began
    words, width = student.network.weights["word.weight"].shape
    return TrainingReport(
        out, len(found), lessons.sources, words, width, recipe.steps, float(np.mean(last)), seconds
    )


def taught(
    teacher: Teacher, lessons: Lessons, recipe: Distil, told: Told
) -> tuple[Student, list[float]]:
    """A student that has had every lesson, and the loss of each."""
    student = begin(teacher, lessons.texts(), recipe)
    sample = lessons.sample(_SAMPLE)
    tuition = Tuition(teacher, sample, recipe)
    centre(student, *sample, recipe)
    teaching, losses = Teaching(student, recipe), []
    rising = int(recipe.steps * recipe.rising)
    for step in range(recipe.steps):
        batch = lessons.batch(step)
        rate = recipe.rate * share(step, recipe.steps, rising)
        losses.append(teaching.step(batch, tuition.vectors(batch), rate))
        told("distilling", step + 1, recipe.steps)
    return student, losses
