"""Verbs by which a newspaper lets somebody ask, answer or speak (folded text)."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Verb: TypeAlias = Literal["ask", "reply", "say"]

ASK = (
    "提问|询问|发问|追问|紧追不舍|不依不饶|穷追不舍|步步紧逼|刨根问底|反问|设问|质询|质疑|问道|请教|连问|(?<![访顾慰过查])问(?!题|责|政|询|卷|世|计|号|候|诊|鼎|心)|提出[^,。:]{0,12}(?:问题|疑问|询问|质询|疑虑|提问)|"
    "抛出[^,。:]{0,12}(?:问题|疑问|话题|考题)|发出[^,。:]{0,4}(?:疑问|提问|之问)|"
    "的(?:第[一二三四五六七八九十]个)?(?:问题|提问|疑问)是|问题是|发起[^,。:]{0,4}(?:提问|追问)|想知道|想了解|很想知道"
)
REPLY = (
    "回答|答询|答复|回复|回应|应答|作答|(?<!到会|接受|参加|列席)应询|答疑|解答|解释|答道|回道|答|给出[^,。:]{0,10}(?:答案|答复|回应|解释|承诺)|"
    "(?:作出|做出|作了|做了|进行了|予以)[^,。:]{0,10}(?:回应|答复|回答|解释|说明|解答)|(?:回应|回答|答复)是|"
    "交出[^,。:]{0,6}答卷"
)
SAY = (
    "(?:介绍|汇报|说明)了[^,。:“]{0,10}(?:方案|情况|背景|进展)(?=[,:](?!并|随后|同时|对|就|[^,。]{0,20}(?:参加|出席|主持|到会|回答|听取)))|"
    "表示|说道|说明|说(?!法|明书|服)|介绍|指出|强调|坦言|坦承|坦陈|坦率地说|直言|(?<![名职号俗])称(?!号|赞|职|重|为|呼|道)|认为|透露|提出要求|要求|谈到|谈道|提到|讲到|补充|承诺|"
    "表态|讲(?!话|座|解|究|述)|汇报|总结|希望|建议|呼吁|保证|宣布|点评|分析|感慨|感叹|告诉[一-龥]{1,10}?|回忆|举例|列举|接过话茬|接话|"
    "抢过话头|话锋一转|开门见山|亮出[^,。:]{0,8}|发言|致辞|开场白中说|提醒|反映|提出|报告|指(?=[,:])|重申|承认|否认|批评|促请|形容|坦率表示|担心|直斥|插话|主动接话|笑言|打趣"
)
_TAIL = r"(?:时|后)?(?:道|说|了|到|如下|称|着|起)?"
SPEAKS = re.compile(
    rf"""
    (?<=[一-龥”’A-Za-z)])
    (?: (?P<ask>{ASK}) | (?P<reply>{REPLY}) | (?P<say>{SAY}) )
    (?: 道|了|说|如下|称|到 )?
    (?P<sign> [,:] | (?=“) )
    """,
    re.VERBOSE,
)
ENDS = re.compile(rf"(?:(?P<ask>{ASK})|(?P<reply>{REPLY})|(?P<say>{SAY}))", re.VERBOSE)
INDIRECT_QUESTION = re.compile(
    r"""
    (?:提问|询问|追问|发问|问|关心|想知道|想了解|请教|质询|关注)(?:道|起|了|及|到|的是)?
    (?P<words> (?<=追问)[^,。!?“”:]{3,40} | (?<=问及)[^,。!?“”:]{2,40} | (?<=问到)[^,。!?“”:]{2,40} | (?<=问起)[^,。!?“”:]{2,40}
    | [^,。!?“”:]{0,30}
      (?:如何|怎么|怎样|是否|什么|哪些|哪里|多少|何时|能否|能不能|有没有|为何|为什么|何种|怎么办|几|谁|吗)
      [^。!“”:]{0,120}? )
    (?= [。?]|$ )
    """,
    re.VERBOSE,
)
_OBJECT = re.compile(
    r"""
    (?: 针对|面对|对于?|就|回答|回应|答复|听完|听取|听了|接受|围绕|关于|根据 )
    [^,。:]{0,30}?
    (?: 提问|询问|追问|问题|疑问|质疑|关切|发问|质询|之问 ) (?: 后|时|,|中|的 )?
    """,
    re.VERBOSE,
)
_ASKS = re.compile(r"问|疑惑|困惑|请教|质询|质疑|关切")
_REPLIES = re.compile(r"答|回应|回复|解释|应询|说明情况|表态|承诺")


def verb_of(clause: str, match: re.Match[str]) -> Verb:
    """What the matched verb does; ``回答提问时说`` replies although its verb is 说."""
    if match["ask"]:
        return "ask"
    return "reply" if match["reply"] else implied(clause)


def implied(clause: str) -> Verb:
    """What a clause without a telling verb does: ``李萍抛出疑惑`` asks, ``他这样回应`` replies."""
    without = _OBJECT.sub("", clause)
    if _ASKS.search(without) and not _REPLIES.search(without):
        return "ask"
    return "reply" if _REPLIES.search(without) or without != clause else "say"
