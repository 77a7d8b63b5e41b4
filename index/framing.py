"""What a question says about the asking itself: who spoke, at the meeting, how it was put.

哪些部门提到了政策宣传 asks for 政策宣传; no answer holds the words before it.
"""

from __future__ import annotations

import re

_SAID = (
    r"(?:提到|谈到|说到|讲到|说起|谈起|提起|提及|涉及|回应|回答|答复|解释(?!权)|介绍(?!信)"
    r"|谈(?!判)|讲(?![解课座])|说(?![服明理法])|答(?!卷)|提(?![高供升倡醒出前拔])"
    r")(?:了|过|的是|的)?"
)
_BODIES = (
    r"(?:部门|单位(?!楼)|委办局|局(?![部面限势])|人(?![员大口才社民力工家均群物])|领导(?!小组)"
    r"|官员|负责人|干部|家(?![庭长属家电用]))"
)
_SEES = r"(?:看待|看(?![病书护管望守好重上中齐])|说(?![服明理])|讲(?![解课])|谈(?!判)|回答|解释|答复|回应|介绍|评价)"
FRAME = re.compile(
    rf"""
      (?:请问|我?想问(?:一下|问)?|我?想知道|请介绍(?:一下)?)
    | 在?(?:这次|本次|此次)?(?:(?<![社不才学机就总都国])会上(?![网学班课岗当任级])|会议上|询问会上|询问中|会场上|记录[中里])
    | (?:都|还|分别)?有?哪(?:些|几[个位家]?){_BODIES}(?:都|分别|各自)*(?:{_SAID})?
    | (?:都|还)?有?谁(?:都|还)?{_SAID}
    | 都?有谁
    | 几(?:位|家|个)(?:部门|单位|负责人|局长|领导|官员)(?:分别|各自|都)*
    | 有?(?:多少|几)种(?:说法|看法|意见|答复)
    | 在?哪几[处次]发言[里中]?
    | (?:是|都是|分别是)?(?:怎么|怎样|如何|咋)(?:样)?{_SEES}(?:的)?
    | 出现过|被?点到名
    """,
    re.VERBOSE,
)
"""What follows or goes before keeps a word whole: 怎么看病 and 怎么说服 ask for something else."""


def matter(question: str) -> str:
    """What a comparable question asks for, without its frame; all of it when nothing is left."""
    left = FRAME.sub(" ", question)
    return left if any(map(str.isalnum, left)) else question


_ASKS = re.compile(
    r"怎么|怎样|如何|什么|哪|多少|几|吗|呢|是否|[能要会]不[能要会]|有没有|谁|咋|啥|何时|为何"
)
MOST_PARTS = 4
"""Questions in one that are looked at singly."""
_STOP = re.compile(r"[?？!！;；。\n]+")


def parts(question: str) -> tuple[str, ...]:
    """The questions that a comparable question consists of; none when it is a single one.

    A comma divides where something is asked on both sides of it.
    """
    found: list[str] = []
    for sentence in _STOP.split(question):
        asked = ""
        for clause in re.split("[,，]", sentence):
            if _ASKS.search(asked) and _ASKS.search(clause):
                found.append(asked)
                asked = clause
            else:
                asked += clause
        if _ASKS.search(asked):
            found.append(asked)
    return tuple(found[:MOST_PARTS]) if len(found) > 1 else ()


_SEVERAL = re.compile(
    r"哪些(?:部门|单位|局|人|领导)|哪几|几家|几位|有谁|都有谁|分别|谁(?:谈|讲|说|提)"
)


def wants_several(question: str) -> bool:
    """Whether a question expects more than one to have answered."""
    return _SEVERAL.search(question) is not None


_DETAIL = re.compile(
    r"谁|叫什么|叫啥|哪[个位条家年天里儿样]|多少|几(?!乎)|第[一二三四五]个?是|具体|分别|名单|名字"
    r"|什么时候|何时|啥时候|多久|多[大长远高]|在哪"
)


def wants_detail(asked: str) -> bool:
    """Whether what is asked for (`matter`) is a name, a number, a place or a time.

    Words about the very same matter often leave that out.
    """
    return _DETAIL.search(asked) is not None
