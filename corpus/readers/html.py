"""Web pages: the article without navigation, one line a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RecordError
from corpus.model import Span
from corpus.readers.content import Content

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "iframe",
        "svg",
        "head",
        "object",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "body",
        "html",
        "br",
        "hr",
        "center",
    ]
)
_STRONG = frozenset({"b", "strong"})
_PARAGRAPHS = frozenset({"p", "br", "li", "td", "dd"})
_CANDIDATES = ("article", "main", "div", "section", "td", "body")
_LINKS = re.compile(
    r"nav|menu|breadcrumb|footer|sidebar|share|related|pager|prevnext|copyright|crumb|toolbar",
    re.IGNORECASE,
)
MOST_NESTED = 500
LONGEST_LABEL = 30
SHARE_OF_TEXT = 0.7
"""The smallest element that still has this share of the page's words is the article."""


def read_html(text: str, encoding: str, path: Path) -> Content:
    """Return the article's text; bold words that begin a paragraph are remembered.

    Raises RecordError for a page that cannot be taken apart.
    """
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise RecordError(f"{path}: no page that can be read ({error}).") from error
    title = next((" ".join(one.text_content().split()) for one in root.iter("h1", "title")), None)
    lines, sizes = _Lines(), _sizes(root)
    _walk(_article(root, sizes), lines, sizes, 0)
    lines.end()
    return Content("\n".join(lines.done), encoding, title=title or None, bold=tuple(lines.bold))


class _Lines:
    """Lines of text while they are collected."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.bold: list[Span] = []
        self.current: list[str] = []
        self.strong: int | None = None
        self.length = 0

    def add(self, words: str, *, strong: bool) -> None:
        if not strong and words.strip() and self.strong is None:
            self.strong = len(_run_together(self.current))
        self.current.append(words)

    def end(self) -> None:
        line = _run_together(self.current)
        if line:
            if self.strong and self.strong <= LONGEST_LABEL and self.strong < len(line):
                self.bold.append((self.length, self.length + self.strong))
            self.done.append(line)
            self.length += len(line) + 1
        self.current, self.strong = [], None


def _run_together(pieces: list[str]) -> str:
    words = re.sub(r"[ \t\r\n\xa0]+", " ", "".join(pieces))
    return words.strip(" ")


@dataclass(frozen=True, slots=True)
class _Size:
    """Of what an element holds, in characters; ``before`` and ``behind`` are blank ones at its ends.

    ``paragraphs`` counts what is in paragraphs, without such blanks, and
    ``linked`` what is in links: once for every one that it is in.
    """

    length: int = 0
    before: int = 0
    behind: int = 0
    paragraphs: int = 0
    linked: int = 0

    def __add__(self, other: _Size) -> _Size:
        return _Size(
            self.length + other.length,
            self.before if self.before < self.length else self.length + other.before,
            other.behind if other.behind < other.length else other.length + self.behind,
            self.paragraphs + other.paragraphs,
            self.linked + other.linked,
        )

    @property
    def words(self) -> int:
        return max(self.length - self.before - self.behind, 0)


def _size(words: str | None) -> _Size:
    words = words or ""
    return _Size(len(words), len(words) - len(words.lstrip()), len(words) - len(words.rstrip()))


def _sizes(root: HtmlElement) -> dict[HtmlElement, _Size]:
    """The size of every element, the inner ones first: each character is counted once."""
    sizes: dict[HtmlElement, _Size] = {}
    for one in reversed(list(root.iter())):
        size = _size(one.text) if isinstance(one.tag, str) else _Size()
        for child in one:
            size = size + sizes[child] + _size(child.tail)
        if one.tag in _PARAGRAPHS:
            size = replace(size, paragraphs=size.paragraphs + size.words)
        if one.tag == "a":
            size = replace(size, linked=size.linked + size.length)
        sizes[one] = size
    return sizes


def _article(root: HtmlElement, sizes: dict[HtmlElement, _Size]) -> HtmlElement:
    """The smallest element that holds most of the words in paragraphs."""
    least = SHARE_OF_TEXT * sizes[root].paragraphs
    best = root
    for one in root.iter(*_CANDIDATES):
        if sizes[one].paragraphs >= least and sizes[one].length <= sizes[best].length:
            best = one
    return best


def _walk(
    element: HtmlElement,
    lines: _Lines,
    sizes: dict[HtmlElement, _Size],
    depth: int,
    *,
    strong: bool = False,
) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED or depth > MOST_NESTED or _is_navigation(element, sizes[element]):
        return
    strong = strong or tag in _STRONG
    if tag in _BLOCKS:
        lines.end()
    if element.text:
        lines.add(element.text, strong=strong)
    for child in element:
        _walk(child, lines, sizes, depth + 1, strong=strong)
        if child.tail:
            lines.add(child.tail, strong=strong)
    if tag in _BLOCKS:
        lines.end()


def _is_navigation(element: HtmlElement, size: _Size) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    if not _LINKS.search(names) or element.tag in ("body", "html"):
        return False
    return size.linked > 0.5 * max(size.words, 1)
