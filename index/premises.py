"""What a question takes for granted: that something was stopped, that one is first, a year.

为什么取消家庭医生签约服务 shares its words with what was said of that service,
and nobody said that it was stopped. Such words must stand in an answer.
"""

from __future__ import annotations

import re

REVERSAL = re.compile(
    r"""
      取消|停办|停止|暂停|停掉|叫停|撤销|撤掉|废除|裁撤|关闭|关停|砍掉
    | 退出|去掉|剔除
    | 拒绝|反对|下调|降低|减少|削减|涨价|推迟|延期
    | 辞职|辞退|开除|解雇|解聘|处分|免职|违规|造假|挪用|克扣|拖欠|亏损|倒闭|没收|罚款|起诉
    """,
    re.VERBOSE,
)
SUPERLATIVE = re.compile(r"最(?:高|多|大|少|低|好|差|快|早|晚|贵)|第一名|排名")
YEAR = re.compile(r"(?:19|20)\d\d(?=\s*年)")


def unmet_reversal(question: str, words: str) -> bool:
    """Whether a question speaks of something being undone, and these words of no such thing."""
    supposed = set(REVERSAL.findall(question))
    return bool(supposed) and not any(word in words for word in supposed)


def unmet_superlative(question: str, words: str) -> bool:
    """Whether a question asks for the first of its kind, and these words name none."""
    return bool(SUPERLATIVE.search(question)) and not SUPERLATIVE.search(words)


def unmet_year(question: str, words: str, meeting: int | None) -> bool:
    """Whether a question is of a year that is neither in these words nor the meeting's."""
    return any(year not in words and int(year) != meeting for year in YEAR.findall(question))
