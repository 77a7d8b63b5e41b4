"""Lines that may begin with who speaks: ``记者：``, ``【李四】``, ``**主持人**``, ``张三 00:12``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.head import is_field
from corpus.model import Kind
from corpus.people.labels import is_person
from corpus.turns.called import called
from corpus.turns.label import Label, Sort

_TIME = r"[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])>]?"
LABEL = re.compile(
    rf"""
    ^(?P<front> [ \t\r\ufeff>#■●▲◆\-]* (?:[*_][ \t]+)? (?:\d{{1,3}}[.、)][ \t]*)? (?:{_TIME}[ \t]+)? (?:[-—]+[ \t]*)? )
    (?:
      (?P<bold> [*_]{{2,3}} | [【\[〖] )?
      (?P<label> (?:[一-龥·]{{2,4}},[ ]?)? [^\s:。,!?;“”…【】\[\]*_|<>]
                 (?:[^:。,!?;“”…\n【】\[\]*_|<>] | “[^“”:\n]{{1,12}}”){{0,33}}? )
      (?: [ \t]*(?P<close> [*_]{{2,3}} | [】\]〗] ) )?
      (?: [ \t]*(?P<time> {_TIME}) )?
      [ \t\r]*(?P<sign> : | $ | (?<=[】\]〗*]) )
    )
    (?: [*_]{{2,3}} )? [ \t]*
    """,
    re.VERBOSE | re.MULTILINE,
)
QUESTION_LABEL = re.compile(
    r"(?:问题?|提问|网友提?问|记者问|读者问|[Qq])[0-9一二三四五六七八九十]{0,3}"
)
ANSWER_LABEL = re.compile(
    r"(?:答|回答|答复|[Aa])[0-9一二三四五六七八九十]{0,3}(?:\s*[(](?P<who>[^()]{2,20})[)])?"
)
_MARKS: dict[str, Kind | None] = {
    **dict.fromkeys(("提问", "追问", "询问", "发问", "问"), "question"),
    **dict.fromkeys(("应询", "回答", "答复", "回应", "答"), "answer"),
    **dict.fromkeys(("表态", "发言"), "statement"),
    **dict.fromkeys(("主持", "总结", "小结", "点评"), None),
}
"""What stands in brackets in front of who speaks: ``【应询】县教育局局长张三:``."""
_MARKED = re.compile(
    r"(?P<label>[^\s:。,!?;“”…【】\[\]*_|<>][^:。,!?;“”…\n【】\[\]*_|<>]{0,33}?)[ \t]*:[ \t]*"
)
_LISTED = re.compile(r"(?:[^()。?!:\n]{1,12}[(][^()\n]{2,8}[)][、,;\s]*){2,}")
"""``居民代表:3号楼仇大妈(仇桂香)、5号楼小解(解亮)``: who is there, not who speaks."""
_ROLES = re.compile("网友|网民|主持人|嘉宾|记者|专家|听众|观众|市民")
_NICKNAME = re.compile(r"[^\s:。,!?;“”…]{2,14}")
_IN_BRACKETS = re.compile(r"[(](?P<who>[^()\n]{2,30})[)][ \t]*")
_LINE_IN_BRACKETS = re.compile(
    r"^[ \t]*(?P<line>[(](?P<who>[^()\n]{2,30})[)])[ \t]*(?=\S)", re.MULTILINE
)
_NOT_LABEL = re.compile(
    r"""
      (?: 时\s*间 | 地\s*点 | 日\s*期 | 出席.* | 列席.* | 缺席.* | 请假.* | [纪记]\s*录 | 速\s*记 | 主\s+席 | 提案人 | 连署人
        | 决议 | 决定 | 说\s*明 | 附件.* | 附录.* | 来源 | .*编辑 | 注 | 备注 | 主\s*题 | 议\s*题 | 标题 | 电话 | 邮箱 | 网址
        | 表\s*[0-9一二三四五六七八九十]+ | 图\s*[0-9一二三四五六七八九十]+ | 地方选区 | 功能团体 | 赞成 | 反对 | 弃权 | 列席秘书
        | 摘要 | 关键词 | 目录 | 资料 | 链接 | 延伸阅读 | 相关阅读 | 摄影 | 作者 | 文 | 条 | 例 | 另 | 又 | 其中 | 其一 | 其二 | 其三
        | 第[一二三四五六七八九十]+ | [一二三四五六七八九十]是? | 首先 | 其次 | 再次 | 最后 | 专门委员 | 主任秘书 | 参加人员 | 与会人员
        | 出席人员 | 应到.* | 实到.* | 背景 | 提要 | 导语 | 编者按 | 科\s*长 | 专\s*员 | .*提案条文
        | (?:焦点|关键词|镜头|话题|看点)[0-9一二三四五六七八九十]{1,3} | 记者(?:追踪|调查|观察|手记|链接|感言|暗访|走访) | (?:现场|镜头|短片)[一-龥]{2,4} | 报告事项 | 讨论事项 | 案由 | 记事 | 结语 | 前言 | http.* | file | 视频 | 简报 | 来宾 | 与会者 | 议程.* | 会议.* | 名称 | 类别 )
    """,
    re.VERBOSE,
)
_LEADS_ON = re.compile(
    r"""
      .* (?: 如下 | 包括 | 以下 | 是 | [^行]为 | 说 | 道 | 指出 | 表示 | 认为 | 规定 | 显示 | 问题 | 建议 | 方面 | 措施 | 原因 | 结果
         | 内容 | 部分 | 条文 | 例如 | 比如 | 即 | 谓 | 称 | 告知本会 | 有 | 分别 | 看 | 指 | 写 | 讲 | 提到 | 提出 | 强调 | 宣布
         | 一节 | 原则 | 主旨 | 标准 | 步骤 | 情况 | 情形 | 目标 | 重点 | 意见 | 处理 | 结论 | 要求 | 这样 | 所述 | 下列 | 案例 )
    """,
    re.VERBOSE,
)


def candidates(folded: str) -> Iterator[Label]:
    """Every line's beginning that is set off as a label is, in order; many are none."""
    for match in LABEL.finditer(folded):
        words = match["label"].strip()
        if not words or not _set_off(match) or _NOT_LABEL.fullmatch(words):
            continue
        if behind := _behind_mark(folded, match) or _behind_role(folded, match):
            yield behind
            continue
        if _LISTED.fullmatch(rest_of_line(folded, match.end())):
            continue
        if is_field(words, rest_of_line(folded, match.end())):
            continue
        sort = _sort(words)
        if sort == "qa" and (named := _named_behind(folded, match)):
            yield named
            continue
        if sort == "other" and (_LEADS_ON.fullmatch(words) or re.search("[,“]", words)):
            continue
        if match["sign"] != ":" and "  " in words and sort != "person":
            continue
        if sort == "other" and match["sign"] == "" and not match["time"] and not match["bold"]:
            continue
        start = match.start("label")
        yield Label(
            _line_of(match),
            start,
            start + len(match["label"].rstrip()),
            match.end(),
            sort,
            _seconds(match["time"] or _time_in(match["front"])),
        )


def _behind_mark(folded: str, match: re.Match[str]) -> Label | None:
    """The person behind a mark in brackets, ``【应询】县教育局局长张三:``."""
    mark = match["label"].strip()
    named = _MARKED.match(folded, match.end()) if match["bold"] and mark in _MARKS else None
    if named is None or not is_person(named["label"]):
        return None
    start, end = named.span("label")
    return Label(_line_of(match), start, end, named.end(), "person", kind=_MARKS[mark])


def _behind_role(folded: str, match: re.Match[str]) -> Label | None:
    """What somebody calls themselves behind a role in brackets, alone on a line: ``[网友] 糖糖妈妈``."""
    named = rest_of_line(folded, match.end()).strip()
    role = match["label"].strip()
    if not (match["bold"] and _ROLES.fullmatch(role) and _NICKNAME.fullmatch(named)):
        return None
    end = match.end() + rest_of_line(folded, match.end()).index(named) + len(named)
    if not folded[end:].lstrip(" \t\r").startswith("\n"):
        return None
    return Label(_line_of(match), match.start("label"), end, end, "person")


def _named_behind(folded: str, match: re.Match[str]) -> Label | None:
    """The person in brackets behind 问 or 答: ``答:(县教育局局长张三)今年…``."""
    named = _IN_BRACKETS.match(folded, match.end())
    if named is None or not is_person(named["who"]):
        return None
    kind: Kind = "question" if QUESTION_LABEL.fullmatch(match["label"].strip()) else "answer"
    return Label(_line_of(match), *named.span("who"), named.end(), "person", kind=kind)


def in_brackets(folded: str) -> Iterator[Label]:
    """Lines that begin with somebody and a verb in brackets: ``(县财政局副局长李四补充)去年…``."""
    for match in _LINE_IN_BRACKETS.finditer(folded):
        call = called(match["who"])
        if call:
            start = match.start("who")
            yield Label(
                match.start("line"), start, start + call.who, match.end(), "person", kind=call.kind
            )


def _line_of(match: re.Match[str]) -> int:
    """Where the first sign of a label's line stands."""
    return match.end() - len(match.group().lstrip(" \t\r\ufeff"))


def rest_of_line(folded: str, start: int) -> str:
    """What stands on a line from ``start`` on."""
    end = folded.find("\n", start)
    return folded[start : end if end >= 0 else len(folded)]


def _set_off(match: re.Match[str]) -> bool:
    """Whether a sign shows that this is a label: a colon, brackets, bold letters or a time."""
    if match["sign"] == ":":
        return True
    if match["bold"]:
        return bool(match["close"])
    return bool(match["time"] or "#" in match["front"] and is_person(match["label"].strip()))


def _sort(words: str) -> Sort:
    if QUESTION_LABEL.fullmatch(words) or ANSWER_LABEL.fullmatch(words):
        return "qa"
    return "person" if is_person(words) else "other"


def _time_in(front: str) -> str | None:
    match = re.search(_TIME, front)
    return match.group() if match else None


def _seconds(time: str | None) -> float | None:
    """``00:01:02.5`` as seconds."""
    if time is None:
        return None
    seconds = 0.0
    for part in time.strip("[]()<>").replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
