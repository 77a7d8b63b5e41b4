"""Token buckets, one a client: so many at once, then so many a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Scope

MOST_CLIENTS = 10_000


class Buckets:
    """Who may still do something; of more clients than can be told apart the oldest are forgotten."""

    def __init__(
        self, per_minute: int, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Every client begins with ``burst`` tokens, and never has more."""
        self._rate = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """0 where there is a token; otherwise the seconds until there is one."""
        left = self._now(client)[0]
        return 0 if left >= 1 else int((1 - left) / self._rate) + 1

    def take(self, client: str) -> int:
        """The same, and the token is gone."""
        wait = self.wait(client)
        left, now = self._now(client)
        self._left.pop(client, None)
        self._left[client] = (left if wait else left - 1, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return wait

    def _now(self, client: str) -> tuple[float, float]:
        now = self._clock()
        left, then = self._left.get(client, (self._burst, now))
        return min(self._burst, left + (now - then) * self._rate), now


def client(scope: Scope) -> str:
    """The address that a request comes from; what a proxy on this machine forwards is believed."""
    return str((scope.get("client") or ("",))[0])
