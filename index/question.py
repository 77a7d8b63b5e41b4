"""A question as it was typed, made ready for searching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import QuestionError
from corpus.text import normalise
from index import segmenter
from index.framing import matter, parts
from index.glossary import chinese
from index.mentions import Directory, Mentions
from index.numerals import with_figures
from index.places import unheard
from index.segmenter import Known
from index.slips import meant
from index.stages import stage
from index.thesaurus import renderings
from index.weighting import factors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.encoder import Encoder

RENDERED = 0.5
"""What a term of an official rendering counts beside one that was typed."""
TURNED = 0.4
"""How much of the renderings' vector is added to the question's."""
LONGEST = 2_000
"""Characters; nobody asks more in one breath, and time grows with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` as typed, ``plain`` its comparable form, in Chinese, ``asked`` what of that it asks for
    (`index.framing.matter`); ``counts`` its terms with how often each was typed.

    ``weighed`` are the same without the names of people, times what each is
    worth; ``vector`` has shape (dimensions,). ``elsewhere`` are places that no
    record speaks of, ``parts`` the questions that it consists of, if there are several.
    """

    text: str
    plain: str
    asked: str
    counts: Mapping[str, float]
    weighed: Mapping[str, float]
    vector: NDArray[np.float32]
    mentions: Mentions
    elsewhere: tuple[str, ...] = ()
    parts: tuple[Question, ...] = ()


def read_question(
    text: str, encoder: Encoder, directory: Directory, known: Known = lambda term: True
) -> Question:
    """Return the question, ready; ``known`` tells whether the records hold a term.

    Raises QuestionError when it is empty, too long, or has no word in it.
    """
    check(text)
    return _read(chinese(normalise(text)), text, encoder, directory, known)


def _read(plain: str, text: str, encoder: Encoder, directory: Directory, known: Known) -> Question:
    """A comparable question, made ready; each of its parts likewise."""
    mentions = directory.read(plain, known)
    asked = matter(mentions.rest)
    official = (*renderings(mentions.rest), *meant(asked, known, factors().__contains__))
    return Question(
        text=text,
        plain=plain,
        asked=asked,
        counts=dict(Counter(segmenter.terms(plain))),
        weighed=_weighed(with_figures(asked), official),
        vector=_vector(encoder, asked, official),
        mentions=mentions,
        elsewhere=unheard(plain, known),
        parts=tuple(_read(part, part, encoder, directory, known) for part in parts(plain)),
    )


def _weighed(text: str, official: Sequence[str]) -> dict[str, float]:
    """The terms of a text, and with less weight those of its official renderings."""
    worth = factors()
    counts: Counter[str] = Counter()
    for word in official:
        counts.update({term: RENDERED for term in segmenter.terms(word) if len(term) > 1})
    counts = Counter({term: min(count, RENDERED) for term, count in counts.items()})
    counts |= Counter(segmenter.terms(text))
    return {term: count * worth.get(term, 1.0) for term, count in counts.items()}


def _vector(encoder: Encoder, text: str, official: Sequence[str]) -> NDArray[np.float32]:
    """The direction of the text, turned a little to that of its official renderings."""
    with stage("encoding"):
        vectors = encoder.encode_questions([text, " ".join(official)] if official else [text])
    turned: NDArray[np.float32] = vectors[0] + TURNED * vectors[1] if official else vectors[0]
    length = float(np.linalg.norm(turned))
    return turned if not official or not length else turned / np.float32(length)


def check(text: str) -> None:
    """Refuse what cannot be a question."""
    if len(text) > LONGEST:
        raise QuestionError(
            f"question: {len(text):,} characters; at most {LONGEST:,} can be asked at once. "
            "Ask for one thing at a time."
        )
    if not any(character.isalnum() for character in normalise(text)):
        raise QuestionError("question: there is no word in it. Type what you want to know.")
