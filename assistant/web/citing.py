"""Citations and spreadsheets over HTTP."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from assistant.cite import Style, cite, findings_csv
from assistant.library import Library
from assistant.render import answer_document
from assistant.visit import Visit
from assistant.web.asking import search
from assistant.web.shapes import AskQuery, problems

BOM = "\ufeff"
"""Without it a spreadsheet takes the file for the local encoding."""
_TEXT = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "the citation"}
_CSV = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "the findings"}


def citing(library: Library) -> APIRouter:
    """The two routes."""
    router = APIRouter(tags=["cite"])

    @router.get(
        "/api/cite/{transcript_id}/{turn_id}",
        response_class=PlainTextResponse,
        responses={200: _TEXT, **problems(401, 404, 422, 429, 503)},
    )
    def citation(
        request: Request, transcript_id: str, turn_id: str, style: Style = "gbt7714"
    ) -> Response:
        """One turn as a citation: GB/T 7714, BibTeX, RIS or plain text with its address."""
        transcript = library.shelf.transcript(transcript_id)
        turns = {turn.turn_id: turn for turn in transcript.turns} if transcript else {}
        if transcript is None or turn_id not in turns:
            raise HTTPException(404, "There is no such turn; /api/transcripts lists the records.")
        links = {a.turn_id: e.question for e in transcript.exchanges for a in e.answers}
        text = cite(
            transcript,
            turns[turn_id],
            links.get(turn_id),
            Visit.of(request).server,
            datetime.datetime.now(datetime.UTC).date().isoformat(),
            style,
        )
        return PlainTextResponse(text)

    @router.get(
        "/api/ask.csv",
        response_class=Response,
        responses={200: _CSV, **problems(401, 422, 429, 503)},
    )
    def sheet(request: Request, given: Annotated[AskQuery, Query()]) -> Response:
        """The findings as a table for a spreadsheet, one a row."""
        document: dict[str, Any] = answer_document(search(library.shelf, given.q, given))
        table = findings_csv(document, Visit.of(request).server)
        headers = {"Content-Disposition": 'attachment; filename="xunwen.csv"'}
        body = (BOM + table).encode("utf-8", "replace")
        return Response(body, 200, headers, "text/csv; charset=utf-8")

    return router
