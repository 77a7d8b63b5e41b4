"""Who does what a clause of a newspaper's account says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.people.names import is_name
from corpus.people.registry import People
from corpus.people.surnames import RARE_AS_SURNAME
from corpus.people.titles import strip_lead_in
from corpus.turns.sentences import SENTENCE
from corpus.turns.verbs import ENDS

_FARTHEST = 34
"""More characters than this between person and verb, and the one does not do the other."""
_NEAR = 16
_WINDOW = 200
"""How far back a clause is looked at; no attribution is longer, only lists are."""
_OBJECT_BEFORE = re.compile(
    r"(?:针对|面对|对于?|就|向|感谢|回答|答复|回应|听了|听完|听取|请|邀请|让|根据|按照|关于|围绕|给了?|交给|替|帮|代|与|和|同|跟|接受|"
    r"陪同|会见|采访|专访|访|对话|告诉|答|约见|转向|望向|看着|把|[请让叫](?:了)?)$"
)
_OBJECT_BEHIND = re.compile(
    r"(?:委员|代表|局长|主任)?(?:等[^,。:]{0,8})?(?:的(?!回答是|答复是|回应是|问题是|提问是|第[一二三]个问题是|疑问是|额头|脸|眼|声音|语气|嗓门|神情|表情|态度|手|心里)|所提|提出的|"
    r"刚才(?:提|问|说|讲)|一行)"
)
_ADVERBS = re.compile(
    r"(?:郑重|明确|坦率|坦诚|诚恳|认真|详细|继续|进一步|再次|接着|随后|同时|此外|另外|并且|并|又|还|也|则|便|就|对此|这样|"
    r"如此|如是|一再|反复|笑着|[一-龥]{1,4}地|他|她|其|对方|据|该负责人|这位负责人|该|首先|最后|现场|在会上|当场|这位|"
    r"特别|再|后|时|,|紧接着|随即|立即|立刻|马上|起身|在|中|开场白|致辞|会上|话音刚落|回答|提问|追问|总结|着)"
)
_NOBODY = re.compile(
    r"会议|记者(?:了解|从)|据(?:悉|了解)|有人|大家|群众|俗话|文件|规定|条例|古人|数据|有的|通报|报告显示"
)
_LEADER = re.compile(r"总书记|习近平|毛泽东|邓小平")


def focus_of(people: People, start: int, end: int) -> Mention | None:
    """Whom the narration of a stretch speaks of: the subject of its last sentence that has one."""
    for sentence in reversed(list(SENTENCE.finditer(people.folded[start:end]))):
        low, high = start + sentence.start(), start + sentence.end()
        for one in mentions(people.folded, low, high, people.found):
            single = one.title and _SINGLE.search(people.folded, low, one.title[0])
            if (one.name or single) and not is_object(people.folded, one, low):
                return one
    return None


_SINGLE = re.compile("(?:一|有|这|那|另一)(?:位|名)[一-龥]{0,10}$")
"""``一位开早餐店的店主``: nobody by name, but somebody."""


def focus_at_end(people: People, start: int, end: int) -> Mention | None:
    """``首先发问的是来自石牌街的代表梁志勇。``: who a sentence ends with after 的是."""
    sentence = people.folded[start:end]
    if "是" not in sentence:
        return None
    found = [one for one in mentions(people.folded, start, end, people.found) if one.name]
    if found and not people.folded[found[-1].end : end].strip("。! "):
        return found[-1]
    return None


def is_object(folded: str, one: Mention, start: int) -> bool:
    """Whether the clause that begins at ``start`` only speaks about, to or of somebody."""
    if re.search(r"(?:对此|为此|就此),?$", folded[max(start, one.start - 4) : one.start]):
        return False
    return bool(
        is_addressed(folded, one, start)
        or _OBJECT_BEHIND.match(folded, one.end)
        or _LEADER.search(folded[one.start : one.end])
    )


def is_addressed(folded: str, one: Mention, start: int) -> bool:
    """Whether a word in front makes somebody the one spoken to or of: ``针对李委员``."""
    return bool(_OBJECT_BEFORE.search(folded[max(start, one.start - _NEAR) : one.start]))


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds the subjects of clauses; ``masked`` is the text with its quotations unreadable."""

    people: People
    masked: str

    def subject(self, start: int, end: int) -> Mention | None:
        """Who does what the clause says: the last person in it who is not its object."""
        folded = self.people.folded
        start = max(start, end - _WINDOW)
        found = [
            one
            for one in mentions(folded, start, end, self.people.found)
            if not is_object(folded, one, start) and self.masked[one.start] != "□"
        ]
        near = [one for one in found if end - one.end <= _FARTHEST]
        named = [one for one in near if not one.pronoun]
        return next(reversed(named or near), None) or self._bare(start, end)

    def _bare(self, start: int, end: int) -> Mention | None:
        """``刘洋追问:``: nothing but a name in front of the verb introduces somebody."""
        clause = self.people.folded[start : end - 1]
        last = re.split(r"[,:、]", clause)[-1] if clause else ""
        words = strip_lead_in(last)
        if not is_name(words) or len(words) > 4:
            return None
        place = start + len(clause) - len(words)
        return Mention(place, place + len(words), name=(place, place + len(words)))

    def tail_name(self, start: int, end: int) -> Mention | None:
        """``退休工人黄桂英提出疑问``: a name right in front of the verb, title unknown to us."""
        for length in (3, 2):
            name = self.people.folded[max(start, end - length) : end]
            if len(name) == length and is_name(name) and name[0] not in RARE_AS_SURNAME:
                return Mention(end - length, end, name=(end - length, end))
        return None

    def elided(self, start: int, end: int) -> bool:
        """Whether a clause leaves its subject out (``随后表示:``) rather than has another."""
        clause = self.masked[start:end]
        if _NOBODY.search(clause):
            return False
        rest = _ADVERBS.sub("", ENDS.sub("", strip_lead_in(clause)))
        return not re.search(r"[一-龥]", rest)

    def calls(self, start: int, mention: Mention | None) -> bool:
        """Whether somebody is only called upon (``请邱红标回答``), not heard."""
        return bool(mention and re.search(r"[请由让](?:了)?$", self.masked[start : mention.start]))
