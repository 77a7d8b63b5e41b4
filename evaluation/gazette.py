"""The Legislative Yuan's gazette as transcripts: real turns in number, to measure the store with.

A line of the file is a meeting: ``{"doc": "8/2/ECO/1.md", "turns": [["施部長顏祥", "…"], …]}``,
headings under ``#``. Members ask, officials answer whoever asked before them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO, cast

from corpus.errors import DatasetError
from corpus.model import Exchange, Kind, Speaker, Transcript, Turn

_LABEL = re.compile(
    r"""
    (?P<surname>[\u4e00-\u9fff])
    (?P<title>(?:副|代理|政務|常務)?(?:
        主任委員 | 委員 | 部長 | 院長 | 署長 | 局長 | 次長 | 處長 | 司長 | 主任 | 總裁
      | 董事長 | 總經理 | 秘書長 | 審計長 | 主計長 | 署長 | 校長 | 教授 | 組長 | 召集人
    ))
    (?P<given>[\u4e00-\u9fff]{1,3})
    """,
    re.VERBOSE,
)
_FIRST_YEAR = {1: 1948, 2: 1993, 3: 1996, 4: 1999, 5: 2002, 6: 2005, 7: 2008, 8: 2012, 9: 2016}


def read_gazette(path: Path, most_turns: int | None = None) -> Iterator[Transcript]:
    """The meetings of a file (``.jsonl`` or ``.jsonl.gz``), one at a time, in its order.

    After ``most_turns`` turns the reading ends, in the midst of a meeting if
    need be. Raises DatasetError for a line that is no meeting.
    """
    left = most_turns
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                meeting: dict[str, Any] = json.loads(line)
                said = [(label, words) for label, words in meeting["turns"] if label != "#"]
                said = said if left is None else said[:left]
                yield _transcript(meeting["doc"], said, line)
            except (ValueError, KeyError, TypeError) as error:
                raise DatasetError(f"{path}:{number}: not a meeting: {error}") from error
            if left is not None:
                left -= len(said)
                if left <= 0:
                    return


def _lines(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8"))  # noqa: SIM115
    return path.open("rt", encoding="utf-8")


def _transcript(doc: str, said: list[tuple[str, str]], line: str) -> Transcript:
    name = doc.removesuffix(".md").replace("/", "-")
    pieces: list[str] = []
    turns: list[Turn] = []
    exchanges: list[tuple[Turn, list[Turn]]] = []
    at = 0
    for label, words in said:
        start = at + len(label) + 1
        pieces.append(f"{label}：{words}\n")
        at = start + len(words) + 1
        speaker = _speaker(label)
        turn = Turn(f"t{start}", speaker, _kind(speaker), ((start, at - 1),))
        turns.append(turn)
        if turn.kind == "question":
            exchanges.append((turn, []))
        elif turn.kind == "answer" and exchanges:
            exchanges[-1][1].append(turn)
    return Transcript(
        transcript_id=name,
        title=f"立法院公報 {name}",
        date=_opening(name),
        sha256=hashlib.sha256(line.encode()).hexdigest(),
        style="gazette",
        text="".join(pieces),
        turns=tuple(turns),
        exchanges=tuple(Exchange(turn, tuple(answers)) for turn, answers in exchanges),
    )


@lru_cache(maxsize=10_000)
def _speaker(label: str) -> Speaker:
    if match := _LABEL.fullmatch(label):
        name, title = match["surname"] + match["given"], match["title"]
        return Speaker(name, title, None, "member" if title == "委員" else "official", label)
    chair = label.startswith("主席")
    return Speaker(title="主席" if chair else None, role="chair" if chair else None, label=label)


def _kind(speaker: Speaker) -> Kind:
    if speaker.role == "member":
        return "question"
    return "answer" if speaker.role == "official" else "statement"


def _opening(name: str) -> str | None:
    """The first day of the session: sessions open in February and September."""
    term, session, *_ = name.split("-")
    if not (term.isdigit() and session.isdigit() and int(term) in _FIRST_YEAR):
        return None
    years, half = divmod(int(session) - 1, 2)
    return f"{_FIRST_YEAR[int(term)] + years}-{'09' if half else '02'}-01"
