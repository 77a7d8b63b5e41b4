"""``/report``: the whole report on the last evaluation, one file without scripts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from assistant.evaluating import Judged
from assistant.visit import Visit

# The report carries its sheet with it, so that it can be saved and sent.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def reporting(judged: Judged) -> APIRouter:
    """The route; there is nothing before somebody has run the evaluation."""
    router = APIRouter(include_in_schema=False)

    @router.get("/report")
    def report(request: Request) -> Response:
        """The report."""
        page = judged.report()
        if page is None:
            raise HTTPException(404, Visit.of(request).language("not_judged"))
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    return router
