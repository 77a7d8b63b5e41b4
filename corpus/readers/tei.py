"""TEI as ParlaMint writes it: ``<u who="#person"><seg>…</seg></u>``."""

from __future__ import annotations

from pathlib import Path

from corpus.readers import xml
from corpus.readers.content import Content, Script

_NAME = "{http://www.w3.org/XML/1998/namespace}id"


def read_tei(text: str, encoding: str, path: Path) -> Content:
    """Return the utterances, one line each, with the names the header gives the speakers."""
    root = xml.parse(text, path)
    people = {one.get(_NAME) or "": _name(one) for one in root.iter() if xml.name(one) == "person"}
    script = Script()
    for one in root.iter():
        if xml.name(one) == "u":
            who = (one.get("who") or "").lstrip("#")
            segments = [xml.words(part) for part in one if xml.name(part) in ("seg", "p", "s")]
            words = "\n".join(filter(None, segments)) or xml.words(one)
            if words:
                script.say(people.get(who) or who or None, words)
        elif xml.name(one) in ("head", "note") and xml.words(one):
            script.line(xml.words(one))
    title = next((xml.words(one) for one in root.iter() if xml.name(one) == "title"), None)
    return script.content(encoding=encoding, title=title)


def _name(person: object) -> str:
    from lxml.etree import _Element

    assert isinstance(person, _Element)
    return next((xml.words(one) for one in person.iter() if xml.name(one) == "persName"), "")
