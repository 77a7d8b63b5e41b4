"""One labelled turn, and what its words do: ask, call, open and close a meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Kind, Speaker
from corpus.turns.cues import WINDS_UP

ASKING: tuple[str, ...] = ("member", "reporter")
PRESIDING: tuple[str, ...] = ("chair", "host")
_ASKS = re.compile(
    r"[?]|请问|想问|请教|可否告知|(?:吗|呢|么)[。.!~)]*$|是不是|对不对|有没有|好不好|能否|如何[^。]{0,40}$|谈一谈|谈谈|请介绍|请您?谈|请您?介绍"
)
_CALLS = re.compile(
    r"请[^。?!]{0,24}(?:说明|答复|回答|报告|发言|质询|提问|介绍)|[一-龥]{2,4}(?:议员|委员)[。]?$|^[一-龥]{2,14}(?:局长|司长|部长)[。]$"
)
_CALLS_MEMBER = re.compile(
    r"请[^。?!]{0,16}(?:委员|议员|记者|代表)[^。?!]{0,8}(?:发言|质询|提问)|下一个问题|继续提问|最后一个问题"
)
_CLOSES = re.compile(
    r"散会|休会|闭会|到此结束|会议结束|(?:发布会|询问|会议|会|问答|活动|今天)[^。,]{0,4}到(?:此|这里|这儿)|谢谢大家|再见"
)
_OPENS = re.compile(r"现在(?:开始|开会)|会议?(?:现在)?开始|请(?:大家|各位)[^。]{0,12}(?:提问|询问)")
_ENDS = re.compile(r"散会|休会|闭会|到此结束|会议结束|到(?:此|这里)(?:结束)?[。,!]?$")
"""Surer than ``_CLOSES``, where few words are said."""
_HANDS_ON = re.compile(
    r"请[^。?!,]{0,16}(?:[局处科司厅部县市区]长|主任|负责人|同志)(?:先|来)?(?:回答|答复|解答|介绍|回应|说明)[^。]{0,4}[。!]?$"
)
SHORT_END = 60
_REPORTS = re.compile(r"报告如下|提出报告|专案报告|专题报告|业务报告|作.{0,8}报告")
REPORTS_EARLY = 200
LAST_WORDS = 80
"""A question stands at the end of a turn; one further in front is rhetorical."""
LAST_CALL = 60
"""So does a call to speak."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One labelled turn: who, under which label, the (folded) words, and the kind that the label tells."""

    speaker: Speaker
    words: str
    kind: Kind | None = None

    @property
    def asks(self) -> bool:
        return bool(_ASKS.search(self.words[-LAST_WORDS:]))

    @property
    def closes(self) -> bool:
        return bool(_CLOSES.search(self.words))

    @property
    def ends(self) -> bool:
        """Whether few words end the meeting."""
        return len(self.words) < SHORT_END and bool(_ENDS.search(self.words))

    @property
    def opens(self) -> bool:
        return bool(_OPENS.search(self.words))

    @property
    def reports(self) -> bool:
        return bool(_REPORTS.search(self.words[:REPORTS_EARLY]))

    @property
    def calls(self) -> bool:
        """Whether somebody is given the floor."""
        return bool(_CALLS.search(self.words[-LAST_CALL:]))

    @property
    def calls_member(self) -> bool:
        """Whether the next question is called for."""
        return bool(_CALLS_MEMBER.search(self.words))

    @property
    def winds_up(self) -> bool:
        """Whether a last word is called for, anywhere in the turn."""
        return bool(WINDS_UP.search(self.words))

    @property
    def hands_on(self) -> bool:
        """Whether few words pass a question on: ``第一个问题请雷鸣处长回答。``"""
        return len(self.words) < SHORT_END and bool(_HANDS_ON.search(self.words))

    @property
    def only_calls(self) -> bool:
        """Whether who presides only gives the floor to an official."""
        called = self.calls or bool(WINDS_UP.search(self.words[-LAST_CALL:]))
        return self.speaker.role in PRESIDING and called and not self.calls_member

    def same(self, other: Spoken) -> bool:
        """Whether one person says both."""
        one, two = self.speaker, other.speaker
        if one.name or two.name:
            return one.name == two.name
        return one.label == two.label
