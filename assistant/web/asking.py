"""``/api/ask``: the one search, asked over HTTP."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from assistant.filters import make_filters
from assistant.library import Library, Shelf
from assistant.render import answer_document
from assistant.unanswered import Unanswered
from assistant.web.shapes import AnswerShape, AskBody, AskQuery, Narrowing, problems
from index.answer import Answer

PROBLEMS = problems(400, 401, 413, 422, 429, 503)


def asking(library: Library, unanswered: Unanswered | None = None) -> APIRouter:
    """The routes; ``unanswered`` hears of questions that found nothing.

    None is a coroutine: a question that is read together with an answer takes a
    tenth of a second, in which nobody else would be served.
    """
    router = APIRouter(tags=["ask"])
    described: dict[str, Any] = {"response_model": AnswerShape, "responses": PROBLEMS}

    def answered(question: str, given: Narrowing) -> Response:
        answer = search(library.shelf, question, given)
        if unanswered:
            unanswered.hear(answer)
        return as_json(answer_document(answer))

    @router.get("/api/ask", **described)
    def ask(given: Annotated[AskQuery, Query()]) -> Response:
        """Ask a question; get the official's own words, or that the records hold none."""
        return answered(given.q, given)

    @router.post("/api/ask", **described)
    def ask_at_length(given: AskBody) -> Response:
        """The same with the question in the body, where no log of addresses sees it."""
        return answered(given.question, given)

    return router


def search(shelf: Shelf, question: str, given: Narrowing) -> Answer:
    """Ask, narrowed as it was wished. Raises QuestionError, SettingError."""
    filters = make_filters(
        given.speaker, given.organization, given.role, given.transcript, given.since, given.until
    )
    return shelf.searcher.ask(question, k=given.k, filters=filters, newest_first=given.newest)


def as_json(document: Any, headers: dict[str, str] | None = None) -> Response:
    """A document we wrote ourselves, without a second validation."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode("utf-8", "backslashreplace"), 200, headers, "application/json")
