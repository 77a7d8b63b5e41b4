"""One paragraph of a newspaper's account, while its attributions are looked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.people.registry import People
from corpus.turns.quotations import Quotation
from corpus.turns.subjects import Subjects


@dataclass(slots=True)
class Paragraph:
    """One paragraph while it is read: its text, its quotations and who has claimed them."""

    people: People
    masked: str
    start: int
    end: int
    spoken: list[Quotation]
    subjects: Subjects
    taken: set[int] = field(default_factory=set)
    """Where the quotations that have a speaker begin."""

    def quote_at(self, place: int) -> Quotation | None:
        """The quotation that begins right behind a sentence."""
        for one in self.spoken:
            if one.start == place:
                return one
        return None

    def claim(self, quote: Quotation) -> None:
        """Remember that a quotation has a speaker."""
        self.taken.add(quote.start)
