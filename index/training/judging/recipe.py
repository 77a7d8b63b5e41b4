"""The whole of it: a contextual encoder and pairs in, one that judges besides out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from corpus.errors import DatasetError
from index.encoder import Encoder, load_encoder
from index.training import pairs as reading
from index.training.contextual.teaching import device
from index.training.distil import export
from index.training.distil.lessons import Lessons
from index.training.distil.rate import share
from index.training.distil.settings import Distil
from index.training.distil.student import Student
from index.training.distil.teacher import open_teacher
from index.training.judging import lessons, questions, vectors
from index.training.judging.batches import Taught, drawn, endless, filled
from index.training.judging.growth import grown
from index.training.judging.lessons import Example
from index.training.judging.questions import Record
from index.training.judging.settings import Judging
from index.training.judging.start import open_student, with_head
from index.training.judging.teaching import Teaching
from index.training.judging.vectors import Lesson
from index.training.pairs import Pair
from index.training.recipe import Told, TrainingReport

_RIVALS = 400
"""Pairs of a source among which a text's rivals are looked for."""
_LEAST_GAIN = 10
"""Windows that such a batch must give on average: long texts give none."""


@dataclass(frozen=True, slots=True)
class JudgingReport(TrainingReport):
    """What came of it: ``windows`` that were learnt from, about ``passages`` of ``wanted``.

    ``held`` is the loss on questions held back, before and after, in nats; nan where none was.
    """

    windows: int
    passages: int
    wanted: int
    held: tuple[float, float]


def run(
    pairs: Path,
    out: Path,
    recipe: Judging,
    start: Path,
    *,
    teacher: str | Path | None = None,
    told: Told | None = None,
) -> JudgingReport:
    """Go on from the encoder in ``start``; write the folder ``out``.

    Raises: see `index.training.train_judging`.
    """
    began = time.monotonic()
    export.check(out)
    student = open_student(start)
    # A head drawn by chance, or layers that were never together, knew nothing that should be kept.
    knew = student.network.judges and teacher is None
    network = with_head(student.network, recipe.seed).to(device())
    if teacher is not None:
        network = grown(network, open_teacher(teacher).network, recipe)
    student = replace(student, network=network)
    records, told = questions.read(), told or (lambda stage, done, whole: None)
    # Questions were asked about passages of any pair, those that share no word with theirs too.
    every = (pair.positive for pair in reading.read(pairs, overlap=0))
    texts, found = questions.texts(records, every), list(reading.read(pairs))
    given = gather(records, texts, found, student, recipe, told)
    losses, held = taught(student, given, recipe, told, knew=knew)
    export.export(out, student)
    last, seconds = losses[-max(1, len(losses) // 10) :], time.monotonic() - began
    words, width = network.weights["word.weight"].shape
    wanted = len({name for record in records for name in record.passages})
    return JudgingReport(
        out, len(found), {}, words, width, recipe.steps, float(np.mean(last)), seconds,
        len(given.windows), len(texts), wanted, held,
    )  # fmt: skip


def gather(
    records: Sequence[Record],
    texts: Mapping[str, str],
    found: Sequence[Pair],
    student: Student,
    recipe: Judging,
    told: Told,
) -> Taught:
    """The questions' lessons, for judging and for vectors, those of mere pairs, and those held back.

    Raises:
        DatasetError: there is nothing to learn from but what is held back.
    """
    encoder, chance = load_encoder(), random.Random(recipe.seed)
    asked: list[list[Example]] = []
    sought: list[Lesson] = []
    held: list[Example] = []
    for at, record in enumerate(records):
        read = list(lessons.strong(record, texts, student, encoder))
        if recipe.held > 0 and at % recipe.held == 0:
            held += read
        else:
            new = at >= recipe.known
            asked.append([one for one in read if new or chance.random() < recipe.again])
            found_in = vectors.lessons(record, texts)
            sought += (one for one in found_in if new or chance.random() < recipe.again)
        told("reading questions", at + 1, len(records))
    windows = list(chain.from_iterable(asked))
    if not windows:
        raise DatasetError("the passages among the pairs are all of records that are held back")
    weak, strays = (int(share * len(windows)) for share in (recipe.weak, recipe.strays))
    windows += islice(_weak(found, weak, student, encoder, recipe.seed), weak)
    windows += lessons.strays(asked, strays, recipe.seed)
    others = Lessons(found, Distil(batch_size=recipe.batch_size, seed=recipe.seed))
    return Taught(windows, held, sought, others)


def _weak(
    found: Sequence[Pair], wanted: int, student: Student, encoder: Encoder, seed: int
) -> Iterator[Example]:
    """Windows of mere pairs; they may be fewer than wanted where most texts are long."""
    mere = Lessons(found, Distil(batch_size=_RIVALS, seed=seed))
    batches = range(1 + wanted // _LEAST_GAIN)
    near = (lessons.weak(mere.batch(at), student, encoder, (seed, at)) for at in batches)
    return chain.from_iterable(near)


def taught(
    student: Student, given: Taught, recipe: Judging, told: Told, *, knew: bool = True
) -> tuple[list[float], tuple[float, float]]:
    """Have the student learn; the loss of each step, and on what is held back before and after.

    What it ``knew`` of judging is mixed in at the end.
    """
    teaching, losses = Teaching(student, recipe), []
    held = list(filled(given.held, recipe.tokens))
    before = teaching.loss(held)
    batches = endless(given.windows, recipe)
    for step in range(recipe.steps):
        beside = drawn(given, recipe, step) if step % recipe.every == recipe.every - 1 else None
        rate = recipe.rate * share(step, recipe.steps, recipe.rising)
        losses.append(teaching.step(next(batches), beside, rate))
        told("judging", step + 1, recipe.steps)
    teaching.settle(knew)
    return losses, (before, teaching.loss(held))
