"""Turns of a format that itself states who speaks: nothing to be found, only to be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.folding import fold
from corpus.model import UNKNOWN, Speaker, Turn
from corpus.people.identity import Identities
from corpus.readers.extract import NativeTurn
from corpus.turns.kinds import kinds
from corpus.turns.spoken import Spoken


def read_native(text: str, found: Sequence[NativeTurn]) -> tuple[Turn, ...]:
    """Return one turn for every turn the format states, in order."""
    front = text[: found[0].span[0]].rpartition("\n")[0]
    people = Identities.of(front, [one.label for one in found if one.label])
    speakers = [_speaker(people, one) for one in found]
    spoken = [
        Spoken(speaker, fold(text[one.span[0] : one.span[1]]))
        for speaker, one in zip(speakers, found, strict=True)
    ]
    return tuple(
        Turn(f"t{one.span[0]}", speaker, one.kind or kind, (one.span,))
        for one, speaker, kind in zip(found, speakers, kinds(spoken), strict=True)
    )


def _speaker(people: Identities, one: NativeTurn) -> Speaker:
    """Who is stated; an office that answers, with no person named, is the government's."""
    speaker = people.speaker(one.label) if one.label else UNKNOWN
    answers = one.kind == "answer" and speaker.organization and speaker.role is None
    return replace(speaker, role="official") if answers else speaker
