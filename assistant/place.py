"""Where words stand, as people look them up: the page of a PDF, the moment of a recording."""

from __future__ import annotations

from typing import NamedTuple

from corpus.model import Source, Spans


def place(source: Source, offset: int) -> dict[str, int | float]:
    """``page`` and ``seconds`` of a character, as far as the record's format has them."""
    page, seconds = source.page(offset), source.time(offset)
    found: dict[str, int | float] = {}
    if page is not None:
        found["page"] = page
    if seconds is not None:
        found["seconds"] = seconds
    return found


class Standing(NamedTuple):
    """The page (``3``, or ``3–4``) and the time (``00:12:05``) of some words; "" for neither."""

    page: str
    clock: str


def standing(source: Source, spans: Spans) -> Standing:
    """Where the words at these spans stand; the time is that at which they begin."""
    start, end = spans[0][0], spans[-1][1]
    pages = dict.fromkeys((source.page(start), source.page(end - 1)))
    seconds = source.time(start)
    return Standing(
        "–".join(str(page) for page in pages if page is not None),
        "" if seconds is None else clock(seconds),
    )


def where(source: Source, spans: Spans) -> str:
    """``p. 3`` of a PDF, ``00:12:05`` of a recording, nothing of another record."""
    page, time = standing(source, spans)
    return "  ".join(filter(None, (page and f"p. {page}", time)))


def clock(seconds: float) -> str:
    """Hours, minutes and whole seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
