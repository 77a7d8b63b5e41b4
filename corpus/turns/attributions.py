"""Attributions of a newspaper's prose: a person, a verb of speaking, and the words.

The person stands in front of the words (``市教育局局长邱红标回答,…``), behind
them (``“…”胡献民委员询问。``) or between two halves (``“…,”他说,“…”``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.people.registry import People
from corpus.people.titles import strip_lead_in
from corpus.turns.indirect import told_indirectly
from corpus.turns.paragraph import Paragraph
from corpus.turns.quotations import Quotation, speeches
from corpus.turns.sentences import Attribution, Sentence, sentences
from corpus.turns.subjects import Subjects, is_addressed, is_object
from corpus.turns.unclaimed import spoken_of, unclaimed
from corpus.turns.verbs import ENDS, SPEAKS, Verb, implied, verb_of

_OWN = re.compile(
    r"(?:所提|提出|抛出)?的(?:(?:第?[一-龥]{0,4})?(?:问题|提问|疑问|追问|回答|答复|回应|承诺|发言|述职|陈述|开场白|表态|汇报|讲述|建议|感慨|话)|[第首][一-龥]?个?问)"
)
_ASKED = re.compile(
    r"(?:所提|提出|抛出)?的(?:(?:第?[一-龥]{0,4})?(?:问题|提问|疑问|追问)|[第首][一-龥]?个?问)|抛出|直奔主题"
)
_REPLIED = re.compile(r"的(?:回答|答复|回应|承诺)|毫不回避|给出|回答|答|回应")
_OPENS_UP = re.compile(r"[就便]?(?:开门见山|直奔主题|抛出|脱口而出)")
_REACTS = re.compile(r"[一-龥]{0,2}(?:沉默|不语|无言|哑口|语塞|愣|低下|低头|点了?点?头|摇了?摇?头)")
_AFTERWARDS = re.compile(r"^(?:散会|会议|询问|会|采访|发言|[一-龥]{0,6}结束)(?:后|时|中|间),")
"""``“…。”散会后,田桂英对记者说,“…”``: when, and not that another speaks now."""
_NEXT = re.compile(r"话音|随后|接着|紧接着|对此|面对|随即|之后|这时|听(?:完|罢)")


def attributions(people: People, masked: str, start: int, end: int) -> list[Attribution]:
    """The attributions of one paragraph of ``people.folded``, in order.

    ``masked`` is that text with quotations made unreadable (``quotations.mask``).
    """
    spoken = speeches(people.folded, start, end)
    return list(_Reading(people, masked, start, end, spoken, Subjects(people, masked)).read())


class _Reading(Paragraph):
    """Reads the attributions of a paragraph."""

    def read(self) -> Iterator[Attribution]:
        found = [
            one
            for sentence in sentences(self.masked, self.spoken, self.start, self.end)
            if (
                one := self._behind(sentence)
                or self._front(sentence)
                or told_indirectly(self, sentence)
            )
        ]
        yield from sorted((*found, *unclaimed(self, found)), key=lambda one: one.start)

    def _behind(self, one: Sentence) -> Attribution | None:
        """``“…”胡献民委员询问。`` and ``“…,”他说,“…”``."""
        quote = one.follows
        if quote is None or quote.start in self.taken or not quote.closed:
            return None
        if quote.start > self.start and self.masked[quote.start - 1] == ":":
            return None
        clause = self.masked[one.start : one.end]
        verbs = list(ENDS.finditer(self.masked, one.start, one.end))
        if not verbs or _far_from_end(clause, verbs[-1].end() - one.start):
            return self._named_behind(one, quote, verbs)
        mention = self.subjects.subject(one.start, verbs[-1].start() + 1)
        if mention is None and (named := self._named_behind(one, quote, verbs)):
            return named
        if mention is None and not one.leads:
            mention = self.subjects.tail_name(one.start, verbs[-1].start())
        if not self._opens_with(one, mention):
            return None
        verb = verb_of(self.masked[one.start : verbs[-1].start()], verbs[-1])
        told = self._spoken_behind(one, quote, mention, verb)
        return self._of_whom(told) if mention is not None and mention.pronoun else told

    def _of_whom(self, one: Attribution) -> Attribution:
        """``业主代表宣志刚不同意。“…?”他说``: the sentence in front of the quotation says who ``他`` is."""
        named = self._told_of(one.start)
        if named is None:
            return one
        gap = self.masked[self.start : one.start].rstrip("。!")
        start = self.start + max(gap.rfind("。"), gap.rfind("!"), gap.rfind("”")) + 1
        return replace(one, mention=named, start=start)

    def _told_of(self, start: int) -> Mention | None:
        """Who is named in the sentence right in front of a quotation that begins at ``start``."""
        low = max([self.start, *(two.end for two in self.spoken if two.end <= start)])
        named = spoken_of(self, low, start)
        return named if named and named.name else None

    def _spoken_behind(
        self, one: Sentence, quote: Quotation, mention: Mention | None, verb: Verb
    ) -> Attribution:
        quote = self._first_of_row(quote)
        if one.leads:
            self.claim(one.leads)
        end = one.end
        told = SPEAKS.search(self.masked, mention.end if mention else one.start, one.end)
        if told and not one.leads and self.masked[told.end() : one.end].strip("。 "):
            end = told.end()
        return Attribution(
            mention, verb, quote.start, (one.start, end), quote.words[0], quoted=True
        )

    def _first_of_row(self, quote: Quotation) -> Quotation:
        """The first of quotations that touch (``“…?”“…?”他问``): one person says them all."""
        self.claim(quote)
        for before in reversed(self.spoken):
            if (
                before.end == quote.start
                and before.start not in self.taken
                and _asks(self.people.folded, before)
                and _asks(self.people.folded, quote)
            ):
                self.claim(before)
                quote = before
        return quote

    def _named_behind(
        self, one: Sentence, quote: Quotation, verbs: list[re.Match[str]]
    ) -> Attribution | None:
        """``“…?”胡献民委员的问题直截了当。``: who spoke, though no verb at the end says so."""
        people = [
            two
            for two in mentions(self.people.folded, one.start, one.end, self.people.found)
            if self.masked[two.start] != "□"
            and (two.name or two.start - one.start <= 2 or self._opens_up(two.end))
        ]
        first = next(
            (
                two
                for two in people
                if (
                    not is_object(self.people.folded, two, one.start)
                    or _OWN.match(self.masked, two.end)
                )
                and (two.name or self.masked[two.end] != "、")
            ),
            None,
        )
        if first is None or (first.pronoun and not verbs and not self._between(one, quote, first)):
            return None
        front = self.masked[one.start : first.start]
        if len(front) > self._farthest(one, quote) or _NEXT.search(front) or front.count(",") > 2:
            return None
        tail = self.masked[first.end : one.end]
        if _REACTS.match(tail) and not one.leads:
            return None
        if _ASKED.match(tail) or self.people.folded[quote.words[1] - 1] == "?":
            verb: Verb = "ask"
        else:
            verb = "reply" if _REPLIED.match(tail) else "say"
        told = self._spoken_behind(one, quote, first, verb)
        return self._of_whom(told) if first.pronoun else told

    def _between(self, one: Sentence, quote: Quotation, first: Mention) -> bool:
        """``“…。”他起身鞠了一躬,“…”``: whoever does something between two halves says both."""
        runs_on = one.leads is not None and self.masked[one.end - 1] == ","
        begins = quote.start == self.start or self._told_of(quote.start) is not None
        return (
            runs_on and begins and first.start == one.start and not _asks(self.people.folded, quote)
        )

    def _opens_up(self, end: int) -> bool:
        """``听众就直奔主题``, ``新华社记者的提问``: nobody by name, but the words are theirs."""
        return bool(_OPENS_UP.match(self.masked, end) or _OWN.match(self.masked, end))

    def _farthest(self, one: Sentence, quote: Quotation) -> int:
        """How many characters may stand between a quotation and who said it.

        Few between two halves, unless the first begins its paragraph and the
        clause runs on into the second: ``“…。”会议刚开始,胡献民委员举起一张纸,“…”``.
        """
        runs_on = quote.start == self.start and self.masked[one.end - 1] == ","
        return 45 if one.leads is None or runs_on else 2

    def _opens_with(self, one: Sentence, mention: Mention | None) -> bool:
        """Whether the sentence behind a quotation begins with who said it."""
        if mention is None:
            return self.subjects.elided(one.start, one.end)
        front = self.masked[one.start : mention.start]
        if not one.leads:
            return not _NEXT.search(front)
        if strip_lead_in(front + "一") != front + "一":
            return False
        front = _AFTERWARDS.sub("", front)
        return len(front) <= 16 and not re.search(r"[,:]", front.lstrip(","))

    def _front(self, one: Sentence) -> Attribution | None:
        """``市教育局局长邱红标回答:“…”``; any verb will do in front of a colon."""
        quote = one.leads
        if quote is None:
            return None
        clause = self.masked[one.start : one.end].rstrip(" ")
        verbs = list(ENDS.finditer(self.masked, one.start, one.end))
        colon = clause.endswith(":")
        near = bool(verbs) and len(clause) - (verbs[-1].end() - one.start) <= (12 if colon else 3)
        if not near and not colon and not self._breaks_in(one, quote):
            return None
        until = verbs[-1].start() + 1 if near else one.end
        mention = self._owner(one) or self.subjects.subject(one.start, until)
        if mention is None and near:
            mention = self.subjects.subject(one.start, one.end) or self.subjects.tail_name(
                one.start, verbs[-1].start()
            )
        if mention is None and not (near and self.subjects.elided(one.start, one.end)):
            return None
        if self.subjects.calls(one.start, mention):
            return None
        does = near and (mention is None or mention.end <= verbs[-1].start())
        verb = (
            verb_of(clause[: verbs[-1].start() - one.start], verbs[-1]) if does else implied(clause)
        )
        self.claim(quote)
        return Attribution(
            mention, verb, one.start, (one.start, one.end), quote.words[0], quoted=True
        )

    def _owner(self, one: Sentence) -> Mention | None:
        """``陶潜的回答让家长们鼓起了掌:``: whose words they are is said in front of 的."""
        people = mentions(self.people.folded, one.start, one.end, self.people.found)
        told = (
            two
            for two in people
            if two.name
            and _OWN.match(self.masked, two.end)
            and not is_addressed(self.people.folded, two, one.start)
        )
        return next(told, None) if self.masked[one.end - 1] == ":" else None

    def _breaks_in(self, one: Sentence, quote: Quotation) -> bool:
        """``“…?”景小满脸一红,“…。”``: who is told of right in front of a quotation says it."""
        if self.masked[one.end - 1] != "," or ENDS.search(self.masked, one.start, one.end):
            return False
        behind = re.compile("[^。!?“]{0,30}").match(self.masked, quote.end)
        if behind and ENDS.search(behind.group()):
            return False
        subject = self.subjects.subject(one.start, one.end)
        return subject is not None and subject.name is not None


def _far_from_end(clause: str, place: int) -> bool:
    """Whether more than a few words follow the verb."""
    return len(clause.rstrip("。!,:; ")) - place > 3


def _asks(folded: str, quote: Quotation) -> bool:
    return folded[quote.words[1] - 1] == "?"
