"""The whole training of a contextual encoder: a static model and pairs in, a folder out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.model import Transcript
from index.encoder import StaticEncoder
from index.training.checkpoint import Checkpoint, digest
from index.training.contextual import body as bodies
from index.training.contextual.lessons import Lessons
from index.training.contextual.settings import Contextual
from index.training.contextual.teaching import Rates, Teaching
from index.training.recipe import Told, TrainingReport, gathered, unfinished

SAVE_EVERY = 50
_RISING = 0.05
"""The share of steps over which a rate rises."""


def run(
    source: Path | None,
    out: Path,
    recipe: Contextual,
    start: Path,
    *,
    transcripts: Sequence[Transcript] = (),
    turns: Path | None = None,
    most: int | None = None,
    told: Told | None = None,
) -> TrainingReport:
    """Follow a recipe to the end; see `index.training.train`."""
    began = time.monotonic()
    tell = told or (lambda stage, done, whole: None)
    static = StaticEncoder(start)
    pairs = gathered(source, transcripts, turns, recipe.overlap, recipe.seed, most)
    saved = Checkpoint(unfinished(out), digest((recipe, static.fingerprint), pairs))
    begun = saved.tokenizer() is not None
    lessons = Lessons(pairs, static, recipe)
    body = bodies.fresh(start, lessons.sample, recipe.shape, recipe.seed)
    if not begun:
        saved.begin(body.tokenizer)
    steps, loss = _taught(Teaching(body), lessons, recipe, saved, tell)
    bodies.save(body, out)
    saved.clear()
    words, width = body.tokenizer.get_vocab_size(), body.width
    seconds = time.monotonic() - began
    return TrainingReport(out, len(pairs), lessons.sources, words, width, steps, loss, seconds)


def _taught(
    teaching: Teaching, lessons: Lessons, recipe: Contextual, saved: Checkpoint, told: Told
) -> tuple[int, float]:
    """Teach from the last checkpoint to the end; the batches, and the last tenth's mean loss."""
    before = saved.load()
    first = before[1] if before else 0
    if before:
        teaching.restore(before[0])
    guessed, whole = lessons.guesses, lessons.guesses + lessons.contrasts
    losses: list[float] = []
    for step in range(first, whole):
        if step < guessed:
            losses.append(_guess(teaching, lessons, recipe, step))
            told("guessing words", step + 1, guessed)
        else:
            losses.append(_tell_apart(teaching, lessons, recipe, step - guessed))
            told("telling apart", step + 1 - guessed, whole - guessed)
        if (step + 1) % SAVE_EVERY == 0:
            saved.save(teaching.state(), step + 1)
    last = losses[-max(1, lessons.contrasts // 10) :]
    return whole, float(np.mean(last)) if last else float("nan")


def _guess(teaching: Teaching, lessons: Lessons, recipe: Contextual, step: int) -> float:
    """One step of guessing words; after the last, the layers are brought down."""
    part = _part(step, lessons.guesses)
    chance = np.random.default_rng([recipe.seed, 4, step])
    rates = Rates(recipe.masked_rate * part, recipe.words_rate * part)
    loss = teaching.guess(lessons.texts(teaching.body, step), chance, rates)
    if step + 1 == lessons.guesses:
        bodies.soften(teaching.body, recipe.kept)
    return loss


def _tell_apart(teaching: Teaching, lessons: Lessons, recipe: Contextual, step: int) -> float:
    """One step of telling apart."""
    part = _part(step, lessons.contrasts)
    rates = Rates(recipe.rate * part, recipe.words_rate * part)
    return teaching.tell_apart(lessons.judged(teaching.body, step), rates)


def _part(step: int, whole: int) -> float:
    """A share that rises in a line over the first steps and falls in a line over the others."""
    rising = max(1, int(whole * _RISING))
    return min((step + 1) / rising, max((whole - step) / max(1, whole - rising), 0.02))
