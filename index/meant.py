"""Which people, bodies and records filters mean, by the names that the records print."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from corpus.errors import NoRecordError
from index.filters import Filters
from index.mentions import Directory


def meant(filters: Filters, directory: Directory, records: Container[str]) -> Filters:
    """Filters with the names as the records print them; what fits nobody stays.

    ``records`` are the ids there are. Raises NoRecordError for an id that is none of them.
    """
    if filters.transcript is not None and filters.transcript not in records:
        raise NoRecordError(
            f"transcript {filters.transcript!r}: there is no record of this id; "
            "xunwen index list and /api/transcripts name all."
        )
    people = directory.names(filters.speaker) if filters.speaker else frozenset()
    bodies = directory.organizations(filters.organization) if filters.organization else frozenset()
    return replace(
        filters,
        speaker=min(people) if len(people) == 1 else filters.speaker,
        organization=min(bodies) if len(bodies) == 1 else filters.organization,
    )
