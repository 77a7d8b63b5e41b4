"""What is known of each candidate, and the score it comes to.

Every feature has a meaning of its own and a fixed scale, whatever else was
found: how much of the question a turn accounts for, how near it is in
meaning, whether the question names who speaks. So a score can be compared
between questions, which is what confidence rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Features:
    """One candidate turn and one question.

    ``said`` and ``asked`` are shares of the question's weight, between 0 and
    about 1, that the turn's best passage and the question it answers account
    for (BM25 over what BM25 would give a passage made of the question's terms);
    ``near_said`` and ``near_asked`` cosines of the same; ``named`` and ``body``
    whether the question names the speaker (or who asked), or the speaker's
    organisation; ``occasion`` whether it speaks of such a kind of turn; ``context``
    the cosine of its nearest sentence, read as a whole (`index.sentences`).
    """

    said: float = 0.0
    asked: float = 0.0
    near_said: float = 0.0
    near_asked: float = 0.0
    named: bool = False
    body: bool = False
    occasion: bool = False
    context: float = 0.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The features of many turns: each field an array with one entry a turn."""

    said: NDArray[np.float64]
    asked: NDArray[np.float64]
    near_said: NDArray[np.float64]
    near_asked: NDArray[np.float64]
    named: NDArray[np.bool_]
    body: NDArray[np.bool_]
    occasion: NDArray[np.bool_]
    context: NDArray[np.float64]

    def at(self, place: int) -> Features:
        """The features of one turn."""
        return Features(*(getattr(self, name)[place].item() for name in Features.__slots__))


@dataclass(frozen=True, slots=True)
class Weights:
    """What a feature is worth; ``said`` is the unit. Chosen on development questions."""

    asked: float = 0.3
    near_said: float = 0.3
    near_asked: float = 0.12
    named: float = 0.5
    body: float = 0.2
    occasion: float = 0.15
    context: float = 0.8


@overload
def score(features: Features, weights: Weights) -> float: ...
@overload
def score(features: Columns, weights: Weights) -> NDArray[np.float64]: ...
def score(features: Any, weights: Weights) -> Any:
    """The weighted sum, of one turn or of each of many; larger is better."""
    return (
        features.said
        + weights.asked * features.asked
        + weights.near_said * features.near_said
        + weights.near_asked * features.near_asked
        + weights.named * features.named
        + weights.body * features.body
        + weights.occasion * features.occasion
        + weights.context * features.context
    )
