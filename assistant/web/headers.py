"""Headers that say what a browser may do with our answers."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.address import address

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'"
)
# Gradio's page carries inline scripts and styles, and compiles its templates.
PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
OWN = (
    "/api/",
    "/t/",
    "/embed",
    "/ask",
    "/operator",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/mcp",
)


class Headers:
    """Adds a content security policy and its companions to every response."""

    def __init__(self, app: ASGIApp, framed_by: Sequence[str] = ()) -> None:
        """``framed_by`` are the origins whose pages may show ours in a frame."""
        self.app = app
        self._ancestors = " ".join(("frame-ancestors 'self'", *framed_by))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the headers when the response starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), address(scope))
            await send(message)

        await self.app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        policy = STRICT if path.startswith(OWN) else PAGE
        headers.setdefault("Content-Security-Policy", f"{policy}; {self._ancestors}")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
