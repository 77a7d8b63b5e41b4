"""The day of a meeting, and days as people write them: 2024年9月1日, 2024-09-01, 2024/9/1, 20240901."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from corpus.folding import fold
from corpus.model import Turn

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
LONGEST_FRONT = 2000
LONGEST_FOOT = 300
"""Characters behind the last turn among which the date of a signature stands."""
_REPUBLIC = re.compile(r"(?<!\d)(\d{2,3})年(\d{1,2})月(\d{1,2})日")


def meeting_date(text: str, turns: Sequence[Turn], name: str) -> str | None:
    """The first whole date in the file's ``name``, in front of the first turn or behind the last.

    Never a guessed year. A number that reads like a date but is no day, such as 20209999, is
    passed over.
    """
    front = fold(text[: min(turns[0].spans[0][0], LONGEST_FRONT)])
    last = turns[-1].spans[-1][1]
    behind = fold(text[last : last + LONGEST_FOOT])
    found = chain(days(name), _compact(name), days(front), _republic(front), days(behind))
    return next(found, None)


def days(words: str) -> Iterator[str]:
    """The whole dates among (folded) words, as ISO writes them; blanks in them or not."""
    closed = re.sub(r"(?<=[年月\d])\s+(?=[年月\d])", "", words)
    return _real(_DATE.finditer(closed))


def _compact(name: str) -> Iterator[str]:
    return _real(_COMPACT.finditer(name))


def _republic(front: str) -> Iterator[str]:
    """``109年4月30日``, where the text is Taiwan's."""
    if "立法院" in front or "民国" in front:
        yield from _real(_REPUBLIC.finditer(front), 1911)


def _real(matches: Iterator[re.Match[str]], since: int = 0) -> Iterator[str]:
    """The days that there are; 31 June is none."""
    for match in matches:
        year, month, day = map(int, match.groups())
        try:
            yield datetime.date(year + since, month, day).isoformat()
        except ValueError:
            continue
