"""Whoever is looking at the page: their language, and the address they see us under."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from assistant.cite import STYLES, cite
from assistant.html import render
from assistant.language import Language, accepted
from assistant.library import Shelf, Stamp
from corpus.errors import IndexFolderError, NoRecordError, QuestionError, SettingError, XunwenError

if TYPE_CHECKING:
    from index.answer import Answer, Finding

LONGEST = 2000
"""Characters of a question, as the page's box takes them."""
NARROWING = ("speaker", "organization", "role", "transcript", "from", "to", "newest")


@dataclass(frozen=True, slots=True)
class Visit:
    """``server`` is our address as the visitor writes it, without a slash at its end."""

    language: Language
    server: str
    root: str
    query: Mapping[str, str]

    @classmethod
    def of(cls, request: Any) -> Visit:
        """From a request of Starlette's or Gradio's."""
        inner = getattr(request, "request", None) or request
        root = inner.scope.get("root_path", "").rstrip("/")
        server = f"{inner.url.scheme}://{inner.headers.get('host', 'localhost')}{root}"
        language = accepted(inner.headers.get("accept-language"))
        return cls(language, server, root, dict(inner.query_params))

    def render(self, template: str, **values: Any) -> str:
        """A template in the visitor's language."""
        return render(template, self.language, root=self.root, server=self.server, **values)

    def answer(
        self, answer: Answer, shelf: Shelf, narrowing: list[Any], operator: bool = False
    ) -> str:
        """An answer as cards; an old link to it is told what changed since."""
        stamp = shelf.stamp
        given = dict(zip(NARROWING, narrowing, strict=True))
        kept = {name: _text(value) for name, value in given.items() if value}
        asked = {"q": answer.question, **kept}
        stamped = {**asked, "corpus": stamp.corpus, "index": stamp.index}
        return self.render(
            "answer.html",
            answer=answer,
            cited=self.cited,
            changed=self._changed(stamp),
            share=f"{self.server}/?{urlencode(stamped)}",
            export=f"{self.root}/api/ask.csv?{urlencode(asked)}",
            operator=operator,
            only=self._only(asked, shelf),
        )

    def failure(self, error: XunwenError) -> str:
        """What went wrong, without a word about the server's files."""
        told = {
            QuestionError: self.language("failed_question", f"{LONGEST:,}"),
            NoRecordError: self.language("no_record"),
            SettingError: self.language("failed_narrowing"),
            IndexFolderError: self.language("failed_index"),
        }
        reasons = (words for kind, words in told.items() if isinstance(error, kind))
        return self.render("failure.html", reason=next(reasons, str(error)))

    def cited(self, finding: Finding) -> list[tuple[str, str]]:
        """A finding in every style of citation."""
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        source, turn, asked = finding.source, finding.turn, finding.asked
        return [(style, cite(source, turn, asked, self.server, day, style)) for style in STYLES]

    def _only(self, asked: dict[str, str], shelf: Shelf) -> list[tuple[str, str]]:
        """What the search was narrowed to, each with the address that drops it."""

        def called(name: str) -> str:
            if name == "role":
                return self.language(f"role_{asked[name].strip()}")
            return shelf.names.get(asked[name], asked[name])

        return [
            (
                self.language(f"only_{name}", called(name)),
                "?" + urlencode({key: value for key, value in asked.items() if key != name}),
            )
            for name in NARROWING
            if name in asked and name != "newest"
        ]

    def _changed(self, stamp: Stamp) -> str | None:
        if self.query.get("corpus", stamp.corpus) != stamp.corpus:
            return self.language("changed_corpus")
        if self.query.get("index", stamp.index) != stamp.index:
            return self.language("changed_index")
        return None


def _text(value: object) -> str:
    return "true" if value is True else str(value)
