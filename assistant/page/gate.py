"""What of Gradio is reached from outside: what its page uses, and nothing else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.visit import Visit
from assistant.web.address import address
from assistant.web.methods import allowed
from assistant.web.problems import not_allowed, told

FILES = ("/assets/", "/static/", "/theme.css", "/config", "/robots.txt")
EVENTS = ("run/", "queue/", "heartbeat/", "cancel", "reset", "startup-events", "app_id")
USED = (*FILES, *(f"/gradio_api/{event}" for event in EVENTS))


class Gate:
    """Stands before Gradio: no upload, no file of the server, no proxy, no description."""

    def __init__(self, app: ASGIApp) -> None:
        """``app`` is Gradio's own application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the page uses; the rest is answered as if there were no page.

        An address of ours comes here with a method that none of its routes takes.
        """
        path = address(scope)
        if scope["type"] != "http" or path == "/" or path.startswith(USED):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        methods = allowed(scope)
        refusal = not_allowed(request, methods) if methods else self._missing(request)
        await refusal(scope, receive, send)

    def _missing(self, request: Request) -> Response:
        return told(request, 404, Visit.of(request).language("no_page"))
