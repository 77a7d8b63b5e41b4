"""Which turn answers which, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.folding import fold
from corpus.model import Exchange, Turn
from corpus.turns.cues import WINDS_UP
from corpus.unheard import unheard

SURE, FOLLOW_UP, RELAY, IN_ORDER, SHARED, DISTANT = 0.97, 0.93, 0.85, 0.75, 0.6, 0.5
"""Addressed or next; the same two people again; one more official; the n-th of several; one
answer to several; long after."""
BEGINNING = 60
_AT_ONCE = re.compile(
    r"(?:问题|提问)[^。]{0,8}(?:一并|一起|合并|集中)[^。]{0,4}(?:答|回应)|一并(?:回答|答复|回应|作答)"
)
_PUBLIC = ("member", "expert", "other")
_PREFIX = re.compile(r"^(?:[一-龥]{0,6}?[省市县区州])?(?=[一-龥]{2})|人民政府")
_SUFFIX = re.compile(
    r"(?:委员会|管理局|监督局|局|委|办公室|办|厅|部|署|中心|集团|联合会|联|总队|支队|大队)$"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one answer turn answers: the question's id, further ones, and how sure that is."""

    answers: str
    also_answers: tuple[str, ...]
    confidence: float


@dataclass(slots=True)
class _Asked:
    """A question with its answers, while they come in."""

    question: Turn
    answers: list[Turn] = field(default_factory=list)
    links: list[float] = field(default_factory=list)

    def add(self, answer: Turn, confidence: float) -> None:
        self.answers.append(answer)
        self.links.append(confidence)


def link(turns: Sequence[Turn], text: str = "") -> tuple[Exchange, ...]:
    """Return every question with the answers given to it, in order.

    Questions asked in a row wait together. An answer goes to the one that
    addressed its speaker's office, else the first as long as there are as
    many speakers as questions, else to all of them. What the chair says in
    between changes nothing, unless it calls for a last word behind an answer: then
    no question waits any more. When others of the public speak, what was answered is
    done with, and the next question no longer waits together with the ones in front. A question nobody answers has no answers.
    """
    asked: list[_Asked] = []
    waiting: list[_Asked] = []
    answered = False
    for place, turn in enumerate(turns):
        if turn.kind == "question":
            waiting = [] if answered else [one for one in waiting if _waits(one.question, turn)]
            answered = False
            asked.append(_Asked(turn))
            waiting.append(asked[-1])
        elif turn.kind == "answer" and waiting and _unheard(turns, place, waiting, text):
            waiting = []
        elif turn.kind == "answer" and waiting:
            _answer(turns, place, waiting, text)
            answered = True
        elif turn.kind == "statement" and turn.speaker.role in _PUBLIC:
            answered = True
            waiting = [one for one in waiting if not one.answers]
        elif turn.kind == "statement" and answered and _winds_up(turn, text):
            waiting = []
    return tuple(_exchange(one) for one in asked)


def _winds_up(turn: Turn, text: str) -> bool:
    """Whether who presides calls for a statement, a speech or a summing-up."""
    words = fold("".join(text[start:end] for start, end in turn.spans))
    return turn.speaker.role in ("chair", "host") and bool(WINDS_UP.search(words))


def _waits(first: Turn, second: Turn) -> bool:
    """Whether a question still waits when another is asked: an official's own was rhetorical."""
    officials = first.speaker.role == "official" != second.speaker.role
    return not officials or _same(first, second)


def _unheard(turns: Sequence[Turn], place: int, waiting: list[_Asked], text: str) -> bool:
    answered = all(one.answers for one in waiting)
    return unheard(turns, place, answered, (one.question for one in waiting), text)


