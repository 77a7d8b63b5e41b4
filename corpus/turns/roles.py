"""The kinds of turns where roles tell them: members and reporters ask, who presides calls, others answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.model import Kind
from corpus.turns.spoken import ASKING, PRESIDING, Spoken


def by_role(spoken: Sequence[Spoken]) -> list[Kind]:
    """The kind of every turn, in order."""
    return _Sitting(spoken).read()


class _Sitting:
    """A sitting while it is read; ``pending`` says that a question waits for an answer."""

    def __init__(self, spoken: Sequence[Spoken]) -> None:
        self.spoken = spoken
        self.found: list[Kind] = []
        self.pending = False
        self.presider = _presider(spoken)

    def read(self) -> list[Kind]:
        for place, one in enumerate(self.spoken):
            self.found.append(self._kind(place, one))
        return self.found

    def _kind(self, place: int, one: Spoken) -> Kind:
        if one.kind:
            self.pending = one.kind == "question" or self.pending
            return one.kind
        if self._may_ask(one):
            self.pending = _is_asked(self.spoken, place)
            return "question" if self.pending else "statement"
        if one.speaker.role in PRESIDING:
            return self._chaired(place, one)
        if self.presider and one.same(self.presider) and not self._asked_last:
            self.pending = self.pending and not one.calls_member
            return _presiding(self.spoken, place)
        return _speaking(self.spoken, place, self.pending)

    @property
    def _asked_last(self) -> bool:
        return self.found[-1:] == ["question"]

    def _may_ask(self, one: Spoken) -> bool:
        """Whether it is somebody's part to ask; nobody waits for others' question behind one."""
        role = one.speaker.role
        return role in ASKING or (role == "other" and one.asks and not self._asked_last)

    def _chaired(self, place: int, one: Spoken) -> Kind:
        """What who presides says: an answer to a member who then goes on, a call, a question."""
        answers = self.pending and _answers_back(self.spoken, place)
        kind: Kind = "answer" if answers else _presiding(self.spoken, place)
        # 请局长现场表态 right behind a question is how an answer to it is called for
        goes_on = one.calls_member or (one.winds_up and not self._asked_last)
        self.pending = kind == "question" or (self.pending and not goes_on)
        return kind


def _presider(spoken: Sequence[Spoken]) -> Spoken | None:
    """Who speaks first and ends the meeting, where it is mostly others who answer."""
    first, last = spoken[0], spoken[-1]
    if first is last or not (first.same(last) and last.closes):
        return None
    behind = [
        after
        for one, after in pairwise(spoken)
        if one.speaker.role in ASKING and after.speaker.role not in ASKING
    ]
    own = sum(first.same(one) for one in behind)
    return first if 2 * own < len(behind) else None


def _speaking(spoken: Sequence[Spoken], place: int, pending: bool) -> Kind:
    """What somebody says who neither asks nor presides; who opens and closes does preside."""
    one, last = spoken[place], place + 1 == len(spoken)
    if place and last and (one.ends or (one.same(spoken[0]) and one.closes)):
        return "closing"
    if pending and not (_joins_in(spoken, place) or one.hands_on):
        return "answer"
    if place == 0 and one.opens:
        return "opening"
    return "report" if one.reports else "statement"


def _joins_in(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether one of the public speaks behind an official, who has answered."""
    roles = [one.speaker.role for one in spoken[place - 1 : place + 1]]
    return roles in (["official", "other"], ["official", "expert"])


def _is_asked(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether a member's or reporter's turn is put to somebody who then answers."""
    one = spoken[place]
    after = spoken[place + 1 : place + 4]
    while after and (after[0].only_calls or (one.same(after[0]) and one.speaker.name)):
        after = after[1:]
    if not after or after[0].speaker.role in ASKING:
        return one.asks and (one.speaker.role == "reporter" or _together(after))
    if after[0].speaker.role in PRESIDING:
        if one.speaker.role == "reporter":
            return one.asks
        return one.asks and _answers_back(spoken, place + 1)
    directly = after[0] is spoken[place + 1]
    if after[0].speaker.role in ("other", "expert"):
        directly = directly and _in_dialogue(spoken, place)
    return one.asks or directly


def _together(after: Sequence[Spoken]) -> bool:
    """Whether others ask too before somebody answers them all."""
    roles = [one.speaker.role for one in after]
    first = next((place for place, role in enumerate(roles) if role not in ASKING), None)
    return (
        first is not None
        and roles[first] not in PRESIDING
        and all(one.asks for one in after[:first])
    )


def _in_dialogue(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether this one or the next, who would answer, is heard again close by."""
    one, after = spoken[place], spoken[place + 1]
    around = [*spoken[max(place - 3, 0) : place], *spoken[place + 2 : place + 5]]
    return any(two.same(one) or two.same(after) for two in around)


def _answers_back(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether the chair answers the member in front, who then goes on."""
    one, around = spoken[place], (spoken[place - 1], *spoken[place + 1 : place + 2])
    if len(around) < 2 or not around[0].same(around[1]) or one.calls:
        return False
    return "主席" in around[0].words[:12] or around[0].words.rstrip().endswith("?")


def _presiding(spoken: Sequence[Spoken], place: int) -> Kind:
    one = spoken[place]
    follows = spoken[place + 1] if place + 1 < len(spoken) else None
    if place == 0 and not (follows and one.speaker.role == "host" and one.asks):
        return "opening"
    if follows is None and (one.speaker.role == "chair" or one.closes):
        return "closing"
    answers = follows is not None and follows.speaker.role not in (*ASKING, *PRESIDING)
    if answers and one.asks and not one.calls:
        return "question"
    return "statement"
