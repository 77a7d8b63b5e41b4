"""Errors over HTTP: problem details (RFC 9457), and never a path of the server."""

from __future__ import annotations

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.errors import QuestionError, RecordError, SettingError, XunwenError

log = logging.getLogger("xunwen")
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


def install(app: FastAPI) -> None:
    """Have every error of this application answered as a problem."""
    app.add_exception_handler(XunwenError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def _ours(_: Request, error: Exception) -> Response:
    """A question or setting is the asker's affair; an index or a file is not."""
    if isinstance(error, QuestionError | SettingError | RecordError):
        return problem(422, str(error))
    log.error("%s", error)
    return problem(503, "The records cannot be searched at the moment; the server's log says why.")


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), dict(error.headers or {}))


def _invalid(_: Request, error: Exception) -> Response:
    """Which fields, and what about them; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])}
        for one in error.errors()
    ]
    fields = "; ".join(f"{one['field']}: {one['message']}" for one in errors)
    return problem(422, fields, errors=errors)


def _unexpected(_: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return problem(500, "An unexpected error; the server's log says more.")
