"""Beyond a bag of words: attention on top of a static model's table."""

from index.training.contextual.crossing import Crossing
from index.training.contextual.crossing import run as run_crossing
from index.training.contextual.recipe import run
from index.training.contextual.settings import Contextual

__all__ = ["Contextual", "Crossing", "run", "run_crossing"]
