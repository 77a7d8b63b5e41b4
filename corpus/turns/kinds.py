"""What the turns of a labelled record are: questions, answers, statements.

With roles, who asks and who answers is told by them; without, a run of turns
by one person that ends in a question asks, and the next runs answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Kind, Speaker
from corpus.turns.cues import WINDS_UP

_ASKS = re.compile(
    r"[?]|请问|想问|请教|可否告知|(?:吗|呢|么)[。.!~)]*$|是不是|对不对|有没有|好不好|能否|如何[^。]{0,40}$|谈一谈|谈谈|请介绍|请您?谈|请您?介绍"
)
_CALLS = re.compile(
    r"请[^。?!]{0,24}(?:说明|答复|回答|报告|发言|质询|提问|介绍)|[一-龥]{2,4}(?:议员|委员)[。]?$|^[一-龥]{2,14}(?:局长|司长|部长)[。]$"
)
_CALLS_MEMBER = re.compile(
    r"请[^。?!]{0,16}(?:委员|议员|记者|代表)[^。?!]{0,8}(?:发言|质询|提问)|下一个问题|继续提问|最后一个问题"
)
_CLOSES = re.compile(
    r"散会|休会|闭会|到此结束|会议结束|(?:发布会|询问|会议|会|问答|活动|今天)[^。,]{0,4}到(?:此|这里|这儿)|谢谢大家|再见"
)
_OPENS = re.compile(r"现在(?:开始|开会)|会议?(?:现在)?开始|请(?:大家|各位)[^。]{0,12}(?:提问|询问)")
_ENDS = re.compile(r"散会|休会|闭会|到此结束|会议结束|到(?:此|这里)(?:结束)?[。,!]?$")
"""Surer than ``_CLOSES``, where few words are said."""
SHORT_END = 60
_REPORTS = re.compile(r"报告如下|提出报告|专案报告|专题报告|业务报告|作.{0,8}报告")
_ASKING_ROLES = ("member", "reporter")
FEW = 0.05
"""Roles tell the kinds only where more than this share of the turns is a member's or reporter's."""
LONGEST_ASSENT = 12
LAST_WORDS = 80
"""A question stands at the end of a turn; one further in front is rhetorical."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One labelled turn: who, under which label, the (folded) words, and the kind that the label tells."""

    speaker: Speaker
    words: str
    kind: Kind | None = None

    @property
    def asks(self) -> bool:
        return bool(_ASKS.search(self.words[-LAST_WORDS:]))

    def same(self, other: Spoken) -> bool:
        """Whether one person says both."""
        one, two = self.speaker, other.speaker
        if one.name or two.name:
            return one.name == two.name
        return one.label == two.label


def kinds(spoken: Sequence[Spoken]) -> list[Kind]:
    """The kind of every turn, in order: what its label tells, else what the order shows."""
    asking = sum(one.speaker.role in _ASKING_ROLES for one in spoken)
    guessed = _by_role(spoken) if asking > FEW * len(spoken) else _by_run(spoken)
    return [one.kind or guess for one, guess in zip(spoken, guessed, strict=True)]


def _by_role(spoken: Sequence[Spoken]) -> list[Kind]:
    found: list[Kind] = []
    pending = False
    presider = _presider(spoken)
    for place, one in enumerate(spoken):
        role = one.speaker.role
        if one.kind:
            kind: Kind = one.kind
            pending = kind == "question" or pending
        elif role in _ASKING_ROLES or (
            role == "other" and one.asks and found[-1:] != ["question"]  # nobody waits for theirs
        ):
            kind = "question" if _is_asked(spoken, place) else "statement"
            pending = kind == "question"
        elif role in ("chair", "host"):
            kind = (
                "answer" if pending and _answers_back(spoken, place) else _presiding(spoken, place)
            )
            # 请局长现场表态 right behind a question is how an answer to it is called for
            wound_up = found[-1:] != ["question"] and WINDS_UP.search(one.words)
            goes_on = _CALLS_MEMBER.search(one.words) or wound_up
            pending = kind == "question" or (pending and not goes_on)
        elif presider and one.same(presider) and found[-1:] != ["question"]:
            kind = _presiding(spoken, place)
            pending = pending and not _CALLS_MEMBER.search(one.words)
        else:
            kind = _speaking(spoken, place, pending)
        found.append(kind)
    return found


