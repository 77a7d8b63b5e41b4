"""What those who answer commit themselves to: who, what, by when, in their own words.

Precise rather than complete: a sentence counts only if an official says it of
the time to come, in words that bind (``将继续…``, ``力争…``, ``确保…``) or with
a date (``年底前全部建成``), and if neither a question, a condition nor a report
of what is done already stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.folding import fold
from corpus.model import Spans, Transcript, Turn
from corpus.people.lexicon import acts

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]?”?")
_CLAUSE = re.compile(r"[^,:、“”]+[,:、]?|[“”]")
_ENSURES = re.compile(
    r"""
      力争(?!上游) | (?<![以为可在能来是上了])确保(?!了|措施) | 决不 | 绝不(?!是|能|可)
    | 争取(?=早日|尽快|尽早|在|于|年|[今明]年|实现|完成|做到|让|全部|[0-9到至])
    | (?:我们?|坚决|切实|郑重|在此|大家)保证
    """,
    re.VERBOSE,
)
"""Words that bind what stands in front of them as well: ``加大投入,确保年内完成``."""
_BINDS = re.compile(
    r"""
      (?<![的句项个条份出])承诺(?!书|制|的|了)(?=[一-龥])
    | (?:我|本[局部会院行署]|政府)[^,。]{0,6}(?:一定|必定)(?:会|要(?=把|让)|把|补|办|做|完成|落实|给)
    | 一定(?:补|办|完成|落实|兑现|解决)
    | (?:我们?|我[局部委办院县市区]|会后|今天|现场|问题)[^,。]{0,6}(?:立即|马上)(?!就要|又|着|成立了)
    | (?:下一步|接下来|今后|下阶段)[^,。]{0,8}(?:将|要|会)
    """,
    re.VERBOSE,
)
_WILL = re.compile(
    r"(?<![即必终势行麻健大小主名干老少上中要需正在])(?<!个月)(?<![这此])将(?!有[助利关]|相[关当]|所有|会有|会包括|会面|维持|面临|成为|是|导致|影响|带来|使|令|进入)(?P<how>会|于|在|对|以|按照?|从|为|同|与|要|由|再|更|不|每|进一步|着力|大力|全力|逐步|逐[一项条]|分批|会同|全(?![部体市省县区国]))?"
)
_TAKES = re.compile(
    r"(?!继续|努力|推动|促进|加快|加速|引导)[^,:把]{2,30}?[作化列定视当变分转解](?:为|成)(?!立|本|效)"
)
"""Behind a 将 that is 把 by another name: ``将远景目标细化为具体任务``."""
_NUMBER = "[0-9一二三四五六七八九十两几半]+"
_YEAR = "(?:今年|明年|后年|20[0-9]{2}年)"
_DAY = f"(?:{_NUMBER}月)?(?:{_NUMBER}[日号])?"
_SOON = "(?:本月|下个?月|下周[一二三四五六日]?|本周[一二三四五六日]?|明天|今晚|下学期|新学期|明年|(?<!以)后年(?!度)|今冬明春|岁末年初)"
_TERM = "(?:年?[底末]|上半年|下半年|[一二三四]季度|[春夏秋冬]季(?:学期)?|岁末年初|春节|国庆节?|汛期|入冬|暑假|开学)"
_AHEAD = re.compile(
    rf"""
      (?:{_YEAR}{_DAY}{_TERM}?|{_NUMBER}月(?:{_NUMBER}[日号]|[底末])?|{_NUMBER}[日号]|{_TERM})(?:之|以)?前    # 9月底前
    | 从?(?:{_YEAR}|{_SOON}){_DAY}{_TERM}?(?:开始|起)(?!来|草|诉|码|点|步)                 # 从下个月起
    | (?<![年由于自])从?{_NUMBER}月(?:{_NUMBER}[日号])?(?:开始|起)                                      # 7月1日起
    | 到(?:{_YEAR}|{_NUMBER}月){_DAY}{_TERM}?                                       # 到2025年底
    | (?:年|本月|月|周)内 | {_NUMBER}(?:个?(?:工作日|星期|月|季度)|[天周年])(?:之|以)?内         # 三个月内
    | (?:明年|(?<!以)后年(?!度)){_DAY}{_TERM}? | 今年{_DAY}{_TERM} | {_SOON} | (?<![去前0-9年])年底 | (?<!年)下半年
    """,
    re.VERBOSE,
)
"""A date that lies ahead, as its own words show."""
_DAY_NAMED = re.compile(rf"{_YEAR}{_DAY}{_TERM}?|{_NUMBER}月{_NUMBER}[日号]|{_NUMBER}月(?:底|份)")
"""A date that lies ahead only if the sentence does."""
_DONE = re.compile(
    r"已经?|曾经?|去年|前年|上个?月|上周|昨天|截至|截止|目前|近年来|以来|一直|一向|致力|当时|刚刚|完成了|建成了|实现了|取得了|提出了|明确了|确定了"
)
_DOUBTS = re.compile(r"[?]|如果|假如|要是|是否|能否|能不能|有没有")
_ASKS_OTHERS = re.compile(
    r"(?<!意见)(?<!的)(?:希望|建议|要求|呼吁|提醒|请)(?!放心|大家放心|您放心)(?=[一-龥])|应当|应该"
)
_OTHERS = re.compile(
    r"(?:各级|各地|各县|各市|各部门|各单位)[^,:我]{0,10}?(?:要(?!求)|必须|务必)|[^,:我]{2,10}都要(?!求)|"
    r"《[^》]+》(?:定位|提出|明确|突出|规定|强调|部署)"
)
"""Begins a clause where others act, or a paper does: ``各级政府都要…``, ``《方案》明确…``."""
_FORECAST = re.compile("预计|预测|有望|可能|估计|大约要")
_PLANS = re.compile("计划|拟|打算|准备")
_ACTS = re.compile(
    r"完成|建成|开工|竣工|通车|投入|投用|启用|实现|覆盖|解决|到位|整改|更换|改造|修复|修好|出台|印发|发放|发证|开通|上线|推广|推行|"
    r"增加|新增|提高|降|取消|补|公布|公开|答复|报告|办|建|配|装|换|迁|查|清|还|派|设|通|修|管|收|停|招|换|落实|纳入|列入|安排|启动|实施|执行|挂牌|供|投"
)
_NEXT = re.compile(r"下一步|接下来|今后|下阶段|对此|同时")
_BARE = re.compile(
    r"""
    (?: [,、\s] | 我[们局市县区镇]? | 将 | 可 | 能 | 要 | 会 | 都 | 也 | 计划 | 确保 | 力争 | 争取
      | 全部 | 全面 | 全[市县区镇] | 基本 | 陆续 | 逐步 | 如期 | 按时 | 按期 | 彻底 )*
    (?: 实现 | 完成 | 建成 | 开工 | 竣工 | 通车 | 投入使用 | 投用 | 启用 | 解决 | 整改 | 更换 | 改造 | 修复 | 修好 | 出台 | 印发
      | 发放 | 开通 | 上线 | 推开 | 推广 | 落实 | 启动 | 实施 | 执行 | 公布 | 公开 | 交付 | 并 )+
    (?: 全?覆盖 | 清零 | 达标 | 到位 | 完毕 | 完 )?
    [。!;]?”?
    """,
    re.VERBOSE,
)
"""What is left of a commitment without its date that does not say of what: ``实现全覆盖``."""
_IDLE = re.compile(
    r"""
      \s*(?:非常|十分|衷心|再次)?(?:感谢|谢谢)
    | (?:好的?|是的?|对|首先|同时|另外|目前|对此|下一步|接下来|今后|下阶段|我们?)[,:]$
    | [“”]
    """,
    re.VERBOSE,
)
"""A clause that names no matter."""
_SHORT = 12
"""Characters of a clause that only says when."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment: ``turn`` says who, ``what`` and ``due`` are places in the record's text.

    ``due`` is the printed date, within ``what``; empty where none is named.
    """

    turn: Turn
    what: Spans
    due: Spans


def promises(transcript: Transcript) -> tuple[Promise, ...]:
    """Return the commitments of a record in order; their words are slices of its text."""
    return tuple(
        one
        for turn in transcript.turns
        if turn.kind in ("answer", "statement", "report") and _binds_itself(turn)
        for one in _of_turn(transcript, turn)
    )


def _binds_itself(turn: Turn) -> bool:
    """Whether it is said for an office: by an official, or in another body's by its head."""
    who = turn.speaker
    return who.role == "official" or (who.role == "other" and who.organization is not None)


