"""What only an operator may do: look at a record, add it, remark on an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from assistant.feedback import Feedback, Kind, Remark
from assistant.intake import add, read_sent
from assistant.library import Library
from assistant.parsed import transcript_document
from assistant.settings import ServerSettings
from assistant.visit import Visit
from assistant.web.asking import as_json
from assistant.web.doorkeeper import same
from assistant.web.shapes import RecordShape, problems
from corpus.readers import SUFFIXES

Name = Annotated[str, Query(min_length=1, max_length=300, description="the file's name")]
Bytes = Annotated[bytes, Body(media_type="application/octet-stream")]
PROBLEMS = problems(400, 401, 403, 413, 415, 422, 429, 503)


class RemarkBody(BaseModel):
    """``POST /api/feedback``"""

    kind: Kind
    transcript: Annotated[str, Body(max_length=300)]
    turn: Annotated[str, Body(max_length=40)]
    question: Annotated[str, Body(max_length=2000)] = ""


class Added(BaseModel):
    """The id under which a record was added."""

    transcript: str


def operating(library: Library, server: ServerSettings) -> APIRouter:
    """The routes; without a token set they refuse everybody."""
    feedback = Feedback(server.feedback) if server.feedback else None

    def operator(x_operator_token: Annotated[str | None, Header()] = None) -> None:
        """Refuse whoever does not bring the token."""
        if server.operator_token is None:
            raise HTTPException(
                403, "This server takes no records; it was started without a token."
            )
        if not same(x_operator_token, server.operator_token):
            raise HTTPException(401, "The operator's token is missing or wrong.")

    router = APIRouter(tags=["operator"])
    guarded = {"dependencies": [Depends(operator)], "responses": PROBLEMS}

    @router.post("/api/records/preview", response_model=RecordShape, **guarded)  # type: ignore[arg-type]
    def preview(name: Name, data: Bytes = b"") -> Response:
        """The turns and people that are read in a file; nothing is kept."""
        return as_json(transcript_document(read_sent(name, data)))

    @router.post("/api/records", status_code=201, **guarded)  # type: ignore[arg-type]
    def records(name: Name, data: Bytes = b"") -> Added:
        """Add a record to the index, or refuse it as a whole."""
        transcript = read_sent(name, data)
        add(library, transcript)
        return Added(transcript=transcript.transcript_id)

    @router.post("/api/feedback", status_code=204, **guarded)  # type: ignore[arg-type]
    def remark(given: RemarkBody) -> None:
        """Note that a speaker is wrong, or that an answer is none."""
        if feedback is None:
            raise HTTPException(
                403, "This server keeps no feedback; it was started without a file."
            )
        if not feedback.hear(Remark(given.kind, given.transcript, given.turn, given.question)):
            raise HTTPException(503, "The remark could not be kept; the server's log says why.")

    @router.get("/operator", include_in_schema=False)
    def page(request: Request) -> Response:
        """The page for it; without the token it can do nothing."""
        return HTMLResponse(
            Visit.of(request).render("operator.html", suffixes=",".join(sorted(SUFFIXES)))
        )

    return router
