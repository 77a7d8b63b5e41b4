"""Text into the terms that are matched exactly: characters, pairs of characters, Latin words.

Characters and bigrams find what no dictionary holds: names, short forms, new
words. Adding the words of jieba's dictionary gained nothing in trials; they
are what the encoder's tokenizer cuts a text into, so meaning goes by words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from corpus.text import normalise

Known = Callable[[str], bool]
"""Tells whether the records hold a term."""
NAME = "characters+bigrams/1"
"""Goes into the manifest: an index made by another segmenter is refused."""

RUN = re.compile(
    r"""
      (?P<han>[\u3007\u3400-\u9fff\U00020000-\U000323af]+)
    | [a-z]+
    | \d+(?:[.]\d+)*
    | [^\W_]
    """,
    re.VERBOSE,
)


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, repeats included; empty for no words."""
    return plain_terms(normalise(text))


def plain_terms(text: str) -> list[str]:
    """The same for a text that is normal already, in a fraction of the time."""
    return [term for match in RUN.finditer(text) for term in _cut(match)]


def heard(name: str, known: Known) -> bool:
    """Whether every pair of characters of a name is a term that the records hold."""
    return all(known(name[at : at + 2]) for at in range(len(name) - 1))


@cache
def pairs() -> frozenset[str]:
    """The words of two characters in jieba's dictionary that the shipped model has.

    Looked up in the text of its vocabulary: to parse all of that takes three times as long.
    """
    text = files("index").joinpath("model", "tokenizer.json").read_text("utf-8")
    return frozenset(re.findall(r'"([\u4e00-\u9fff]{2})"', text))


def _cut(match: re.Match[str]) -> Iterator[str]:
    run = match.group()
    if not match["han"]:
        yield run
        return
    yield from run
    for place in range(len(run) - 1):
        yield run[place : place + 2]
