"""Places that a question names and no record speaks of: 洛阳 in the minutes of another city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from corpus.text import normalise
from index.segmenter import Known, heard

KIND = re.compile(r"(?<=..)(?:省|市|县|区|州|盟|旗|地区|自治[州县区旗])$")


def unheard(question: str, known: Known) -> tuple[str, ...]:
    """The places in a comparable question of which the records hold no pair of characters.

    ``known`` tells whether the records hold a term.
    """
    return tuple(
        dict.fromkeys(name for name in _named(question) if not heard(KIND.sub("", name), known))
    )


def _named(question: str) -> Iterator[str]:
    """Every place in a question, the longest name first at each character."""
    names, longest = _places()
    place = 0
    while place < len(question):
        ends = range(min(place + longest, len(question)), place + 1, -1)
        name = next((question[place:end] for end in ends if question[place:end] in names), "")
        if name:
            yield name
        place += len(name) or 1


@cache
def _places() -> tuple[frozenset[str], int]:
    """The names, comparable, and how many characters the longest has."""
    lines = files("index").joinpath("places.txt").read_text("utf-8").splitlines()
    names = frozenset(normalise(line) for line in lines if not line.startswith("#"))
    return names, max(map(len, names))
