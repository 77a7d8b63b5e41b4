"""Words told indirectly: ``邱红标回答,近年来…`` and ``胡献民委员询问如何解决辍学问题。``"""

from __future__ import annotations

import re
from itertools import islice

from corpus.people.mention import Mention
from corpus.people.registry import People
from corpus.people.titles import strip_lead_in
from corpus.turns.paragraph import Paragraph
from corpus.turns.quotations import Quotation
from corpus.turns.sentences import Attribution, Sentence
from corpus.turns.verbs import INDIRECT_QUESTION, SPEAKS, Verb, verb_of

_SHORT = 14
"""Characters between a name and the colon by which it announces what was said."""
MOST_VERBS = 50
"""No sentence has more verbs of speaking; a list without a full stop may have thousands."""
_TOPIC_BEFORE = re.compile(r"(?:就|针对|围绕)([^。]{4,80}?)(?:等)?(?:问题|情况)?,?$")
_TOPIC_BEHIND = re.compile(
    r"(?:就|针对|围绕)([^。,]{4,80}?)(?:等)?(?:问题|情况)?(?:[向对][一-龥]{2,20})?"
    r"(?:进行|提出|发起|展开|提问|询问|发问|追问)"
)
_CALLING = re.compile(r"[请让]|示意|点名|要求|邀请")
_ASKS_ON = re.compile(r"\s*[他她](?:首先|接着)?(?:问|说|提出|指出|表示)(?:道|说)?[,:“]")
"""``储志勇委员进行了询问。他问,…``: the words stand in the sentence behind."""
_WHERE = re.compile(r"[在从][一-龥]{2,8},")
"""``…为什么断货?在主会场,石慧芳委员连问三个问题。``"""
_SEVERAL = re.compile(r"等|先后|分别|纷纷|、")
"""``宋江、吴用等7人先后提问,``: nobody in particular is heard."""
_AGAIN = re.compile(r"[他她](?:还|同时)?(?:说|表示|介绍说?|指出)[,:]")


_CALLS_ON = re.compile(
    r"(?P<words>请[^。,!?“”:]{2,20}?(?:说明|谈谈|谈一谈|介绍|解释|回应|答复)(?:一下)?(?!一?下?(?:这个|该|此)?问题)[^。!?“”:]{2,60})(?=[。?])"
)
_STAND = re.compile(
    r"(?:表示(?P<shown>(?:不?赞成|不?同意|不?支持|反对|认同)[^。,]{3,})"
    r"|(?P<taken>(?:不?赞成|不?同意|不?支持|反对|认同)[^。,]{0,20},(?:但|并|也|同时)?(?:认为|建议|希望|要求|担心)[^。]{4,}))"
)


def told_indirectly(here: Paragraph, one: Sentence) -> Attribution | None:
    """``邱红标回答,近年来…``: what follows in the text is what was said."""
    for match in islice(SPEAKS.finditer(here.masked, one.start, one.end), MOST_VERBS):
        mention = here.subjects.subject(one.start, match.start() + 1)
        if mention is None or here.subjects.calls(one.start, mention):
            continue
        if _SEVERAL.search(here.masked, mention.end, match.start()):
            continue
        verb = verb_of(here.masked[one.start : match.start()], match)
        if verb == "ask" and not match["ask"] and not _asker(here.people, mention):
            verb = "reply"
        if not _worth(here.people, mention, verb):
            continue
        clause = (one.start, match.end())
        again = _AGAIN.match(here.masked, match.end(), here.end)
        words = again.end() if again else match.end()
        return Attribution(mention, verb, one.start, clause, words, quoted=False)
    return (
        _asked_indirectly(here, one)
        or _asked_behind(here, one)
        or _calls_on(here, one)
        or _takes_a_stand(here, one)
        or _announced(here, one)
    )


def _calls_on(here: Paragraph, one: Sentence) -> Attribution | None:
    """``刘洋委员请区人社局说明培训情况。``: who sits on the assembly asks by having somebody explain."""
    match = _CALLS_ON.search(here.masked, one.start, one.end)
    mention = here.subjects.subject(one.start, match.start() + 1) if match else None
    if match is None or mention is None or mention.name is None:
        return None
    if here.people.who(mention).role not in ("member", "reporter"):
        return None
    if here.masked[mention.end : match.start()].strip(","):
        return None
    low, high = match.span("words")
    return Attribution(mention, "ask", one.start, (one.start, low), low, quoted=False, stop=high)


def _takes_a_stand(here: Paragraph, one: Sentence) -> Attribution | None:
    """``别小勇也表示赞成公开成本。``: with no sign between the verb and what was said.

    ``居民代表高云同意方案一,认为工期短。``: what somebody is for is what they said.
    """
    match = _STAND.search(here.masked, one.start, one.end)
    mention = here.subjects.subject(one.start, match.start() + 1) if match else None
    if match is None or mention is None or mention.name is None:
        return None
    if here.subjects.calls(one.start, mention) or _SEVERAL.search(
        here.masked, mention.end, match.start()
    ):
        return None
    taken = match.lastgroup == "taken"
    if taken and here.masked[mention.end : match.start()].strip("则也还"):
        return None
    low = match.start(str(match.lastgroup))
    return Attribution(mention, "say", one.start, (one.start, low), low, quoted=False)


