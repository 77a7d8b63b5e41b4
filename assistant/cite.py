"""A turn as a citation: GB/T 7714, BibTeX, RIS, plain text; findings as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Literal

from assistant.place import standing
from assistant.render import asker_line, permalink, speaker_line
from assistant.terminal import visible
from corpus.model import Source, Turn

Style = Literal["gbt7714", "bibtex", "ris", "plain"]
STYLES: tuple[Style, ...] = ("gbt7714", "bibtex", "ris", "plain")
_BIBTEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {sign: f"\\{sign}" for sign in "{}%&$#_"}
)
COLUMNS = (
    *("rank", "speaker", "title", "organization", "role", "asked_by", "asked", "quote"),
    *("evidence", "transcript", "record", "date", "start", "end", "sha256", "permalink"),
    *("page", "seconds"),
)


def cite(
    source: Source, turn: Turn, asked: Turn | None, server: str, day: str, style: Style
) -> str:
    """The citation; ``server`` is its address without a slash, ``day`` when it was read."""
    url = f"{server}{permalink(source.transcript_id, turn, source.sha256)}"
    fields = _Fields(source, turn, asked, url, day)
    return {"gbt7714": _gbt7714, "bibtex": _bibtex, "ris": _ris, "plain": _plain}[style](fields)


class _Fields:
    """What every style draws on, on one line each."""

    def __init__(self, source: Source, turn: Turn, asked: Turn | None, url: str, day: str) -> None:
        self.source, self.turn, self.url, self.day = source, turn, url, day
        self.author = _line(turn.speaker.name or speaker_line(turn.speaker))
        self.speaker = _line(speaker_line(turn.speaker))
        self.title = _line(f"答{asker_line(asked.speaker)}问" if asked else _occasion(turn))
        self.record = _line(source.title)
        self.page, clock = standing(source, turn.spans)
        self.start, self.end = str(turn.spans[0][0]), str(turn.spans[-1][1])
        page, characters = f"第 {self.page} 页", f"第 {self.start}–{self.end} 字"
        self.place = "，".join(filter(None, (self.page and page, clock, characters)))
        self.words = _line(source.words(turn.spans))


def _occasion(turn: Turn) -> str:
    names = {"question": "提问", "report": "报告", "opening": "开场讲话", "closing": "总结讲话"}
    return names.get(turn.kind, "发言")


def _gbt7714(of: _Fields) -> str:
    """GB/T 7714—2015, a contribution to an online document of another kind (Z/OL)."""
    date = f"({of.source.date})" if of.source.date else ""
    place = of.place.replace(" ", "")
    return f"{of.author}. {of.title}[Z/OL]//{of.record}. {date}[{of.day}]: {place}. {of.url}."


def _bibtex(of: _Fields) -> str:
    fields = {
        "author": f"{{{of.author.translate(_BIBTEX)}}}",
        "title": f"{{{of.title.translate(_BIBTEX)}}}",
        "howpublished": of.record.translate(_BIBTEX),
        "date": of.source.date or "",
        "year": (of.source.date or "")[:4],
        "pages": of.page.replace("–", "--"),
        "note": f"{of.speaker}，{of.place}".translate(_BIBTEX),
        "url": of.url,
        "urldate": of.day,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = f"{of.source.sha256[:8]}-{of.turn.turn_id}"
    return "\n".join([f"@misc{{xunwen-{key},", *lines, "}"])


def _ris(of: _Fields) -> str:
    date = (of.source.date or "").replace("-", "/")
    first, _, last = of.page.partition("–")
    start, end = (first, last or first) if of.page else (of.start, of.end)
    fields = [
        ("TY", "GEN"),
        ("AU", of.author),
        ("TI", of.title),
        ("T2", of.record),
        ("PY", date[:4]),
        ("DA", date),
        ("SP", start),
        ("EP", end),
        ("N1", f"{of.speaker}，{of.place}" if of.page else of.speaker),
        ("UR", of.url),
        ("Y2", of.day.replace("-", "/")),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - "


def _plain(of: _Fields) -> str:
    date = f"，{of.source.date}" if of.source.date else ""
    return f"{of.speaker}：“{of.words}”（《{of.record}》{date}，{of.place}）{of.url}"


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def findings_csv(document: dict[str, Any], server: str) -> str:
    """The findings of an answer (or the nearest) as CSV, a heading first.

    A cell that a spreadsheet would take for a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(
        [_cell(value) for value in row]
        for row in _rows(document["findings"] or document["nearest"], server)
    )
    return out.getvalue()


def _rows(findings: Iterable[dict[str, Any]], server: str) -> Iterable[list[object]]:
    for one in findings:
        speaker, source = one["speaker"], one["source"]
        asker = one["asked_by"] or {}
        yield [
            one["rank"],
            *(speaker[field] for field in ("name", "title", "organization", "role")),
            f"{asker.get('name') or ''}{asker.get('title') or ''}",
            one["asked"],
            one["quote"],
            " … ".join(piece["text"] for piece in one["evidence"]),
            source["transcript"],
            source["title"],
            source["date"],
            source["spans"][0][0],
            source["spans"][-1][1],
            source["sha256"],
            f"{server}{one['permalink']}",
            source.get("page"),
            source.get("seconds"),
        ]


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
