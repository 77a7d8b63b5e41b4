"""One printed reference to a person."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed reference to a person, as places in the text; absent parts are None.

    ``surname`` says that ``name`` is only the surname (王局长). A mention
    without name and title is a pronoun.
    """

    start: int
    end: int
    name: Span | None = None
    title: Span | None = None
    organization: Span | None = None
    surname: bool = False

    @property
    def pronoun(self) -> bool:
        return self.name is None and self.title is None
