"""Paragraphs of an account without attribution: more of what was said, or narration."""

from __future__ import annotations

import re

from corpus.head import is_field_line
from corpus.people.mentions import mentions
from corpus.people.registry import People
from corpus.people.titles import strip_lead_in
from corpus.turns.account import Account, Said
from corpus.turns.cues import APART, FIRST_PERSON, NARRATION, OWN_WORDS, QUESTION, SHOWN, TOPIC
from corpus.turns.quotations import Quotation, speeches
from corpus.turns.sentences import SENTENCE
from corpus.turns.subjects import is_object

LONGEST_HEADING = 25
_APART = re.compile(r"[(](?:(?:[一-龥·]{2,4}[\s、]?){1,4}[)]$|[一二三四五六七八九十]{1,2}[)])")
_THERE = re.compile(r"[^。]{2,100}(?:参加|出席|列席)了?(?:[^。,]{0,8}会议?|活动|专题询问)。")
"""``(欧阳旭)``: who wrote the account; ``(一)由县水利局牵头``: what was resolved."""


def go_on(account: Account, start: int, end: int) -> None:
    """Add ``text[start:end]`` to the last turn unless the reporter tells it."""
    text = account.text
    if not account.said:
        return
    last = account.said[-1]
    if text[last.end : start].strip(" ”\n\r。"):
        return
    spoken = speeches(text, start, end)
    words = text[start:end]
    if last.kind == "question" and not (last.open or (spoken and QUESTION.search(words))):
        return
    if _heads(last, words, spoken) or _apart(words):
        return
    if APART.match(text, start) or SHOWN.search(text, start, end):
        return
    if _narrated(account, last, start, end, spoken):
        return
    quoted = bool(spoken) and spoken[0].start == start and last.quoted
    last.open = bool(spoken) and not spoken[-1].closed
    last.end = spoken[-1].words[1] if quoted and spoken[-1].end == end else end


def _apart(words: str) -> bool:
    """Whether a paragraph is one that the reporter or the office adds: who wrote, who was there."""
    return bool(_APART.match(words) or _THERE.fullmatch(words)) or is_field_line(words)


def _heads(last: Said, words: str, spoken: list[Quotation]) -> bool:
    """Whether a short question on a line of its own heads what follows: ``教师负担能不能减下来?``."""
    short = len(words) <= LONGEST_HEADING and words.endswith("?") and "。" not in words
    return short and last.kind == "answer" and not (last.open or spoken)


def _narrated(account: Account, last: Said, start: int, end: int, spoken: list[Quotation]) -> bool:
    """Whether the reporter tells a paragraph, rather than whoever spoke last."""
    words = account.text[start:end]
    outside = _outside(account.text, start, end, spoken)
    if NARRATION.search(outside):
        return True
    if spoken:
        return last.quoted and not last.open and bool(outside.strip(" 。"))
    if _about_somebody(account.people, start, end):
        return True
    if last.quoted:
        return not OWN_WORDS.search(words)
    return bool(TOPIC.search(words)) and not FIRST_PERSON.search(words)


def _about_somebody(people: People, start: int, end: int) -> bool:
    """Whether a sentence has somebody of the meeting do something: the reporter tells it."""
    return any(
        one.name is not None
        and people.folded[slice(*one.name)] in people.found
        and not is_object(people.folded, one, start)
        and not strip_lead_in(people.folded[start + low.start() : one.start])
        for low in SENTENCE.finditer(people.folded[start:end])
        for one in mentions(people.folded, start + low.start(), start + low.end(), people.found)
    )


def _outside(text: str, start: int, end: int, spoken: list[Quotation]) -> str:
    """The narration of a paragraph: all that stands outside quotations."""
    kept, place = [], start
    for one in spoken:
        kept.append(text[place : one.start])
        place = one.end
    return "".join([*kept, text[place:end]])
