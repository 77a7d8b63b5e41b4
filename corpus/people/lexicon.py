"""What follows a name in running prose: verbs, adverbs and idioms of jieba's dictionary."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_ACTING = re.compile(
    r"""
    ^(?: ([一-龥]{2})[ ](\d{2,})[ ](?:v|vd|vn|d|ad)    # 放下, 连忙; a count of one digit is noise
       | ([一-龥]{4})[ ]\d+[ ](?:i|l)                  # 开宗明义
    )$
    """,
    re.VERBOSE | re.MULTILINE,
)
_COMMON = re.compile(r"^([一-龥]{2}) \d{2,} (?!nr)[a-z]+$", re.MULTILINE)
_ASPECT = "着了过"
_CERTAIN = 1000


def acts(text: str, place: int) -> int:
    """How common the word of doing is that begins at ``place``: ``放下``, ``皱着``; 0 for none."""
    two, four = text[place : place + 2], text[place : place + 4]
    if len(two) == 2 and two[1] in _ASPECT:
        return _CERTAIN
    words = _acting_words()
    return words.get(four) or words.get(two, 0)


def begins(text: str, place: int) -> bool:
    """Whether any common word of two characters begins at ``place``."""
    return text[place : place + 2] in _common_words()


@lru_cache(maxsize=1)
def _acting_words() -> dict[str, int]:
    """Word and count."""
    found = _ACTING.findall(_dictionary())
    return {two or idiom: int(count or _CERTAIN) for two, count, idiom in found}


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return frozenset(_COMMON.findall(_dictionary()))


def _dictionary() -> str:
    """One ``word count kind`` a line; read as a file, for jieba itself is slow to load."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return ""
    return Path(spec.origin).with_name("dict.txt").read_text("utf-8")
