"""The people of one meeting: everybody introduced, and whom a mention means.

One person under several labels (王毅, 王毅国务委员, 王国务委员) is one; two of
one surname stay two, and a mention that could be either is neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.folding import fold
from corpus.model import Role, Span, Spans, Speaker
from corpus.people.bodies import THAT, named_before
from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.people.names import is_name
from corpus.people.titles import role_of

_CLAUSE = re.compile(r"[^。!?;\n,:“”]+")
_ON_BEHALF = re.compile(r"代表([一-龥]{1,12}?(?:人民政府|政府|委员会|局|委|办|厅|部))")
_CHAIRS = r"(?:(?:同志)?主持(?:召开)?(?:了)?(?:会议|专题|询问|此次|这次|本次|联组|[。,;])|担任[^。,]{0,6}主持人)"
_OTHERS = re.compile(r"(?:、[一-龥]{2,3})+(?=等[一二三四五六七八九十]{1,3}[人名位])")
_ALSO_MEMBER = re.compile(
    r"(?:委员|(?<!首席|居民|职工|业主|村民|企业|市民|工人|农民|家长)代表|(?:人大|政协|委会)常委|议员)、[一-龥]{0,4}$"
)
"""``市政协常委、市工商联副主席霍东升``: who sits on the assembly asks for it."""


_ALSO_COMMENTS = re.compile("(?:评论员|观察员|点评嘉宾|特邀嘉宾|专家)、$")
"""``特约评论员、市药学会秘书长葛可久``: who comments does not answer for an office."""


@dataclass(slots=True)
class People:
    """Everybody a text introduces, by (folded) name, with the places that prove it."""

    text: str
    folded: str
    found: dict[str, Speaker] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> People:
        """Read a whole text for people; ``fold(text)`` is computed once."""
        people = cls(text, fold(text))
        people._learn()
        return people

    def _learn(self) -> None:
        for clause in _CLAUSE.finditer(self.folded):
            for mention in mentions(self.folded, clause.start(), clause.end()):
                if mention.name and not mention.surname:
                    self._add(self._on_behalf(mention, clause.end()))
                    self._add_others(mention)
        for name, speaker in self.found.items():
            if speaker.organization is None and (match := self._speaks_for(name)):
                proof = (*speaker.proof, match.span())
                speaker = replace(speaker, organization=self._slice(match.span(1)), proof=proof)
                self.found[name] = speaker
            if speaker.role != "chair" and re.search(re.escape(name) + _CHAIRS, self.folded):
                self.found[name] = replace(speaker, role="chair")

    def _add(self, speaker: Speaker) -> None:
        name = fold(speaker.name or "")
        known = self.found.get(name)
        self.found[name] = joined(known, speaker) if known else speaker

    def _add_others(self, mention: Mention) -> None:
        """``县人大代表向国英、彭大雷等六人``: those listed behind somebody hold the same office."""
        others = _OTHERS.match(self.folded, mention.end) if mention.title else None
        for match in re.finditer("[^、]+", others.group() if others else ""):
            start = mention.end + match.start()
            name = self.text[start : start + len(match.group())]
            if is_name(match.group()) and self._slice(mention.title):
                whole = (mention.start, start + len(name))
                first = self.speaker(mention)
                self._add(replace(first, name=name, label=name, proof=(whole,)))

    def speaker(self, mention: Mention) -> Speaker:
        """Exactly what one mention says, sliced from the original text."""
        title = self._slice(mention.title)
        organization, proof = self._body(mention)
        role = role_of(fold(title or "") or None, fold(organization or "") or None)
        if title is None and organization:
            role = "member"
        if _ALSO_COMMENTS.search(self.folded, max(0, mention.start - 12), mention.start):
            role = "expert"
        if _ALSO_MEMBER.search(self.folded, max(0, mention.start - 12), mention.start):
            role = "member"
        return Speaker(
            name=self._slice(mention.name),
            title=title,
            organization=organization,
            role=role,
            label=self.text[mention.start : mention.end],
            proof=proof,
        )

    def _body(self, mention: Mention) -> tuple[str | None, Spans]:
        """The organisation with its proof; ``该局`` is the 局 named in front of it."""
        whole = (mention.start, mention.end)
        that = THAT.match(self.folded, *mention.organization) if mention.organization else None
        if mention.organization is None or that is None:
            return self._slice(mention.organization), (whole,)
        named = named_before(self.folded, mention.start, that["kind"])
        if named is None:
            return None, (whole,)
        inner = self.text[that.end() : mention.organization[1]]
        return self.text[slice(*named)] + inner, (named, (that.end(), mention.end))

    def _slice(self, span: Span | None) -> str | None:
        return self.text[span[0] : span[1]] if span else None

    def _speaks_for(self, name: str) -> re.Match[str] | None:
        return re.search(re.escape(name) + _ON_BEHALF.pattern, self.folded)

    def _on_behalf(self, mention: Mention, end: int) -> Speaker:
        """``副市长张庆一代表市政府``: the body somebody speaks for is the organisation."""
        speaker = self.speaker(mention)
        match = _ON_BEHALF.match(self.folded, mention.end, end)
        if not match or speaker.organization:
            return speaker
        return replace(
            speaker,
            organization=self._slice(match.span(1)),
            proof=(*speaker.proof, match.span(1)),
        )

    def who(self, mention: Mention) -> Speaker:
        """The person a mention means: the one known under it, or what it says itself."""
        own = self.speaker(mention)
        if mention.name and not mention.surname:
            known = self.found.get(fold(own.name or ""))
            return known or own
        same = list(self._alike(own, mention.surname))
        return same[0] if len(same) == 1 else own

    def _alike(self, own: Speaker, surname: bool) -> Iterator[Speaker]:
        """The people that 王局长 or 市教育局局长 can mean."""
        title, name = fold(own.title or ""), fold(own.name or "")
        organization = fold(own.organization or "")
        for known_name, known in self.found.items():
            if surname and not known_name.startswith(name):
                continue
            if not surname and not organization and (own.role, known.role) != ("host", "host"):
                continue
            if organization and not same_organization(fold(known.organization or ""), organization):
                continue
            if _same_title(fold(known.title or ""), title):
                yield known


def same_organization(first: str, second: str) -> bool:
    """Whether two (folded) names mean one body: equal, or one the other's short form."""
    if not first or not second:
        return False
    return first.endswith(second) or second.endswith(first)


def _same_title(known: str, title: str) -> bool:
    """``王局长`` can be a 副局长 in address; ``王副局长`` is no 局长."""
    return known.endswith(title) or (bool(known) and title.endswith(known))


def joined(first: Speaker, second: Speaker) -> Speaker:
    """One person known from two places: what the first lacks is taken from the second."""
    adds = (first.title is None and second.title) or (
        first.organization is None and second.organization
    )
    gained = tuple(span for span in second.proof if span not in first.proof)
    if first.organization is None and second.organization and _more_telling(first, second):
        return replace(second, proof=first.proof + gained)
    return Speaker(
        name=first.name or second.name,
        title=first.title or second.title,
        organization=first.organization or second.organization,
        role=_role(first, second),
        label=first.label or second.label,
        proof=first.proof + (gained if adds or not first.proof else ()),
    )


def _more_telling(first: Speaker, second: Speaker) -> bool:
    """A title with its organisation beats the bare title of a form of address."""
    return fold(second.title or "").endswith(fold(first.title or ""))


def _role(first: Speaker, second: Speaker) -> Role | None:
    """The chair stays the chair; otherwise the first that says anything."""
    return "chair" if "chair" in (first.role, second.role) else first.role or second.role
