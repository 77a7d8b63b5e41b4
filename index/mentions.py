"""Who and what department a question speaks of, among those who speak in the records.

Everything is taken from the corpus's own people and organisations and a
table of common short forms; a name that nobody bears is reported as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from corpus.model import Kind, Speaker
from corpus.text import normalise
from index import segmenter
from index.segmenter import Known, heard

Value = TypeVar("Value")
_RARELY = frozenset("于时后")
"""Surnames that are far more often another word: 于本月, 时开始."""

REGION = re.compile(
    r"^(?:中华人民共和国|国家|全国|省|市|县|区|州|旗|我市|本市|我省|[一-龥]{2,3}(?:省|市|县|区|州|自治区))"
)
BODY = re.compile(
    r"(?:管理|工作)?(?:委员会|办公室|联合会|委|局|办|厅|部|署|处|院|司|会|中心|总局|分局|公司|政府)$"
)
SUFFIX = r"(?:工作|管理)?(?:委员会|办公室|部门|系统|战线|局|委|办|厅|部|署|联|处|口(?!罩)|那边|方面|机关)"
OCCASIONS: Mapping[Kind, re.Pattern[str]] = {
    "opening": re.compile(r"开场|开头|致辞|一开始|开幕"),
    "report": re.compile(r"汇报|报告"),
    "statement": re.compile(r"表态"),
    "closing": re.compile(r"闭幕|总结|结束时|最后(?:强调|说|讲|要求)|会议最后"),
}
_ASKING = re.compile(
    r"""
      在?(?:会|会议|询问|大会|现场)(?:上|中|里)? | 这次|本次|当时|究竟|到底|具体|主要|都|还|又|也|是|的|了|过|到|们|个|些
    | 请问|我?想知道 | 怎么样?|怎样|如何|什么|哪些|哪几|几点|啥|咋|多少|有没有|有何
    | 以及|和|与|跟|及 | 分别|各自|各 | [两几二]位|[两几二]人
    | 问题|内容|观点|看法|意见|要求 | 说|讲|谈|回答|答复|回应|答|介绍|汇报|表态|表示|强调|提出|提|问|询问|发言|话|事
    | [^\w] | 吗|呢|吧|么|呀|啊 | 市|省|县|区
    """,
    re.VERBOSE,
)
_OFFICE = re.compile("[长员任记席表理官]|教授|专家|先生|女士|同志")
"""A title ends so; where none does, nobody is called by one, and nothing need be imported."""
DEPARTMENTS = (
    "公安|交警|消防|司法|财政|税务|审计|统计|商务|科技|教育|民政|气象|海关|烟草|邮政|电力|供电|铁路|体育|文物|宗教|"
    "外事|侨务|法院|检察|监察|纪检|组织|宣传|统战|档案|保密|地震|园林|供销|国安|移民|人防|史志|编制|招商|物价|旅游"
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a question names.

    ``people`` are names borne in the records, ``organizations`` bodies that
    speak in them. ``several`` are calls (王局长) with the names of all whom they fit,
    where that is more than one. ``strangers`` are names, ``absent`` departments, that do not
    occur. ``kinds`` are the occasions it speaks of (开场白, 汇报, 表态). ``rest``
    is the question without the names of people, comparable; it is empty when
    nothing else is asked than what they said (``open``).
    """

    people: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    several: tuple[tuple[str, tuple[str, ...]], ...] = ()
    strangers: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    rest: str = ""

    @property
    def open(self) -> bool:
        """Whether the question asks what somebody said, whatever it was."""
        return not self.rest


