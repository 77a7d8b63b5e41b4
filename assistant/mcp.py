"""The door for language models: the Model Context Protocol, over HTTP and over stdio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from assistant.filters import make_filters
from assistant.library import Library
from assistant.parsed import transcript_document
from assistant.render import answer_document, speaker_document
from assistant.web.listing import holding_document
from assistant.web.shapes import AnswerShape, People, RecordList, TurnShape
from corpus.errors import IndexFolderError, XunwenError
from corpus.model import Role

if TYPE_CHECKING:
    from starlette.applications import Starlette

ABOUT = (
    "Official meeting records in Chinese. `ask` returns officials' own words with who said them, "
    "in answer to whom, and where they stand; quote them verbatim with their permalink. When "
    "`answered` is false the records hold no answer: say so, and present nothing of `nearest` as one."
)
HERE = ("localhost", "127.0.0.1", "[::1]")
READING = ToolAnnotations(read_only_hint=True, open_world_hint=False)
Question = Annotated[str, Field(min_length=1, max_length=2000, description="in Chinese")]
Part = Annotated[str | None, Field(max_length=200)]
When = Annotated[str | None, Field(max_length=200, description="2020, 2020-04 or 2020-04-30")]


def make_server(library: Library, version: str) -> MCPServer[Any]:
    """The server with its four tools; every one of them only reads."""
    server: MCPServer[Any] = MCPServer(
        "xunwen", title="询问", instructions=ABOUT, version=version, log_level="WARNING"
    )

    @_tool(server)
    def ask(
        question: Question,
        k: Annotated[int, Field(ge=1, le=50)] = 3,
        speaker: Part = None,
        organization: Part = None,
        role: Role | None = None,
        transcript: Part = None,
        since: When = None,
        until: When = None,
    ) -> AnswerShape:
        """Ask the meeting records; findings are verbatim answers, best first."""
        filters = make_filters(speaker, organization, role, transcript, since, until)
        answer = library.searcher.ask(question, k=k, filters=filters)
        return AnswerShape.model_validate(answer_document(answer))

    @_tool(server)
    def list_transcripts() -> RecordList:
        """Every meeting record there is, the newest first."""
        lines = [holding_document(one) for one in library.shelf.holdings]
        return RecordList.model_validate({"transcripts": lines})

    @_tool(server)
    def read_turn(transcript: str, turn: str) -> TurnShape:
        """One person's whole words, by the ids that findings carry (permalink: /t/ID#TURN)."""
        found = library.shelf.transcript(transcript)
        turns = transcript_document(found)["turns"] if found else []
        for one in turns:
            if one["id"] == turn:
                return TurnShape.model_validate(one)
        raise ToolError("There is no such turn; list_transcripts and ask name those there are.")

    @_tool(server)
    def list_people() -> People:
        """Everybody who speaks in the records, with office and role."""
        return People.model_validate(
            {"people": [speaker_document(p) for p in library.shelf.people]}
        )

    return server


def http_app(server: MCPServer[Any], hosts: Sequence[str], origins: Sequence[str]) -> Starlette:
    """The application for ``/mcp``; any other Host or Origin is refused."""
    names = [*HERE, *hosts]
    local = [f"http://{name}" for name in HERE]
    security = TransportSecuritySettings(
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[*local, *(f"{one}:*" for one in local), *origins],
    )
    return server.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=security
    )


def _tool(server: MCPServer[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a tool; what goes wrong is told without the server's paths."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(*args: Any, **given: Any) -> Any:
            try:
                return function(*args, **given)
            except IndexFolderError as error:
                raise ToolError("The records cannot be searched at the moment.") from error
            except XunwenError as error:
                raise ToolError(str(error)) from error

        server.add_tool(called, annotations=READING, structured_output=True)
        return called

    return register
