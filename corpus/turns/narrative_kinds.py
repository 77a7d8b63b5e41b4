"""What the turns of a newspaper's account are: questions, answers, statements."""

from __future__ import annotations

import re

from corpus.folding import fold
from corpus.model import Kind, Speaker
from corpus.people.surnames import DOUBLE_SURNAMES, SURNAMES
from corpus.people.titled import POLITE
from corpus.people.titles import PLAIN
from corpus.turns.account import Account, Said
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

_PUBLIC = re.compile(
    r"代表$|听众|观众|患者|家属|店主|老板|摊主|车主|租户|农户|牧民|渔民|居民|村民|市民|网友|业主|家长|消费者|参加人|司机|骑手|学生|乘客"
)
_CALLS_TO = re.compile(
    rf"""
      (?:{DOUBLE_SURNAMES}|[{SURNAMES}])副?(?:[市县区镇乡州省厅局处科院校所队部行会台馆]长|书记|主任|总|经理)[,!:。]
    | .*给(?:我们|大家|老百姓|群众)?[个句](?:准话|实话|说法|交代|答复|时间表)
    """,
    re.VERBOSE,
)
"""``华局长,…``: who is called by office is expected to answer."""
_HANDS_ON = re.compile(
    r"^(?:[^。?!]{0,12}[,:])?(?:我|先|就)?(?:请|让|由)[^。,?!]{2,20}(?:来|先)?(?:回?答|解答|说明|介绍|回应|解释)(?:一下)?[。!]?$|^你来(?:说|回?答|解释)[^,]{0,4}。?$"
)
"""``这个问题,请专业的同志来答。``"""
_PUTS = re.compile(
    r"(?:网友|网民|群众|市民|居民|村民|来信|留言).{6,}请[^。]{2,12}(?:回答|答复|解答|回应|说明)。?$"
)
"""``有网友留言,说小区楼道堆满杂物,请城管局回答。``: who presides puts somebody else's question."""
_FOR_A_BODY = re.compile("负责|代理人|工作人员|办事员|合伙人|原告|被告")
_GRANTS = re.compile(r"承诺|答应|应允|道歉|致歉|拍板")
_TO_YOU = re.compile(r"[^。]{0,16}(?:您|你们|这个问题|这件事|反映的)|谢谢|感谢|对不起")
_PROPOSES = re.compile(r"建议|希望|呼吁|赞成|同意|反对|点赞|感谢|满意|认为")
_SUMS_UP = re.compile(r"(?:总结讲话|小结|总结发言)[。,]$")
"""``李萍作总结讲话。她说,…``: the sentence in front tells what kind of words follow."""
_ALSO = re.compile(r"也|同样")
"""``也在分会场表态:`` goes on with the answer in front."""


def kind_of(account: Account, one: Attribution, speaker: Speaker, begin: int, end: int) -> Kind:
    words = account.text[begin:end]
    asks = bool(QUESTION.search(words))
    lead = (
        account.text[one.clause[0] : one.words]
        if one.clause[0] < one.words
        else account.text[one.start : one.words] + account.text[one.clause[0] : one.clause[1]]
    )
    if one.verb == "ask" and (speaker.role != "chair" or asks):
        return "question"
    pending = bool(account.said) and account.said[-1].kind == "question"
    if speaker.role == "chair":
        return _chaired(account, one, words, lead)
    if speaker.role == "official" and _HANDS_ON.search(words):
        return "statement"
    if pending and _asks_back(account.said[-1].speaker, speaker, one, words):
        return "answer"
    if asks and one.verb == "say" and (speaker.role != "official" or words.endswith("?")):
        return "question" if _ends_asking(words) else _unasked(account, one, speaker, lead)
    if speaker.role in ("member", "reporter") and asks and _ends_asking(words):
        return "question"
    if speaker.role in ("member", "reporter", "host", "other") and _CALLS_TO.match(words):
        return "question"
    return _unasked(account, one, speaker, lead)


