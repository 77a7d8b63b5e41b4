"""Names of other languages in Chinese characters: ``阿力木·买买提``, ``娜仁托娅`` (folded text)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.people.given import SAYS, WORD_AFTER
from corpus.people.lexicon import acts

_SOUNDS = (
    "阿巴毕布才察朝楚达丹道德登丁杜敦多额尔嘎盖格根古哈海赫吉加江杰金卡凯克库拉腊兰勒丽里力隆玛麦买曼木穆娜南尼努诺其奇琪钦青"
    "茹鲜热仁日荣萨桑色沙图斯苏塔泰特提铁托娃旺威维乌西雅娅亚伊依尤扎珠卓孜吐肉帕佳措央嘉巴特敖包其木赛汗呼和合甫图汗买提让泽仓索措"
)
_TRANSCRIBED = re.compile(rf"[{_SOUNDS}]{{3,7}}")
"""``热合曼``, ``敖登格日勒``: three characters or more that only write sounds."""
_DOTS = "·•．‧・"
_DOTTED = re.compile(r"[一-龥]{1,7}(?:[·•．‧・][一-龥]{1,8})+")
_ENDS_NAME = re.compile(
    rf"{WORD_AFTER}|{SAYS}|[第表回把将在也又还则却就对向从的等和与]|[^一-龥·]|$"
)


def transcribed(text: str, place: int) -> str | None:
    """The name of another language at ``place``, as far as its sounds or the word behind reach."""
    if dotted := _DOTTED.match(text, place):
        last = max(map(dotted.group().rfind, _DOTS)) + 1
        return _ending(text, place, range(place + last + 2, dotted.end() + 1))
    if sounds := _TRANSCRIBED.match(text, place):
        return _ending(text, place, range(sounds.end(), place + 2, -1))
    return None


def _ending(text: str, place: int, ends: Iterable[int]) -> str | None:
    """The name that ends at the first of ``ends`` behind which another word begins."""
    for end in ends:
        if _ENDS_NAME.match(text, end) or acts(text, end):
            return text[place:end]
    return None
