"""What a label says of the person, with what stands in brackets behind, and of several the first."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from corpus.folding import fold
from corpus.people.forms import first_office, read_form, title_inside
from corpus.people.labelled import Labelled
from corpus.people.names import is_name, may_be_name
from corpus.people.padding import closed
from corpus.people.titles import TITLE, is_organization, role_of
from corpus.people.transcribed import transcribed
from corpus.people.unnamed import is_diarised, is_nickname

_BRACKETS = re.compile(r"[\[\]【】〖〗]+")
REMEMBERED = 4096
"""Labels: every turn of a record repeats one, and each is looked at several times."""
_NOTE = re.compile(r"\s*[(]([^()]{0,40}?)代?[)]\s*$")
_NOTE_INSIDE = re.compile(
    r"(?:听证)?(?:[0-9]{1,3}号)?(?P<title>[一-龥]{0,4}(?:代表|参加人|委员|陈述人))[0-9]{0,3}[(](?P<note>[^()]{1,20})[)]\s*(?P<name>[一-龥·]{2,6})"
)
"""``1号代表(沿街居民)谯素珍``."""
_WRITTEN = re.compile(r"(?<=.)书面(?:补充)?(?:质询|意见|说明|答复)$")
"""``黃委員昭順書面質詢``: handed in, not spoken, but hers."""


@lru_cache(REMEMBERED)
def read_label(label: str) -> Labelled:
    """What a label says; one that fits no pattern is taken for a name.

    Where several speak under one label, it is read for the first.
    """
    words = _first_of_several(closed(_BRACKETS.sub(" ", label)))
    folded = fold(words)
    written = _WRITTEN.search(folded)
    if written:
        words, folded = words[: written.start()], folded[: written.start()]
    if (inside := _NOTE_INSIDE.fullmatch(folded)) and is_name(inside["name"]):
        title, name = words[slice(*inside.span("title"))], words[slice(*inside.span("name"))]
        return Labelled(name, title, None, role_of(inside["title"], None), False, inside["note"])
    note = _NOTE.search(folded)
    inner = words[note.start(1) : note.end(1)] if note else None
    if note:
        words, folded = words[: note.start()], folded[: note.start()]
    read = read_form(words, folded)
    if inner is None:
        return read
    return _with_note(read, inner)


_SEATED = re.compile(
    r"(?P<first>[一-龥·]{2,4})(?:[、,和与 ]+[一-龥·]{2,4})*?(?:等)?[0-9一二三四五六七八九十]{0,3}[位名个]?(?P<seat>代表|委员)"
)


def _first_of_several(words: str) -> str:
    """``市水务局局长李水生、市财政局局长封尚礼``: one with office and name beside another.

    ``张伟、李娜等5位代表`` share a seat.
    """
    seated = _SEATED.fullmatch(fold(words))
    if seated and re.search("[、和与等]", words) and is_name(seated["first"]):
        return words[slice(*seated.span("first"))] + words[slice(*seated.span("seat"))]
    parts = re.split("[、和与]", words)
    parts = parts if len(parts) > 1 else _each_with_office(words)
    read = [read_form(part.strip(), fold(part.strip())) for part in parts] if len(parts) > 1 else []
    named = [one for one in read if one.title and one.name and is_name(fold(one.name))]
    return parts[0].strip() if read and len(named) == len(parts) else words


def _each_with_office(words: str) -> list[str]:
    """``县交通局 副局长 覃勇 县教育局 局长 宁志勇``, with nothing but blanks between, person by person."""
    found, start = [], 0
    for blank in [*re.finditer(" ", words), None]:
        end = blank.start() if blank else len(words)
        read = read_form(words[start:end], fold(words[start:end]))
        if read.title and read.name and is_name(fold(read.name)) and not read.surname:
            found.append(words[start:end])
            start = end + 1
    return found if start >= len(words) else []


def _with_note(read: Labelled, note: str) -> Labelled:
    """``李四(市教育局局长)`` has its office in brackets; ``主席(蔡委員其昌代)``, ``网友(清风)`` a name."""
    inside = first_office(note)
    if not _is_somebody(read) and (named := _named_inside(note)):
        return replace(named, organization=named.organization or read.organization, note=note)
    if read.role == "host" and read.name is None and is_name(fold(note)):
        return replace(read, name=note, note=note)
    if _calls_themselves(read) and is_nickname(note):
        return Labelled(note, read.title, read.organization, "other", False, note)
    if read.role == "chair" and inside.name:
        return Labelled(inside.name, read.title, read.organization, "chair", inside.surname, note)
    if read.role == "host" and inside.title:
        return _hosting(read, inside, note)
    if read.title is None and inside.title and inside.name is None:
        return Labelled(read.name, inside.title, inside.organization, inside.role, False, note)
    return Labelled(read.name, read.title, read.organization, read.role, read.surname, note)


def _is_somebody(read: Labelled) -> bool:
    """Whether a label names a person, or an office of which the brackets may name the holder."""
    return read.role in ("host", "chair") or bool(read.name and is_name(fold(read.name)))


def _named_inside(note: str) -> Labelled | None:
    """``消费者代表 侯春燕``, ``经营者代表 自来水公司 段文``: office and name, in brackets."""
    inside = first_office(note)
    if inside.title and inside.name and not inside.surname and is_name(fold(inside.name)):
        last = (inside.organization or "").rpartition(" ")[2]
        return replace(inside, organization=last or None)
    *offices, name = note.split()
    if not offices or not is_name(fold(name)):
        return None
    title = next((one for one in reversed(offices) if _is_title(one)), None)
    body = next((one for one in reversed(offices) if is_organization(fold(one))), None)
    return Labelled(name, title, body, role_of(fold(title), fold(body or ""))) if title else None


def _is_title(words: str) -> bool:
    """Whether words end in a title: 财务总监."""
    folded = fold(words)
    return any(one.end() == len(folded) for one in TITLE.finditer(folded))


def _calls_themselves(read: Labelled) -> bool:
    """Whether somebody without a name is of those who go by nicknames: ``网友(清风)``."""
    return (
        read.role == "other" and read.name is None and bool(_UNSEEN.search(fold(read.title or "")))
    )


_UNSEEN = re.compile("网友|网民|听众|观众|读者|市民|用户")


def _hosting(read: Labelled, inside: Labelled, note: str) -> Labelled:
    """``主持人(区人大常委会副主任 郑强)``: host is what they do there, the brackets say who they are."""
    name, surname = (read.name, False) if read.name else (inside.name, inside.surname)
    return Labelled(name, inside.title, inside.organization, "host", surname, note)


def is_person(label: str) -> bool:
    """Whether a (folded) label surely is somebody: a title, a role or a Chinese name."""
    if len(label) > 30:
        return False
    read = read_label(label)
    if read.role is not None and title_inside(label, label):
        return True
    name = fold(read.name or "")
    foreign = re.search("[·．.•]|[A-Za-z]", name) or (name and transcribed(name, 0) == name)
    known = not name or read.surname or is_name(name) or foreign
    if read.title and may_be_name(name) and (read.organization or read.role == "member"):
        return True
    if (read.role == "other" and read.title) or (" " in label and may_be_name(name)):
        return True
    if read.role is not None or is_diarised(label):
        return bool(known)
    return is_name(name)


__all__ = ["Labelled", "is_person", "read_label"]
