"""An account while it is read: its people, the turns so far, and whom it last named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from corpus.model import UNKNOWN, Kind, Speaker
from corpus.people.mentions import mentions
from corpus.people.registry import People
from corpus.turns.sentences import Attribution
from corpus.turns.subjects import focus_of


@dataclass(slots=True)
class Said:
    """One turn while it grows; offsets of the mended text."""

    speaker: Speaker
    kind: Kind
    start: int
    end: int
    quoted: bool = False
    open: bool = False
    """Whether its quotation has not been closed yet."""


@dataclass
class Account:
    """The account while it is read: the people, the turns so far, and whom it last named."""

    people: People
    masked: str
    said: list[Said] = field(default_factory=list)
    focus: Speaker | None = None

    @cached_property
    def last_asked(self) -> int:
        """Where the text asks for the last time; -1 where it never does."""
        return max(self.text.rfind(sign) for sign in ("?", "请问"))

    @property
    def text(self) -> str:
        return self.people.folded


def speaker_of(account: Account, one: Attribution) -> Speaker:
    if one.mention is not None and not one.mention.pronoun:
        return account.people.who(one.mention)
    if one.lost:
        return UNKNOWN
    if one.mention is None and one.clause[0] == one.clause[1]:
        return _other_side(account, one) or UNKNOWN
    found = _named_between(account, one) or account.focus or UNKNOWN
    last = account.said[-1] if account.said else None
    wrong_side = (one.verb, last.kind if last else None) in (
        ("ask", "answer"),
        ("reply", "question"),
    )
    if last and wrong_side and found == last.speaker:
        return _other_side(account, one) or UNKNOWN
    return found


def _other_side(account: Account, one: Attribution) -> Speaker | None:
    """Of a dialogue the one who asks, or the one who answers; None where several could."""
    if one.verb == "ask":
        asked = _last_asker(account)
        return asked or _named_next(account, one) or _before_last(account) or _first(account)
    last = account.said[-1] if account.said else None
    if last and last.kind == "answer":
        asked = _last_asker(account) if last.quoted and not last.open else None
        return asked or last.speaker
    if addressed := _addressed(account, one):
        return addressed
    return _answering(account)


def _first(account: Account) -> Speaker | None:
    """The only one heard so far: who began by stating goes on by asking."""
    return account.said[0].speaker if len(account.said) == 1 else None


def _last_asker(account: Account) -> Speaker | None:
    asked = (turn.speaker for turn in reversed(account.said) if turn.kind == "question")
    return next(asked, None)


def _answering(account: Account) -> Speaker | None:
    """Who answered the one who asks again; else the only one who answered of late."""
    said = account.said
    heard: list[Speaker] = []
    for turn in islice(reversed(said), 1, None):
        if turn.kind == "question":
            if said[-1].kind == "question" and turn.speaker == said[-1].speaker and heard:
                return heard[0] if len(set(heard)) == 1 else _before_last(account)
            break
        heard += [turn.speaker] if turn.kind == "answer" else []
    answering = [turn.speaker for turn in said[-4:] if turn.kind == "answer"]
    if answering and all(two == answering[-1] for two in answering):
        return answering[-1]
    return _before_last(account)


def _before_last(account: Account) -> Speaker | None:
    """Whoever spoke in front of the last turn, and now speaks again."""
    said = account.said[-2:]
    return said[0].speaker if len(said) == 2 and said[0].speaker != said[1].speaker else None


def _addressed(account: Account, one: Attribution) -> Speaker | None:
    """``“…?”主持人孟真问区水务局局长张简。``: whom the narration has somebody ask."""
    if not account.said:
        return None
    low = account.said[-1].end
    told = mentions(account.text, low, one.start, account.people.found)
    named = [account.people.who(two) for two in told if two.name and not two.surname]
    asker = account.said[-1].speaker
    return named[-1] if len(named) == 2 and named[0] == asker != named[1] else None


def _named_next(account: Account, one: Attribution) -> Speaker | None:
    """Whom the paragraph behind a first, bare question says it came from."""
    end = account.text.find("\n", one.words)
    behind = re.compile(
        r"\s*([^\n。]{4,80}(?:问题|提问|发问|询问|一开口|开门见山|这番话)[^\n。]*。)"
    ).match(account.text, end if end >= 0 else len(account.text))
    named = focus_of(account.people, *behind.span(1)) if behind else None
    return account.people.who(named) if named else None


def _named_between(account: Account, one: Attribution) -> Speaker | None:
    """Whom the narration since the last words named; ``他`` is that one."""
    low = max(account.said[-1].end if account.said else 0, one.clause[0] - 120)
    named = focus_of(account.people, low, one.clause[0])
    inside = one.quoted and one.start < one.clause[0]
    return account.people.who(named) if named and not inside else None
