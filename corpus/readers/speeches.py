"""Tables of speeches, a row each: 单位, 姓名, 职务, 发言类别, 发言内容."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Kind
from corpus.readers.answered import Columns, Part, carried, places_of

_COLUMNS = {
    "name": r"姓名|发言人(?:姓名)?|发言者|说话人",
    "body": r"(?:工作|所在)?单位|部门|代表团",
    "title": r"职务|职务职称|身份|单位(?:及|、|和)职务",
    "kind": r"(?:发言)?(?:类别|类型|性质|环节|角色)",
    "words": r"(?:发言|讲话)?(?:内容|记录|要点)",
    "date": r"(?:会议|发言)?日期",
}
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("询问", "提问", "追问", "质询", "发问", "问"), "question"),
    **dict.fromkeys(("应询", "答复", "回答", "答询", "回应", "补充回答", "答"), "answer"),
    **dict.fromkeys(("汇报", "报告", "情况汇报", "情况介绍", "说明"), "report"),
    **dict.fromkeys(("发言", "表态", "评议", "点评", "建议"), "statement"),
}


@dataclass(frozen=True, slots=True)
class Speeches:
    """Where the cells of a row stand; None for a column that the table has not."""

    name: int
    words: int
    body: int | None = None
    title: int | None = None
    kind: int | None = None
    date: int | None = None

    @classmethod
    def of(cls, heads: Sequence[str]) -> Speeches | None:
        """Those that the heads name; None unless they name a speaker, an office or a kind, and words."""
        found = places_of(heads, _COLUMNS)
        known = {"name", "words"} <= found.keys() and found.keys() & {"body", "title", "kind"}
        return cls(**found) if known else None

    def filled(self, cells: Sequence[str | None], above: Sequence[str]) -> list[str]:
        """A row whose cells that go on from the row ``above`` (None) repeat who speaks."""
        return carried(cells, above, (self.name, self.body, self.title))

    def parts(self, cells: Sequence[str]) -> Iterator[Part]:
        """What is said in a row, if it has words."""
        if len(cells) > self.words and cells[self.words].strip():
            places = (self.body, self.title, self.name)
            there = (cells[place] for place in places if place is not None and place < len(cells))
            kind = cells[self.kind] if self.kind is not None and self.kind < len(cells) else ""
            label = " ".join(" ".join(there).split()) or None
            yield Part(label, self.words, _KINDS.get(re.sub(r"\s", "", kind)))


def columns_of(heads: Sequence[str]) -> Columns | Speeches | None:
    """Where a table of questions and answers, or of speeches, has its cells; None for any other."""
    return Columns.of(heads) or Speeches.of(heads)
