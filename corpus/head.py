"""The lines that head minutes: when and where it was, who presided, who was there, who wrote.

``时 间：2024年9月12日``, ``主 持 人：马向东（县人大常委会副主任）``: such a line is no
title, and what stands behind its colon nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from corpus.folding import fold
from corpus.people.labels import Labelled, is_person, read_label

_PRESIDES = "主持(?:人|者)?|召集人"
_FIELD = re.compile(
    rf"""
      (?:会议|发布|成文|发文|生成|召开|活动|听证|访谈|采访|座谈|询问|约见|调研|直播)?
      (?: 时间 | 日期 | 地点 | 会场 | 来源 | 作者 | (?:责任?)?编辑 | 摄影 | 文号 | 校对 | 责编 | 审核 | (?:总|联合)?监制 | 编导 | (?:总)?导演 | 摄像 | 制片人? | 撰稿 | 剪辑 | 配音 | (?:总)?策划 | 出品人?
        | [一-龥]{{0,8}}(?:签字|签名) | 播出(?:时间|频道|平台) | 供稿 | 签发 | [初复终一二三]审
        | 索引号 | 发文字号 | (?:发布|制发|成文)(?:机构|机关|单位|部门) | 公开(?:方式|属性|类别) | (?:信息|主题)分类 | 主题词
        | (?:建议|提案|议案|信件)?(?:编号|类别) | (?:浏览|阅读|点击)(?:次数|量|数) | 字体 | 字号 | 有效性
        | 听证员 | 注 | 备注 | [上下]一[篇条页] | 分送 | 抄送 | 主送 | 记录整理 | 参与(?:单位|部门) | (?P<guests> 嘉宾 | 受访人 | 主讲人 )
        | (?P<presides> {_PRESIDES} )
        | (?P<asks> (?:提问|询问|质询)(?:人|委员|代表|单位) ) | (?P<answers> (?:应询|答复|回答|答询)(?:人|单位|部门) )
        | 记录(?:人|员|者)? | 速记(?:人|员)? | 整理(?:人|者)?
        | (?:出席|列席|缺席|请假|参加|参会|与会|到会|应询|应到|实到)
          (?:人员|人数|单位|部门|领导|者|名单|委员|代表|人)?
      )
    """,
    re.VERBOSE,
)
_SPOKEN = re.compile(r"[。?!]")
_BESIDE = re.compile(r"\s+(?:职务|单位|电话)\s*:")
_PET_NAME = re.compile("[小晓阿老][一-龥]{1,2}")
_PART = re.compile(r"[、,;/\s]*([^、,;/()]+(?:[(][^()]*[)])?)")
"""One of several people, each perhaps with an office in brackets (folded)."""


def is_field(name: str, value: str) -> bool:
    """Whether ``name:value`` (folded) heads minutes; who presides may speak under the same word."""
    found = _FIELD.fullmatch(re.sub(r"[\s(]", "", name))
    if found is None:
        return False
    if not any(found.groupdict().values()):
        return not _SPOKEN.search(value)
    parts = _PART.findall(_BESIDE.split(value)[0])
    return bool(parts) and all(is_person(part.strip()) or _are_people(part) for part in parts)


def _are_people(words: str) -> bool:
    """``马向东 谭丽华``, ``小雅``: names with nothing but blanks between them."""
    return all(is_person(word) or _PET_NAME.fullmatch(word) for word in words.split())


def is_field_line(line: str) -> bool:
    """Whether a whole (folded) line is a field of the head."""
    name, colon, _ = line.partition(":")
    return bool(colon) and bool(_FIELD.fullmatch(re.sub(r"[\s(]", "", name)))


def presiding(text: str) -> Iterator[Labelled]:
    """Who presides, as the head of a record says it: the parts of its names, as printed."""
    return (read_label(name) for field, name in people_of_fields(text) if field == "presides")


def people_of_fields(text: str) -> Iterator[tuple[str, str]]:
    """``presides``, ``asks`` or ``answers``, with each name as the fields of a text print it."""
    for line in text.splitlines():
        folded = fold(line)
        name, colon, value = folded.partition(":")
        found = _FIELD.fullmatch(re.sub(r"[\s>#*]", "", name))
        if not (colon and found and is_field(found.group(), value)):
            continue
        start = len(name) + 1
        kinds = [kind for kind, words in found.groupdict().items() if words]
        for kind, part in product(kinds, _PART.finditer(value)):
            yield kind, line[start + part.start(1) : start + part.end(1)].strip()
