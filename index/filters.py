"""What a search is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Filters:
    """Only answers by this person, body or role, in this record or these days.

    ``since`` and ``until`` are ISO dates, both included; a record without a
    date is outside every range. None lets everything through.
    """

    speaker: str | None = None
    organization: str | None = None
    role: str | None = None
    transcript: str | None = None
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) is not None for field in fields(self))


ALL = Filters()
