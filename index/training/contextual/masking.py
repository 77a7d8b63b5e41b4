"""Warming up: guess the words that were taken out of a text (Devlin et al., 2019, arXiv 1810.04805).

Guesses are held against the words of the same batch alone: the common ones are
always among them, the rare ones about as often as they occur.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

    from index.training.contextual.body import Body, Tokens

HIDDEN = 0.15
"""The share of words that are taken out."""


class Guesser(NamedTuple):
    """What guessing needs beside a body, and searching does not.

    ``mask`` is the row that stands for a word taken out, ``guess`` turns what
    attention found there into what the word's own row should be.
    """

    mask: Any
    guess: Any


def guesser(width: int) -> Guesser:
    """A guesser that knows nothing yet."""
    import torch

    mask, guess = torch.nn.Embedding(1, width), torch.nn.Linear(width, width)
    with torch.no_grad():
        mask.weight.zero_()
        guess.weight.copy_(torch.eye(width))
        guess.bias.zero_()
    return Guesser(mask, guess)


def loss(body: Body, guessing: Guesser, tokens: Tokens, chance: np.random.Generator) -> Tensor:
    """The mean cross-entropy of the words taken out, in nats a word."""
    import torch

    table = body.encoder.shared
    taken = torch.from_numpy(chance.random(tokens.ids.shape) < HIDDEN).to(tokens.ids.device)
    taken &= tokens.ids > 0
    rows = torch.where(taken[:, :, None], guessing.mask.weight[0], table(tokens.ids))
    seen = guessing.guess(body.hidden(tokens, rows)[taken])
    words, places = torch.unique(tokens.ids, return_inverse=True)
    scores = (seen @ table(words).T).float().masked_fill(words == 0, -1e4)
    return torch.nn.functional.cross_entropy(scores, places[taken])
