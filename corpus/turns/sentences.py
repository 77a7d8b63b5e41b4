"""Sentences of a paragraph outside speech, and what an attribution among them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.people.mention import Mention
from corpus.turns.quotations import Quotation
from corpus.turns.verbs import Verb

SENTENCE = re.compile(
    r"""
      [^。!?;,\n]*(?:记者|网友)(?:还|又|也)?问(?:到|及|起)[^。!?;,“”\n]{2,40},    # 记者问到进展,胡卫列介绍,…
    | [^。!?;\n]*[。!?;\n]+ | [^。!?;\n]+$
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks and by which verb; places are those of the text.

    ``start`` is where its piece of the paragraph begins, ``clause`` where the
    attributing sentence does; ``words`` is where the speech begins. ``mention``
    is None when the sentence names nobody (``随后表示:“…”``); ``lost`` when the
    paragraph does not either.
    """

    mention: Mention | None
    verb: Verb
    start: int
    clause: tuple[int, int]
    words: int
    quoted: bool
    stop: int | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence outside speech, with the speech that touches it on either side."""

    start: int
    end: int
    follows: Quotation | None
    leads: Quotation | None


def sentences(masked: str, spoken: list[Quotation], start: int, end: int) -> Iterator[Sentence]:
    """The sentences of ``masked[start:end]`` between the quotations ``spoken``, in order."""
    edges: list[Quotation | None] = [None, *spoken, None]
    for before, behind in zip(edges, edges[1:], strict=False):
        low = before.end if before else start
        high = behind.start if behind else end
        pieces = [
            (low + piece.start(), low + piece.end())
            for piece in SENTENCE.finditer(masked[low:high])
        ]
        for number, (first, last) in enumerate(pieces):
            open_ended = masked[last - 1] not in "。!?;\n"
            yield Sentence(
                first,
                last,
                before if number == 0 else None,
                behind if number == len(pieces) - 1 and open_ended else None,
            )