def _answer(turns: Sequence[Turn], place: int, waiting: list[_Asked], text: str) -> None:
    turn = turns[place]
    waiting = [one for one in waiting if not _same(one.question, turn)] or waiting
    if len(waiting) == 1 or _one_asker(waiting) or _passed_on(turns, place, waiting):
        _answer_last(turn, waiting[-1])
        return
    named = [one for one in waiting if addresses(one.question, turn, text)]
    if len(named) == 1:
        named[0].add(turn, SURE)
        return
    said = _last_answered(turns, place, waiting)
    if said is not None and _same(said.answers[-1], turn):
        said.add(turn, IN_ORDER)
        return
    free = [one for one in waiting if not one.answers]
    if free and _at_once(turn, text):
        for one in free:
            one.add(turn, IN_ORDER)
    elif free and len(free) <= _speakers(turns, place):
        free[0].add(turn, IN_ORDER)
    elif free:
        for one in free:
            one.add(turn, SHARED)
    else:
        (said or waiting[-1]).add(turn, RELAY)


def _at_once(turn: Turn, text: str) -> bool:
    """``两位委员的问题一并回答``: whether an answer says that it is one to several questions."""
    begins = fold(text[turn.spans[0][0] : turn.spans[0][0] + BEGINNING])
    return bool(_AT_ONCE.search(begins))


def _passed_on(turns: Sequence[Turn], place: int, waiting: list[_Asked]) -> bool:
    """Whether an official turned to another with the question right in front."""
    asked = waiting[-1].question
    return asked is turns[place - 1] and asked.speaker.role == "official"


def _answer_last(turn: Turn, one: _Asked) -> None:
    if not one.answers:
        one.add(turn, SURE)
    elif _same(one.answers[-1], turn):
        one.add(turn, one.links[-1])
    else:
        one.add(turn, RELAY)


def _one_asker(waiting: list[_Asked]) -> bool:
    """Whether one person asked in several turns: the last one completes the question."""
    first = waiting[0].question.speaker
    return first.name is not None and all(
        one.question.speaker.name == first.name for one in waiting
    )


def _last_answered(turns: Sequence[Turn], place: int, waiting: list[_Asked]) -> _Asked | None:
    """The waiting question that the previous answer went to."""
    before = next((one for one in reversed(turns[:place]) if one.kind == "answer"), None)
    return next((one for one in reversed(waiting) if before in one.answers), None)


def _speakers(turns: Sequence[Turn], place: int) -> int:
    """How many different people answer from here until the next question."""
    people: list[Turn] = []
    for turn in turns[place:]:
        if turn.kind == "question":
            break
        if turn.kind == "answer" and not any(_same(turn, one) for one in people):
            people.append(turn)
    return len(people)


def _same(first: Turn, second: Turn) -> bool:
    one, two = first.speaker, second.speaker
    if one.name is None and two.name is None and one.label != two.label:
        return False
    return (one.name, one.title, one.organization) == (two.name, two.title, two.organization)


def addresses(question: Turn, answer: Turn, text: str) -> bool:
    """Whether a question names the office or the person that answers."""
    words = fold("".join(text[start:end] for start, end in question.spans))
    name = fold(answer.speaker.name or "")
    if name and name in words:
        return True
    core = _core(fold(answer.speaker.organization or ""))
    return len(core) >= 2 and core in words


def _core(organization: str) -> str:
    """``市教育局`` → ``教育``: what a question calls an office by."""
    return _SUFFIX.sub("", _PREFIX.sub("", organization))


def _exchange(one: _Asked) -> Exchange:
    confidence = min(one.links, default=1.0)
    return Exchange(one.question, tuple(one.answers), confidence, tuple(one.links))


def replies(exchanges: Iterable[Exchange]) -> Mapping[str, Reply]:
    """By turn id, what every answer answers; the nearest question comes first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for exchange in exchanges:
        links = exchange.links or (exchange.confidence,) * len(exchange.answers)
        for answer, confidence in zip(exchange.answers, links, strict=True):
            found.setdefault(answer.turn_id, []).append((exchange.question.turn_id, confidence))
    return {
        turn_id: Reply(asked[-1][0], tuple(one for one, _ in asked[:-1]), min(c for _, c in asked))
        for turn_id, asked in found.items()
    }
