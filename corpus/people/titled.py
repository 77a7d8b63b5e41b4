"""People named by their title: ORGANISATION TITLE NAME, NAME TITLE, 王局长, 一位委员."""

from __future__ import annotations

import re

from corpus.model import Span
from corpus.people.given import recurs
from corpus.people.mention import Mention
from corpus.people.names import NAME, is_name, may_be_name, name_at, rare_name_at
from corpus.people.surnames import DOUBLE_SURNAMES, RARE_AS_SURNAME, SURNAMES
from corpus.people.titles import (
    PLAIN,
    TITLE,
    is_organization,
    organization_start,
    strip_lead_in,
)

_PLURAL = re.compile(r"(?:等|多位|多名|各位|几位|一些|不少|部分|全体|两位|三位|各)[一-龥]{0,6}$")
_SINGLE = re.compile(r"(?:有|一位|一名|这位|该位|另一位|有位|某|还有|也有|有些|该|一)[一-龥]{0,8}$")
_SEAT = re.compile(r"(?:常委|(?<![国政]务)委员|代表|议员)$")
"""A seat is held beside an office (市委常委、副市长); the office is what somebody speaks in."""
_OUTLET = re.compile(r"[网报社台视刊讯频]$")
"""What a newspaper or station is called by; 红网记者 is nobody called 红网."""
_RUN_IN = re.compile(r"[一-龥]{1,5}[^部厅局委办会院署司处](?:部长|厅长|局长)")
"""``外交部长王毅``: the office is 外交部, and its last character is the title's first."""
_JOINED_TITLES = re.compile(r"[、兼](?:[一-龥]{0,4})$")


def titled(text: str, start: int, end: int, title: re.Match[str]) -> Mention | None:
    """Whom a ``title`` found in ``text[start:end]`` belongs to, or None."""
    return (
        _named_after(text, start, end, title)
        or _named_before(text, start, title)
        or _surnamed(text, start, title)
        or _nameless(text, start, title)
    )


def _named_after(text: str, start: int, end: int, title: re.Match[str]) -> Mention | None:
    """``市教育局局长邱红标``: the name stands behind the title."""
    place = title.end() + (text[title.end() : title.end() + 1] == " ")
    if nick := NICKNAME.match(text, title.start(), end):
        return Mention(title.start(), nick.end(), nick.span("name"), nick.span("title"))
    name = _name(text, place) if place < end else None
    if name is None or place + len(name) > end:
        return None
    if _of_many(title.group(), name) and not (rare_name_at(text, place) or recurs(text, name)):
        return None
    begin, titles = _organization(text, start, title)
    organization = (begin, titles[0]) if begin < titles[0] else None
    if organization and _RUN_IN.fullmatch(text[begin : titles[0] + 2]):
        organization = (begin, titles[0] + 1)
    elif organization and not _plausible(text[begin : titles[0]], title.group()):
        begin, organization = titles[0], None
    stop = place + len(name)
    return Mention(begin, stop, (place, stop), titles, organization)


def _of_many(title: str, name: str) -> bool:
    """``代课教师占到三成``: beside such a title a rare surname begins a word, not a name."""
    return (
        name[0] in RARE_AS_SURNAME
        and len(name) < 4
        and bool(PLAIN.match(title))
        and not _HELD.search(title)
    )


_HELD = re.compile("代表|负责|记者|主持人|组成人员")


def _name(text: str, place: int) -> str | None:
    return _polite(text, place) or name_at(text, place) or rare_name_at(text, place)


def _polite(text: str, place: int) -> str | None:
    """``市民刘先生``: people who are named no further."""
    match = POLITE.match(text, place) or _BEHIND_TITLE.match(text, place)
    return match.group() if match else None


_BEHIND_TITLE = re.compile(rf"[老小阿](?![{RARE_AS_SURNAME}区学麦])[{SURNAMES}]")
"""``村民代表老翟``: behind a title it needs no verb."""


NICKNAME = re.compile("(?P<title>网友|网民|听众|观众|市民)“(?P<name>[^“”。!?,]{1,12})”")
"""``网友“风中劲草”``: what people call themselves."""
POLITE = re.compile(
    rf"[{SURNAMES}][一-龥]{{1,2}}(?:婆婆|大爷|大妈|大娘|大伯|奶奶|爷爷|阿姨)"
    rf"|(?:{DOUBLE_SURNAMES}|[{SURNAMES}])(?:先生|女士|小姐|大爷|大妈|阿姨|师傅|大姐|大哥|大叔|大娘|大伯|大嫂|婆婆|奶奶|爷爷|某某?)"
    rf"|[老小阿][{SURNAMES}](?=[说问答讲喊]|回答|表示|告诉|[,。:?!]|[一-龥]着)"
)


def _organization(text: str, start: int, title: re.Match[str]) -> tuple[int, Span]:
    """Where the organisation begins, and the range of the title or of titles joined by 、."""
    begin = organization_start(text, start, title.start())
    first = title.start()
    while joined := _JOINED_TITLES.search(text, start, max(begin, first)):
        earlier = [
            one
            for one in TITLE.finditer(text, start, joined.start())
            if one.end() == joined.start()
        ]
        if earlier and _SEAT.search(earlier[0].group()):
            break
        if not earlier or text[first - 1 : first] not in "、兼" and begin != first:
            break
        first = earlier[0].start()
        begin = organization_start(text, start, first)
    return begin, (first, title.end())


