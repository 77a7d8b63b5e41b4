"""How long questions take: at the median and at the 95th percentile, as a whole and by stage."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from index.stages import STAGES, Stage, timed

Asked = TypeVar("Asked")


class Latency(NamedTuple):
    """Milliseconds a question."""

    median: float
    p95: float


def latency(ask: Callable[[Asked], object], questions: Sequence[Asked]) -> Latency:
    """Of asking these, one after another."""
    return _latency([_seconds(ask, one) for one in questions])


def stage_latencies(
    ask: Callable[[Asked], object], questions: Iterable[Asked]
) -> dict[Stage, Latency]:
    """The same by stage, in the order of the path."""
    took: dict[Stage, list[float]] = defaultdict(list)
    for one in questions:
        with timed() as clock:
            ask(one)
        for stage in STAGES:
            took[stage].append(clock.seconds[stage])
    return {stage: _latency(took[stage]) for stage in STAGES}


def _seconds(ask: Callable[[Asked], object], question: Asked) -> float:
    begun = time.perf_counter()
    ask(question)
    return time.perf_counter() - begun


def _latency(seconds: Sequence[float]) -> Latency:
    median, p95 = np.percentile(np.array(seconds) * 1000, [50, 95]).tolist()
    return Latency(median, p95)
