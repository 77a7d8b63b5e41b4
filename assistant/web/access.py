"""The access log: who asked for what kind of thing, never what the question was."""

from __future__ import annotations

import logging
import time
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("xunwen.access")


class Access:
    """Logs method, path, status and time; the query only where questions are wanted."""

    def __init__(self, app: ASGIApp, questions: bool = False) -> None:
        """``questions`` logs the query string too."""
        self.app = app
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log when the response has ended, whatever way."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            took = (time.perf_counter() - begun) * 1000
            client = (scope.get("client") or ("-",))[0]
            log.info(
                "%s %s %s %s %.1f ms", client, scope["method"], self._target(scope), status, took
            )

    def _target(self, scope: Scope) -> str:
        """Percent-encoded, so that no address writes lines of its own."""
        path = quote(scope["path"])
        query = scope["query_string"].decode("latin-1")
        if not self._questions or not query:
            return path
        return f"{path}?{''.join(c for c in unquote(query) if c.isprintable())}"
