"""How people say it, and how officials do: 念不起书 is 辍学, 失学, 因贫.

A list of our own, general to public administration, read from left to right:
the longest spoken form first, no character twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

LONGEST = 8
"""Characters of a spoken form at most."""


def renderings(question: str) -> tuple[str, ...]:
    """The official words for what a comparable question says in spoken ones, in order."""
    official = _entries()
    found = (official[spoken] for spoken in _spoken(question, official))
    return tuple(dict.fromkeys(word for words in found for word in words))


def _spoken(question: str, entries: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The entries that stand in the question, longest first at each place."""
    place = 0
    while place < len(question):
        ends = range(min(place + LONGEST, len(question)), place, -1)
        found = next((question[place:end] for end in ends if question[place:end] in entries), "")
        if found:
            yield found
        place += len(found) or 1


@cache
def _entries() -> Mapping[str, tuple[str, ...]]:
    lines = files("index").joinpath("thesaurus.tsv").read_text("utf-8").splitlines()
    pairs = (line.lower().split("\t") for line in lines if line and not line.startswith("#"))
    return {left: tuple(right.split()) for left, right in pairs}
