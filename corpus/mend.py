"""Undo what columns, pages and pasting did to a text, without touching the text.

A newspaper's columns cut a line in mid-word, a scraper pastes the end of a
column twice and drops a photo caption between two paragraphs, a page ends in
the middle of a sentence. The mended text leaves those out and remembers where
each of its characters stands, so that whatever is found in it can be shown as
slices of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.model import Span, Spans

ENDS_SENTENCE = "。！？!?…：:；”’」』)）》〉】"
SHORTEST_REPEAT = 12
"""Fewer characters are repeated by people too (谢谢大家。), not only by pasting."""
LONGEST_HEADING = 40
LONGEST_SUBHEADING = 20
MOST_CUT = 0.3
"""Of more lines than this no sentence ends: lines are wrapped, and a short one heads nothing."""

CAPTION = re.compile(
    r"""
      .{0,60}[^，。,]\s?摄$               # 专题询问现场 赵旭普摄
    | .{0,60}(?:供图|资料图片?|制图)[)）]?$
    | 图为.{1,60}[。)）]?$
    """,
    re.VERBOSE,
)
BYLINE = re.compile(
    r"""
    [(（\[【]?\s*
    (?: (?:本报|本刊|本网)?(?:特约)?(?:记者|通讯员) | 责任?编辑 | 来源 )
    [\s:：]* [^。，,:：；？?！!]{2,40}
    [)）\]】]? $
    """,
    re.VERBOSE,
)
SUBHEADING = re.compile(
    r"""
      [一二三四五六七八九十]+[、.．]\s*[^，。,：:；;？?！!“”「」]{2,20}                 # 一、基层医疗
    | (?:问题|关键词|焦点|镜头|话题|议题)\s*[一二三四五六七八九十0-9]{1,3}\s*[：:·]?
      \s*[^，。,；;「」]{0,24}[^。！!，,；;：:「」]                                  # 问题一：钱从哪来
    | (?:企业|监审|代表|委员|部门|专家|百姓|群众|市民|街坊|官方|政府)说\s*[：:]\s*[^。；;“”「」]{2,24}[^。！!，,；;：:“”」]   # 监审说：核减了两千万
    | [■●◆▲★◎□△※▶►▪➤◇○][^。“”「」]{1,30}[^。！!，,；;：:“”」]                         # ■ 教育公平
    | (?:【[^】]{1,20}】|〖[^〗]{1,20}〗|\[[^\]]{1,20}\])                              # 【住房】
    | \*\ \*\ \*|[-—=_*]{3,}                                                          # * * *
    """,
    re.VERBOSE,
)
"""A line between paragraphs that heads what follows; only where a sentence has just ended."""
_PLAIN_LINE = re.compile(r"[^，。,、：:；;？?！!…]+")
_NUMBER = re.compile(r"[-—\s]*[0-9]{1,5}[-—\s]*")


@dataclass(frozen=True, slots=True)
class Mended:
    """A readable text whose character ``i`` stands at ``offsets[i]`` of the source.

    Paragraph breaks are the source's own newlines. ``headings`` are the lines
    in front of the first sentence; they are not part of the text.
    """

    text: str
    offsets: tuple[int, ...]
    headings: Spans

    def spans(self, start: int, end: int) -> Spans:
        """The source ranges of ``text[start:end]``, in order, each contiguous.

        Breaks where something was stepped over; white space at either end of
        the whole is left out.
        """
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        found: list[Span] = []
        for offset in self.offsets[start:end]:
            if found and found[-1][1] == offset:
                found[-1] = (found[-1][0], offset + 1)
            else:
                found.append((offset, offset + 1))
        return tuple(found)

    def place(self, offset: int) -> int:
        """Where the source character at ``offset``, or the next kept one, stands here."""
        return bisect_left(self.offsets, offset)


@dataclass(slots=True)
class _Draft:
    """The mended text while it grows."""

    source: str
    pieces: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    tail: str = ""

    def keep(self, start: int, end: int) -> None:
        piece = self.source[start:end]
        self.pieces.append(piece)
        self.offsets.extend(range(start, end))
        self.tail = (self.tail + piece)[-4000:]


def mend(source: str, starts: Container[int] = frozenset()) -> Mended:
    """Return the text without cuts, repeats, captions, page heads and by-lines.

    ``starts`` are offsets where a paragraph surely begins, such as labels; the
    first of them ends the headings.
    """
    blocks = list(_blocks(source))
    body = _first_sentence(source, blocks, starts)
    heads = _page_heads(source, blocks)
    wrapped = _wrapped(source, blocks[body:])
    draft = _Draft(source)
    for number in range(body, len(blocks)):
        start, end = blocks[number]
        piece = source[start:end]
        if number in heads or (start not in starts and _aside(draft.tail, piece, wrapped)):
            continue
        if draft.offsets and (start in starts or _ended(draft.tail) or _indented(source, start)):
            previous = draft.offsets[-1] + 1
            draft.keep(previous, previous + len(_break(source, previous)))
        draft.keep(start, _without_byline(source, start, end))
    return Mended("".join(draft.pieces), tuple(draft.offsets), tuple(blocks[:body]))


def _blocks(source: str) -> Iterator[Span]:
    """The lines that have words, without the white space around them."""
    for match in re.finditer(r"[^\s\ufeff][^\n\r]*", source):
        yield match.start(), match.start() + len(match.group().rstrip())


def _first_sentence(source: str, blocks: list[Span], starts: Container[int]) -> int:
    """How many blocks at the top are headings: short, and no sentence."""
    for number, (start, end) in enumerate(blocks):
        line = source[start:end]
        if start in starts or len(line) > LONGEST_HEADING or _is_sentence(line):
            return number
    return 0


def _is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence; ``温暖“夕阳”`` ends as a heading in quotation marks."""
    quoted = line[-1] == "”" and re.search("[。！？!?，,：:；;…]", line)
    return line[-1] in "。！？!?" or bool(quoted)


