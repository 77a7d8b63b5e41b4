"""``/api/transcripts`` and ``/api/people``: what there is to ask."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.library import Holding, Library
from assistant.parsed import transcript_document
from assistant.render import speaker_document
from assistant.web.asking import as_json
from assistant.web.files import etag, unchanged
from assistant.web.shapes import People, RecordList, RecordShape, problems

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "as the ETag you have"}}
PROBLEMS = {**problems(401, 422, 429, 503), **NOT_MODIFIED}


def listing(library: Library) -> APIRouter:
    """The routes; each answer carries an ETag that lasts as long as the index."""
    router = APIRouter(tags=["records"])

    @router.get("/api/transcripts", response_model=RecordList, responses=PROBLEMS)
    def transcripts(request: Request) -> Response:
        """Every record, the newest first."""
        shelf = library.shelf
        if fresh := _same(request, shelf.name):
            return fresh
        lines = [holding_document(one) for one in shelf.holdings]
        return as_json({"transcripts": lines}, _headers(shelf.name))

    @router.get(
        "/api/transcripts/{transcript_id}",
        response_model=RecordShape,
        responses={**PROBLEMS, **problems(404)},
    )
    def transcript(request: Request, transcript_id: str) -> Response:
        """One record with its turns, and which turn answers which."""
        shelf = library.shelf
        found = shelf.transcript(transcript_id)
        if found is None:
            raise HTTPException(404, "There is no such record; /api/transcripts lists them.")
        if fresh := _same(request, shelf.name, transcript_id):
            return fresh
        return as_json(transcript_document(found), _headers(shelf.name, transcript_id))

    @router.get("/api/people", response_model=People, responses=PROBLEMS)
    def people(request: Request) -> Response:
        """Everybody who speaks, by department."""
        shelf = library.shelf
        if fresh := _same(request, shelf.name):
            return fresh
        lines = [speaker_document(one) for one in shelf.people]
        return as_json({"people": lines}, _headers(shelf.name))

    return router


def holding_document(holding: Holding) -> dict[str, Any]:
    """A line of the list; ``transcript`` is the id."""
    fields = asdict(holding)
    return {"transcript": fields.pop("transcript_id"), **fields}


def _headers(*parts: str) -> dict[str, str]:
    return {"ETag": etag(*parts), "Cache-Control": "no-cache"}


def _same(request: Request, *parts: str) -> Response | None:
    if unchanged(request, etag(*parts)):
        return Response(status_code=304, headers=_headers(*parts))
    return None
