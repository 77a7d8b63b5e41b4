"""What a record is called: the lines that head it, without those that head something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.folding import fold
from corpus.head import is_field_line

LONGEST = 120
MOST_LINES = 3
"""More lines than this in front of the first sentence are no title of several lines."""
_NUMERAL = "[〇零○一二三四五六七八九十]"
_WHEN = re.compile(
    rf"""
      [0-9]{{4}}\s*[年\-/.]\s*[0-9]{{1,2}}\s*[月\-/.]\s*[0-9]{{1,2}}(?:\s*[日号])?      # 2023年6月15日, 2023-06-15
    | {_NUMERAL}{{4}}年{_NUMERAL}{{1,2}}月{_NUMERAL}{{1,3}}日                            # 二〇二三年六月十五日
    | (?:中华)?民国\s*[0-9]{{2,3}}\s*年\s*[0-9]{{1,2}}\s*月\s*[0-9]{{1,2}}\s*日           # 民国109年4月30日
    | [0-9]{{1,2}}\s*月\s*[0-9]{{1,2}}\s*[日号]                                          # 6月15日
    | (?:星期|周)[一二三四五六日天]
    | [上下]午 | 晚上?
    | [0-9]{{1,2}}(?:[:时点][0-9]{{0,2}})分?(?::[0-9]{{2}})?                              # 14:30, 9时
    """,
    re.VERBOSE,
)
_BY = re.compile(
    r"""
      □.*                                                           # □记者 丛笑 文/图
    | (?:《[^》]{2,16}》|[一-龥]{2,8}[报网台社])\s*(?:特约|实习|见习|全媒体)?(?:记者|通讯员|作者|编辑).{0,24}   # 《青禾日报》记者 林晓燕
    | (?:来源|作者|编辑|责编|记者)[\s:].{0,30}                            # 来源:青禾人大网
    | [(\[]?(?:本[报刊网]讯?\s*.{0,4})?(?:记者|通讯员)[\s:].*          # 本报讯 记者 李想; 本报记者追问五部门 is a title
    """,
    re.VERBOSE,
)
_ITEM = re.compile(rf"[(]?{_NUMERAL}{{1,3}}[)、.]")
"""``一、关于学位供给`` heads an item."""
_LETTERHEAD = re.compile(r"[^,。]{4,30}文件|.*[〔\[(][0-9]{4}[〕\])]第?[0-9]{1,5}号.*")
"""``青阳县交通运输局文件``, ``青交函〔2024〕27号``."""
_COLUMN = re.compile(
    r"""
      序号 | 编号
    | 时间 | 地点
    | (?:发言|讲话|提问|询问|应询|回答|答复|说话)(?:人|者|单位|部门|内容)?
    | (?:主要)?内容 | 问题 | 姓名 | 单位 | 职务 | 备注
    """,
    re.VERBOSE,
)
"""What stands over a column of a table."""


def title_of(lines: Sequence[str]) -> str:
    """The title that the lines at the head of a record make; empty where none does.

    A line behind ``——`` belongs to the one in front; between others is a blank.
    """
    titles = [line for line in lines if _is_title(fold(line))]
    if len(lines) > MOST_LINES:
        titles = titles[:1] + [line for line in titles[1:2] if _is_second(line)]
    title = "".join(line if _is_second(line) else f" {line}" for line in titles)
    return " ".join(title.split())[:LONGEST]


def _is_second(line: str) -> bool:
    return line.startswith(("——", "--", "―"))


def _is_title(folded: str) -> bool:
    """Whether a (folded) line says what the record is, not when it was or what a column holds."""
    undated = _WHEN.sub("", folded).strip(" -:|/,")
    if is_field_line(folded) or _BY.fullmatch(folded) or _BY.fullmatch(undated):
        return False
    if _ITEM.match(folded):
        return False
    if _LETTERHEAD.fullmatch(folded):
        return False
    if folded.endswith(":") and ("," in folded or "。" in folded):
        return False
    cells = folded.split("\t")
    if len(cells) > 1 and any(_COLUMN.fullmatch(cell.strip()) for cell in cells):
        return False
    return bool(re.search(r"\w", _WHEN.sub("", folded)))
