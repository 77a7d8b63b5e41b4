"""Chinese text made comparable, and cut into sentences, with the way back to the source.

Comparing folds full width to half width, traditional to simplified, capitals
to small letters, and drops what is invisible. Showing never does: every
function here that returns places returns them in the text it was given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from corpus.model import Span, Spans

SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』)）》]*|\n+|$")
SHORTEST_SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Normalised:
    """A comparable text; character ``i`` came from ``offsets[i]`` of the original."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original range of ``text[start:end]``; ``start < end``."""
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> str:
    """Return the comparable form of a text.

    Idempotent, and context-free: the form of a whole is the forms of its
    characters in order, which is what makes ``normalise_with_map`` agree.
    """
    return text.translate(_forms())


def normalise_with_map(text: str) -> Normalised:
    """Like ``normalise``, with the place that every character came from."""
    forms = [character.translate(_forms()) for character in text]
    offsets = (place for place, form in enumerate(forms) for _ in form)
    return Normalised("".join(forms), tuple(offsets))


class _Forms(dict[int, str]):
    """Each character's comparable form, worked out when it is first met."""

    def __missing__(self, codepoint: int) -> str:
        form, folded = chr(codepoint), ""
        while form != folded:  # ﬁ, ㍿ and their kind need more than one step
            folded, form = form, "".join(map(_folded, form))
        self[codepoint] = form
        return form


def _folded(character: str) -> str:
    """One step: half width, small letter, simplified; nothing for what is invisible."""
    if unicodedata.category(character) in _INVISIBLE and character not in "\t\n\r\f\v":
        return ""
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(_simplified().get(sign, sign) for sign in plain)


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Mn"})


@cache
def _forms() -> _Forms:
    return _Forms()


@cache
def _simplified() -> dict[str, str]:
    """Traditional character to simplified, one to one (from OpenCC's TSCharacters)."""
    lines = files("corpus").joinpath("simplified.txt").read_text("utf-8").split()
    return {pair[0]: pair[1] for pair in lines}


def sentences(text: str, spans: Spans) -> Iterator[Spans]:
    """The sentences of the words at these spans, each as source spans, in order.

    A semicolon ends one too: officials read out lists whose items are
    sentences in all but the sign. A sentence that crosses a gap between two
    spans has a piece on either side.
    """
    words = "".join(text[start:end] for start, end in spans)
    ends = _ends(spans)
    first = last = seen = 0  # the sentence so far, and how far it was looked for: once each
    for match in SENTENCE_END.finditer(words):
        low, high = _stripped(words, seen, match.end())
        seen = match.end()
        if low < high:
            first, last = first if first < last else low, high
        length = last - first
        if length >= SHORTEST_SENTENCE or (length and seen == len(words)):
            yield _within(spans, ends, first, last)
            first = last


def within(spans: Spans, start: int, end: int) -> Spans:
    """The source ranges of characters ``start`` to ``end`` of the words at these spans."""
    return _within(spans, _ends(spans), start, end)


def _ends(spans: Spans) -> list[int]:
    """Where each span ends in the words at all of them."""
    return list(accumulate(last - first for first, last in spans))


def _within(spans: Spans, ends: list[int], start: int, end: int) -> Spans:
    found: list[Span] = []
    for place in range(bisect_right(ends, start), len(spans)):
        first, last = spans[place]
        base = ends[place] - (last - first)
        if base >= end:
            break
        low, high = max(start, base), min(end, ends[place])
        if low < high:
            found.append((first + low - base, first + high - base))
    return tuple(found)


def _stripped(words: str, start: int, end: int) -> Span:
    while start < end and words[start].isspace():
        start += 1
    while start < end and words[end - 1].isspace():
        end -= 1
    return start, end
