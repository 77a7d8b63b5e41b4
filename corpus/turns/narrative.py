"""Turns of a newspaper's account: speech told in running prose.

Narration belongs to nobody and is left out. Words told indirectly go on over
the paragraphs that follow until somebody else speaks or the reporter does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.mend import Mended
from corpus.model import UNKNOWN, Speaker, Turn
from corpus.people.registry import People
from corpus.turns.account import Account, Said, speaker_of
from corpus.turns.attributions import attributions
from corpus.turns.continuation import go_on
from corpus.turns.cues import (
    CUE_CLOSING,
    FILMED,
    FIRST_PERSON,
    NARRATION,
    NEW_TOPIC,
    SCENE,
    TOPIC,
)
from corpus.turns.narrative_kinds import answers_a_statement, kind_of, of_public
from corpus.turns.quotations import Quotation, mask, speeches
from corpus.turns.sentences import Attribution
from corpus.turns.subjects import focus_of


def read_narrative(mended: Mended) -> tuple[Turn, ...]:
    """Return the turns in order."""
    people = People.of(mended.text)
    account = Account(people, mask(people.folded))
    for start, end in _paragraphs(account.text):
        _read_paragraph(account, start, end)
    _close(account)
    return tuple(_turns(mended, account))


def _close(account: Account) -> None:
    """Who presides over the assembly and has the last word after all answers closes."""
    last = account.said[-1] if account.said else None
    answered = any(one.kind == "answer" for one in account.said)
    if last and answered and last.speaker.role == "chair" and last.kind == "statement":
        last.kind = "closing"


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n\r]+", text):
        if match.group().strip():
            indent = len(match.group()) - len(match.group().lstrip())
            yield match.start() + indent, match.end()


def _read_paragraph(account: Account, start: int, end: int) -> None:
    if not account.said and _heads(account.text[start:end]):
        return
    found = attributions(account.people, account.masked, start, end)
    if account.said and account.said[-1].open and account.text[start] == "“":
        found = [one for one in found if one.clause[0] < one.clause[1] or one.start > start]
        _go_on_quoting(account, start, found[0].start if found else end)
    elif not found or found[0].start > start:
        _before_first(account, start, found, end)
    context = start
    for number, one in enumerate(found):
        stop = found[number + 1].start if number + 1 < len(found) else end
        _open(account, context, stop, one)
        context = stop


def _go_on_quoting(account: Account, start: int, end: int) -> None:
    """Another paragraph of a quotation that opens anew but was never closed."""
    last = account.said[-1]
    spoken = speeches(account.text, start, end) or [Quotation(start, end, closed=False)]
    last.open = not spoken[-1].closed
    last.end = spoken[-1].words[1]


def _before_first(account: Account, start: int, found: list[Attribution], end: int) -> None:
    """The sentences of a paragraph that no attribution of it covers."""
    if not found:
        go_on(account, start, end)
        _look_at(account, start, end)
        return
    spoken = [one for one in speeches(account.text, start, found[0].start)]
    if spoken:
        go_on(account, start, spoken[-1].end)
    _look_at(account, start, found[0].start)


def _look_at(account: Account, start: int, end: int) -> None:
    """Remember whom the narration names last: the next ``他说`` means them."""
    named = focus_of(account.people, start, end)
    if named:
        account.focus = account.people.who(named)


def _open(account: Account, context: int, stop: int, one: Attribution) -> None:
    """Begin a turn, or go on with one of the same speaker."""
    speaker = speaker_of(account, one)
    if FILMED.search(account.masked, *one.clause) or _is_headline(account, one, speaker):
        return
    account.focus = speaker if speaker is not UNKNOWN else account.focus
    begin, end, is_open = _words(account, one, stop)
    if begin >= end:
        return
    last = account.said[-1] if account.said else None
    turns_away = _TURNS.search(account.masked, *one.clause)
    apart = (
        turns_away
        or NARRATION.search(account.text, context, one.start)
        or (
            last
            and last.kind == "statement"
            and account.text[end - 1] == "?"
            and of_public(speaker)
        )
    )
    if last and not apart and _same(last, speaker, one, account.text[slice(*one.clause)]):
        end += account.text[end : end + 1] == "”" and account.text[last.start - 1] != "“"
        last.end, last.quoted, last.open = max(end, last.end), one.quoted, is_open
        return
    if last and answers_a_statement(account, one, speaker):
        last.kind = "question"
    kind = kind_of(account, one, speaker, begin, end)
    lead = _context(account, context, one)
    if kind == "question" and lead is not None:
        closing = account.text[end : end + 1] == "”"
        begin, end = lead, end + closing
    if last and begin < last.end:
        if begin <= last.start:
            return
        last.end = begin
    account.said.append(Said(speaker, kind, begin, end, one.quoted, is_open))


def _heads(line: str) -> bool:
    """Whether a line at the top has no sign of a sentence within, or none at its end."""
    signs = "。!?…:;,"
    sentence = line[-1] in "。!?…:;”’)" and any(sign in line for sign in signs)
    return not sentence and len(line) < _LONGEST_HEADING


def _is_headline(account: Account, one: Attribution, speaker: Speaker) -> bool:
    """``“我的工资什么时候发?”`` on a line of its own, with nothing in front: nobody says it."""
    if account.said or one.mention is not None:
        return False
    begins = not account.text[: one.start].strip()
    if begins and _SUBTITLE.match(account.text, account.text.find("\n", one.words)):
        return True
    return speaker is UNKNOWN and "?" in account.text[: one.words + 60]


def _same(last: Said, speaker: Speaker, one: Attribution, lead: str) -> bool:
    """Whether these words go on with the last turn."""
    if speaker is UNKNOWN or speaker.label is None:
        return False
    if (speaker.name, speaker.title, speaker.organization) != (
        last.speaker.name,
        last.speaker.title,
        last.speaker.organization,
    ):
        return False
    if one.verb == "ask":
        return last.kind == "question"
    if one.verb == "reply" and last.kind not in ("question", "answer"):
        return False
    if last.kind != "question" and (NEW_TOPIC.match(lead) or CUE_CLOSING.search(lead)):
        return False
    return last.kind != "question" or one.verb == "say"


def _words(account: Account, one: Attribution, stop: int) -> tuple[int, int, bool]:
    """The range of the words, and whether a quotation stays open at its end."""
    text = account.text
    if one.stop is not None:
        end = min(one.stop, stop)
        return one.words, len(text[:end].rstrip("。")) if text[end - 1] == "。" else end, False
    spoken = [two for two in speeches(text, one.words - 1, stop)] if one.quoted else []
    if not one.quoted or not spoken:
        end = _without_narration(text, one.words, stop)
        return one.words, end, _unclosed(text, one.words, end)
    last = spoken[-1]
    tail = text[max(last.end, one.clause[1]) : stop]
    if tail.strip(" 。") and one.verb != "ask" and _goes_on(text, tail, one, spoken):
        return one.words, _without_narration(text, one.words, stop), False
    return one.words, last.words[1], not last.closed


def _unclosed(text: str, start: int, end: int) -> bool:
    spoken = speeches(text, start, end)
    return bool(spoken) and not spoken[-1].closed


def _goes_on(text: str, tail: str, one: Attribution, spoken: list[Quotation]) -> bool:
    """Whether the prose behind a quotation still tells what its speaker said."""
    if NARRATION.search(tail) or TOPIC.search(tail):
        return False
    behind = one.clause[0] >= spoken[-1].end and text[one.clause[1] - 1] in ",:"
    return (
        behind
        or bool(FIRST_PERSON.search(tail))
        or bool(re.search(r"[他她](?:还|同时)?(?:说|表示)", tail))
    )


def _without_narration(text: str, start: int, stop: int) -> int:
    """Where the words end when the reporter's last sentences are left out."""
    ends = [match.end() for match in re.finditer(r"[。!?]”?", text[start:stop])]
    starts = [0, *ends]
    end = stop
    for first in reversed(starts[1:]):
        sentence = text[start + first : end]
        if sentence.strip() and (not SCENE.search(sentence) or FIRST_PERSON.search(sentence)):
            break
        end = start + first
    return end


