"""``/embed``: the widget shown live, the lines to copy, and the frame; ``/ask`` without scripts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from assistant.filters import make_filters
from assistant.language import hint
from assistant.library import Library
from assistant.visit import NARROWING, Visit
from assistant.web.problems import status_of
from corpus.errors import XunwenError

Short = Annotated[str, Query(max_length=200)]
COUNT = 4


def embedding(library: Library) -> APIRouter:
    """The pages; server-rendered, with the strict policy."""
    router = APIRouter(include_in_schema=False)

    @router.get("/embed")
    def embed(request: Request) -> Response:
        """The widget with its snippet, and the frame with its own."""
        return HTMLResponse(Visit.of(request).render("embed.html"))

    @router.get("/embed/frame")
    def frame(
        request: Request,
        transcript: Short = "",
        lang: Literal["zh", "en", ""] = "",
        theme: Literal["auto", "light", "dark"] = "auto",
    ) -> Response:
        """The widget alone, for a frame."""
        page = Visit.of(request).render(
            "frame.html", transcript=transcript, wanted=lang, theme=theme
        )
        return HTMLResponse(page)

    @router.get("/ask")
    def ask(request: Request, q: Annotated[str, Query(max_length=2000)] = "") -> Response:
        """Question and answer without a line of script: where a plain form leads."""
        visit = Visit.of(request)
        shown, status = _shown(library, visit, q)
        return HTMLResponse(
            visit.render("ask.html", question=q, shown=shown, hint=_hint(library, visit)), status
        )

    return router


def _hint(library: Library, visit: Visit) -> str:
    try:
        return hint(visit.language, library.shelf.examples)
    except XunwenError:
        return hint(visit.language, ())


def _shown(library: Library, visit: Visit, question: str) -> tuple[str, int]:
    """What stands under the question, and the status that goes with it."""
    if not question.strip():
        return visit.render("idle.html"), 200
    try:
        shelf = library.shelf
        names = {"from": "since", "to": "until"}
        given = {name: visit.query.get(name, "")[:200] for name in NARROWING}
        fields = {names.get(k, k): v for k, v in given.items() if k != "newest"}
        answer = shelf.searcher.ask(
            question, k=COUNT, filters=make_filters(**fields), newest_first=bool(given["newest"])
        )
        return visit.answer(answer, shelf, list(given.values())), 200
    except XunwenError as error:
        return visit.failure(error), status_of(error)
