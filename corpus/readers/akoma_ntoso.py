"""Akoma Ntoso, the XML of parliaments: ``<speech by="#唐鳳">``, ``<question>``, ``<answer>``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.model import Kind
from corpus.readers import xml
from corpus.readers.content import Content, Script

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPOKEN: dict[str, Kind | None] = {"speech": None, "question": "question", "answer": "answer"}
_TOLD = frozenset({"narrative", "scene", "summary", "heading", "subheading", "num", "docTitle"})
_PARAGRAPHS = frozenset({"p", "block", "li"})
_SKIPPED = frozenset({"meta", "from"})


def read_akoma_ntoso(text: str, encoding: str, path: Path) -> Content:
    """Return the debate, one line a speech, its speaker as ``showAs`` or the id has them."""
    root = xml.parse(text, path)
    people = {
        one.get("id") or one.get("eId") or "": one.get("showAs") or ""
        for one in root.iter()
        if xml.name(one) == "TLCPerson"
    }
    script = Script()
    _walk(root, people, script)
    title = next(
        (xml.words(one) for one in root.iter() if xml.name(one) in ("docTitle", "heading")), None
    )
    return script.content(encoding=encoding, title=title, date=_date(root, title))


def _walk(element: _Element, people: dict[str, str], script: Script) -> None:
    for child in element:
        kind = xml.name(child)
        if kind in _SPOKEN:
            _speech(child, people, script, _SPOKEN[kind])
        elif kind in _TOLD:
            if words := xml.words(child):
                script.line(words)
        elif kind and kind not in _SKIPPED:
            _walk(child, people, script)


def _speech(element: _Element, people: dict[str, str], script: Script, kind: Kind | None) -> None:
    who = (element.get("by") or "").lstrip("#")
    printed = next((xml.words(one) for one in element if xml.name(one) == "from"), "")
    label = people.get(who) or printed.rstrip("：: ") or who or None
    paragraphs = [xml.words(one) for one in element if xml.name(one) in _PARAGRAPHS]
    if not any(paragraphs):
        paragraphs = [
            xml.words(one) for one in element if xml.name(one) not in ("from", "num", "heading")
        ]
        paragraphs = paragraphs or [xml.words(element)]
    if words := "\n".join(filter(None, paragraphs)):
        script.say(label, words, kind=kind)


def _date(root: _Element, title: str | None) -> str | None:
    """The date in the metadata, or the ISO date that the title begins with."""
    for one in root.iter():
        date = str(one.get("date"))
        if xml.name(one) == "FRBRdate" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            return date
    match = re.match(r"(\d{4}-\d{2}-\d{2})", title or "")
    return match.group(1) if match else None
