"""Warming up: guess the words that were taken out of a text (Devlin et al., 2019, arXiv 1810.04805).

Guesses are held against the words of the same batch alone: the common ones are
always among them, the rare ones about as often as they occur.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from index.training.contextual.body import Body, Tokens

HIDDEN = 0.15
"""The share of words that are taken out."""


def guesser(width: int) -> torch.nn.ModuleDict:
    """What guessing needs beside a body, and searching does not: ``mask`` and ``guess``."""
    import torch

    mask, guess = torch.nn.Embedding(1, width), torch.nn.Linear(width, width)
    with torch.no_grad():
        mask.weight.zero_()
        guess.weight.copy_(torch.eye(width))
        guess.bias.zero_()
    return torch.nn.ModuleDict({"mask": mask, "guess": guess})


def loss(
    body: Body, guessing: torch.nn.ModuleDict, tokens: Tokens, chance: np.random.Generator
) -> Tensor:
    """The mean cross-entropy of the words taken out, in nats a word."""
    import torch

    table = body.parts["encoder"].shared
    taken = torch.from_numpy(chance.random(tokens.ids.shape) < HIDDEN).to(tokens.ids.device)
    taken &= tokens.ids > 0
    rows = torch.where(taken[:, :, None], guessing["mask"].weight[0], table(tokens.ids))
    seen = guessing["guess"](body.hidden(tokens, rows)[taken])
    words, places = tokens.ids.unique(return_inverse=True)
    scores = (seen @ table(words).T).float().masked_fill(words == 0, -1e4)
    return torch.nn.functional.cross_entropy(scores, places[taken])
