"""Errors over HTTP: problem details (RFC 9457), and never a path of the server."""

from __future__ import annotations

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from assistant.filters import NO_DATE
from assistant.visit import Visit
from assistant.web.address import address
from assistant.web.methods import allowed
from assistant.web.shapes import DAY
from corpus.errors import QuestionError, RecordError, SettingError, XunwenError

log = logging.getLogger("xunwen")
FOR_PROGRAMS = ("/api/", "/mcp", "/healthz", "/readyz", "/openapi.json", "/gradio_api")
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Cannot be asked like this",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not ready",
}


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """The response: ``type``, ``title``, ``status``, ``detail`` and what else is known."""
    title = TITLES.get(status, "Error")
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status, headers, MEDIA_TYPE)


def told(
    request: Request,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem, as a page to read where a person followed a link to one of our pages."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if not wants_page or address(request.scope).startswith(FOR_PROGRAMS):
        return problem(status, detail, headers, **more)
    page = Visit.of(request).render("problem.html", status=status, detail=detail)
    return HTMLResponse(page, status, {**(headers or {}), "Vary": "Accept, Accept-Language"})


def install(app: FastAPI) -> None:
    """Have every error of this application answered as a problem."""
    app.add_exception_handler(XunwenError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def not_allowed(request: Request, methods: str) -> Response:
    """405, with the methods that the address takes."""
    return told(request, 405, f"This address takes {methods}.", {"Allow": methods})


def status_of(error: Exception) -> int:
    """422 for what is the asker's affair, 503 for an index or a file."""
    return 422 if isinstance(error, QuestionError | SettingError | RecordError) else 503


def _ours(request: Request, error: Exception) -> Response:
    """A question or setting is the asker's affair; an index or a file is not."""
    if status_of(error) == 422:
        return told(request, 422, str(error))
    log.error("%s", error)
    detail = "The records cannot be searched at the moment; the server's log says why."
    return told(request, 503, detail)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        # Starlette names the methods of one route alone; an address may have several.
        return not_allowed(request, allowed(request.scope))
    return told(request, error.status_code, str(error.detail), dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    """Which fields, and what about them; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": _readable(one)}
        for one in error.errors()
    ]
    fields = "; ".join(f"{one['field']}: {one['message']}" for one in errors)
    return told(request, 422, fields, errors=errors)


def _readable(error: dict[str, Any]) -> str:
    """What is wrong with a field, without the pattern that a day has to match."""
    return NO_DATE if error.get("ctx", {}).get("pattern") == DAY else str(error["msg"])


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return told(request, 500, "An unexpected error; the server's log says more.")
