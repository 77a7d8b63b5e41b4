"""What the last word of a label calls the turn: ``谭丽华委员问：``, ``罗燕（追问）：``, ``何志远局长答：``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Kind
from corpus.people.labels import is_person
from corpus.people.titles import TITLE, is_organization

_ASKED = "(?:再次|继续|接着|补充|又|再)?(?:提问|追问|询问|发问|反问|问)"
_ANSWERED = "(?:现场|当场|随即|补充|再次|继续|共同|一并|联合)?(?:回答|答复|作答|应答|回应|解答|答)"
_SPOKE = "(?:最后|继续)?作?(?:小结|总结|表态|发言|讲话|补充|致辞|点评)(?:讲话|发言)?"
_CALLED = re.compile(
    rf"""
    (?P<who>.+?) (?P<apart>\s*) (?P<open>[(]?) \s*
    (?: (?P<presides>主持) | (?P<asked>{_ASKED}) | (?P<answered>{_ANSWERED}) | (?P<spoke>{_SPOKE}) )
    \s*[)]?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Called:
    """The kind, if the verb tells one, and how many characters of the label say who speaks.

    Where it is not ``sure``, the last character may as well belong to the name.
    """

    kind: Kind | None
    who: int
    sure: bool


def called(label: str) -> Called | None:
    """What a (folded) label calls the turn, if somebody stands in front of the verb."""
    match = _CALLED.fullmatch(label)
    if match is None or not (is_person(match["who"]) or is_organization(match["who"])):
        return None
    verb = match["presides"] or match["asked"] or match["answered"] or match["spoke"]
    set_off = bool(match["apart"] or match["open"]) or _ends_in_title(match["who"])
    kind: Kind | None = "question" if match["asked"] else "answer" if match["answered"] else None
    sure = set_off or len(verb) > 1 or not is_person(label)
    return Called(kind, match.end("who"), sure)


def _ends_in_title(who: str) -> bool:
    return any(title.end() == len(who) for title in TITLE.finditer(who))
