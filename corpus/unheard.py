"""Answers to questions that a record only tells of, or to none at all.

``在回答有关冬游的提问时,张三说`` answers somebody whose words are not given;
``记者随后来到市水务局。`` leaves the questions in front of it behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.folding import fold
from corpus.model import Turn

_LOOKED_AT = 120
_ASKED = r"(?:提问|问题|询问|发问|追问)"
_TOLD = re.compile(
    rf"""
      (?:回答|答)[^。]{{0,16}}?(?:关于|有关|对于|就)(?P<asked>[^。]{{2,40}}?)(?:等|方面)?的?{_ASKED}
    | (?:针对|对于|就)[^。,]{{0,8}}(?:关心|关注)的“?(?P<cared>[^。”]{{2,30}}?)”?的?(?:提问|问题)
    | 有(?:的|位)?(?:记者|委员|代表|网友|市民)[^。,]{{0,4}}(?:关心|关注|问到|问及|提到|问起)的?是?(?P<behind>[^。]{{2,30}})。
    | (?:先后|分别|纷纷|还)(?:就|围绕|针对)(?P<several>[^。,]{{2,40}}?)(?:等)?(?:方面|情况)?(?:进行|提出|发起|作)了?{_ASKED}
    | (?:谈到|谈及|说到|提及|至于)(?P<turned>[^。,]{{2,30}}),[^。“]{{0,30}}$
    | (?P<raised>[^。,“]{{2,30}}?)(?:也|同样)?(?:被提了?出来|引起了?[^。,]{{0,6}}(?:关注|关切)|(?:成为|是)[^。,]{{0,10}}(?:焦点|热点|话题))
    | (?:对于|关于|针对)(?P<matter>[^。,“]{{3,30}}),[^。,“”]{{2,20}},$
    | (?:就|对)(?P<explained>[^。,“]{{2,30}})(?:作|做|进行)(?:出|了)?[^。,]{{0,6}}(?:说明|介绍|汇报)
    """,
    re.VERBOSE,
)
"""A question that the narration only mentions, or a matter nobody asked about."""
_ELSEWHERE = re.compile(r"记者(?:随后|又|还|再次|随即|接着){0,2}(?:来到|走进|赶到|找到|联系|采访)")
_WORN = re.compile("[的了在和与是有这那一不如何怎么什哪样请问能否将会谁为对于就及其等个们我你他]")
"""Characters that any two questions share."""


def unheard(
    turns: Sequence[Turn], place: int, answered: bool, asked: Iterable[Turn], text: str
) -> bool:
    """Whether ``turns[place]`` answers none of the questions ``asked``.

    That those have been answered, and that what is told of shares no word
    with them, must show it.
    """
    low, high = turns[place - 1].spans[-1][1] if place else 0, turns[place].spans[0][0]
    between = fold(text[max(low, high - _LOOKED_AT) : high])
    if not answered:
        return False
    if _ELSEWHERE.search(between):
        return True
    told = _TOLD.search(between)
    if told is None:
        return False
    topic = next(words for words in told.groups() if words)
    words = fold(" ".join(text[a:b] for one in asked for a, b in one.spans))
    return not any(pair in words for pair in _pairs(topic))


def _pairs(topic: str) -> Iterable[str]:
    """Every two characters in a row that mean something."""
    pairs = (topic[place : place + 2] for place in range(len(topic) - 1))
    return (pair for pair in pairs if not _WORN.search(pair))
