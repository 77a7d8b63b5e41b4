"""Figures in one form: 二十三 is 23, 2.13万 is 21300, 百分之二 is 2, 去年 is the year before.

What is written in another form than plain digits is added at the end of a
text, so that it can be matched; nothing that stands there is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_YEARS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_COUNTED = "个名户人位项种条家所座处套例起次批元岁年月天日期点件份倍成村县级类型"
_SIGNS = "零〇一二两三四五六七八九十百千万亿"
FIGURE = re.compile(
    rf"""
      (?<!\d)(?<!\d\.)(?P<mixed>\d{{1,20}}(?:\.\d{{1,10}})?)\s*(?P<large>[万亿]{{1,2}})  # 2.13万
    | (?:百分之)?[{_SIGNS}]{{25,}}                                   # longer than any figure
    | (?:百分之)?(?P<han>[{_SIGNS}]{{2,}})                           # 二十三, 百分之十五
    | 百分之(?P<share>[一二三四五六七八九])
    | (?P<one>[二两三四五六七八九十])(?=[{_COUNTED}])               # 四个
    | (?P<year>{"|".join(_YEARS)})
    """,
    re.VERBOSE,
)


def with_figures(text: str, year: int | None = None) -> str:
    """Return the text followed by its figures in plain digits.

    ``year`` is that of the meeting, by which 去年 is understood; without it
    such words stay words.
    """
    found = dict.fromkeys(_figures(text, year))
    return f"{text} {' '.join(found)}" if found else text


def _figures(text: str, year: int | None) -> Iterator[str]:
    for match in FIGURE.finditer(text):
        if match["mixed"]:
            yield _plain(Decimal(match["mixed"]) * _scale(match["large"]))
        elif match["year"]:
            if year is not None:
                yield str(year + _YEARS[match["year"]])
        elif numeral := match["han"] or match["share"] or match["one"]:
            value = number(numeral)
            if value is not None:
                yield str(value)


def number(numeral: str) -> int | None:
    """The value of a Chinese numeral, read as a number or digit by digit; None for neither."""
    if not set(numeral) & {*_UNITS, *_LARGE}:
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            if not section + digit and not total:
                return None  # 万 or 亿 with nothing before it counts nothing
            total = (
                (total + section + digit) * _LARGE[sign]
                if sign == "亿"
                else total + (section + digit) * _LARGE[sign]
            )
            section = digit = 0
    return total + section + digit


def _scale(large: str) -> int:
    scale = 1
    for sign in large:
        scale *= _LARGE[sign]
    return scale


def _plain(value: Decimal) -> str:
    """``21300`` for 2.13万, ``8.8`` as it is: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
