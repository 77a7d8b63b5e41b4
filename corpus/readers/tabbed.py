"""Tables in a text, their columns set off by tabs."""

from __future__ import annotations

import re

from corpus.model import Span
from corpus.readers.answered import Columns
from corpus.readers.extract import NativeTurn
from corpus.readers.speeches import Speeches, columns_of


def tabbed(text: str) -> tuple[NativeTurn, ...]:
    """The turns of the tables in a text whose columns are set off by tabs; empty where none is."""
    found: list[NativeTurn] = []
    columns: Columns | Speeches | None = None
    for line in re.finditer(r"[^\r\n]+", text):
        if "\t" not in line.group():
            continue  # in the pattern it would be looked for from every sign of a line
        spans = _cells(line)
        cells = [text[slice(*span)] for span in spans]
        heads = columns_of(cells)
        columns = heads or columns
        if columns is None or heads:
            continue
        found += [NativeTurn(one.label, spans[one.cell], one.kind) for one in columns.parts(cells)]
    return tuple(found)


def _cells(line: re.Match[str]) -> list[Span]:
    """Where the cells of a line stand, without the blanks around them."""
    return [
        (line.start() + cell.start(1), line.start() + cell.end(1))
        for cell in re.finditer(r"[^\S\t]*((?:[^\t]*[^\s])?)[^\S\t]*(?:\t|$)", line.group())
    ][: line.group().count("\t") + 1]
