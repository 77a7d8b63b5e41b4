"""``该局``: which body, named further in front, a text means by it."""

from __future__ import annotations

import re

from corpus.model import Span
from corpus.people.titles import is_organization, organization_start

THAT = re.compile(
    r"该(?P<kind>分局|支队|大队|中心|公司|集团|街道|[局委办院厅部处校县市区镇乡所站行会社科])"
)
_FARTHEST = 600
_LONGEST = 24
_SHORTEST = 3


def named_before(folded: str, place: int, kind: str) -> Span | None:
    """The last organisation in front of ``place`` whose name ends in ``kind``, or None."""
    for end in _ends(folded, max(0, place - _FARTHEST), place, kind):
        begin = organization_start(folded, max(0, end - _LONGEST), end)
        words = folded[begin:end]
        if len(words) >= _SHORTEST and words[0] not in "该各" and is_organization(words):
            return begin, end
    return None


def _ends(folded: str, low: int, high: int, kind: str) -> list[int]:
    """Where ``kind`` ends, the nearest first."""
    return [low + one.end() for one in re.finditer(kind, folded[low:high])][::-1]
