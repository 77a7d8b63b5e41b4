"""Tables of questions and answers, a row each: who asks and what, who answers and what.

Assemblies publish what became of an inquiry so: 提问人, 单位及职务, 问题, 答复单位, 答复内容.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.model import Kind

_ASKS = "提问|询问|质询"
_ANSWERS = "答复|应询|回答|承办|答询|责任|回复"
_COLUMNS = {
    "asker": rf"(?:{_ASKS})(?:人|者|委员|代表|单位)(?:姓名)?|提出人|委员|代表|委员姓名|代表姓名",
    "office": r"(?:单位|工作单位)?(?:及|、|/|和)?职务|所在单位|代表团",
    "question": rf"问题?|{_ASKS}|(?:{_ASKS}|问题|建议)(?:的?内容|事项)|询问问题",
    "body": rf"(?:{_ANSWERS})(?:单位|部门)",
    "answerer": rf"(?:{_ANSWERS})(?:人员?|者)|(?:{_ANSWERS})(?:单位|部门)(?:及|和|与|、|/)(?:{_ANSWERS})?(?:人员?|单位|部门)|发言人|主讲人",
    "answer": rf"答案?|(?:{_ANSWERS}|办理)(?:的?内容|意见|情况|要点|摘要|结果)?",
    "date": r"(?:会议|询问|提问|答复|发布)?(?:日期|时间)",
}


class Part(NamedTuple):
    """One cell that somebody says: under which label, and its number in the row."""

    label: str | None
    cell: int
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells of a row stand; None for a column that the table has not."""

    question: int
    answer: int
    asker: int | None = None
    office: int | None = None
    body: int | None = None
    answerer: int | None = None
    date: int | None = None

    @classmethod
    def of(cls, heads: Sequence[str]) -> Columns | None:
        """Those that the heads name; None unless they name a question and an answer."""
        found = places_of(heads, _COLUMNS)
        return cls(**found) if {"question", "answer"} <= found.keys() else None

    def filled(self, cells: Sequence[str | None], above: Sequence[str]) -> list[str]:
        """A row whose cells that go on from the row ``above`` (None) repeat who asks and answers."""
        return carried(cells, above, (self.asker, self.office, self.body, self.answerer))

    def parts(self, cells: Sequence[str]) -> Iterator[Part]:
        """Question and answer of a row, those that have words."""
        last = max(self.question, self.answer)
        if len(cells) <= last:
            return
        if cells[self.question].strip():
            yield Part(_label(cells, self.asker, self.office), self.question, "question")
        if cells[self.answer].strip():
            yield Part(_label(cells, self.body, self.answerer), self.answer, "answer")


def places_of(heads: Sequence[str], patterns: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand that these patterns know by their heads, each the first time."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        fits = (
            name
            for name, pattern in patterns.items()
            if name not in found and re.fullmatch(pattern, re.sub(r"\s", "", head))
        )
        if name := next(fits, None):
            found[name] = place
    return found


def carried(
    cells: Sequence[str | None], above: Sequence[str], places: Collection[int | None]
) -> list[str]:
    """A row in which a cell that goes on from the row ``above`` (None) repeats it at these places."""
    return [
        (above[place] if place in places and place < len(above) else "") if cell is None else cell
        for place, cell in enumerate(cells)
    ]


def _label(cells: Sequence[str], *places: int | None) -> str | None:
    """The words of these cells that there are, with blanks between."""
    there = (cells[place] for place in places if place is not None and place < len(cells))
    return " ".join(" ".join(there).split()) or None