def _chaired(account: Account, one: Attribution, words: str, lead: str) -> Kind:
    """What somebody says who presides: an answer that is owed, somebody's question, or a part of the meeting."""
    said = account.said
    if one.verb == "reply" and said and said[-1].kind == "question":
        return "answer"
    if one.quoted and _PUTS.search(words):
        return "question"
    if QUESTION.search(words) and one.quoted and said and not CUE_CHAIR.search(lead):
        return "question"
    return "closing" if ENDS_MEETING.search(words) else _chair_kind(account, one, lead)


def _asks_back(asker: Speaker, speaker: Speaker, one: Attribution, words: str) -> bool:
    """``先不开工,放在9月以后做,你看行不行?``: an official's answer that ends in a question."""
    more = len(re.findall(r"[。!?,;]", words)) > 1
    return one.verb == "say" and speaker.role == "official" != asker.role and more


def answers_a_statement(account: Account, one: Attribution, speaker: Speaker) -> bool:
    """``村民反映,水渠被挖断。县水利局局长答复,…``: what is replied to was put to the official."""
    lead = account.text[slice(*one.clause)]
    words = account.text[one.words : one.words + 40]
    replies = one.verb == "reply" or _GRANTS.search(lead) or _TO_YOU.match(words)
    if not replies or one.verb == "ask" or speaker.role != "official" or not account.said:
        return False
    last = account.said[-1]
    words = account.text[last.start : last.end]
    public = last.speaker.role in ("member", "reporter", "host", "other")
    public = public or _comments(last.speaker)
    return last.kind == "statement" and public and not _PROPOSES.search(words)


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
    asked = next((turn for turn in reversed(said) if turn.kind == "question"), None)
    last = _last_heard(account) if said else None
    if asked and last and last.kind in ("question", "answer") and asked.speaker != speaker:
        if last.kind == "answer" and _ALSO.search(lead) and speaker.role == "official":
            return "answer"
        if CUE_STATEMENT.search(before + lead) or _comments(speaker):
            return "statement"
        return "answer"
    if not asked and CUE_REPORT.search(_near(account, one, speaker) + lead):
        return "report"
    return "statement"


def _near(account: Account, one: Attribution, speaker: Speaker) -> str:
    """What is told in front: of the paragraph, and of the one before if it names the speaker."""
    before, _, here = account.text[max(0, one.start - 80) : one.start].rpartition("\n")
    return before + here if speaker.name and fold(speaker.name) in before else here


def _last_heard(account: Account) -> Said:
    """The last turn that is not somebody's who only gave the floor to another."""
    for turn in reversed(account.said):
        words = account.text[turn.start : turn.end]
        if turn.kind != "statement" or not _HANDS_ON.search(words):
            return turn
    return account.said[-1]


def _comments(speaker: Speaker) -> bool:
    """Whether somebody does not answer for an office: of the public, a host, a commentator."""
    named_politely = speaker.role is None and bool(POLITE.search(fold(speaker.name or "")))
    title = fold(speaker.title or "")
    of_many = speaker.role == "other" and PLAIN.search(title) and not _FOR_A_BODY.search(title)
    others = named_politely or bool(of_many) or speaker.role in ("host", "expert")
    return others or of_public(speaker)


def of_public(speaker: Speaker) -> bool:
    """Whether somebody is of those who ask; what they do not ask they state."""
    return speaker.role in ("member", "reporter") or bool(_PUBLIC.search(fold(speaker.title or "")))


def _winds_up(account: Account, one: Attribution, speaker: Speaker, lead: str) -> bool:
    """Whether the head of a government speaks for it when nobody asks any more."""
    office = fold((speaker.organization or "") + (speaker.title or ""))
    leads = re.search(
        r"(?:市|省|县|区|州|旗|盟|镇|乡|行政)长|政府副?主席$|[市省县区州]委书记$", office
    )
    adds = re.search(r"补充|回应|还|就此|接着|随后|接过|(?<!的)(?:回答|答复)|答道", lead)
    return bool(leads) and not adds and one.words > account.last_asked


def _chair_kind(account: Account, one: Attribution, lead: str) -> Kind:
    if CUE_OPENING.search(lead) or not account.said:
        return "opening"
    told = account.text[max(0, one.start - 40) : one.start].rpartition("\n")[2]
    sums_up = one.mention is not None and one.mention.pronoun and _SUMS_UP.search(told)
    return "closing" if sums_up or CUE_CLOSING.search(lead) else "statement"
