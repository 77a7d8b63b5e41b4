"""The people behind the labels of one record: one person under several labels is one.

王毅, 王毅国务委员 and 外长 are one where the record shows it; 林議員 is 林健鋒
only when he is the one member of that name there. Whoever cannot be told
stays as the label prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.folding import fold
from corpus.head import people_of_fields, presiding
from corpus.model import Role, Speaker
from corpus.people.labels import Labelled, read_label
from corpus.people.mentions import mentions
from corpus.people.names import is_name
from corpus.people.registry import People, same_organization
from corpus.people.titles import TITLE, is_organization

_CHAIR_HEADER = re.compile(r"^[\s>]*主\s*席\s*:?\s*(?P<who>[^\s:,。]{2,12})", re.MULTILINE)
_CALL = re.compile(r"请(?P<called>[一-龥]{4,26}?)(?:先|来|再)?(?:说明|答复|报告|回答|列席|补充)")
_SHORT_TITLES = {
    "外长": "外交部长",
    "防长": "国防部长",
    "财长": "财政部长",
    "特首": "行政长官",
    "央行行长": "中国人民银行行长",
}
_BESIDE = re.compile(r"(?P<words>[^、,;:。()\n]{2,40})[(](?P<inside>[^()\n]{2,6})[)]")
MOST_BARE = 200
"""More names without an office are a list or an attack; each is looked for in the whole text."""
MOST_PLACES = 20
"""Places at which a name is looked at for the office in front of it."""
_PLAIN_ROLES: frozenset[Role] = frozenset({"reporter", "host"})


@dataclass(slots=True)
class Identities:
    """Labels of one record, told apart; ``known`` are the people its front matter introduces."""

    known: list[Speaker] = field(default_factory=list)
    by_name: dict[str, Speaker] = field(default_factory=dict)
    chair: str | None = None
    calls: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Surname and title, with the organisations under which the chair calls them."""
    aliases: dict[str, str] = field(default_factory=dict)
    """By (folded) label, under which fuller words those present are listed with it."""
    presiding: frozenset[str] = frozenset()
    """The (folded) names of those of whom the head says that they preside."""

    @classmethod
    def of(cls, front: str, labels: Iterable[str], body: str = "") -> Identities:
        """Read what stands in front of the first label, all labels, and how ``body`` calls people."""
        people, heads = People.of(front), [one for one in presiding(front) if one.name]
        fields = [read_label(name) for _, name in people_of_fields(body)]
        listed = [_speaker(one) for one in (*heads, *fields) if one.name and not one.surname]
        known = [*listed, *people.found.values(), *_listed(people)]
        spelled_out = list(dict.fromkeys(labels))
        spelled = (read_label(label) for label in spelled_out)
        named = [_speaker(read) for read in spelled if read.name and not read.surname]
        by_name = _merged([*known, *named])
        bare = {name for name, one in by_name.items() if not (one.title or one.role)}
        by_name = (
            _merged([*by_name.values(), *_introduced(body, bare)])
            if len(bare) <= MOST_BARE
            else by_name
        )
        merged = cls(list(by_name.values()), by_name)
        merged.chair = _chair(people.folded, front)
        merged.aliases = dict(_aliases(front, set(map(fold, spelled_out))))
        merged.calls = _calls(body)
        for one in _surnamed(people):
            merged.calls.setdefault(one[0], set()).add(one[1])
        merged.presiding = frozenset(fold(one.name or "") for one in heads)
        return merged

    def speaker(self, label: str) -> Speaker:
        """Who speaks under a label; the title is the label's own where it prints one."""
        found = self._labelled(self.aliases.get(fold(label), label))
        found = replace(found, label=label)
        presides = fold(found.name or "") in self.presiding and found.role != "host"
        return replace(found, role="chair") if presides else found

    def _labelled(self, label: str) -> Speaker:
        read = read_label(label)
        own = replace(_speaker(read), label=label)
        if read.role == "chair":
            return self._chaired(read, own)
        if read.role in _PLAIN_ROLES:
            return self._hosting(own)
        own = self._called(own)
        same = list(self._alike(read))
        exact = [
            one for one in same if fold(one.organization or "") == fold(read.organization or "")
        ]
        same = exact if len(same) > 1 else same
        if len(same) != 1:
            return own
        return _filled(own, same[0], keep_name=not read.surname)

    def _chaired(self, read: Labelled, own: Speaker) -> Speaker:
        if read.name:
            self.chair = read.name
            return own
        acting = fold(own.title or "").startswith("代理")
        return own if acting or self.chair is None else replace(own, name=self.chair)

    def _hosting(self, own: Speaker) -> Speaker:
        """``主持人`` is who is named as such elsewhere, if that is one person."""
        hosts = [one for one in self.known if one.role == own.role == "host" and one.name]
        if own.name is None and not hosts and len(self.presiding) == 1:
            hosts = [self.by_name[name] for name in self.presiding]
        alone = own.name is None and own.role == "host" and len(hosts) == 1
        if not alone:
            return own
        title, role = hosts[0].title or own.title, hosts[0].role or own.role
        return replace(hosts[0], label=own.label, proof=(), title=title, role=role)

    def _called(self, own: Speaker) -> Speaker:
        """``請國防部高部長答復`` is where 高部長華柱 belongs, if nowhere else is named."""
        found = self.calls.get((fold(own.name or " ")[0], fold(own.title or "")), set())
        if own.organization or not own.title or len(found) != 1:
            return own
        return replace(own, organization=next(iter(found)))

    def _alike(self, read: Labelled) -> Iterator[Speaker]:
        if read.name and not read.surname:
            if (one := self.by_name.get(fold(read.name))) is not None:
                yield one
            return
        for one in self.known:
            if _can_be(one, read):
                yield one


