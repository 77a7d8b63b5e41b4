"""Where the time of a question goes, for who measures it; costs next to nothing otherwise."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, Self, get_args

Stage = Literal[
    "reading",
    "encoding",
    "lexical",
    "dense",
    "scoring",
    "confidence",
    "together",
    "records",
    "evidence",
]
"""``reading`` normalises, cuts and finds mentions; ``together`` reads question and best answer as
one text; ``records`` fetches and checks what is shown."""
STAGES: tuple[Stage, ...] = get_args(Stage)


class Clock:
    """Seconds by stage; a stage inside another counts for itself alone."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.seconds: dict[Stage, float] = defaultdict(float)
        self._open: list[Stage] = []
        self._since = 0.0

    def enter(self, stage: Stage) -> None:
        """From now on time is this stage's."""
        self._charge()
        self._open.append(stage)

    def leave(self) -> None:
        """From now on it is that of the stage around."""
        self._charge()
        self._open.pop()

    def _charge(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now


_clock: ContextVar[Clock | None] = ContextVar("clock", default=None)


@contextmanager
def timed() -> Iterator[Clock]:
    """Within this block, and on this thread alone, stages are timed."""
    clock = Clock()
    token = _clock.set(clock)
    try:
        yield clock
    finally:
        _clock.reset(token)


class stage:  # noqa: N801  (reads as what it is: with stage("lexical"))
    """A block that is one stage of a question."""

    __slots__ = ("_clock", "_name")

    def __init__(self, name: Stage) -> None:
        """Name it."""
        self._name: Stage = name

    def __enter__(self) -> Self:
        self._clock = _clock.get()
        if self._clock is not None:
            self._clock.enter(self._name)
        return self

    def __exit__(self, *_: object) -> None:
        if self._clock is not None:
            self._clock.leave()
