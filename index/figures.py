"""Questions that ask for a figure, and whether some words give one.

多少钱 wants an amount of money, 百分之多少 a share, 几户 a number of
households. A passage on the very same matter that states no such figure does
not answer.
"""

from __future__ import annotations

import re

_MONEY = r"元|万元|亿元|块|美元|万|亿"
_SHARE = r"%|％|百分之|成|倍|个百分点"
_TIME = r"年|个?月|天|日|周|小时|分钟|岁|期|届"
_UNITS = "个名户人位项种条家所座处套例起次批辆张间栋亩公里吨块元成倍份件点村县级类岁年月天期"
_NUMBER = r"(?:\d[\d.,]*|[零〇一二两三四五六七八九十百千万亿]+|半)"
_FEW = "(?<![这那好近前后十去来头没])几"
"""How many; 这几个, 好几次 or 近几年 ask for no number."""
KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(wanted.replace("几", _FEW)), re.compile(given))
    for wanted, given in (
        (
            r"百分之(?:多少|几)|(?:率|比例|占比)(?:是|有|为|达到?)?(?:多少|多高|几)",
            rf"{_NUMBER}\s*(?:{_SHARE})|百分之",
        ),
        (
            r"多少(?:钱|元|块|万元|资金|经费|补助|补贴|工资|奖金|罚?款)|几(?:块钱?|元|万块?|千块)|(?:价格|收费|补助|补贴|奖励?)(?:是|有)?多少",
            rf"{_NUMBER}\s*(?:{_MONEY})",
        ),
        (r"(?:多少|几)(?:岁|年|个?月|天|期|小时|周)|多长时间|多久", rf"{_NUMBER}\s*(?:{_TIME})"),
        (r"哪一?[天日]|几月几[号日]|几号", r"\d+月\d+[日号]|\d+[日号]"),
        (r"(?:排|居|列|位列|位居|是)?第几", rf"第{_NUMBER}|前{_NUMBER}|首位|并列"),
        (
            r"什么时候|何时|哪一?年|几月|多会儿|啥时候",
            r"\d+[年月日]|年底|年内|今年|明年|去年|半年|季度|月底|截至",
        ),
        (rf"多少|几(?=[{_UNITS}])", _NUMBER),
    )
)


_ASKED = re.compile(rf"多少|{_FEW}(?!乎|家单位|位负责)")
_COUNTED = re.compile(rf"(?:多少|{_FEW})([{_UNITS}])")
_ALIKE = {unit: alike for alike in ("人名位", "元块") for unit in alike}


def asked(question: str) -> bool:
    """Whether a question asks how much or how many."""
    return _ASKED.search(question) is not None


def uncounted(question: str, words: str) -> bool:
    """Whether a question asks for a number of 户, 套 or the like that these words do not give."""
    match = _COUNTED.search(question)
    if match is None:
        return False
    units = _ALIKE.get(match[1], match[1])
    given = rf"{_NUMBER}[余多]?[万亿]?[{units}]|[{units}]{_NUMBER}[余多]?个"
    return re.search(given, words) is None


def missing(question: str, words: str) -> bool:
    """Whether a question asks for a figure of a kind that these words do not give."""
    for wanted, given in KINDS:
        if wanted.search(question):
            return given.search(words) is None
    return False
