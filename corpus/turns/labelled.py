"""Turns of a record that prints who speaks at the head of every turn.

Three styles share this: ``labelled`` (a press conference, an interview, any
minutes), ``question_answer`` (问 and 答, without names) and
``official_record`` (an assembly's gazette or Hansard).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace

from corpus.folding import fold
from corpus.head import is_field_line, people_of_fields
from corpus.mend import Mended, mend
from corpus.model import Kind, Span, Speaker, Turn
from corpus.people.identity import Identities
from corpus.people.labels import is_person
from corpus.people.mentions import mentions
from corpus.people.registry import People
from corpus.people.titles import is_organization
from corpus.turns.candidates import ANSWER_LABEL, QUESTION_LABEL
from corpus.turns.kinds import kinds
from corpus.turns.label import Label
from corpus.turns.narrative import read_narrative
from corpus.turns.spoken import Spoken
from corpus.turns.told import told_from

_ASIDE = re.compile(
    r"^[【\[](?:镜头|短片|现场|记者|画面|背景|链接|旁白|片[头尾]|编后|短评|播放)[^】\]\n]{0,14}[】\]]",
    re.MULTILINE,
)
"""``【镜头二】``, ``【记者追踪】``: what stands behind was shown or told, not said."""
_STAGE = re.compile(r"[(][^()]{1,80}[)]|\*\s?\*\s?\*|[-—=_*─━]{3,}")
_STAMP = re.compile(
    r"\s*[\[(](?:\d{4}[-/年])?(?:\d{1,2}[-/月]\d{1,2}日?\s*)?\d{1,2}:\d{2}(?::\d{2})?[\])]\s*$"
)
"""``[03-12 15:03]``: when it was said."""
LONGEST_STAMP = 40
_HEADING = re.compile(r"[^。!?,;:“”…]{1,40}")
_SIGNED = re.compile(r"\s*\n\s*[(](?P<who>[^()\n]{2,30})[)]")
_REPLIES = re.compile(r"(?P<body>[一-龥]{2,14}?)(?:答复|回复|回应)(?:如下|称)?[:,]")
_CLOSING_NOTE = re.compile(
    r"^[^我]{0,12}(?:记者会|发布会|新闻发布会|采访|活动|会议|访谈|招待会)[^我]{0,60}(?:进行|结束|举行|历时|出席|持续|参加)[^我]{0,60}$"
    r"|^(?:现场|会上|会议|随后|经)?[^我]{0,20}(?:测评票|满意票|票决|满意度测评)[^我]*$"
)


def read_labelled(text: str, found: Sequence[Label]) -> tuple[Turn, ...]:
    """Return the turns in order, those of the prose in front of the first label included."""
    mended = mend(text, frozenset(one.line for one in found))
    folded = fold(mended.text)
    front = text[: found[0].line]
    named = [text[one.start : one.end] for one in found]
    people = Identities.of(front, named, text)
    asked, since = _questioner(front), 0
    turns: list[tuple[Speaker, Span, Kind | None]] = []
    told: list[Span] = []
    for number, one in enumerate(found):
        stop = found[number + 1].line if number + 1 < len(found) else len(text)
        span = _words(folded, mended.place(one.words), mended.place(stop), number + 1 == len(found))
        asked, since = _in_turn(people, text[since : one.line], asked), one.words
        if span[0] < span[1]:
            speaker, kind = _who(people, named[number], one, asked)
            speaker = (
                _replying(speaker, text[one.words :], one.words) if kind == "answer" else speaker
            )
            if one.sort == "qa" and (signed := _SIGNED.match(folded, span[1], mended.place(stop))):
                speaker = _signing(people, mended, signed, speaker)
            speaker = replace(speaker, proof=speaker.proof or ((one.start, one.end),))
            known = None if number + 1 == len(found) else people.by_name
            begins = told_from(folded, span, speaker.name and fold(speaker.name), known)
            if begins < span[1]:
                told.append((mended.offsets[begins], stop))
                span = _words(folded, span[0], begins, last=False)
            turns.append((speaker, span, kind))
    spoken = [Spoken(speaker, folded[low:high], kind) for speaker, (low, high), kind in turns]
    read = tuple(
        _turn(mended, span, speaker, kind)
        for (speaker, span, _), kind in zip(turns, kinds(spoken), strict=True)
    )
    places = [_place(one) for one in read]
    prose = tuple(
        _among(read, bisect(places, _place(one)), one) for one in _prose(text, front, told)
    )
    return tuple(sorted((*prose, *read), key=_place))


def _turn(mended: Mended, span: Span, speaker: Speaker, kind: Kind) -> Turn:
    spans = mended.spans(*span)
    return Turn(f"t{spans[0][0]}", speaker, kind, spans)


def _words(folded: str, low: int, high: int, last: bool) -> Span:
    """The range of a turn's words without what closes it but was not said.

    Stage directions, the next item's heading, and the reporter's last line.
    """
    while low < high and folded[low].isspace():
        low += 1
    aside = _ASIDE.search(folded, low, high)
    end = len(folded[: aside.start() if aside else high].rstrip())
    while end > low:
        end = _unstamped(folded, low, end)
        start = max(folded.rfind("\n", low, end) + 1, low)
        line = folded[start:end].strip()
        if start == low or not (_not_said(line) or (last and _CLOSING_NOTE.match(line))):
            break
        end = len(folded[:start].rstrip())
    if folded[low : low + 1] == "“" and folded.find("”", low) == end - 1:
        return low + 1, end - 1
    return low, max(end, low)


def _unstamped(folded: str, low: int, end: int) -> int:
    """Where the words end when the time in brackets behind them is left out."""
    stamp = _STAMP.search(folded, max(low, end - LONGEST_STAMP), end)
    return stamp.start() if stamp else end


def _not_said(line: str) -> bool:
    return bool(_STAGE.fullmatch(line) or _HEADING.fullmatch(line) or is_field_line(line))


def _who(
    people: Identities, label: str, one: Label, asked: tuple[Speaker, Speaker]
) -> tuple[Speaker, Kind | None]:
    """The speaker under a label, and the kind where the label itself says it."""
    folded = fold(label)
    if one.sort == "qa" and (not label or QUESTION_LABEL.fullmatch(folded)):
        return replace(asked[0], label=label or None), "question"
    answer = ANSWER_LABEL.fullmatch(folded) if one.sort == "qa" else None
    if answer and answer["who"]:
        return replace(people.speaker(label[slice(*answer.span("who"))]), label=label), "answer"
    if answer:
        return replace(asked[1], label=label), "answer"
    return people.speaker(label), one.kind


def _replying(speaker: Speaker, words: str, at: int) -> Speaker:
    """The body that an answer without a name begins with: ``答复：区住建局答复如下：``."""
    match = _REPLIES.match(fold(words[:60]))
    if speaker.name or speaker.organization or not match or not is_organization(match["body"]):
        return speaker
    start, end = match.span("body")
    return replace(
        speaker, organization=words[start:end], role="official", proof=((at + start, at + end),)
    )


def _signing(
    people: Identities, mended: Mended, signed: re.Match[str], speaker: Speaker
) -> Speaker:
    """Who is named in brackets below the words, ``(市教育局局长 敖德明)``, if it is a person."""
    if not is_person(signed["who"]):
        return speaker
    start, end = signed.span("who")
    found = people.speaker(mended.text[start:end])
    return replace(found, proof=((mended.offsets[start], mended.offsets[end - 1] + 1),))


def _in_turn(
    people: Identities, between: str, asked: tuple[Speaker, Speaker]
) -> tuple[Speaker, Speaker]:
    """Who asks and who answers from here on, where fields in front say it: ``提问人：张三``."""
    fields = list(people_of_fields(between))
    found = [
        next((name for one, name in fields if one == kind), None) for kind in ("asks", "answers")
    ]
    asks, answers = (people.speaker(name) if name else None for name in found)
    return asks or asked[0], answers or asked[1]


def _questioner(front: str) -> tuple[Speaker, Speaker]:
    """Who asks and who answers in a record that prints only 问 and 答.

    ``教育部负责人就…答记者问``: the heading says it, or nobody does.
    """
    folded = fold(front)
    asks = (
        Speaker(title="记者", role="reporter")
        if re.search(r"记者(?:提)?问|记者就", folded)
        else Speaker()
    )
    people = People.of(front)
    found = Speaker()
    for line in re.finditer(r"[^\n。]+", folded):
        match = re.search(
            r"答记者问|回答[^。]{0,12}记者[^。]{0,8}提?问|接受[^。]{0,12}采访", line.group()
        )
        if not match:
            continue
        answers = _answering(people, line.start(), line.start() + match.start())
        if answers and (not found.name or answers.name):
            found = answers
    return asks, found


def _answering(people: People, start: int, end: int) -> Speaker | None:
    """The one person that a heading names in front of 答记者问."""
    found = [one for one in mentions(people.folded, start, end) if one.name or one.organization]
    return people.who(found[0]) if found else None


def _place(turn: Turn) -> int:
    return turn.spans[0][0]


def _among(read: Sequence[Turn], number: int, turn: Turn) -> Turn:
    """A turn that is told behind ``number`` labelled ones, with its kind as these show it."""
    if not number:
        return turn
    kind = turn.kind
    if kind == "answer" and read[number - 1].kind != "question":
        kind = "statement"
    ends = turn.speaker.role == "chair" and number == len(read)
    if ends or kind == "opening":
        kind = "closing" if ends else "statement"
    return replace(turn, kind=kind)


def _prose(text: str, front: str, told: Sequence[Span]) -> tuple[Turn, ...]:
    """Who is heard in the prose in front of the first label, such as an opening, and in what is told."""
    kept, place = [front], len(front)
    for start, end in told:
        kept += ["\n" * (start - place), text[start:end]]
        place = end
    prose = "".join(kept)
    if not re.search(r"[。!?！？]", prose):
        return ()
    return tuple(turn for turn in read_narrative(mend(prose)) if turn.speaker.name)
