"""The rate of AdamW over a training."""

from __future__ import annotations

_LEAST = 0.02
"""The share below which it does not fall."""


def share(step: int, steps: int, rising: int) -> float:
    """Of the full rate at a step, from 0: it rises in a line over the first, and falls over all."""
    return min(1.0, (step + 1) / max(1, rising)) * max(_LEAST, 1 - step / steps)