_TURNS = re.compile(r"转(?:头|身|过身|过头)?(?:来|去)?(?:向|问|对)|扭头|话锋一转")
"""Who turns to another says something else."""
_LONGEST_HEADING = 60
_SUBTITLE = re.compile(r"\s*(?:—|―|--)")
_REPORTED = re.compile(
    r"^[【(〔]|本报|讯[(,]|^[一-龥]{2,8}讯\s|\d日(?:上午|下午|晚)?,|[昨][日天]|日前|近日|举行|召开"
)
"""What only a report begins with; nobody asks in such words."""
_POINTS = re.compile("(?:对此|为此|就此|针对(?:此|这))")
_TWO = re.compile(r"[。!?;].")


def _context(account: Account, start: int, one: Attribution) -> int | None:
    """Where the sentences in front of a question begin, if they belong to it."""
    before = account.text[start : one.start]
    if focus_of(account.people, start, one.start):
        return None
    if _REPORTED.search(before):
        return None
    heads = len(before) < 24 or not (_POINTS.match(account.text, one.start) or _TWO.search(before))
    if heads and TOPIC.search(before):
        return None
    if before.rstrip().endswith("?"):
        return None
    if not before.strip() or NARRATION.search(before) or speeches(account.text, start, one.start):
        return None
    return start if account.text[start - 1 : start] in ("", "\n", "\r", " ") else None


def _turns(mended: Mended, account: Account) -> Iterator[Turn]:
    for one in account.said:
        spans = mended.spans(one.start, one.end)
        if not spans:
            continue
        proof = tuple(span for start, end in one.speaker.proof for span in mended.spans(start, end))
        yield Turn(f"t{spans[0][0]}", replace(one.speaker, proof=proof), one.kind, spans)
