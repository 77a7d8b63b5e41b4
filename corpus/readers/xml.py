"""XML that cannot reach outside itself: no entities, no network, no document types."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RecordError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(text: str, path: Path) -> _Element:
    """Return the root element.

    Raises RecordError for a document that declares entities (a few lines of
    those can stand for gigabytes) or is not well formed.
    """
    from lxml import etree

    if re.search(r"<!(?:DOCTYPE|ENTITY)", text):
        raise RecordError(
            f"{path}: this XML declares a document type or entities, which is not read; "
            "remove the <!DOCTYPE …> lines."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = _DECLARATION.sub("", text.lstrip("\ufeff"))
    try:
        return etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise RecordError(f"{path}:{error.lineno}: not well-formed XML ({error.msg}).") from error


def name(element: _Element) -> str:
    """The tag without its namespace; comments and the like have the name ``""``."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words(element: _Element) -> str:
    """The text inside an element, white space run together."""
    return " ".join("".join(map(str, element.itertext())).split())
