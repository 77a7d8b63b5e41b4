"""A contextual encoder learns besides to tell which sentences answer a question, and to find them."""

from index.training.judging.recipe import JudgingReport, run
from index.training.judging.settings import Judging

__all__ = ["Judging", "JudgingReport", "run"]
