"""The kinds of turns where no roles tell them: by who speaks after whom, and who ends in a question."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Kind
from corpus.turns.spoken import PRESIDING, Spoken

LONGEST_ASSENT = 12


def by_run(spoken: Sequence[Spoken]) -> list[Kind]:
    """A run of one person that ends asking is answered by the next run.

    A short word of the asker in between (好的。) does not end the answer.
    """
    found: list[Kind] = []
    asker: Spoken | None = None
    answerer: Spoken | None = None
    for first, last in _runs(spoken):
        run = spoken[first:last]
        asks = run[-1].asks and last < len(spoken)
        answers = asker is not None and not run[0].same(asker)
        answers = answers and (answerer is None or run[0].same(answerer))
        lead = _asking_from(run) if asks else len(run)
        told: Kind = "answer" if answers else "statement"
        found += [told] * lead
        found += ["question"] * (len(run) - lead)
        if asks:
            asker, answerer = run[0], None
        elif answers:
            answerer = run[0]
        elif not (asker and run[0].same(asker) and _short(run)):
            asker = answerer = None
    return _framed(spoken, found)


def _framed(spoken: Sequence[Spoken], found: list[Kind]) -> list[Kind]:
    """The kinds, where the first words of who presides open, if they ask nothing, and the last close.

    A host presides, or whoever speaks first and ends the meeting.
    """
    if not spoken:
        return found
    first, last = spoken[0], spoken[-1]
    presides = first is not last and first.same(last) and last.closes
    if found[0] == "statement" and (first.speaker.role == "host" or presides):
        found[0] = "opening"
    hosts = last.speaker.role in PRESIDING and first is not last and last.closes
    if hosts or (presides and found[-1] == "statement"):
        found[-1] = "closing"
    return found


def _short(run: Sequence[Spoken]) -> bool:
    return sum(len(one.words) for one in run) <= LONGEST_ASSENT


def _asking_from(run: Sequence[Spoken]) -> int:
    """How many turns of a run stand in front of those that ask."""
    place = len(run)
    while place and run[place - 1].asks:
        place -= 1
    return place


def _runs(spoken: Sequence[Spoken]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place, one in enumerate(spoken):
        if found and one.same(spoken[place - 1]):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found
