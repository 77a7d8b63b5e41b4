"""The server: every route, and what stands before them, in one application."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from assistant.evaluating import Judged
from assistant.library import Library
from assistant.release import release
from assistant.settings import ServerSettings
from assistant.unanswered import Unanswered
from assistant.web import problems, shapes
from assistant.web.access import Access
from assistant.web.asking import asking
from assistant.web.citing import citing
from assistant.web.doorkeeper import Doorkeeper
from assistant.web.embedding import embedding
from assistant.web.files import own_files
from assistant.web.headers import Headers
from assistant.web.health import health
from assistant.web.late import Late
from assistant.web.limits import Rate, Sizes
from assistant.web.listing import listing
from assistant.web.operating import operating
from assistant.web.reading import reading
from assistant.web.reporting import reporting

if TYPE_CHECKING:
    from starlette.applications import Starlette

ABOUT = """Ask official meeting records in Chinese; get the official's own words, with who said
them, in answer to whom, and where they stand."""


def create_app(library: Library, server: ServerSettings) -> FastAPI:
    """The application; page and tools are built after it has started to answer."""
    unanswered = Unanswered(server.unanswered) if server.unanswered else None
    judged = Judged(library)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        page = (lambda: _page(library, judged, unanswered, server)) if server.page else None
        app.state.late = Late(app, page, lambda: _tools(library, server))
        async with app.state.late.run():
            yield

    app = FastAPI(
        title="xunwen",
        version=release(),
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(server),
    )
    problems.install(app)
    for router in (
        health(library),
        asking(library, unanswered),
        listing(library),
        citing(library),
        reading(library, app.version),
        embedding(library),
        reporting(judged),
        operating(library, server),
        own_files(),
    ):
        app.include_router(router)
    shapes.install(app)
    return app


def _middleware(server: ServerSettings) -> list[Middleware]:
    """Outermost first."""
    return [
        Middleware(Access, questions=server.log_questions),
        Middleware(Headers, framed_by=server.allow_origins),
        Middleware(
            CORSMiddleware,
            allow_origins=list(server.allow_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "x-gradio-user"],
        ),
        Middleware(Doorkeeper, password=server.password, proxy_header=server.proxy_header),
        Middleware(Rate, per_minute=server.rate),
        Middleware(Sizes),
    ]


def _page(
    library: Library, judged: Judged, unanswered: Unanswered | None, server: ServerSettings
) -> Callable[[FastAPI], Any]:
    # Read by Gradio as it is imported: without it, it calls home.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from assistant.page.blocks import build

    return build(library, judged, unanswered, operator=server.operator_token is not None)


def _tools(library: Library, server: ServerSettings) -> Starlette:
    from assistant.mcp import http_app, make_server

    return http_app(make_server(library, release()), server.hosts, server.allow_origins)
