"""What was meant where a question holds a pair of characters that sounds right and is written wrong.

寻问 stands in no record and is no Chinese; 询问 sounds alike and stands there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from index import segmenter
from index.segmenter import Known


def meant(question: str, known: Known, usual: Known) -> tuple[str, ...]:
    """The words of two characters that a comparable question meant, in order.

    ``known`` tells whether the records hold a term, ``usual`` whether people
    ask with it: a pair of either kind was typed as it was meant. Otherwise each
    word of the dictionary was meant that the records hold and that differs from
    the pair in one character of the same sound.
    """
    pairs = (question[at : at + 2] for at in range(len(question) - 1))
    odd = (pair for pair in pairs if _chinese(pair) and not known(pair) and not usual(pair))
    alike = (other for pair in odd for other in _words_like(pair))
    return tuple(dict.fromkeys(filter(known, alike)))


def _chinese(pair: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in pair)


@lru_cache(maxsize=10_000)
def _words_like(pair: str) -> tuple[str, ...]:
    """The dictionary's words among these; kept, since questions are made of the same pairs."""
    return tuple(other for other in _alike(pair) if other in segmenter.pairs())


def _alike(pair: str) -> Iterator[str]:
    """Every pair that differs in one character and sounds alike."""
    yield from (other + pair[1] for other in _homophones(pair[0]))
    yield from (pair[0] + other for other in _homophones(pair[1]))


def _homophones(character: str) -> Iterator[str]:
    """Other characters in use that share a sound, the tone aside."""
    for characters in _sounds().get(character, ()):
        yield from (other for other in characters if other != character)


@cache
def _sounds() -> Mapping[str, list[str]]:
    """Each character in use, with the characters of each of its sounds."""
    sounds: dict[str, list[str]] = defaultdict(list)
    for line in files("index").joinpath("sounds.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            characters = line.partition("\t")[2]
            for character in characters:
                sounds[character].append(characters)
    return sounds
