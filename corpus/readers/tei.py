"""TEI as ParlaMint writes it: ``<u who="#person"><seg>…</seg></u>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.readers import xml
from corpus.readers.content import Content, Script

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAME = "{http://www.w3.org/XML/1998/namespace}id"
_TOLD = frozenset({"note", "desc", "vocal", "kinesic", "incident", "gap", "pb"})
"""What a transcriber adds to the words said."""
_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")


def read_tei(text: str, encoding: str, path: Path) -> Content:
    """Return the utterances, one line each, with the names the header gives the speakers."""
    root = xml.parse(text, path)
    people = {one.get(_NAME) or "": _name(one) for one in root.iter() if xml.name(one) == "person"}
    script = Script()
    _walk(root, people, script)
    title = next((xml.words(one) for one in root.iter() if xml.name(one) == "title"), None)
    return script.content(encoding=encoding, title=title, date=_date(root))


def _walk(element: _Element, people: dict[str, str], script: Script) -> None:
    for child in element:
        if xml.name(child) == "u":
            who = (child.get("who") or "").lstrip("#")
            if words := _utterance(child):
                script.say(people.get(who) or who or None, words)
        elif xml.name(child) in ("head", "note"):
            if words := xml.words(child):
                script.line(words)
        else:
            _walk(child, people, script)


def _utterance(element: _Element) -> str:
    """What is said, a line for every segment; without segments, all of it."""
    parts = [_said(part) for part in element if xml.name(part) in ("seg", "p", "s")]
    return "\n".join(filter(None, parts)) or _said(element)


def _said(element: _Element) -> str:
    """The words, without what the transcriber notes among them; Chinese is written unspaced."""
    return _BETWEEN_HAN.sub("", " ".join("".join(_pieces(element)).split()))


def _pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if xml.name(child) and xml.name(child) not in _TOLD:
            yield from _pieces(child)
        yield child.tail or ""


def _name(person: _Element) -> str:
    """``<surname>李</surname><forename>萍</forename>`` is 李萍."""
    named = next((one for one in person.iter() if xml.name(one) == "persName"), None)
    return "" if named is None else _said(named)


def _date(root: _Element) -> str | None:
    """The day of the sitting that the header gives."""
    for one in root.iter():
        when = str(one.get("when") or one.get("from"))
        if xml.name(one) == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
            return when
    return None