def _of_turn(transcript: Transcript, turn: Turn) -> Iterator[Promise]:
    places = [place for start, end in turn.spans for place in range(start, end)]
    said = _Said(fold(transcript.words(turn.spans)), transcript.year)
    for sentence in _SENTENCE.finditer(said.words):
        found = said.committed(sentence.start(), sentence.end())
        if found is None:
            continue
        due = said.due(*found)
        what = said.with_matter(sentence.start(), *found)
        yield Promise(turn, _spans(places, *what), _spans(places, *due) if due else ())


@dataclass(frozen=True, slots=True)
class _Said:
    """The (folded) words of one turn, and the year they were said in, if known."""

    words: str
    year: int | None

    def committed(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the commitment of a sentence begins and ends, or None."""
        if _DOUBTS.search(self.words, start, end):
            return None
        clauses = [
            (start + one.start(), start + one.end())
            for one in _CLAUSE.finditer(self.words[start:end])
        ]
        for number, (low, high) in enumerate(clauses):
            if self._binding(low, high) and not self._others(clauses[: number + 1]):
                first = self._lead(clauses, number)
                return first, first + len(self.words[first:end].rstrip("”\n "))
        return None

    def due(self, low: int, high: int) -> tuple[int, int] | None:
        """Where a commitment's date stands."""
        named = self._date(low, high) or _DAY_NAMED.search(self.words, low, high)
        return named.span() if named and self._ahead(named.group()) else None

    def with_matter(self, start: int, low: int, high: int) -> tuple[int, int]:
        """A commitment, from the first clause of its sentence that names a matter if it names none."""
        undated = _DAY_NAMED.sub("", _AHEAD.sub("", self.words[low:high]))
        if not _BARE.fullmatch(undated):
            return low, high
        clauses = _CLAUSE.finditer(self.words, start, low)
        first = next((one for one in clauses if not _IDLE.match(one.group())), None)
        return (first.end() - len(first.group().lstrip()), high) if first else (low, high)

    def _binding(self, low: int, high: int) -> bool:
        """Whether one clause commits: in words that bind, or by a date that lies ahead."""
        for against in (_DONE, _ASKS_OTHERS, _FORECAST):
            if against.search(self.words, low, high):
                return False
        if _ENSURES.search(self.words, low, high) or _BINDS.search(self.words, low, high):
            return True
        return self._dated(low, high) or _will(self.words, low, high)

    def _others(self, clauses: list[tuple[int, int]]) -> bool:
        """Whether the last of these clauses that says who acts, if one does, says others."""
        for low, high in reversed(clauses):
            if _OTHERS.match(self.words, low, high):
                return True
            if "我" in self.words[low:high]:
                return False
        return False

    def _dated(self, low: int, high: int) -> bool:
        """Whether something is done by a date ahead."""
        date = self._date(low, high)
        if date is None:
            return False
        if self.words[date.end() : date.end() + 1] == ",":
            behind = _CLAUSE.match(self.words, high)
            low, high = high, behind.end() if behind else high
        does = _PLANS.match(self.words, date.end()) or _ACTS.search(self.words, low, high)
        return bool(does or acts(self.words, max(low, date.end())))

    def _date(self, low: int, high: int) -> re.Match[str] | None:
        dates = _AHEAD.finditer(self.words, low, high)
        return next((one for one in dates if self._ahead(one.group())), None)

    def _ahead(self, date: str) -> bool:
        """Whether a year that a date names is not past."""
        named = re.search(r"20[0-9]{2}", date)
        return named is None or self.year is None or int(named.group()) >= self.year

    def _lead(self, clauses: list[tuple[int, int]], number: int) -> int:
        """Where a commitment begins: at its clause, or at what it ensures or is dated by in front."""
        low, high = clauses[number]
        ensures = _ENSURES.search(self.words, low, high)
        for first, last in reversed(clauses[:number]):
            when = self._date(first, last) or _NEXT.match(self.words, first)
            dated = last - first <= _SHORT and when
            against = _DONE.search(self.words, first, last) or _OTHERS.match(self.words, first)
            if against or not (ensures or dated):
                break
            low = first
        return low


def _will(words: str, low: int, high: int) -> bool:
    """``将继续推进``: the sign of the future in front of a verb; ``将其纳入`` is another word."""
    return any(
        bool(one["how"])
        or bool(acts(words, one.end()) and not _TAKES.match(words, one.end(), high))
        for one in _WILL.finditer(words, low, high)
    )


def _spans(places: list[int], start: int, end: int) -> Spans:
    """``words[start:end]`` as ranges of the record's text, each contiguous."""
    found: list[tuple[int, int]] = []
    for place in places[start:end]:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return tuple(found)