class Directory:
    """The people and bodies that speak in an index, by every form a question may use."""

    def __init__(self, people: Iterable[Speaker]) -> None:
        """Read everybody once; the order does not matter."""
        known = [person for person in people if person.name or person.organization]
        self._by_name = _group((person.name, person) for person in known)
        self._by_title = _group((person.title, person) for person in known if person.name)
        bodies = {person.organization for person in known if person.organization}
        self._by_stem = _group((stem, body) for body in bodies for stem in stems(body))
        self._names = sorted(self._by_name, key=lambda name: (-len(name), name))
        self._body = self._body_pattern(bodies)
        self._by_courtesy = _group((_courteous(p.title), p) for p in known if p.name)
        titles = self._by_title.keys() | self._by_courtesy.keys()
        self._called = re.compile(rf"([一-龥])({_either(titles)})") if known else None
        self._surnames_borne = {p.name[0] for p in known if p.name}
        self._surnames_borne |= {p.label[0] for p in known if p.label}

    def read(self, question: str, known: Known = lambda term: False) -> Mentions:
        """What a question names; all fields empty when it names nobody.

        ``known`` tells whether the records hold a term: somebody whom they
        mention is no stranger, even if nobody of that name speaks.
        """
        text = normalise(question)
        people, rest = set(), text
        for name in self._names:  # the longest first, so that 李萍 is not found in 李萍萍
            if name in rest:
                people.add(name)
                rest = rest.replace(name, " ")
        calls, rest = self._surnames(rest)
        called = {name for names in calls.values() for name in names}
        bodies = set(self._bodies(rest))
        titles = set(self._titles(rest))
        kinds = frozenset(kind for kind, words in OCCASIONS.items() if words.search(text))
        somebody = bool(people or called or bodies or titles or kinds)
        unknown = () if people or called else _strangers(text, self._surnames_borne)
        strangers = tuple(name for name in unknown if not heard(name, known))
        for name in strangers:
            rest = rest.replace(name, " ")
        return Mentions(
            people=frozenset(people | called),
            organizations=frozenset(bodies),
            titles=frozenset(titles),
            several=tuple((call, names) for call, names in calls.items() if len(names) > 1),
            strangers=strangers,
            absent=tuple(self._absent(text)),
            kinds=kinds,
            rest="" if somebody and self._nothing_else(rest) else rest,
        )

    def organizations(self, name: str) -> frozenset[str]:
        """The bodies that somebody means who writes ``name``: as printed, or a short form."""
        text = normalise(name)
        exact = {body for bodies in self._by_stem.values() for body in bodies if body == name}
        return frozenset(exact or set(self._bodies(text)) or self._by_stem.get(text, []))

    def names(self, name: str) -> frozenset[str]:
        """The people that somebody means who writes ``name``, a surname with a title included."""
        return frozenset({name}) if name in self._by_name else self.read(name).people

    def _nothing_else(self, rest: str) -> bool:
        """Whether only asking words are left once offices and bodies are taken away."""
        from corpus.people.titles import TITLE

        left = re.sub(SUFFIX, "", self._body.sub("", TITLE.sub("", rest)))
        for words in OCCASIONS.values():
            left = words.sub("", left)
        return not _ASKING.sub("", left)

    def _body_pattern(self, bodies: set[str]) -> re.Pattern[str]:
        forms = _either(self._by_stem)
        whole = _either(normalise(body) for body in bodies)
        return re.compile(rf"(?P<whole>{whole})|(?P<stem>{forms})(?={SUFFIX})|(?P<own>{forms})")

    def _bodies(self, text: str) -> Iterator[str]:
        for match in self._body.finditer(text) if self._by_stem else ():
            if match["whole"]:
                yield from (
                    b for s in self._by_stem.values() for b in s if normalise(b) == match["whole"]
                )
            elif match["stem"]:
                yield from self._by_stem[match["stem"]]
            elif BODY.search(match["own"]) or match["own"].endswith("联"):
                yield from self._by_stem[match["own"]]

    def _surnames(self, text: str) -> tuple[dict[str, tuple[str, ...]], str]:
        """By call (``王局长``) everybody of that surname who holds that title, by name; and the rest."""
        found: dict[str, tuple[str, ...]] = {}
        rest = text
        for match in self._called.finditer(text) if self._called else ():
            surname, title = match.groups()
            holders = [*self._by_title.get(title, []), *self._by_courtesy.get(title, [])]
            bearers = {p.name for p in holders if p.name and p.name[0] == surname}
            if bearers:
                found[match.group()] = tuple(sorted(bearers))
                rest = rest.replace(match.group(), " ")
        return found, rest

    def _titles(self, text: str) -> Iterator[str]:
        """Titles that only one person holds, where a question names one."""
        for title, holders in self._by_title.items():
            names = {person.name for person in holders}
            if len(names) == 1 and re.search(rf"(?<!副){re.escape(title)}", text):
                yield from (name for name in names if name)

    def _absent(self, text: str) -> Iterator[str]:
        """Departments that a question asks about and that nobody here speaks for."""
        for match in _departments().finditer(text):
            if match["stem"] not in self._by_stem:
                yield match.group()


def stems(body: str) -> frozenset[str]:
    """What a body deals in, in every common form: 市卫健委 gives 卫健, 卫生健康, …"""
    plain = REGION.sub("", normalise(body))
    core = BODY.sub("", plain) or plain
    forms = {core, plain} if len(plain) > 1 else {core}
    for row in _short_forms():
        if core in row or plain in row:
            forms |= row
    return frozenset(form for form in forms if len(form) > 1)


@cache
def _short_forms() -> tuple[frozenset[str], ...]:
    lines = files("index").joinpath("short_forms.tsv").read_text("utf-8").splitlines()
    return tuple(frozenset(line.split("\t")) for line in lines if line and line[0] != "#")


@cache
def _departments() -> re.Pattern[str]:
    forms = {form for row in _short_forms() for form in row} | set(DEPARTMENTS.split("|"))
    return re.compile(rf"(?P<stem>{_either(forms)})(?:局|委(?!员)|办(?!理|法|事|证)|厅|部门|院)")


def _ordinary(name: str) -> bool:
    """Whether what looks like a name is a word, as 强迫 is in 校长强迫 and 吉林 in 吉林省长春市."""
    pairs = segmenter.pairs()
    return name in pairs or (name[0] in _RARELY and name[1:] in pairs)


def _courteous(title: str | None) -> str | None:
    """What a deputy is called to the face: 张副市长 is 张市长."""
    return title[1:] if title and title.startswith("副") and len(title) > 2 else None


def _strangers(text: str, surnames: Set[str]) -> Iterator[str]:
    """Names with a title that nobody in the records bears; ``surnames`` are those that somebody does."""
    if not _OFFICE.search(text):
        return
    from corpus.people import mentions

    for clause in re.finditer(r"[^，。？！,.?!、；;\s]+", text):
        for mention in mentions(text, clause.start(), clause.end()):
            if not mention.name:
                continue
            start, end = mention.name
            if not mention.surname:
                if not _ordinary(text[start:end]):
                    yield text[start:end]
            elif text[start] not in surnames and mention.title:
                yield text[start : mention.title[1]]


def _group(pairs: Iterable[tuple[str | None, Value]]) -> Mapping[str, list[Value]]:
    groups: dict[str, list[Value]] = defaultdict(list)
    for key, value in pairs:
        if key and value not in groups[key]:
            groups[key].append(value)
    return dict(groups)


def _either(words: Iterable[str]) -> str:
    """A pattern for any of these words, longest first; one that never matches for none."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, ordered)) or r"(?!)"
