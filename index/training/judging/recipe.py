"""The whole of it: a contextual encoder and pairs in, one that judges besides out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.encoder import load_encoder
from index.training.contextual.teaching import device
from index.training.distil import export
from index.training.distil.lessons import Lessons
from index.training.distil.settings import Distil
from index.training.distil.student import Student
from index.training.judging import lessons, questions
from index.training.judging.lessons import Example
from index.training.judging.settings import Judging
from index.training.judging.start import open_student, with_head
from index.training.judging.teaching import Teaching
from index.training.pairs import Pair
from index.training.pairs import read as read_pairs
from index.training.recipe import Told, TrainingReport

_LEAST = 0.02
"""The share of the rate below which it does not fall."""
_SORTED = 2000
"""Examples among which those of about a length are put together."""
_RIVALS = 400
"""Pairs of a source among which a text's rivals are looked for."""


@dataclass(frozen=True, slots=True)
class JudgingReport(TrainingReport):
    """What came of it: ``held`` is the loss on questions held back, before and after, in nats."""

    held: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Taught:
    """What is learnt from, and what is held back.

    ``windows`` are for judging; ``pairs``, record by record, and those of ``others`` for vectors.
    """

    windows: Sequence[Example]
    held: Sequence[Example]
    pairs: Sequence[Sequence[lessons.Told]]
    others: Lessons | None = None


def run(
    pairs: Path, out: Path, recipe: Judging, start: Path, *, told: Told | None = None
) -> JudgingReport:
    """Go on from the encoder in ``start``; write the folder ``out``.

    Raises: see `index.training.train_judging`.
    """
    began = time.monotonic()
    export.check(out)
    student = open_student(start)
    network = with_head(student.network, recipe.seed).to(device())
    student = replace(student, network=network)
    # Questions were asked about passages of any pair, those that share no word with theirs too.
    found = list(read_pairs(pairs, overlap=0))
    told = told or (lambda stage, done, whole: None)
    given = gather(found, student, recipe, told)
    losses, held = taught(student, given, recipe, told)
    export.export(out, student)
    last, seconds = losses[-max(1, len(losses) // 10) :], time.monotonic() - began
    words, width = network.weights["word.weight"].shape
    return JudgingReport(
        out, len(found), {}, words, width, recipe.steps, float(np.mean(last)), seconds, held
    )


def gather(found: Sequence[Pair], student: Student, recipe: Judging, told: Told) -> Taught:
    """The questions' lessons, their share of the mere pairs', and the questions held back."""
    records, encoder = questions.read(), load_encoder()
    texts = questions.texts(records, (pair.positive for pair in found))
    windows: list[Example] = []
    held: list[Example] = []
    for done, record in enumerate(records):
        part = held if _back(done, recipe) else windows
        part += lessons.strong(record, texts, student, encoder)
        told("reading questions", done + 1, len(records))
    mere = Lessons(found, Distil(batch_size=_RIVALS, seed=recipe.seed))
    wanted = int(recipe.weak * len(windows))
    batches = range(1 + wanted // _RIVALS)  # a pair gives two windows, unless it has no rival
    near = (lessons.weak(mere.batch(at), student, encoder, at) for at in batches)
    windows += islice(chain.from_iterable(near), wanted)
    kept = (record for at, record in enumerate(records) if not _back(at, recipe))
    pairs = [some for record in kept if (some := list(lessons.told(record, texts)))]
    others = Lessons(found, Distil(batch_size=recipe.batch_size, seed=recipe.seed))
    return Taught(windows, held, pairs, others)


def _back(place: int, recipe: Judging) -> bool:
    """Whether the record in this place is held back."""
    return recipe.held > 0 and place % recipe.held == 0


def taught(
    student: Student, given: Taught, recipe: Judging, told: Told
) -> tuple[list[float], tuple[float, float]]:
    """Have the student learn; the loss of each step, and on what is held back before and after."""
    teaching, losses = Teaching(student, recipe), []
    held = list(_filled(sorted(given.held, key=lambda one: len(one.ids)), recipe.tokens))
    before = teaching.loss(held)
    batches = _batches(given.windows, recipe)
    for step in range(recipe.steps):
        beside = step % recipe.every == recipe.every - 1
        pairs = _pairs(given, recipe, step) if beside else ()
        losses.append(teaching.step(next(batches), pairs, _rate(recipe, step)))
        told("judging", step + 1, recipe.steps)
    return losses, (before, teaching.loss(held))


def _pairs(given: Taught, recipe: Judging, step: int) -> list[lessons.Told]:
    """Pairs of a few records, whose passages are each other's rivals, or mere ones of a source."""
    chance = random.Random(f"{recipe.seed} {step}")
    if given.others and chance.random() < recipe.others:
        batch = given.others.batch(step)
        both = zip(batch.asked, batch.said, strict=True)
        return [lessons.Told(asked, said, said, frozenset((said,))) for asked, said in both]
    each = max(1, recipe.batch_size // recipe.records)
    drawn = chance.sample(given.pairs, min(recipe.records, len(given.pairs)))
    return [one for told in drawn for one in chance.sample(told, min(each, len(told)))]


def _batches(windows: Sequence[Example], recipe: Judging) -> Iterator[list[Example]]:
    """Windows of about a length together, over and over in another order."""
    chance = random.Random(recipe.seed)
    while True:
        order = chance.sample(windows, len(windows))
        for start in range(0, len(order), _SORTED):
            part = sorted(order[start : start + _SORTED], key=lambda one: len(one.ids))
            batches = list(_filled(part, recipe.tokens))
            chance.shuffle(batches)
            yield from batches


def _filled(windows: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Batches of no more than so many pieces, pads among them; or of one window."""
    batch: list[Example] = []
    for one in windows:
        if batch and (len(batch) + 1) * len(one.ids) > tokens:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _rate(recipe: Judging, step: int) -> float:
    """AdamW's rate: it rises in a line over the first steps, and falls in a line over all."""
    return recipe.rate * min(1.0, (step + 1) / recipe.rising) * max(_LEAST, 1 - step / recipe.steps)
