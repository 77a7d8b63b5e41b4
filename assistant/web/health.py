"""``/healthz`` and ``/readyz``: for whoever watches over the server."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from assistant.library import Library
from assistant.web.shapes import problems


class Health(BaseModel):
    """The process is there."""

    status: str


class Readiness(BaseModel):
    """Questions can be answered; ``corpus`` and ``index`` say from what."""

    status: str
    transcripts: int
    corpus: str
    index: str


def health(library: Library) -> APIRouter:
    """The two routes."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> Health:
        """Whether the process runs; told without a thread, whoever has taken them all."""
        return Health(status="ok")

    @router.get("/readyz", responses=problems(503))
    def readyz() -> Readiness:
        """Whether the records can be searched."""
        shelf = library.shelf
        return Readiness(
            status="ready",
            transcripts=len(shelf.records),
            corpus=shelf.stamp.corpus,
            index=shelf.stamp.index,
        )

    return router
