"""Which methods an address takes, whichever of our routes take them."""

from __future__ import annotations

from starlette.routing import Match, Mount
from starlette.types import Scope

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def allowed(scope: Scope) -> str:
    """The methods as ``Allow`` lists them; empty where no route of ours has this address.

    What is mounted at ``/`` has every address, and is no route of ours. Routes are
    asked, since a router that was included does not list its own.
    """
    routes = [one for one in scope["app"].router.routes if not isinstance(one, Mount)]
    return ", ".join(
        method
        for method in METHODS
        if any(one.matches({**scope, "method": method})[0] is Match.FULL for one in routes)
    )