def _aside(tail: str, piece: str, wrapped: bool) -> bool:
    """Whether a line is no part of the running text: caption, by-line, repeat or heading."""
    if CAPTION.fullmatch(piece) or BYLINE.fullmatch(piece) or _repeats(tail, piece):
        return True
    if tail and not _ended(tail):
        return False
    if SUBHEADING.fullmatch(piece):
        return True
    return (
        not wrapped
        and len(piece) <= LONGEST_SUBHEADING
        and bool(_PLAIN_LINE.fullmatch(piece))
        and not _ended(piece)
    )


def _ended(text: str) -> bool:
    """Whether a sentence ends here; straight quotation marks count with the sign inside."""
    words = text.rstrip("\"'＂") or text
    return words[-1] in ENDS_SENTENCE


def _wrapped(source: str, blocks: list[Span]) -> bool:
    """Whether many lines go on in the next; one with an empty line behind it does not."""
    cut = sum(
        not _ended(source[start:end]) and source.count("\n", end, following) < 2
        for (start, end), (following, _) in pairwise(blocks)
    )
    return cut > MOST_CUT * len(blocks)


def _indented(source: str, start: int) -> bool:
    """Whether a line is set in as the first of a paragraph is: 　　."""
    return source[max(0, start - 2) : start] == "　　"


def _page_heads(source: str, blocks: list[Span]) -> frozenset[int]:
    """The numbers of the blocks that head or foot a page.

    A line that comes back, digits aside, beside a line that is only a number:
    ``立法會 ─ 2013年2月1日`` and ``4258``.
    """
    words = [source[start:end] for start, end in blocks]
    numbers = {place for place, line in enumerate(words) if _NUMBER.fullmatch(line)}
    if len(numbers) < 2:
        return frozenset()
    beside: dict[str, list[int]] = {}
    for place, line in enumerate(words):
        near = place + 1 in numbers or place - 1 in numbers
        if near and place not in numbers and len(line) <= LONGEST_HEADING:
            beside.setdefault(re.sub(r"[0-9]+", "#", line), []).append(place)
    seen = Counter(re.sub(r"[0-9]+", "#", line) for line in words if len(line) <= LONGEST_HEADING)
    heads: set[int] = set()
    for line, places in beside.items():
        if len(places) >= 2 and len(places) >= 0.8 * seen[line]:
            heads.update(places)
            heads.update(n for p in places for n in (p - 1, p + 1) if n in numbers)
    return frozenset(heads)


def _repeats(tail: str, piece: str) -> bool:
    """Whether this block is the end of what was just said, pasted once more."""
    return len(piece) >= SHORTEST_REPEAT and tail.endswith(piece)


def _break(source: str, start: int) -> str:
    """The white space that follows a paragraph in the source."""
    match = re.compile(r"\s*").match(source, start)
    return match.group() if match else ""


def _without_byline(source: str, start: int, end: int) -> int:
    """Where the block ends when ``(本报记者 …)`` at its end is left out."""
    opening = max(source.rfind("(", start, end), source.rfind("（", start, end))
    if opening > start and BYLINE.fullmatch(source[opening:end]):
        return opening
    return end
