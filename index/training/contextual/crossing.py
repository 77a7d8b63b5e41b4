"""A cross-encoder from a contextual body: question and passage read together, one score.

Learnt from lists (Cao et al., 2007): the right passage and those of close pairs
that BM25 puts first, a softmax over what BM25 and the score say together, so that
it need not learn to count words.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import DependencyError, EncoderError
from index.encoder import SHIPPED, StaticEncoder
from index.training.contextual.lessons import Lessons, Listed
from index.training.contextual.settings import Contextual
from index.training.contextual.teaching import BM25, device, reckoning
from index.training.recipe import Told, TrainingReport, gathered

_LONGEST = 160
"""Words of question and passage together."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Lists of ``rivals`` and the right one, for ``questions`` at a time, ``steps`` times."""

    questions: int = 32
    rivals: int = 7
    steps: int = 20_000
    rate: float = 5e-4
    words_rate: float = 2e-5
    seed: int = 0


def run(
    pairs: Path | None,
    out: Path,
    recipe: Crossing,
    start: Path,
    *,
    most: int | None = None,
    told: Told | None = None,
) -> TrainingReport:
    """Learn from pairs on top of the contextual encoder in ``start``; write a folder to ``out``.

    Raises:
        DatasetError: there are not enough pairs, or a file of them is malformed.
        EncoderError: there is no contextual encoder in the folder.
        DependencyError: sentence-transformers makes no cross-encoders of parts yet.
    """
    began = time.monotonic()
    found = gathered(pairs, (), None, 1, recipe.seed, most)
    group = recipe.questions
    settings = Contextual(batch_size=group, group=group, seed=recipe.seed)
    lessons = Lessons(found, StaticEncoder(SHIPPED), settings)
    crossing = fresh(start, recipe.seed)
    losses = _taught(crossing, lessons, recipe, told or (lambda stage, done, whole: None))
    crossing.save(str(out), create_model_card=False)
    _halve(out / "model.safetensors")
    words, width = crossing[0].auto_model.shared.weight.shape
    last, seconds = losses[-max(1, len(losses) // 10) :], time.monotonic() - began
    return TrainingReport(
        out, len(found), lessons.sources, words, width, recipe.steps, float(np.mean(last)), seconds
    )


def fresh(start: Path, seed: int) -> Any:
    """A CrossEncoder of the body in ``start``, the mean over its words, and one number of it."""
    import torch
    from transformers.utils import logging

    try:
        from sentence_transformers import CrossEncoder
        from sentence_transformers.base.modules import Dense, Transformer
        from sentence_transformers.sentence_transformer.modules import Pooling
    except ImportError as error:
        raise DependencyError(
            "a cross-encoder of parts needs a newer version: pip install -U sentence-transformers"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if not (start / "1_WordWeights").is_dir():
        raise EncoderError(
            f"{start}: no contextual encoder here; "
            "make one first: xunwen train --architecture contextual"
        )
    words = Transformer(str(start), max_seq_length=_LONGEST)
    width = words.get_embedding_dimension()
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        score = Dense(
            width, 1, activation_function=torch.nn.Identity(), module_output_name="scores"
        )
    modules = [words, Pooling(width, pooling_mode="mean"), score]
    return CrossEncoder(modules=modules, device=str(device()))


def _taught(crossing: Any, lessons: Lessons, recipe: Crossing, told: Told) -> list[float]:
    """The loss of each step."""
    import torch

    words = crossing[0].auto_model.shared.weight
    others = [one for one in crossing.parameters() if one is not words]
    groups: list[dict[str, Any]] = [{"params": others}, {"params": [words]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0)
    losses = []
    for step in range(recipe.steps):
        left = 1 - step / recipe.steps
        optimizer.param_groups[0]["lr"] = recipe.rate * left
        optimizer.param_groups[1]["lr"] = recipe.words_rate * left
        loss = _loss(crossing, lessons.listed(step, recipe.rivals))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
        told("reading both", step + 1, recipe.steps)
    return losses


def _loss(crossing: Any, listed: Listed) -> Any:
    """Cross-entropy of the right passages, which stand first in each list, in nats."""
    import torch

    pairs = [
        (question, listed.passages[at])
        for question, row in zip(listed.questions, listed.places.tolist(), strict=True)
        for at in row
    ]
    features = {
        name: one.to(crossing.device) if hasattr(one, "to") else one
        for name, one in crossing.preprocess(pairs).items()
    }
    with reckoning(crossing.device):
        scores = crossing(features)["scores"]
    scores = scores.float().reshape(listed.places.shape)
    beside = scores + BM25 * torch.from_numpy(listed.shares).to(scores.device)
    own = torch.zeros(len(beside), dtype=torch.long, device=scores.device)
    return torch.nn.functional.cross_entropy(beside, own)


def _halve(file: Path) -> None:
    """Keep the numbers of a file in half precision; what reckons with them reads them so."""
    from safetensors.torch import load_file, save_file

    numbers = {name: one.half() for name, one in load_file(file).items()}
    save_file(numbers, file, metadata={"format": "pt"})
    file.chmod(0o644)
