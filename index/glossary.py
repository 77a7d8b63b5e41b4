"""An English question in the words of the records: drop out is 辍学, 失学.

A list of our own. Word by word, so not a translation; it need only find what
an official said, in Chinese, about the same matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product

LONGEST = 4
"""Words of a phrase at most."""
FEWEST = 2
"""Latin words of a question in English at least; CT or GDP alone is also Chinese."""

WORD = re.compile(r"[a-z]+(?:['’][a-z]*)?")
HAN = re.compile(r"[\u3400-\u9fff]")
STOP = "-"
"""What stands in the list beside a word that says nothing by itself."""

ENDINGS = (
    ("'s", ""),
    ("’s", ""),
    ("ies", "y"),
    ("s", ""),
    ("es", ""),
    ("ied", "y"),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
    ("ly", ""),
)
"""Ending and what stands instead; in this order caring is care, not car."""
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
SHORTEST = 2
"""Letters that an ending leaves at least: a bed is not b, nor a king k."""


def chinese(question: str) -> str:
    """Return a comparable question with its English words in Chinese, the longest phrase first.

    Words that say nothing by themselves are dropped; an unknown word, and all
    that is not Latin, stays where it is, with one blank for several. Unchanged
    is a question with fewer than two Latin words, with more Chinese characters
    than Latin letters, or of which no word would be left.
    """
    words = list(WORD.finditer(question))
    letters = sum(len(word.group()) for word in words)
    if len(words) < FEWEST or len(HAN.findall(question)) > letters:
        return question
    text, end = "", 0
    for start, stop, official in _found(question, words):
        text += question[end:start] + official
        end = stop
    turned = " ".join((text + question[end:]).split())
    return turned if any(map(str.isalnum, turned)) else question


def _found(question: str, words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """Where known phrases begin and end, and what they are in Chinese, in order."""
    place = 0
    while place < len(words):
        phrase = _neighbours(question, words[place : place + LONGEST])
        length, official = _rendered([word.group().rstrip("'’") for word in phrase])
        if length:
            yield phrase[0].start(), phrase[length - 1].end(), official
        place += length or 1


def _neighbours(question: str, words: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first words with nothing but blanks and hyphens between them."""
    for length in range(1, len(words)):
        between = question[words[length - 1].end() : words[length].start()]
        if between.strip(" -"):
            return words[:length]
    return words


def _rendered(words: Sequence[str]) -> tuple[int, str]:
    """How many of the words the longest known phrase has, and its Chinese; 0 when there is none."""
    entries, vocabulary = _entries()
    known = [[base for base in _bases(word) if base in vocabulary] for word in words]
    for length in range(len(words), 0, -1):
        for phrase in product(*known[:length]):
            if phrase in entries:
                return length, entries[phrase]
    return 0, ""


def _bases(word: str) -> Iterator[str]:
    """The word, and what it may be a plural, a possessive, or another form of."""
    yield word
    for ending, instead in ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) < SHORTEST:
            continue
        yield base + instead
        if not instead and DOUBLED.fullmatch(base[-2:]):
            yield base[:-1]


@cache
def _entries() -> tuple[Mapping[tuple[str, ...], str], frozenset[str]]:
    """Chinese by the words of a phrase, and all the words there are in phrases."""
    lines = files("index").joinpath("english.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    entries = {
        tuple(re.split(r"[ -]", left)): "" if right == STOP else right for left, right in pairs
    }
    return entries, frozenset(word for phrase in entries for word in phrase)
