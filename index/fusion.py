"""Two retrievers' opinions of the same turns, made one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key", int, str)


def scaled(scores: Mapping[Key, float]) -> dict[Key, float]:
    """Scores brought to 0..1 (min-max); all equal gives 1 for each."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    span = high - low
    return {key: (score - low) / span if span else 1.0 for key, score in scores.items()}


def convex(
    first: Mapping[Key, float], second: Mapping[Key, float], weight: float
) -> dict[Key, float]:
    """``(1 - weight) * first + weight * second`` over the keys of both, each min-max scaled.

    Who is missing from one has 0 there (Bruch, Gai and Ingber, An Analysis of
    Fusion Functions for Hybrid Retrieval, 2023).
    """
    one, two = scaled(first), scaled(second)
    return {
        key: (1 - weight) * one.get(key, 0.0) + weight * two.get(key, 0.0)
        for key in one.keys() | two.keys()
    }
