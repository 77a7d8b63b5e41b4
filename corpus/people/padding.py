"""Names padded to the width of three characters: ``房　伟：``, ``副局长　鲍　国　平：``."""

from __future__ import annotations

import re

from corpus.folding import fold
from corpus.people.surnames import DOUBLE_SURNAMES, SURNAMES
from corpus.people.titles import TITLE

_PADDED = re.compile(
    rf"({DOUBLE_SURNAMES}|[{SURNAMES}])\s+([一-龥])(?:\s+([一-龥]))?(?!\s*[一-龥]\s)"
)


def closed(words: str) -> str:
    """The words with every padded name closed, and every other run of blanks as one."""
    folded = fold(words)
    places = (_PADDED.match(folded, place) for place in range(len(folded)))
    for match in filter(None, places):
        if _begins(folded, match.start()) and _ends(folded, match.end()):
            name = "".join(words[match.start() : match.end()].split())
            return closed(words[: match.start()] + name + words[match.end() :])
    return " ".join(words.split())


def _begins(folded: str, start: int) -> bool:
    """Whether a name may begin here: at the edge of a word, or behind an office."""
    front = folded[:start]
    return not front or not re.match("[一-龥]", front[-1]) or _titles_end(front)


def _ends(folded: str, end: int) -> bool:
    """Whether a name may end here: no word goes on, or an office does."""
    return not re.match("[一-龥]", folded[end:]) or bool(TITLE.match(folded, end))


def _titles_end(front: str) -> bool:
    return any(title.end() == len(front) for title in TITLE.finditer(front))
