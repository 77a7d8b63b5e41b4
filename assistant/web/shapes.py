"""What goes in and comes out over HTTP, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from corpus.model import Kind, Role

MOST_FINDINGS = 50
DAY = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
Words = Annotated[str, StringConstraints(max_length=200)]
Day = Annotated[str, StringConstraints(pattern=DAY)]
Question = Annotated[str, Field(min_length=1, max_length=2000, description="in Chinese")]
Span = tuple[int, int]


class Narrowing(BaseModel):
    """What every way of asking may be narrowed by; an unknown field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    k: Annotated[int, Field(ge=1, le=MOST_FINDINGS, description="how many findings")] = 3
    speaker: Annotated[Words | None, Field(description="a person's name, or part of it")] = None
    organization: Annotated[Words | None, Field(description="a department, or part of it")] = None
    role: Role | None = None
    transcript: Annotated[Words | None, Field(description="the id of one record")] = None
    since: Annotated[Day | None, Field(alias="from", description="not before this day")] = None
    until: Annotated[Day | None, Field(alias="to", description="not after this day")] = None
    newest: Annotated[bool, Field(description="newest first, instead of best first")] = False


class AskQuery(Narrowing):
    """``GET /api/ask``"""

    q: Question


class AskBody(Narrowing):
    """``POST /api/ask``"""

    question: Question


class Person(BaseModel):
    """Who somebody is, as far as the record says; null is unknown."""

    name: str | None
    title: str | None
    organization: str | None
    role: Role | None


class Evidence(BaseModel):
    """Words that answer the question, and where they stand in the record's text."""

    text: str
    start: int
    end: int


class Place(BaseModel):
    """Where a quotation stands: spans count characters of the record's text.

    ``page`` and ``seconds`` are there where the record has pages, or is a recording.
    """

    transcript: str
    title: str
    date: str | None
    spans: list[Span]
    asked_spans: list[Span] | None
    sha256: str
    page: int | None = None
    seconds: float | None = None


class FoundTurn(BaseModel):
    """An answer in the record, word for word."""

    rank: int
    score: float
    speaker: Person
    asked_by: Person | None
    asked: str | None
    quote: str
    evidence: list[Evidence]
    source: Place
    permalink: str


class AnswerShape(BaseModel):
    """Findings, or none and what came nearest, which is no answer.

    ``notes`` say what of the question nobody in the records fits.
    """

    question: str
    answered: bool
    confidence: float
    findings: list[FoundTurn]
    nearest: list[FoundTurn]
    took_ms: float
    notes: list[str]


class RecordLine(BaseModel):
    """One record in the list."""

    transcript: str
    title: str
    date: str | None
    sha256: str
    style: str
    turns: int
    exchanges: int


class RecordList(BaseModel):
    """Every record, the newest first."""

    transcripts: list[RecordLine]


class People(BaseModel):
    """Everybody who speaks."""

    people: list[Person]


class TurnShape(BaseModel):
    """One person's words; ``answers`` is the id of the question they answer."""

    id: str
    speaker: Person
    kind: Kind
    spans: list[Span]
    text: str
    answers: str | None
    also_answers: list[str]
    confidence: float | None
    page: int | None = None
    seconds: float | None = None


class RecordShape(BaseModel):
    """One record with its turns.

    ``notes`` say what a person should know of the reading.
    """

    transcript: str
    title: str
    date: str | None
    sha256: str
    style: str
    notes: list[str]
    turns: list[TurnShape]


class ProblemShape(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str


def install(app: FastAPI) -> None:
    """Add to the OpenAPI document what no route returns as a model: the problem."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        document = make()
        document["components"]["schemas"]["ProblemShape"] = ProblemShape.model_json_schema()
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's ``responses``: these statuses are answered with problem details."""
    schema = {"$ref": "#/components/schemas/ProblemShape"}
    content = {"application/problem+json": {"schema": schema}}
    return {status: {"description": "a problem", "content": content} for status in statuses}