def _presider(spoken: Sequence[Spoken]) -> Spoken | None:
    """Who speaks first and ends the meeting, where it is mostly others who answer."""
    first, last = spoken[0], spoken[-1]
    if first is last or not (first.same(last) and _closes(last)):
        return None
    behind = [
        after
        for one, after in pairwise(spoken)
        if one.speaker.role in _ASKING_ROLES and after.speaker.role not in _ASKING_ROLES
    ]
    own = sum(first.same(one) for one in behind)
    return first if 2 * own < len(behind) else None


def _speaking(spoken: Sequence[Spoken], place: int, pending: bool) -> Kind:
    """What somebody says who neither asks nor presides; who opens and closes does preside."""
    one, last = spoken[place], place + 1 == len(spoken)
    ends = len(one.words) < SHORT_END and _ENDS.search(one.words)
    if place and last and (ends or (one.same(spoken[0]) and _closes(one))):
        return "closing"
    if pending and not _joins_in(spoken, place):
        return "answer"
    if place == 0 and _OPENS.search(one.words):
        return "opening"
    return "report" if _REPORTS.search(one.words[:200]) else "statement"


def _joins_in(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether one of the public speaks behind an official, who has answered."""
    roles = [one.speaker.role for one in spoken[place - 1 : place + 1]]
    return roles in (["official", "other"], ["official", "expert"])


def _is_asked(spoken: Sequence[Spoken], place: int) -> bool:
    """Whether a member's or reporter's turn is put to somebody who then answers."""
    one = spoken[place]
    after = spoken[place + 1 : place + 4]
    while after and (_called(after[0]) or (one.same(after[0]) and one.speaker.name)):
        after = after[1:]
    if not after or after[0].speaker.role in _ASKING_ROLES:
        return one.asks and (one.speaker.role == "reporter" or _together(after))
    if after[0].speaker.role in ("chair", "host"):
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
    first = next((place for place, role in enumerate(roles) if role not in _ASKING_ROLES), None)
    return (
        first is not None
        and roles[first] not in ("chair", "host")
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
    if len(around) < 2 or not around[0].same(around[1]) or _CALLS.search(one.words[-60:]):
        return False
    return "主席" in around[0].words[:12] or around[0].words.rstrip().endswith("?")


def _called(one: Spoken) -> bool:
    """Whether the chair only gives the floor to an official."""
    return (
        one.speaker.role in ("chair", "host")
        and bool(_CALLS.search(one.words[-60:]) or WINDS_UP.search(one.words[-60:]))
        and not _CALLS_MEMBER.search(one.words)
    )


def _closes(one: Spoken) -> bool:
    return bool(_CLOSES.search(one.words))


def _presiding(spoken: Sequence[Spoken], place: int) -> Kind:
    one = spoken[place]
    follows = spoken[place + 1] if place + 1 < len(spoken) else None
    if place == 0 and not (follows and one.speaker.role == "host" and one.asks):
        return "opening"
    if follows is None and (one.speaker.role == "chair" or _closes(one)):
        return "closing"
    answers = follows is not None and follows.speaker.role not in (*_ASKING_ROLES, "chair", "host")
    if answers and one.asks and not _CALLS.search(one.words[-60:]):
        return "question"
    return "statement"


def _by_run(spoken: Sequence[Spoken]) -> list[Kind]:
    """Without roles: a run of one person that ends asking is answered by the next run.

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
    presides = first is not last and first.same(last) and _closes(last)
    if found[0] == "statement" and (first.speaker.role == "host" or presides):
        found[0] = "opening"
    hosts = last.speaker.role in ("host", "chair") and first is not last and _closes(last)
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
