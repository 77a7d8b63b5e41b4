"""How long questions take: at the median and at the 95th percentile, as a whole and by stage."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from index.context import forget
from index.stages import STAGES, Stage, timed

Asked = TypeVar("Asked")


class Latency(NamedTuple):
    """Milliseconds a question."""

    median: float
    p95: float


def latency(ask: Callable[[Asked], object], questions: Sequence[Asked]) -> Latency:
    """Of asking these, one after another."""
    return latencies(ask, questions)[0]


def latencies(
    ask: Callable[[Asked], object], questions: Sequence[Asked]
) -> tuple[Latency, dict[Stage, Latency]]:
    """The same, and by stage in the order of the path; empty for what has no stages of ours.

    What was read of a question that was asked before is forgotten first.
    """
    forget()
    whole: list[float] = []
    took: dict[Stage, list[float]] = defaultdict(list)
    for one in questions:
        with timed() as clock:
            begun = time.perf_counter()
            ask(one)
            whole.append(time.perf_counter() - begun)
        for stage in STAGES if clock.seconds else ():
            took[stage].append(clock.seconds[stage])
    return _latency(whole), {stage: _latency(seconds) for stage, seconds in took.items()}


def _latency(seconds: Sequence[float]) -> Latency:
    median, p95 = np.percentile(np.array(seconds) * 1000, [50, 95]).tolist()
    return Latency(median, p95)