def _speaker(read: Labelled) -> Speaker:
    return Speaker(read.name, read.title, read.organization, read.role)


def _listed(people: People) -> Iterator[Speaker]:
    """``教育局局長吳克儉先生`` of an attendance list, line by line."""
    for line in re.finditer(r"[^\n]+", people.folded):
        for one in mentions(people.folded, *line.span()):
            if one.name and not one.surname:
                yield people.speaker(one)


def _surnamed(people: People) -> Iterator[tuple[tuple[str, str], str]]:
    """``街道城管办尤科长`` of those present: surname and title, with the organisation."""
    for listed in re.finditer(r"[^\n、;:,。]+", people.folded):
        for one in mentions(people.folded, *listed.span()):
            body = people.folded[listed.start() : one.start]
            if one.name and one.title and one.surname and is_organization(body):
                surname, title = (people.folded[slice(*part)] for part in (one.name, one.title))
                yield (surname, title), people.text[listed.start() : one.start]


def _aliases(front: str, labels: Set[str]) -> Iterator[tuple[str, str]]:
    """``皮晓燕（皮书记）``, ``老于（于得水）``: labels beside fuller words in the list of those present."""
    for match in _BESIDE.finditer(fold(front)):
        shorter, inside = match["words"].split()[-1], match["inside"].strip()
        if inside in labels and inside != match["words"]:
            yield inside, front[slice(*match.span("words"))].strip()
        elif shorter in labels and is_name(inside):
            yield shorter, front[slice(*match.span("inside"))].strip()


def _introduced(body: str, names: Set[str]) -> Iterator[Speaker]:
    """Who of these somebody introduces: ``今天做客的是市人社局局长佟卫东``."""
    people = People(body, fold(body))
    for name in sorted(names):
        for place in islice(re.finditer(re.escape(name), people.folded), MOST_PLACES):
            low = max(people.folded.rfind(sign, 0, place.start()) for sign in "。!?;\n") + 1
            for one in mentions(people.folded, low, place.end()):
                if one.title and one.name and one.name == place.span():
                    yield people.speaker(one)


def _merged(speakers: Iterable[Speaker]) -> dict[str, Speaker]:
    """By (folded) name; one entry a name; what one mention lacks another gives."""
    found: dict[str, Speaker] = {}
    for one in speakers:
        name = fold(one.name or "")
        found[name] = _filled(found[name], one, keep_name=True) if name in found else one
    return found


def _filled(first: Speaker, second: Speaker, *, keep_name: bool) -> Speaker:
    """``first`` with what only ``second`` knows."""
    if first.title and second.title and not first.organization:
        compatible = fold(second.title).endswith(fold(first.title))
        organization = second.organization if compatible else None
    else:
        organization = first.organization or second.organization
    return Speaker(
        name=(first.name if keep_name else None) or second.name or first.name,
        title=first.title or second.title,
        organization=organization,
        role=first.role if first.title else second.role or first.role,
        label=first.label or second.label,
        proof=first.proof or second.proof,
    )


def _can_be(one: Speaker, read: Labelled) -> bool:
    name, title = fold(one.name or ""), fold(one.title or "")
    wanted = fold(read.title or "")
    if read.surname and not name.startswith(fold(read.name or "")):
        return False
    if not read.surname and not wanted:
        return False
    if wanted in _SHORT_TITLES:
        office = (fold(one.organization or "") + title).replace("部部长", "部长")
        return office.endswith(_SHORT_TITLES[wanted])
    if read.organization:
        return title == wanted and same_organization(
            fold(one.organization or ""), fold(read.organization)
        )
    return title == wanted or (read.surname and title.endswith(wanted))


def _calls(body: str) -> dict[tuple[str, str], set[str]]:
    """Who is called under which body: ``請國防部海軍司令部許參謀長報告``."""
    found: dict[tuple[str, str], set[str]] = {}
    for match in _CALL.finditer(fold(body)):
        called = match["called"]
        for title in TITLE.finditer(called):
            office = called[: title.start() - 1]
            if title.end() == len(called) and title.start() > 2 and is_organization(office):
                who = (called[title.start() - 1], title.group())
                place = match.start("called")
                found.setdefault(who, set()).add(body[place : place + len(office)])
    return found


def _chair(folded: str, text: str) -> str | None:
    """The name behind ``主　　席`` of the head of a record, if it is only one."""
    found = set()
    for match in _CHAIR_HEADER.finditer(folded):
        read = read_label(text[match.start("who") : match.end("who")])
        if read.name and (read.title or is_name(fold(read.name))):
            found.add(read.name)
    return found.pop() if len(found) == 1 else None
