"""The whole training: pairs in, a folder with a sentence model out.

Why not sentence-transformers' trainer: on two cores it was measured at 2.8
thousand pairs a second at 256 dimensions with AdamW, which walks over every row
of the table at every step; `index.training.learner` does 12 to 18 thousand, and
row-wise Adagrad touches only the rows that a batch used. Its losses are the same
(MultipleNegativesRankingLoss both ways, MatryoshkaLoss); in the place of its
no-duplicates sampler, pairs that share a query or a text are not held against
each other.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DatasetError, SettingError
from corpus.model import Transcript
from index.encoder import StaticEncoder
from index.training import bags, batches, pairs, vocabulary
from index.training.checkpoint import Checkpoint, digest
from index.training.composition import parts_of
from index.training.export import export
from index.training.learner import Batch, Learner, Table, baked, fresh_table
from index.training.start import no_parts, start_from

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Told: TypeAlias = Callable[[str, int, int], None]
"""Is told the stage's name, how much of it is done, and how much there is."""

# How often the pairs of a source come by in an epoch: more of the official
# record and of government's answers, less of talk that is far from them.
REPEATS: Mapping[str, float] = MappingProxyType(
    {
        "dialog_smile_mental_health": 0.2,
        "gov_covid_policy_qa": 6.0,
        "gov_hk_legco_ict_zhs": 2.0,
        "gov_hk_legco_qa_zhs": 4.0,
        "gov_message_board_reply": 4.0,
        "gov_message_board_title_body": 3.0,
        "ly-gazette-turns": 0.0,  # counted for the vocabulary; as pairs it gave nothing
        "med_toyhom_internal": 0.5,
        pairs.OWN_EXCHANGE: 6.0,
        pairs.OWN_WINDOW: 2.0,
    }
)
QUICK_PAIRS = 40_000
SAVE_EVERY = 500


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every setting of a training; the defaults are those of the shipped model.

    ``vocabulary`` rows of ``dimensions``; words of at most ``longest`` characters;
    ``epochs`` over the pairs in batches of ``batch_size``, a share ``together`` of
    them of one source; Adagrad's ``rate``, falling in a line to nothing; cosines
    times ``scale`` before the softmax; a word counts ``most`` times in a text;
    ``prefixes`` are the shorter widths that must do on their own.
    """

    vocabulary: int = 50_000
    dimensions: int = 512
    longest: int = 8
    epochs: float = 3.0
    batch_size: int = 1024
    together: float = 1.0
    rate: float = 0.1
    scale: float = 25.0
    most: float = 2.0
    prefixes: tuple[int, ...] = ()
    overlap: int = 1
    repeats: Mapping[str, float] = field(default_factory=lambda: REPEATS)
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name in ("dimensions", "epochs", "batch_size", "rate", "scale", "most"):
            if getattr(self, name) <= 0:
                raise SettingError(f"{name}: want more than 0, not {getattr(self, name)}")
        if any(not 0 < width < self.dimensions for width in self.prefixes):
            raise SettingError(f"prefixes: want widths below {self.dimensions}: {self.prefixes}")

    def quick(self) -> Recipe:
        """The same in about a minute: to see whether the pairs are any good."""
        return replace(self, vocabulary=20_000, dimensions=128, epochs=3.0, prefixes=())

    def gentle(self) -> Recipe:
        """The same, but to go on from a model without losing what it knows."""
        return replace(self, epochs=4.0, batch_size=256, rate=0.003)


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came of a training: ``loss`` is the mean of its last tenth, in nats a pair."""

    out: Path
    pairs: int
    sources: Mapping[str, int]
    words: int
    dimensions: int
    steps: int
    loss: float
    seconds: float


def run(
    source: Path | None,
    out: Path,
    recipe: Recipe,
    *,
    transcripts: Sequence[Transcript] = (),
    turns: Path | None = None,
    most: int | None = None,
    start: Path | None = None,
    told: Told | None = None,
) -> TrainingReport:
    """Follow a recipe to the end, on at most ``most`` pairs; see `index.training.train`."""
    began = time.monotonic()
    tell = told or _silent
    known, table = start_from(start) if start else (None, None)
    found = gathered(source, transcripts, turns, recipe.overlap, recipe.seed, most)
    settings = (recipe, StaticEncoder(start).fingerprint) if start else recipe
    saved = Checkpoint(unfinished(out), digest(settings, found))
    tokenizer = _tokenizer(found, recipe, saved, known, tell)
    lessons = batches.prepare(found, tokenizer, most=recipe.most, progress=tell)
    learner, first = _learner(lessons, tokenizer, recipe, saved, table)
    steps, loss = _taught(learner, lessons, recipe, first, saved, tell)
    rows = baked(learner.table, learner.parts)
    export(out, tokenizer, rows, learner.table.weights.numpy())
    saved.clear()
    counts = np.bincount(lessons.sources, minlength=len(lessons.names)).tolist()
    sources = dict(zip(lessons.names, counts, strict=True))
    seconds = time.monotonic() - began
    words, width = rows.shape
    return TrainingReport(out, len(lessons), sources, words, width, steps, loss, seconds)


