"""Who is let in, where records are private: one shared password, or a proxy's word."""

from __future__ import annotations

import base64
import binascii
import secrets

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.address import address
from assistant.web.buckets import Buckets, client
from assistant.web.problems import problem

OPEN = ("/healthz", "/readyz")
GUESSES = 10
"""Wrong passwords a minute from one client: more than slips, fewer than guessing needs."""
PRIVATE = "These records are private; log in first."
CHALLENGE = {"WWW-Authenticate": 'Basic realm="xunwen", charset="UTF-8"'}


class Doorkeeper:
    """Asks for the password (HTTP Basic, any name), or for the header that a proxy sets."""

    def __init__(
        self, app: ASGIApp, password: str | None = None, proxy_header: str | None = None
    ) -> None:
        """With neither, everybody is let in."""
        self.app = app
        self._password = password
        self._header = proxy_header
        self._guesses = Buckets(GUESSES, GUESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whom the door is open to; everybody else gets 401, who guesses 429."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """None where the door is open."""
        if address(scope) in OPEN or not (self._password or self._header):
            return None
        headers = Headers(scope=scope)
        if self._header and headers.get(self._header):
            return None
        if not self._password:
            return problem(401, PRIVATE)
        return self._asked(_password(headers), client(scope))

    def _asked(self, given: str | None, who: str) -> Response | None:
        """The password's turn; no password at all is no guess, and is not counted.

        A client that guessed too often has to wait with the right one too: whoever guesses
        would learn it from the difference.
        """
        if wait := self._guesses.wait(who):
            detail = f"Too many wrong passwords; try again in {wait} s."
            return problem(429, detail, {"Retry-After": str(wait)})
        if same(given, self._password):
            return None
        if given is not None:
            self._guesses.take(who)
        return problem(401, PRIVATE, CHALLENGE)


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
