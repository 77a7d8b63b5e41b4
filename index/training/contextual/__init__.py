"""Beyond a bag of words: attention on top of a static model's table."""

from index.training.contextual.recipe import run
from index.training.contextual.settings import Contextual

__all__ = ["Contextual", "run"]
