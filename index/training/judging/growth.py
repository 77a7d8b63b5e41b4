"""Layers for judging alone: copies of the encoder's own, and between them more of its teacher's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import SettingError
from index.training.distil.network import Network
from index.training.judging.settings import Judging

if TYPE_CHECKING:
    from torch import Tensor


def grown(network: Network, teacher: Network, recipe: Judging) -> Network:
    """The same, and judging goes on by itself after the first ``recipe.shared`` layers.

    Before each copy of a later layer comes one of the teacher's, of which ``recipe.gate``
    counts at first: what was learnt goes through nearly as it did, and training decides
    how much more of it counts (as ReZero does with layers of nothing; Bachlechner et al.,
    2021, arXiv 2003.04887).

    Raises:
        SettingError: judging has layers of its own already, or the two do not fit.
    """
    import torch

    if network.shared < network.layers:
        raise SettingError(
            "this model judges with layers of its own already: leave out the teacher"
        )
    later = range(recipe.shared, network.layers)
    if len(later) != len(recipe.between):
        raise SettingError(
            f"between: want a layer before each of {len(later)}, not {len(recipe.between)}"
        )
    if teacher.width != network.width or teacher.heads != network.heads:
        raise SettingError(
            "the teacher's layers are of another width: want the encoder's own teacher"
        )
    if any(at >= teacher.layers for at in recipe.between):
        raise SettingError(f"between: the teacher's are 0 to {teacher.layers - 1}")
    found, name = dict(network.weights), recipe.shared
    for ours, theirs in zip(later, recipe.between, strict=True):
        found |= _layer(teacher, theirs, name)
        found[f"judge.layers.{name}.gate"] = torch.full(
            (network.width,), recipe.gate, device=network.device
        )
        found |= _layer(network, ours, name + 1)
        name += 2
    return Network(found, network.heads, network.epsilon)


def _layer(network: Network, at: int, name: int) -> dict[str, Tensor]:
    """A copy of a layer, as judging's layer of another number."""
    old, new = f"layers.{at}.", f"judge.layers.{name}."
    return {
        whole.replace(old, new, 1): one.detach().float().clone()
        for whole, one in network.weights.items()
        if whole.startswith(old)
    }
