"""Quotations of a paragraph, and which of them are somebody's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BEFORE_SPEECH = "。!?;:,”\n\r )】…—"
_ENDS_SPEECH = "。!?,;…—:’"
LONG = 30
"""A quotation this long is speech, whatever sign ends it."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """``“`` stands at ``start``, ``”`` at ``end - 1``; an unclosed one ends with its paragraph."""

    start: int
    end: int
    closed: bool

    @property
    def words(self) -> tuple[int, int]:
        """The range between the quotation marks."""
        return self.start + 1, self.end - self.closed


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of a (folded) paragraph, in order."""
    found: list[Quotation] = []
    depth, opening = 0, start
    for place in range(start, end):
        if text[place] == "“":
            depth, opening = depth + 1, place if depth == 0 else opening
        elif text[place] == "”" and depth:
            depth -= 1
            if depth == 0:
                found.append(Quotation(opening, place + 1, closed=True))
    return [*found, Quotation(opening, end, closed=False)] if depth else found


def mask(text: str) -> str:
    """The (folded) text with everything between quotation marks made unreadable.

    Paragraph by paragraph, so that a mark nobody closed spoils no more than one.
    """
    masked: list[str] = []
    for line in re.split(r"([\n\r]+)", text):
        place = 0
        for one in quotations(line, 0, len(line)):
            low, high = one.words
            masked += (line[place:low], "□" * (high - low))
            place = high
        masked.append(line[place:])
    return "".join(masked)


def speeches(text: str, start: int, end: int) -> list[Quotation]:
    """Those quotations that are somebody's words, not a term or a title in quotation marks."""
    return [one for one in quotations(text, start, end) if _is_speech(text, start, one)]


def _is_speech(text: str, start: int, one: Quotation) -> bool:
    before = text[one.start - 1] if one.start > start else "\n"
    low, high = one.words
    if low >= high:
        return False
    if before == ":":
        return not _is_term(text, one)
    if before not in _BEFORE_SPEECH:
        return _spoken_after(text, start, one)
    return text[high - 1] in _ENDS_SPEECH or (high - low >= LONG and not one.closed)


def _is_term(text: str, one: Quotation) -> bool:
    """``代表走进检察院:“小案”怎么办?``: a word within a sentence, though a colon stands in front."""
    low, high = one.words
    goes_on = one.closed and re.match(r"[一-龥]", text[one.end : one.end + 1])
    return bool(goes_on) and high - low <= 6 and text[high - 1] not in _ENDS_SPEECH


def _spoken_after(text: str, start: int, one: Quotation) -> bool:
    """``他回答“会的,请放心。”``: no sign between verb and quotation, but a sentence within."""
    low, high = one.words
    verb = text[max(start, one.start - 2) : one.start]
    return text[high - 1] in "。!?…" and verb.endswith(
        ("道", "说", "问", "答", "示", "调", "称", "复", "应")
    )
