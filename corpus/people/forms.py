"""The forms in which a label prints a person: 施部長顏祥, 林健鋒議員, 市教育局局长 邱红标, 网友“清风”."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.folding import fold
from corpus.people.given import SAYS, WORD_AFTER
from corpus.people.labelled import Labelled
from corpus.people.names import LATIN_NAME, is_name, may_be_name
from corpus.people.surnames import DOUBLE_SURNAMES, SURNAMES
from corpus.people.titled import POLITE
from corpus.people.titles import TITLE, is_organization, role_of
from corpus.people.transcribed import transcribed
from corpus.people.unnamed import apart_nickname, is_diarised, nicknamed, numbered

_OFFICE = re.compile(
    r"(?:局|部|厅|司|署|处|院|会|委|办|室|所|中心|府|社|台|报|网|省|市|县|区|公司|集团|大学|协会|库|科|组|关|人大|政协)$"
)
_CHAIR = re.compile(r"(?:代理|执行)?主席|(?:代理)?议长|会议主席|大会主席")
_HOST = re.compile(r"主持人?|司仪|主播")
_PRESS = re.compile(r"记者|媒体")
_AGAIN = re.compile(r"(?:先生|女士|小姐|博士|教授|同志|老师)$")
_NO_BODY = frozenset({"附近", "周边", "现场", "当地", "外地", "本地"})
_SESSIONS = frozenset({"听证", "会议", "活动", "现场", "访谈"})
_PET_NAME = re.compile(rf"[老小阿大][{SURNAMES}]")
_BODY = re.compile(r"[省市县区乡镇村][一-龥]{2,12}")
"""``县一中``: a body whose name does not end as such names do."""
_BESIDE = re.compile(
    r"""
      [、,;/]
    | (?<=[长任记员表席])兼(?!职)任?
    """,
    re.VERBOSE,
)
"""Between two offices of one person: ``全国人大代表、县一中校长``, ``副县长兼公安局局长``."""
_SURNAME_FIRST = re.compile(
    rf"(?P<name>{DOUBLE_SURNAMES}|[{SURNAMES}]{{1,2}}?)(?:兼)?(?={TITLE.pattern})", re.VERBOSE
)
_GIVEN = re.compile(r"(?!说明|报告|答复|发言|质询|补充|提案|意见)[一-龥]{1,3}")
_SEAT = re.compile(
    r"[一-龥]{0,12}?(?:人大代表|政协委员|(?:人大)?常委会(?:组成人员|委员)|人大常委|政协常委|议员|特邀(?:代表|委员))、"
)


def read_form(words: str, folded: str) -> Labelled:
    """The first form that fits; words that fit none are taken for a name."""
    if is_diarised(folded):
        return Labelled()
    if _CHAIR.fullmatch(folded):
        return Labelled(None, words, None, "chair")
    return (
        nicknamed(words, folded)
        or apart_nickname(words)
        or numbered(words, folded)
        or _seated(words, folded)
        or _with_role(words, folded)
        or title_inside(words, folded)
        or _name_apart(words)
        or _titled(words, folded)
        or _body(words, folded)
        or Labelled(name=words)
    )


def title_inside(words: str, folded: str) -> Labelled | None:
    """``施部長顏祥``, ``觀光局藍局長正雄``: the title between surname and given name."""
    return _split(words, folded) or _behind_body(words, folded)


def first_office(words: str) -> Labelled:
    """The first of the offices beside each other that has a title; empty where none has."""
    folded, start = fold(words), 0
    for cut in (*(one.span() for one in _BESIDE.finditer(folded)), (len(words), 0)):
        read = read_form(words[start : cut[0]].strip(), folded[start : cut[0]].strip())
        if read.title:
            return read
        start = cut[1]
    return Labelled()


def _seated(words: str, folded: str) -> Labelled | None:
    """``省人大代表、某公司董事长水清``: who sits on the assembly speaks for it."""
    seat = _SEAT.match(folded)
    read = read_form(words[seat.end() :], folded[seat.end() :]) if seat else Labelled()
    return replace(read, role="member") if read.title else None


def _with_role(words: str, folded: str) -> Labelled | None:
    """``主持人 李四``, ``新华社记者``, ``记者张三``."""
    for pattern, role in ((_HOST, "host"), (_PRESS, "reporter")):
        match = pattern.search(folded)
        if not match:
            continue
        before, behind = words[: match.start()].strip(), words[match.end() :].strip()
        before = "" if before in _SESSIONS else before
        if behind and not (_is_called(fold(behind)) or (role == "host" and _of_a_host(behind))):
            continue
        name = behind or None
        if before and role == "host":
            continue
        organization = before or None
        if before and not name and is_name(fold(before)) and not is_organization(fold(before)):
            name, organization = before, None
        return Labelled(name, match.group(), organization, role)  # type: ignore[arg-type]
    return None


def _of_a_host(words: str) -> bool:
    """``主持人向晚``: behind this word stands a name, unless it says what the host does."""
    return bool(re.fullmatch("[一-龥]{2,3}", words)) and not re.match(
        f"{WORD_AFTER}|{SAYS}", fold(words)
    )


def _split(words: str, folded: str) -> Labelled | None:
    """``施部長顏祥``: surname, title, given name; ``張蔡委員美`` has two surnames."""
    match = _SURNAME_FIRST.match(folded)
    first = TITLE.match(folded, match.end()) if match else None
    if match is None or first is None:
        return None
    end = first.end()
    while second := TITLE.match(folded, end + folded.startswith("兼", end)):
        end = second.end()
    if not _GIVEN.fullmatch(folded, end):
        return None
    name = words[: match.end("name")] + words[end:]
    title = words[first.start() : end]
    return Labelled(name, title, None, role_of(fold(title), None))


def _behind_body(words: str, folded: str) -> Labelled | None:
    """``觀光局藍局長正雄``: the same behind the body."""
    for end in range(len(folded) - 3, 1, -1):
        if is_organization(folded[:end]) and (read := _split(words[end:], folded[end:])):
            body = words[:end].strip()
            return replace(
                read, organization=body, role=role_of(fold(read.title or ""), folded[:end])
            )
    return None


def _name_apart(words: str) -> Labelled | None:
    """``刘洋 县人大代表``, ``李水生，市水务局局长``, ``局长、党组书记 周强``: a name apart from its offices."""
    first, behind = (
        re.split("[ ,，]", words, maxsplit=1) if re.search("[ ,，]", words) else (words, "")
    )
    front, _, last = words.rpartition(" ")
    for name, offices in ((first, behind), (last, front)):
        if is_name(fold(name)):
            read = first_office(offices)
            if read.title and not read.name:
                body = read.organization and _one_body(read.organization)
                return Labelled(name, read.title, body, read.role)
            if is_organization(fold(offices)) and not is_name(fold(offices)):
                return Labelled(name, None, offices.strip())
    return None


def _titled(words: str, folded: str) -> Labelled | None:
    """``林健鋒議員``, ``林議員``, ``教育局局長``, ``市教育局局长邱红标``."""
    for match in TITLE.finditer(folded):
        front, behind = words[: match.start()].strip(" ,、"), words[match.end() :].strip()
        apart = words[match.end() : match.end() + 1] == " "
        folded_front = fold(front)
        office = apart or is_organization(folded_front)
        if behind and not (_is_called(fold(behind)) or (office and may_be_name(fold(behind)))):
            continue
        title = match.group()
        public = role_of(fold(title), folded_front) == "other"
        body = public or is_organization(folded_front) or _BODY.fullmatch(folded_front)
        if behind and front and not body:
            continue
        if behind and (joined := _joined(words[: match.start()])):
            front = joined.organization or ""
        if behind:
            named = is_organization(folded_front) or not (title == "传承人" or "、" in front)
            organization = _one_body(front) if front and named else None
            role = role_of(fold(title), folded_front or None)
            name = behind if POLITE.fullmatch(fold(behind)) else _AGAIN.sub("", behind)
            return Labelled(name, words[match.start() : match.end()], organization, role)
        printed = words[match.start() : match.end()]
        if not front:
            return Labelled(None, printed, None, role_of(title, None))
        only = len(front) == 1 or re.fullmatch(DOUBLE_SURNAMES, folded_front)
        public = public and not (is_name(folded_front) or only)
        nowhere = folded_front in _NO_BODY
        if _is_office(folded_front, title) or public:
            organization = None if nowhere else front
            return Labelled(None, printed, organization, role_of(title, folded_front))
        if len(front) <= 4 or is_name(folded_front) or re.search("[·．•]", front):
            return Labelled(front, printed, None, role_of(title, None), surname=bool(only))
    return None


def _joined(front: str) -> Labelled | None:
    """The first of two offices of one person: ``江北区委常委、`` in front of 副区长."""
    office = front.rstrip(" 、兼")
    read = read_form(office, fold(office)) if front.rstrip().endswith(("、", "兼")) else Labelled()
    return read if read.title and read.name is None else None


def _one_body(words: str) -> str:
    """``起草单位 区综合执法局``: what stands behind the blank, unless both are bodies."""
    first, _, last = words.rpartition(" ")
    return words if is_organization(fold(first)) else last


def _is_called(words: str) -> bool:
    """Whether somebody is called so: a name, with 同志 behind it or not, 刘女士, 老赵 or 乌兰图雅."""
    if transcribed(words, 0) == words:
        return True
    named = is_name(_AGAIN.sub("", words)) or POLITE.fullmatch(words) or _PET_NAME.fullmatch(words)
    return bool(named or re.fullmatch(LATIN_NAME, words))


def _is_office(front: str, title: str) -> bool:
    """Whether what stands in front of a title is an office (律政司司长), not a name."""
    if not _OFFICE.search(front):
        return False
    return title.endswith(front[-1] + "长") or not (len(front) <= 3 and is_name(front))


def _body(words: str, folded: str) -> Labelled | None:
    """``区城管局``: a body that answers, and nobody is named."""
    if is_organization(folded) and not is_name(folded) and re.fullmatch("[一-龥()、]{3,}", folded):
        return Labelled(organization=words)
    return None
