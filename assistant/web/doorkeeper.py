"""Who is let in, where records are private: one shared password, or a proxy's word."""

from __future__ import annotations

import base64
import binascii
import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.address import address
from assistant.web.problems import problem

OPEN = ("/healthz", "/readyz")


class Doorkeeper:
    """Asks for the password (HTTP Basic, any name), or for the header that a proxy sets."""

    def __init__(
        self, app: ASGIApp, password: str | None = None, proxy_header: str | None = None
    ) -> None:
        """With neither, everybody is let in."""
        self.app = app
        self._password = password
        self._header = proxy_header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whom the door is open to; everybody else gets 401."""
        if scope["type"] == "http" and not self._admits(scope):
            challenge = {"WWW-Authenticate": 'Basic realm="xunwen", charset="UTF-8"'}
            headers = challenge if self._password else None
            refusal = problem(401, "These records are private; log in first.", headers)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        if address(scope) in OPEN or not (self._password or self._header):
            return True
        headers = Headers(scope=scope)
        if self._header and headers.get(self._header):
            return True
        return bool(self._password) and same(_password(headers), self._password)


def same(given: str | None, expected: str | None) -> bool:
    """Whether two secrets are equal, in a time that tells nothing; None equals none."""
    if given is None or expected is None:
        return False
    return secrets.compare_digest(given.encode(), expected.encode())


def _password(headers: Headers) -> str | None:
    scheme, _, code = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(code, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None
