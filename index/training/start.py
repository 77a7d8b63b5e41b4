"""A model that was learnt before, to go on from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import StaticEncoder
from index.training.bags import Bags
from index.training.learner import Table

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def start_from(folder: Path) -> tuple[Tokenizer, Table]:
    """A static model's words, and its table with rows of length one and a median weight of 1.

    Such a table gives the vectors that the model gives, and a rate means the
    same whatever the model.

    Raises:
        EncoderError: there is no static model in the folder.
    """
    import torch
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    StaticEncoder(folder)  # says what is wrong with a folder that is none
    made = load_file(folder / "model.safetensors")
    rows = made["embeddings"].astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1)
    weights = made["weights"] * lengths
    table = Table(
        torch.from_numpy(rows / np.maximum(lengths, 1.0)[:, None]),
        torch.from_numpy(weights / np.median(weights[1:])),
        torch.zeros(len(rows)),
        torch.zeros(len(rows)),
    )
    return Tokenizer.from_file(str(folder / "tokenizer.json")), table


def no_parts(words: int) -> Bags:
    """The parts of words whose parts are baked into their rows already: none."""
    return Bags(np.empty(0, np.int32), np.empty(0, np.float32), np.zeros(words + 1, np.int64))
