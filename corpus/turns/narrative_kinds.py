"""What the turns of a newspaper's account are: questions, answers, statements."""

from __future__ import annotations

import re

from corpus.folding import fold
from corpus.model import Kind, Speaker
from corpus.turns.account import Account
from corpus.turns.cues import (
    CUE_CHAIR,
    CUE_CLOSING,
    CUE_OPENING,
    CUE_REPORT,
    CUE_SPEECH,
    CUE_STATEMENT,
    ENDS_MEETING,
    QUESTION,
)
from corpus.turns.sentences import Attribution

_PUBLIC = re.compile(r"代表$|居民|村民|市民|网友|业主|家长|消费者|参加人|司机|骑手|学生|乘客")
_ALSO = re.compile(r"也|同样")
"""``也在分会场表态:`` goes on with the answer in front."""


def kind_of(account: Account, one: Attribution, speaker: Speaker, begin: int, end: int) -> Kind:
    words = account.text[begin:end]
    asks = bool(QUESTION.search(words))
    lead = (
        account.text[one.clause[0] : one.words]
        if one.clause[0] < one.words
        else account.text[one.clause[0] : one.clause[1]]
    )
    if one.verb == "ask" and (speaker.role != "chair" or asks):
        return "question"
    pending = bool(account.said) and account.said[-1].kind == "question"
    if speaker.role == "chair" and one.verb == "reply" and pending:
        return "answer"
    if speaker.role == "chair":
        if asks and one.quoted and account.said and not CUE_CHAIR.search(lead):
            return "question"
        return "closing" if ENDS_MEETING.search(words) else _chair_kind(account, lead)
    if asks and one.verb == "say" and (speaker.role != "official" or words.endswith("?")):
        return "question" if _ends_asking(words) else _unasked(account, one, speaker, lead)
    if speaker.role in ("member", "reporter") and asks and _ends_asking(words):
        return "question"
    return _unasked(account, one, speaker, lead)


def _ends_asking(words: str) -> bool:
    return bool(re.search(r"[?]|请问|(?:吗|呢)$", words[-60:]))


def _unasked(account: Account, one: Attribution, speaker: Speaker, lead: str) -> Kind:
    """An answer, a report or a statement, by what stands in front."""
    said = account.said
    before = account.text[max(0, one.start - 60) : one.start].rpartition("\n")[2]
    if one.verb == "reply" and not said and CUE_REPORT.search(lead) and not re.search("问", lead):
        return "report"
    if said and said[-1].kind == "answer" and _winds_up(account, one, speaker, lead):
        return "statement"
    if one.verb == "reply":
        return "statement" if CUE_SPEECH.search(before + lead) else "answer"
    asked = any(turn.kind == "question" for turn in said)
    if asked and said[-1].kind in ("question", "answer"):
        if said[-1].kind == "answer" and _ALSO.search(lead) and speaker.role == "official":
            return "answer"
        if CUE_STATEMENT.search(before + lead) or of_public(speaker):
            return "statement"
        return "answer"
    if not asked and CUE_REPORT.search(account.text[max(0, one.start - 80) : one.start] + lead):
        return "report"
    return "statement"


def of_public(speaker: Speaker) -> bool:
    """Whether somebody is of those who ask; what they do not ask they state."""
    return speaker.role in ("member", "reporter") or bool(_PUBLIC.search(fold(speaker.title or "")))


def _winds_up(account: Account, one: Attribution, speaker: Speaker, lead: str) -> bool:
    """Whether the head of a government speaks for it when nobody asks any more."""
    leads = re.search(r"(?:市|省|县|区|州|旗|盟|镇|乡|行政)长", fold(speaker.title or ""))
    adds = re.search(r"补充|回应|还|就此|接着|随后|接过|(?<!的)(?:回答|答复)|答道", lead)
    asked = max(account.text.find(sign, one.words) for sign in ("?", "请问"))
    return bool(leads) and not adds and asked < 0


def _chair_kind(account: Account, lead: str) -> Kind:
    if CUE_OPENING.search(lead) or not account.said:
        return "opening"
    return "closing" if CUE_CLOSING.search(lead) else "statement"
