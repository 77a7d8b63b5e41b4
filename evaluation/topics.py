"""Questions about one fact stand or fall together, so chance is counted by topics.

A set of 285 questions about 41 facts says less than 285 questions about as
many facts. What is drawn again by a bootstrap, or has its sign turned by a
test, is therefore a topic with all its questions; where every question is of
a topic of its own (BEIR sets), this is the usual thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evaluation.model import Question

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

LEVEL = 0.95
TINY_VARIANCE = 1e-12
"""Less is rounding: the square of a spread, so far below what tells two values apart
(`randomisation.TINY`)."""


def topic_of(question: Question) -> str:
    """What tells this question's topic from others; a question without one has its own."""
    return f"topic {question.topic}" if question.topic else f"question {question.question_id}"


def numbered(topics: Iterable[str]) -> NDArray[intp]:
    """A number from 0 for each topic, in the order of their first question."""
    import numpy as np

    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in topics], dtype=np.intp)


def alone(count: int) -> NDArray[intp]:
    """Every question of a topic of its own."""
    import numpy as np

    return np.arange(count)


def sums(values: NDArray[float64], topic: NDArray[intp]) -> NDArray[float64]:
    """The sum of each topic's values, shape (topics,) or (topics, columns) as the values'."""
    import numpy as np

    if values.ndim == 1:
        return np.bincount(topic, weights=values).astype(float)
    return np.stack([np.bincount(topic, weights=column) for column in values.T], axis=1)


def variance(values: NDArray[float64], topic: NDArray[intp]) -> float:
    """The sampling variance of the values' mean, from the spread between topics.

    The linearised ratio estimator (Cochran, Sampling Techniques, 1977, 6.5);
    with one question a topic, the familiar s²/n.
    """
    import numpy as np

    rest = sums(values - values.mean(), topic)
    count = len(rest)
    if count < 2:
        return 0.0
    return float(count / (count - 1) * np.square(rest).sum() / len(values) ** 2)


def design_effect(values: NDArray[float64], topic: NDArray[intp]) -> float:
    """How many questions are worth one question of a topic of its own; at least 1.

    Kish's design effect, with the t quantiles of Korn & Graubard (Survey
    Methodology 24:193, 1998) for what few topics cannot tell. Where no value
    differs nothing is known of how alike topics are: then topics are counted,
    as if the questions of one all said the same.
    """
    from scipy.special import stdtrit

    count, among = len(values), int(topic.max()) + 1
    single = variance(values, alone(count))
    if single < TINY_VARIANCE or among < 2:
        return count / among
    upper = (1 + LEVEL) / 2
    doubt = float(stdtrit(among - 1, upper) / stdtrit(count - 1, upper)) ** 2
    return max(1.0, variance(values, topic) / single) * doubt
