"""A file into a transcript: read, mend, turns, people, exchanges, corrections."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import chain
from pathlib import Path

from corpus.corrected import corrected_exchanges, corrected_turns
from corpus.corrections import FILE_NAME, corrections_for
from corpus.errors import EmptyRecordError, RecordError
from corpus.exchanges import link
from corpus.folding import fold
from corpus.mend import CAPTION, mend
from corpus.model import Transcript, Turn
from corpus.readers import SUFFIXES, Extract, read_file
from corpus.title import title_of
from corpus.turns.native import read_native
from corpus.turns.style import Style, check_speakers, read_turns

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
LONGEST_FOOT = 300
"""Characters behind the last turn among which the date of a signature stands."""
_REPUBLIC = re.compile(r"(?<!\d)(\d{2,3})年(\d{1,2})月(\d{1,2})日")


def shipped() -> Path:
    """The folder of the record that comes with xunwen."""
    return Path(str(files("corpus").joinpath("transcripts")))


def record_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The records named, or found below the folders named, sorted within each folder.

    Raises RecordError for a path that does not exist and for a folder without
    a single record.
    """
    for path in paths:
        if not path.exists():
            raise RecordError(f"{path}: there is no such file or folder.")
        if path.is_file():
            yield path
            continue
        found = sorted(inner for inner in path.rglob("*") if _is_record(inner))
        if not found:
            kinds = " ".join(sorted(SUFFIXES))
            raise RecordError(f"{path}: no transcripts in this folder (looked for {kinds}).")
        yield from found


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """The files below the folders named that no reader is for, by their ending; sorted."""
    inside = (inner for path in paths if path.is_dir() for inner in path.rglob("*"))
    return sorted(
        inner
        for inner in inside
        if inner.is_file() and not _is_record(inner) and inner.name != FILE_NAME
    )


def _is_record(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and path.name != FILE_NAME


def read_transcript(path: Path, style: str | None = None) -> Transcript:
    """Return one record as a transcript; ``style`` forces a style of record.

    Raises RecordError or a kind of it when the file cannot be read or holds no
    turns that anybody spoke, SettingError for a style there is none of.
    """
    return transcribe(read_file(path), path, style)


def transcribe(extract: Extract, path: Path, style: str | None = None) -> Transcript:
    """Like ``read_transcript`` for an extract already at hand."""
    corrections = corrections_for(path)
    chosen, read = _turns(extract, style or corrections.style, str(path))
    if not read:
        raise EmptyRecordError(
            f"{path}: nobody is heard to speak in this text; begin every turn with who speaks "
            "(张三局长：…), or quote people as a newspaper does (张三局长说，“…”)."
        )
    turns = corrected_turns(read, corrections)
    exchanges = corrected_exchanges(link(turns, extract.text), turns, corrections)
    return Transcript(
        transcript_id=path.stem,
        title=corrections.title
        or extract.title
        or _title(extract.text, chosen, turns)
        or path.stem,
        date=corrections.date or extract.date or _date(extract.text, turns, path),
        sha256=extract.sha256,
        style=chosen,
        text=extract.text,
        turns=turns,
        exchanges=exchanges,
        notes=extract.notes,
        pages=extract.pages,
        times=extract.times,
    )


def _turns(extract: Extract, style: str | None, where: str) -> tuple[Style, tuple[Turn, ...]]:
    """What the format states of the speakers, else what the text shows."""
    check_speakers(len({one.label for one in extract.turns}), where)
    stated = any(one.label for one in extract.turns)
    if extract.turns and style is None and stated:
        return "native", read_native(extract.text, extract.turns)
    chosen, turns = read_turns(extract.text, style, extract.bold, where)
    if not turns and extract.turns:
        return "native", read_native(extract.text, extract.turns)
    return chosen, turns


def _title(text: str, style: Style, turns: Sequence[Turn]) -> str:
    """What the lines in front of the first sentence, and of the first label, call the record."""
    first, label = turns[0].spans[0][0], turns[0].speaker.label
    spans = mend(text, frozenset([first])).headings
    lines = [re.sub(r"^[#>*\s]+", "", text[start:end]) for start, end in spans]
    labelled = re.compile(
        rf"(?:[\[【][^\]】]*[\]】])?\W*{re.escape(label or '')}\s*\W*(?:提问|询问|追问|问|发言|主持)?\s*(?:[:：]|$)"
    )
    spoken = label and style != "narrative"
    return title_of(
        [one for one in lines if not (CAPTION.fullmatch(one) or (spoken and labelled.match(one)))]
    )


def _date(text: str, turns: Sequence[Turn], path: Path) -> str | None:
    """The first whole date in the file's name, in front of the first turn or behind the last.

    Never a guessed year. A number that reads like a date but is no day, such as 20209999, is
    passed over.
    """
    front = fold(text[: min(turns[0].spans[0][0], 2000)])
    last = turns[-1].spans[-1][1]
    behind = fold(text[last : last + LONGEST_FOOT])
    named = chain(_DATE.finditer(path.stem), _COMPACT.finditer(path.stem))
    days = [_iso(*map(int, match.groups())) for match in named]
    days += _days(front)
    if "立法院" in front or "民国" in front:
        of_republic = (map(int, match.groups()) for match in _REPUBLIC.finditer(front))
        days += [_iso(year + 1911, month, day) for year, month, day in of_republic]
    days += _days(behind)
    return next(filter(None, days), None)


def _days(words: str) -> Iterator[str | None]:
    """The whole dates among (folded) words, blanks in them or not; None for what is no day."""
    closed = re.sub(r"(?<=[年月\d])\s+(?=[年月\d])", "", words)
    return (_iso(*map(int, match.groups())) for match in _DATE.finditer(closed))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
