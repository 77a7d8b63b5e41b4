"""``/t/{transcript}``: a record to read, every turn with an address of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from assistant.library import Library
from assistant.reading import blocks, read_marks
from assistant.visit import Visit
from assistant.web.files import etag, unchanged

SHORTEST_HASH = 8
"""Digits; fewer are no hash, and say nothing of the text."""


def reading(library: Library, version: str) -> APIRouter:
    """The route; ``version`` of the program is part of the ETag."""
    router = APIRouter(include_in_schema=False)

    @router.get("/t/{transcript_id}")
    def read(
        request: Request,
        transcript_id: str,
        sha: Annotated[str, Query(max_length=64)] = "",
        mark: Annotated[str, Query(max_length=2000)] = "",
    ) -> Response:
        """The record; ``sha`` of an older text is told so, ``mark`` marks evidence."""
        visit = Visit.of(request)
        shelf = library.shelf
        tag = etag(version, shelf.name, str(request.url), visit.language.code)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
        if unchanged(request, tag):
            return Response(status_code=304, headers=headers)
        transcript = shelf.transcript(transcript_id)
        if transcript is None:
            raise HTTPException(404, visit.language("no_record"))
        seen = sha.lower() if len(sha) >= SHORTEST_HASH else ""
        old = not transcript.sha256.startswith(seen)
        marks = () if old else read_marks(mark)
        page = visit.render(
            "reading.html",
            transcript=transcript,
            blocks=list(blocks(transcript, marks)),
            answered={one.turn_id: e for e in transcript.exchanges for one in e.answers},
            changed=old,
        )
        return HTMLResponse(page, headers=headers)

    return router
