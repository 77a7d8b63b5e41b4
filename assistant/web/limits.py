"""How much may be sent, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.datastructures import Headers as RequestHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.address import address
from assistant.web.buckets import Buckets, client
from assistant.web.problems import problem, told

MOST_BYTES = 256 * 2**10
MOST_UPLOADED = 16 * 2**20
UPLOADS = "/api/records"
COUNTED = (
    *("/api/", "/ask", "/t/", "/mcp"),
    *("/gradio_api/run", "/gradio_api/queue/join", "/gradio_api/call"),
)
"""What searches, or renders a whole record; what a page fetches of its own is free."""


class _TooLarge(HTTPException):
    """The body went on beyond the limit; a route that reads it lets this kind through."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"At most {most:,} bytes can be sent at once.")


class Sizes:
    """Refuses a body that is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body as it comes; a length that was announced need not be true."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = MOST_UPLOADED if address(scope).startswith(UPLOADS) else MOST_BYTES
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            if _announced(scope) > most:
                raise _TooLarge(most)
            await self.app(scope, _counted(receive, most), watched)
        except _TooLarge as error:
            if begun:
                raise
            await problem(413, error.detail)(scope, receive, send)


def _announced(scope: Scope) -> int:
    length = RequestHeaders(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _TooLarge(most)
        return message

    return counted


class Rate:
    """Lets each client ask so many times a minute, in bursts of a quarter of that."""

    def __init__(
        self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``per_minute`` of 0 sets no limit."""
        self.app = app
        self._limited = per_minute > 0
        self._buckets = Buckets(per_minute, max(1.0, per_minute / 4), clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a token, or answer 429 with the seconds to wait."""
        if scope["type"] == "http" and self._limited and address(scope).startswith(COUNTED):
            wait = self._buckets.take(client(scope))
            if wait:
                refusal = told(
                    Request(scope),
                    429,
                    f"Too many requests at once; try again in {wait} s.",
                    {"Retry-After": str(wait)},
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)
