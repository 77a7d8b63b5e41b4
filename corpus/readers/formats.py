"""Which format a file is in, by its content; its ending decides only between texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias

from corpus.errors import RecordError
from corpus.readers import plain
from corpus.readers.speeches import columns_of

Format: TypeAlias = Literal[
    "text", "docx", "html", "pdf", "subtitles", "akoma_ntoso", "tei", "json", "table"
]
SUFFIXES = frozenset(
    [
        ".txt",
        ".md",
        ".markdown",
        ".docx",
        ".html",
        ".htm",
        ".xhtml",
        ".pdf",
        ".vtt",
        ".srt",
        ".xml",
        ".akn",
        ".json",
        ".jsonl",
        ".csv",
        ".tsv",
    ]
)
_OLD = {
    b"\xd0\xcf\x11\xe0": "an old Word document (.doc); open it and save it as .docx",
    b"{\\rtf": "Rich Text (.rtf); open it and save it as .docx",
    b"\x89PNG": "an image; run text recognition (OCR) first and give xunwen the text",
    b"\xff\xd8\xff": "an image; run text recognition (OCR) first and give xunwen the text",
    b"ID3": "a sound recording; transcribe it first (WhisperX, FunASR) and give xunwen the JSON",
    b"RIFF": "a sound recording; transcribe it first (WhisperX, FunASR) and give xunwen the JSON",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first",
    b"Rar!": "a compressed file; unpack it first",
}
_NAMED = {".docx": "Word document", ".pdf": "PDF"}
"""What a file says that it is by its ending, and its first bytes would show."""
_CUE = re.compile(r"\s*(?:\d+\s*\n)?\d{1,2}:\d{2}(?::\d{2})?[,.]\d{1,3}\s*-->")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|div|p|table|meta)\b", re.IGNORECASE
)
_SPEAKER = re.compile(r"speaker|spk|说话人|發言人|发言人|讲话人|姓名|name", re.IGNORECASE)
_TEXT = re.compile(r"text|content|sentence|transcript|内容|文本|内文|發言|发言", re.IGNORECASE)


def sniff(data: bytes, path: Path) -> tuple[Format, str, str]:
    """Return the format, and for a textual one its text and encoding.

    Raises RecordError for what is no record, EncodingError for no text at all.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf", "", ""
    if data[:4] == b"PK\x03\x04":
        return "docx", "", ""
    for magic, what in _OLD.items():
        if data.startswith(magic):
            raise RecordError(f"{path}: this is {what}.")
    if (named := _NAMED.get(path.suffix.lower())) and b"\0" in data:
        raise RecordError(
            f"{path}: is no {named}, or is damaged; open it where it was made and save it again."
        )
    text, encoding = plain.decode(data, path)
    return _textual(text.lstrip("\ufeff \t\r\n")[:8192], path), text, encoding


def _textual(head: str, path: Path) -> Format:
    if head.startswith("WEBVTT") or _CUE.match(head):
        return "subtitles"
    if head.startswith("<"):
        return _marked_up(head, path)
    if path.suffix.lower() in (".json", ".jsonl") or re.match(r"[\[{]\s*[\"{\[\]}]", head):
        return "json" if head[:1] in "[{" else "text"
    return "table" if _is_table(head, path) else "text"


def _marked_up(head: str, path: Path) -> Format:
    if re.search(r"<(?:\w+:)?akomaNtoso\b", head):
        return "akoma_ntoso"
    if re.search(r"<(?:\w+:)?(?:TEI|teiCorpus)\b", head):
        return "tei"
    if _HTML.search(head):
        return "html"
    if path.suffix.lower() in (".xml", ".akn"):
        raise RecordError(
            f"{path}: XML of a kind that is not known here; Akoma Ntoso, TEI and HTML are read."
        )
    return "text"


def _is_table(head: str, path: Path) -> bool:
    first = head.split("\n", 1)[0]
    columns = re.split(r"[,;\t]", first)
    if len(columns) < 2 or len(first) > 300:
        return False
    spoken = any(_SPEAKER.fullmatch(one.strip(" \"'\ufeff")) for one in columns)
    said = any(_TEXT.fullmatch(one.strip(" \"'\r")) for one in columns)
    return (spoken and said) or (
        path.suffix.lower() in (".csv", ".tsv")
        and columns_of([one.strip(" \"'\ufeff\r") for one in columns]) is not None
    )