def _announced(here: Paragraph, one: Sentence) -> Attribution | None:
    """``常宝华当场敲定时间表:8月底前开工。``: a name and a colon at the head of a paragraph."""
    colon = here.masked.find(":", one.start, one.end)
    if colon < 0 or not _tells(here, one, colon):
        return None
    mention = here.subjects.subject(one.start, colon + 1)
    if mention is None or colon - mention.end > _SHORT:
        return None
    if mention.name is None and here.people.who(mention).role != "reporter":
        return None
    between = here.masked[mention.end : colon]
    if "," in between or strip_lead_in(here.masked[one.start : mention.start]):
        return None
    return Attribution(mention, "say", one.start, (one.start, colon + 1), colon + 1, quoted=False)


def _tells(here: Paragraph, one: Sentence, colon: int) -> bool:
    """Whether a colon stands in a paragraph of prose, in front of words and of no call to speak."""
    behind = here.masked[colon + 1 : one.end]
    heads = one.start == here.start and bool(here.masked[: here.start].strip())
    return heads and bool(behind) and behind[0] != "“" and not _CALLING.match(behind)


def _asked_indirectly(here: Paragraph, one: Sentence) -> Attribution | None:
    """``胡献民委员询问如何解决辍学问题。``"""
    match = INDIRECT_QUESTION.search(here.masked, one.start, one.end)
    if match is None:
        return None
    mention = here.subjects.subject(one.start, match.start() + 1)
    if mention is None or mention.pronoun or here.subjects.calls(one.start, mention):
        return None
    if len(here.masked[mention.end : match.start()]) > 12 or not _asker(here.people, mention):
        return None
    if follows := here.quote_at(one.end):
        return _asking_next(here, one, mention, follows)
    low, stop = match.start("words"), one.end - (here.masked[one.end - 1] == ",")
    return Attribution(mention, "ask", one.start, (one.start, low), low, quoted=False, stop=stop)


def _asking_next(here: Paragraph, one: Sentence, mention: Mention, quote: Quotation) -> Attribution:
    """``宋江问及护理员短缺。“…?”``: the sentence only announces the quotation behind it."""
    here.claim(quote)
    clause = (one.start, one.end)
    return Attribution(mention, "ask", one.start, clause, quote.words[0], quoted=True)


def _asked_behind(here: Paragraph, one: Sentence) -> Attribution | None:
    """``如何解决?张留华委员问。`` and ``就辍学问题,张留华委员进行了询问。``"""
    clause = here.masked[one.start : one.end].rstrip("。!")
    if _ASKS_ON.match(here.masked, one.end, here.end):
        return None
    match = re.search(
        r"(?:提问|询问|追问|发问|问道|问|(?:提出|抛出|连问)了?(?:[两二三四五六几]个)?(?:问题|询问|疑问))$",
        clause,
    )
    if match is None:
        return None
    mention = here.subjects.subject(one.start, one.start + match.start() + 1)
    if mention is None or mention.pronoun or not _asker(here.people, mention):
        return None
    behind = here.masked[mention.end : one.end]
    if here.subjects.calls(one.start, mention) or _CALLING.search(behind):
        return None
    if _SEVERAL.match(behind) or here.masked[mention.start - 1] == "、":
        return None
    if follows := here.quote_at(one.end):
        return _asking_next(here, one, mention, follows)
    front = here.masked[one.start : mention.start]
    if (len(front) <= 2 or _WHERE.fullmatch(front)) and here.masked[
        one.start - 1 : one.start
    ] == "?":
        return Attribution(
            mention,
            "ask",
            here.start,
            (one.start, one.end),
            here.start,
            quoted=False,
            stop=one.start,
        )
    topic = _TOPIC_BEFORE.search(here.masked[one.start : mention.start]) or _TOPIC_BEHIND.search(
        here.masked[mention.end : one.end]
    )
    if topic is None:
        return None
    base = (
        one.start
        if topic.string.startswith(here.masked[one.start : one.start + 3])
        else mention.end
    )
    low, high = base + topic.start(1), base + topic.end(1)
    return Attribution(mention, "ask", one.start, (one.start, low), low, quoted=False, stop=high)


def _worth(people: People, mention: Mention, verb: Verb) -> bool:
    """Whether an indirect attribution opens a turn: not ``有专家认为,`` within a speech."""
    if mention.name or mention.organization or mention.pronoun:
        return True
    return verb != "say" and _definite(people, mention)


def _definite(people: People, mention: Mention) -> bool:
    return not re.search(r"专家|群众|居民|村民", people.folded[mention.start : mention.end])


def _asker(people: People, mention: Mention) -> bool:
    """Whether this can be one who asks; officials are told of, they do not ask indirectly."""
    return people.who(mention).role != "official"
