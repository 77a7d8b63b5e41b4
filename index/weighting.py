"""How much each term of a question counts, learned from pairs of questions and answers.

BM25 weighs a term by its rarity alone. 什么 and 有没有 are rare enough in
minutes of meetings to count, and mean nothing for what is asked. The factors
were learned with a softmax over each right passage and its BM25 rivals
(``index.training.weighting``); a term without one counts as BM25 has it, for
what is rare in questions is what they are about.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from corpus.errors import SettingError

SHIPPED = Path(__file__).with_name("weights") / "terms.tsv"
_tried: ContextVar[Mapping[str, float] | None] = ContextVar("tried", default=None)


def factors() -> Mapping[str, float]:
    """Term to factor, 1 for neither more nor less than BM25 would."""
    tried = _tried.get()
    return read(SHIPPED) if tried is None else tried


@contextmanager
def trying(others: Mapping[str, float]) -> Iterator[None]:
    """Within this block, and on this thread alone, the factors are these."""
    token = _tried.set(others)
    try:
        yield
    finally:
        _tried.reset(token)


@cache
def read(file: Path) -> Mapping[str, float]:
    """The factors in a file. Raises SettingError with the line that is none.

    There are few values and many terms: each value is worked out once.
    """
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise SettingError(f"{file}: no term factors here: {error.strerror}") from error
    fields = text.replace("\n", "\t").split("\t")
    terms, logarithms = fields[:-1:2], fields[1::2]
    try:
        values = {value: math.exp(float(value)) for value in set(logarithms)}
    except ValueError:
        lines = enumerate(text.splitlines(), 1)
        return dict(_row(line, f"{file}:{number}") for number, line in lines)
    return dict(zip(terms, map(values.__getitem__, logarithms), strict=True))


def write(file: Path, logarithms: Mapping[str, float]) -> None:
    """Write ``term<tab>logarithm of its factor``, rising, in one piece.

    Raises SettingError for a place that cannot be written.
    """
    lines = [f"{term}\t{value:.2f}\n" for term, value in sorted(logarithms.items())]
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.write_text("".join(lines), encoding="utf-8")
        os.replace(fresh, file)
    except OSError as error:
        raise SettingError(f"{file}: cannot be written: {error.strerror}") from error
    read.cache_clear()


def _row(line: str, where: str) -> tuple[str, float]:
    term, _, value = line.partition("\t")
    try:
        return term, math.exp(float(value))
    except ValueError as error:
        raise SettingError(f"{where}: want a term, a tab and a number, not {line!r}") from error
