"""A small contextual encoder from a larger one: fewer layers, fewer pieces, the same directions."""

from index.training.distil.recipe import run
from index.training.distil.settings import Distil

__all__ = ["Distil", "run"]
