"""A file into a transcript: read, mend, turns, people, exchanges, corrections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from corpus.corrected import corrected_exchanges, corrected_turns
from corpus.corrections import FILE_NAME, corrections_for
from corpus.dates import meeting_date
from corpus.errors import EmptyRecordError, RecordError
from corpus.exchanges import link
from corpus.mend import CAPTION, mend
from corpus.model import Transcript, Turn
from corpus.readers import SUFFIXES, Extract, read_file
from corpus.title import title_of
from corpus.turns.native import read_native
from corpus.turns.style import Style, check_speakers, read_turns


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
        raise EmptyRecordError(f"{path}: nobody is heard to speak in this text; {_remedy(path)}")
    turns = corrected_turns(read, corrections)
    exchanges = corrected_exchanges(link(turns, extract.text), turns, corrections)
    return Transcript(
        transcript_id=path.stem,
        title=corrections.title
        or extract.title
        or _title(extract.text, chosen, turns)
        or path.stem,
        date=corrections.date or extract.date or meeting_date(extract.text, turns, path.stem),
        sha256=extract.sha256,
        style=chosen,
        text=extract.text,
        turns=turns,
        exchanges=exchanges,
        notes=extract.notes,
        pages=extract.pages,
        times=extract.times,
    )


def _remedy(path: Path) -> str:
    """What to do with a text in which nobody is heard."""
    if path.suffix.lower() in (".csv", ".tsv"):
        return (
            "a table is read by its heads: 问题 and 答复 (beside them 提问人, 答复单位, 答复人, 日期), or "
            "姓名 and 发言内容 (beside them 单位, 职务, 发言类别)."
        )
    return (
        "begin every turn with who speaks (张三局长：…), or quote people as a newspaper does "
        "(张三局长说，“…”)."
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
