"""Labels of those whom nobody names in full: ``Speaker 1``, ``市民代表1``, ``网友“清风”``."""

from __future__ import annotations

import re

from corpus.folding import fold
from corpus.people.labelled import Labelled
from corpus.people.titled import NICKNAME
from corpus.people.titles import TITLE, role_of

_DIARISED = re.compile(
    r"(?:speaker|spk|说话人|发言人|讲话人|参加人|陈述人|与会者)[ _\-]?[0-9a-z]{1,4}", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?P<title>[一-龥]{2,8}?)[0-9]{1,3}")
_UNSEEN = re.compile("网友|网民|听众|观众|读者")


def is_diarised(folded: str) -> bool:
    """``Speaker 1``, ``说话人2``: whom a recogniser tells apart and cannot name."""
    return bool(_DIARISED.fullmatch(folded))


def nicknamed(words: str, folded: str) -> Labelled | None:
    """``网友“清风”``."""
    match = NICKNAME.fullmatch(folded)
    if match is None:
        return None
    title, name = words[slice(*match.span("title"))], words[slice(*match.span("name"))]
    return Labelled(name, title, None, "other")


def numbered(words: str, folded: str) -> Labelled | None:
    """``市民代表1``: one of several whom nobody names."""
    match = _NUMBERED.fullmatch(folded)
    title = TITLE.fullmatch(match["title"]) if match else None
    if match is None or title is None:
        return None
    printed = words[slice(*match.span("title"))]
    return Labelled(None, printed, None, role_of(match["title"], None))


def apart_nickname(words: str) -> Labelled | None:
    """``网友 老兵不老``: a blank between what somebody is and what they call themselves."""
    title, _, name = words.partition(" ")
    unseen = _UNSEEN.fullmatch(fold(title)) and re.fullmatch(r"[^\s、,。:]{2,12}", name)
    return Labelled(name, title, None, "other") if unseen else None


def is_nickname(words: str) -> bool:
    """Whether these are words that somebody may call themselves, and no remark."""
    return bool(re.fullmatch(r"[^\s、,。]{2,8}", words)) and not re.search(
        "不|匿|代|化名|的", words
    )
