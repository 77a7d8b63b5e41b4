"""A text of the same length that is easier to read for a program.

Traditional characters become simplified, full-width signs half-width, every
kind of quotation mark ``“ ”`` and every kind of inner mark ``‘ ’``. Character
``i`` of the folded text is character ``i`` of the original, so what is found
in one is sliced from the other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.text import normalise

_QUOTES = {"「": "“", "」": "”", "﹁": "“", "﹂": "”", "『": "‘", "』": "’", "〝": "“", "〞": "”"}
_FULL_STOP = re.compile(r"(?<=[一-龥”’)])\.(?=[\s一-龥“”‘’]|$)")
_STRAIGHT = re.compile(r'"')


@cache
def _form(character: str) -> str:
    if character in "\n\r":
        return character
    if character in _QUOTES:
        return _QUOTES[character]
    if unicodedata.category(character) == "Cf":
        return " "  # a mark nobody sees, in front of a name or in it
    form = normalise(character)
    return form if len(form) == 1 else character


def fold(text: str) -> str:
    """Return the folded text; ``len(fold(text)) == len(text)``."""
    folded = "".join(map(_form, text))
    if '"' in folded:
        folded = _paired(folded)
    folded = _FULL_STOP.sub("。", folded)
    return folded if "“" in folded else _inner_as_outer(folded)


def _paired(text: str) -> str:
    """Straight quotation marks told apart: odd ones of a paragraph open, even ones close."""
    lines = re.split(r"(\n)", text)
    return "".join(_STRAIGHT.sub(_Alternating(), line) for line in lines)


class _Alternating:
    """Replaces by ``“`` and ``”`` in turn."""

    def __init__(self) -> None:
        self.opens = False

    def __call__(self, _: re.Match[str]) -> str:
        self.opens = not self.opens
        return "“" if self.opens else "”"


def _inner_as_outer(text: str) -> str:
    """A text that knows only ``‘ ’`` or 『 』 uses them as its quotation marks."""
    return text.replace("‘", "“").replace("’", "”")
