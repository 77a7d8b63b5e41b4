"""Turns and exchanges as a person has put them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.corrections import Corrections, PersonCorrection, TurnCorrection, at
from corpus.errors import RecordError
from corpus.folding import fold
from corpus.model import Exchange, Speaker, Turn


def corrected_turns(turns: Sequence[Turn], corrections: Corrections) -> tuple[Turn, ...]:
    """The turns with people merged and named, and single turns given to others.

    Raises RecordError for a correction of a turn that is not there, and for a
    name or label of people that nobody there bears.
    """
    _check_people(turns, corrections)
    found = [replace(turn, speaker=_person(turn.speaker, corrections)) for turn in turns]
    places = {turn.turn_id: place for place, turn in enumerate(found)}
    for one in corrections.turns:
        if one.turn_id not in places:
            raise RecordError(
                f"{at(corrections.path, one.turn_id)}: turns: there is no turn "
                f"{one.turn_id!r} any more."
            )
        place = places[one.turn_id]
        found[place] = _turn(found[place], one, found, corrections)
    return tuple(found)


def _check_people(turns: Sequence[Turn], corrections: Corrections) -> None:
    """Raises RecordError for a name or label that no speaker bears and no turn is given to."""
    borne = {fold(one.by) for one in corrections.turns if one.by}
    for speaker in {turn.speaker for turn in turns}:
        borne |= _printed(speaker)
    for label in (label for one in corrections.people for label in one.labels):
        if fold(label) not in borne:
            raise RecordError(
                f"{at(corrections.path, label)}: people: nobody in this record is called "
                f"{label!r}; mend it, or remove it."
            )


def _person(speaker: Speaker, corrections: Corrections) -> Speaker:
    for one in corrections.people:
        if _meant(speaker, one):
            return _named(speaker, one)
    return speaker


def _meant(speaker: Speaker, one: PersonCorrection) -> bool:
    return not _printed(speaker).isdisjoint(map(fold, one.labels))


def _printed(speaker: Speaker) -> set[str]:
    """What somebody can be found by, folded: name, label, and the office of one without a name."""
    office = (speaker.organization or "") + (speaker.title or "")
    printed = (speaker.name, speaker.label, None if speaker.name else office)
    return {fold(words) for words in printed if words}


def _named(speaker: Speaker, one: PersonCorrection) -> Speaker:
    return replace(
        speaker,
        name=one.name or speaker.name,
        title=one.title or speaker.title,
        organization=one.organization or speaker.organization,
        role=one.role or speaker.role,
    )


def _turn(turn: Turn, one: TurnCorrection, turns: Sequence[Turn], corrections: Corrections) -> Turn:
    return replace(
        turn,
        speaker=_by(one.by, turns, corrections) if one.by else turn.speaker,
        kind=one.kind or turn.kind,
    )


def _by(who: str, turns: Sequence[Turn], corrections: Corrections) -> Speaker:
    """The person of that name elsewhere in the record or in the corrections, or a new one."""
    same = (turn.speaker for turn in turns if who in (turn.speaker.name, turn.speaker.label))
    known = next(same, None)
    return known or _person(Speaker(name=who, label=who), corrections)


def corrected_exchanges(
    exchanges: Sequence[Exchange], turns: Sequence[Turn], corrections: Corrections
) -> tuple[Exchange, ...]:
    """The exchanges with the links a person has set; those are certain.

    Raises RecordError for a link to a turn that is no question, or to the turn itself.
    """
    linked = {one.turn_id: one.answers for one in corrections.turns if one.answers is not None}
    if not linked:
        return tuple(exchanges)
    questions = {exchange.question.turn_id for exchange in exchanges}
    for turn_id, answers in linked.items():
        if turn_id in answers:
            raise RecordError(
                f"{at(corrections.path, 'answers', turn_id)}: turns: {turn_id} cannot answer itself."
            )
        for missing in sorted(set(answers) - questions):
            raise RecordError(
                f"{at(corrections.path, 'answers', missing)}: turns: {turn_id} cannot answer {missing!r}, which is no question."
            )
    return tuple(_relinked(one, turns, linked) for one in exchanges)


def _relinked(
    exchange: Exchange, turns: Sequence[Turn], linked: dict[str, tuple[str, ...]]
) -> Exchange:
    links = exchange.links or (exchange.confidence,) * len(exchange.answers)
    kept = {
        answer.turn_id: link
        for answer, link in zip(exchange.answers, links, strict=True)
        if answer.turn_id not in linked
    }
    asked = exchange.question.turn_id
    kept |= {turn_id: 1.0 for turn_id, answers in linked.items() if asked in answers}
    answers = tuple(turn for turn in turns if turn.turn_id in kept)
    certain = tuple(kept[turn.turn_id] for turn in answers)
    return Exchange(exchange.question, answers, min(certain, default=1.0), certain)