def unfinished(out: Path) -> Path:
    """The folder beside a model to be that keeps how far its training has come."""
    return out.with_name(out.name + ".partial")


def gathered(
    source: Path | None,
    transcripts: Sequence[Transcript],
    turns: Path | None,
    overlap: int,
    seed: int,
    most: int | None,
) -> list[pairs.Pair]:
    """All pairs, or ``most`` of them drawn by chance, in a settled order."""
    found: Iterable[pairs.Pair] = chain(
        pairs.read(source, overlap=overlap) if source else (),
        pairs.from_turns(turns, seed=seed) if turns else (),
        pairs.from_transcripts(transcripts, seed=seed),
    )
    kept = list(found)
    if most is not None and len(kept) > most:
        kept = random.Random(seed).sample(kept, most)
    if len(kept) < 2:
        raise DatasetError("nothing to learn from: give pairs, transcripts or turns")
    return kept


def _tokenizer(
    gathered: Sequence[pairs.Pair],
    recipe: Recipe,
    saved: Checkpoint,
    known: Tokenizer | None,
    told: Told,
) -> Tokenizer:
    """The tokenizer of an earlier start, that of a known model, or one learnt now."""
    before = saved.tokenizer()
    if before is not None:
        return before
    if known is not None:
        saved.begin(known)
        return known
    texts = _told(
        (text for pair in gathered for text in (pair.query, pair.positive)),
        "vocabulary",
        2 * len(gathered),
        told,
    )
    learnt = vocabulary.learn(texts, recipe.vocabulary, longest=recipe.longest)
    saved.begin(learnt)
    return learnt


def _learner(
    material: batches.Material,
    tokenizer: Tokenizer,
    recipe: Recipe,
    saved: Checkpoint,
    known: Table | None,
) -> tuple[Learner, int]:
    """A learner, and how many batches are behind it already."""
    size = tokenizer.get_vocab_size()
    words = [tokenizer.id_to_token(index) or "" for index in range(size)]
    first = known or fresh_table(_rarity(material, size), recipe.dimensions, recipe.seed)
    before = saved.load()
    table, step = (Table(**before[0]), before[1]) if before else (first, 0)
    widths = (*sorted(recipe.prefixes), int(table.rows.shape[1]))
    return Learner(table, no_parts(size) if known else parts_of(words), recipe.scale, widths), step


def _rarity(material: batches.Material, size: int) -> NDArray[np.float32]:
    """What a word weighs at the start: half its inverse document frequency, in nats."""
    frequency = bags.document_frequencies([material.queries, material.positives], size)
    weights = np.log(2 * len(material) / (frequency + 1.0)) / 2
    return np.maximum(weights, 0.05).astype(np.float32)


def _taught(
    learner: Learner,
    material: batches.Material,
    recipe: Recipe,
    first: int,
    saved: Checkpoint,
    told: Told,
) -> tuple[int, float]:
    """Teach from batch ``first`` to the end; how many batches, and the last tenth's mean loss."""
    size = min(recipe.batch_size, len(material))
    total = max(1, int(batches.batches_in(material, size, recipe.repeats) * recipe.epochs))
    losses: list[float] = []
    for step, batch in enumerate(_schedule(material, size, recipe, first, total), start=first):
        losses.append(learner.step(batch, recipe.rate * max(1 - step / total, 0.02)))
        told("training", step + 1, total)
        if (step + 1) % SAVE_EVERY == 0:
            saved.save(learner.table.state(), step + 1)
    last = losses[-max(1, total // 10) :]
    return total, float(np.mean(last)) if last else float("nan")


def _schedule(
    material: batches.Material, size: int, recipe: Recipe, first: int, total: int
) -> Iterator[Batch]:
    """Batches ``first`` to ``total``, epoch after epoch, each drawn from its own seed."""
    step, number = 0, 0
    while step < total:
        chance = np.random.default_rng([recipe.seed, number])
        drawn = batches.epoch(
            material, size, chance, repeats=recipe.repeats, together=recipe.together
        )
        if not drawn:
            raise DatasetError(f"epoch {number}: fewer pairs than one batch of {size}")
        for rows in drawn[max(0, first - step) : total - step]:
            yield batches.batch(material, rows)
        step, number = min(step + len(drawn), total), number + 1


def _silent(stage: str, done: int, whole: int) -> None:
    """Nobody is told."""


def _told(texts: Iterable[str], stage: str, whole: int, told: Told) -> Iterator[str]:
    """The texts, and now and then a word of how many went by."""
    for done, text in enumerate(texts):
        if done % 10_000 == 0:
            told(stage, done, whole)
        yield text
    told(stage, whole, whole)