def _plausible(organization: str, title: str) -> bool:
    return is_organization(organization) or (
        "记者" in title or "主持人" in title or "主播" in title
    )


def _named_before(text: str, start: int, title: re.Match[str]) -> Mention | None:
    """``胡献民委员``: the name stands in front of the title and begins its run of characters."""
    run = re.search(r"[一-龥·•．‧・]*$", text[start : title.start()])
    words = strip_lead_in(run.group() if run else "")
    if title.group() == "记者" and _OUTLET.search(words):
        return None
    if words and _of_many(title.group(), words):
        return None
    for length in (4, 3, 2):
        name = words[-length:]
        front = words[:-length]
        if len(name) == length and is_name(name) and (not front or _ends_before_name(front)):
            begin = title.start() - length
            return Mention(begin, title.end(), (begin, title.start()), title.span())
    unknown = _ASKS_NEXT.match(text, title.end()) and _SEAT.search(title.group())
    if (re.fullmatch(NAME, words) and is_name(words)) or (unknown and _unheard_of(words)):
        begin = title.start() - len(words)
        return Mention(begin, title.end(), (begin, title.start()), title.span())
    return None


def _unheard_of(words: str) -> bool:
    """``员宝林委员询问``: a seat, an asking and between sign and seat nothing but a name."""
    return may_be_name(words) and not _SORT_OF_MEMBER.search(words)


_ASKS_NEXT = re.compile(
    "(?:首先|接着|随后|继续|第一个|率先|又|也|起身|向[一-龥]{2,14})?(?:提出)?(?:提问|询问|发问|追问|问)"
)
_SORT_OF_MEMBER = re.compile(
    "政协|人大|妇女|青年|少年|工人|基层|党外|民主|港区|女|老|新|区|市|省|县|乡|镇|团|村|界|届|联|常|全|某|名|位|个|些|业"
)
_BEFORE_NAME = re.compile(
    "(?:的|了|对|就|由|向|和|与|及|请|是|来自|针对|回应|回答|答复|感谢|刚才|正如|随后|接着|听取|面对|叫做|自|到|按|给|为|让|说|"
    "局|委|办|部|厅|团|组|会|代表|委员|议员)$"
)


def _ends_before_name(front: str) -> bool:
    return bool(_BEFORE_NAME.search(front))


def _surnamed(text: str, start: int, title: re.Match[str]) -> Mention | None:
    """``王局长``: a surname and a title, with nothing of a word in front."""
    match = re.compile(rf"(?:{DOUBLE_SURNAMES}|[{SURNAMES}])$").search(text, start, title.start())
    if not match or PLAIN.match(title.group()):
        return None
    run = re.search(r"[一-龥]*$", text[start : match.start()])
    front = strip_lead_in(run.group() if run else "")
    if front and not _ends_before_name(front):
        return None
    if match.group() in "副正老和与及各由" or _NOT_SURNAMED.search(
        text[match.start() : title.end()]
    ):
        return None
    return Mention(match.start(), title.end(), match.span(), title.span(), surname=True)


_NOT_SURNAMED = re.compile(
    "^(?:党支部|党总支|常委|常务|都|相|有关|时任|代理|党委|支部|商会|金主任|国务|国家|东主|高校长|公安|政|干部|红|单位|司法|家长|应|安全)"
)


def _joint(text: str, start: int, begin: int) -> int:
    """Where the first of bodies joined by 、 begins: ``县医保局、县卫健局负责人``."""
    while text[begin - 1 : begin] == "、":
        first = organization_start(text, start, begin - 1)
        if first >= begin - 2 or not is_organization(text[first : begin - 1]):
            break
        begin = first
    return begin


def _paper(text: str, start: int, end: int) -> re.Match[str] | None:
    """``《江城晚报》`` in front of its reporter."""
    return _PAPER.search(text, max(start, end - 22), end)


_OWN_PAPER = re.compile("[本我][报刊台网社]")
"""``本报记者`` names no paper."""
_PAPER = re.compile("《(?P<paper>[^《》]{2,20})》$")


def _nameless(text: str, start: int, title: re.Match[str]) -> Mention | None:
    """``市财政局负责人``, ``一位委员``: somebody by office, or one of many."""
    if title.group() == "记者" and (paper := _paper(text, start, title.start())):
        return Mention(paper.start(), title.end(), None, title.span(), paper.span("paper"))
    begin, titles = _organization(text, start, title)
    words = text[begin : titles[0]]
    before = text[max(start, begin - 12) : titles[0]]
    if _PLURAL.search(before) or title.group() == "组成人员":
        return None
    if _OWN_PAPER.fullmatch(words):
        return Mention(titles[0], title.end(), None, titles)
    if words and is_organization(words):
        begin = _joint(text, start, begin)
        return Mention(begin, title.end(), None, titles, (begin, titles[0]))
    if PLAIN.search(title.group()) or not words or _SINGLE.search(before):
        organization = (begin, titles[0]) if words and "记者" in title.group() else None
        return Mention(
            begin if organization else titles[0], title.end(), None, titles, organization
        )
    return None
