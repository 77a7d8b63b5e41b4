"""Doors that take seconds to import; they join the server after it already answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.html import render
from assistant.language import accepted
from assistant.web.problems import problem

if TYPE_CHECKING:
    from starlette.applications import Starlette

log = logging.getLogger("xunwen")
PATIENCE = 0.3
"""Seconds before the imports begin, which hold the interpreter: the first guest is served."""
BuildPage = Callable[[], Callable[[FastAPI], Any]]
BuildTools = Callable[[], "Starlette"]


class Late:
    """The page at ``/`` and the tools at ``/mcp``; until they are there, each says so."""

    def __init__(self, app: FastAPI, page: BuildPage | None, tools: BuildTools | None) -> None:
        """What builds runs in a thread: it imports; what it returns is mounted on the loop."""
        self._app, self._page, self._tools = app, page, tools
        self._mcp: Starlette | None = None
        self.ready = asyncio.Event()
        self._waiting = Route("/", _wait)
        if tools:
            app.router.routes.append(Route("/mcp", _Forwarded(self)))
        if page:
            app.router.routes.append(self._waiting)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Begun in the background, ended with the server."""
        ending = asyncio.Event()
        task = asyncio.create_task(self._live(ending))
        try:
            yield
        finally:
            ending.set()
            await asyncio.gather(task, return_exceptions=True)

    async def _live(self, ending: asyncio.Event) -> None:
        """Mount the page, then the tools; one that fails does not take the other with it."""
        await asyncio.sleep(PATIENCE)
        try:
            if self._page:
                await self._mount_page(self._page)
        except Exception:
            log.exception("the page could not be loaded; /api/ask is not affected")
        try:
            await self._serve_tools(ending)
        except Exception:
            log.exception("/mcp could not be loaded; /api/ask is not affected")

    async def _mount_page(self, build: BuildPage) -> None:
        mount = await asyncio.to_thread(build)
        blocks = mount(self._app)
        self._app.router.routes.remove(self._waiting)
        # Gradio runs these when its parent starts; this parent has started already.
        blocks.run_startup_events()
        await blocks.run_extra_startup_events()

    async def _serve_tools(self, ending: asyncio.Event) -> None:
        if not self._tools:
            self.ready.set()
            return
        app = await asyncio.to_thread(self._tools)
        async with app.router.lifespan_context(app):
            self._mcp = app
            self.ready.set()
            await ending.wait()

    async def tools(self, scope: Scope, receive: Receive, send: Send) -> None:
        """``/mcp``, as soon as it is there."""
        if self._mcp is None:
            response = problem(503, "The tools are still loading.", {"Retry-After": "1"})
            await response(scope, receive, send)
        else:
            await self._mcp(scope, receive, send)


class _Forwarded:
    """Starlette takes an instance for an application, a function for an endpoint."""

    def __init__(self, late: Late) -> None:
        self._late = late

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._late.tools(scope, receive, send)


async def _wait(request: Request) -> Response:
    language = accepted(request.headers.get("accept-language"))
    return HTMLResponse(render("waiting.html", language), 503, {"Retry-After": "1"})
