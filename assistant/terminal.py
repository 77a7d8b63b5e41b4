"""Answers for people at a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.place import standing
from assistant.render import asker_line, pieces, speaker_line
from index.answer import Answer, Finding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MOST_ASKED = 80
"""Characters shown of what was asked."""
INDENT = "   "
PLEASE = re.compile("请问|請問")
SENTENCE = re.compile("[。！？；!?;][”’」』 ]*")
CLAUSE = re.compile("[，,。！？；!?;][”’」』 ]*")


def visible(text: str) -> str:
    """The text without what a terminal would obey: controls and direction marks.

    A newline stays; it is a paragraph's end.
    """
    return "".join(
        character
        for character in text
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def print_answer(console: Console, answer: Answer, explain: bool = False) -> None:
    """Print the findings, or that there is none and what came nearest."""
    if explain:
        state = "作答" if answer.answered else "不作答"
        took = f"用时 {answer.took_ms:.1f} 毫秒"
        console.print(f"{state}，把握 {answer.confidence:.2f}，{took}", style="dim")
    if not answer.answered:
        console.print("记录中没有找到对这个问题的回答。", style="bold")
    for note in answer.notes:
        console.print(visible(note))
    if answer.answered:
        for rank, finding in enumerate(answer.findings, 1):
            _print_finding(console, rank, finding, explain=explain)
        console.print(f"把握 {100 * answer.confidence:.0f}%", style="dim")
        return
    if answer.nearest:
        console.print("最接近的发言（不是回答）：", style="dim")
        for rank, finding in enumerate(answer.nearest, 1):
            _print_finding(console, rank, finding, dim=True, explain=explain)


def _print_finding(
    console: Console, rank: int, finding: Finding, dim: bool = False, explain: bool = False
) -> None:
    from rich.text import Text

    who = Text(f"{rank}. {visible(speaker_line(finding.turn.speaker))}", style="bold")
    if finding.asked:
        name = asker_line(finding.asked.speaker)
        who.append(f"  答 {visible(name)} 问", style="not bold")
    console.print(who)
    if finding.asked:
        asked = f"问：{_shortened(finding.source.words(finding.asked.spans))}"
        _indented(console, Text(visible(asked), style="dim"))
    signs = ("", "") if console.is_terminal and console.color_system else ("【", "】")
    _indented(console, _quote(finding, dim, signs))
    _indented(console, Text(visible(_place(finding)), style="dim"))
    if explain:
        for reason in finding.reasons:
            _indented(console, Text(f"· {visible(reason)}", style="dim"))
    console.print()


def _indented(console: Console, text: Text) -> None:
    """Print lines that stand under a name; none ends in blanks, which a pipe would carry on."""
    from rich.text import Text

    whole, room = console.soft_wrap, console.width - len(INDENT)
    for line in text.split(allow_blank=True) if whole else text.wrap(console, room):
        line.rstrip()
        console.print(Text.assemble(INDENT, line) if line else "")


def _shortened(asked: str) -> str:
    """What was asked, on one line; of a long one the question itself, which comes late."""
    words = " ".join(asked.split())
    if len(words) <= MOST_ASKED:
        return words
    begin = _question_at(words)
    end = begin + MOST_ASKED
    return f"{'…' * (begin > 0)}{words[begin:end]}{'…' * (end < len(words))}"


def _question_at(words: str) -> int:
    """Where the sentence with 请问 begins, or a clause from which the end can be shown."""
    if polite := PLEASE.search(words):
        sentences = [0, *(stop.end() for stop in SENTENCE.finditer(words, 0, polite.start()))]
        return sentences[-1] if polite.end() <= sentences[-1] + MOST_ASKED // 2 else polite.start()
    last = len(words) - MOST_ASKED
    stops = (stop.end() for stop in CLAUSE.finditer(words, last, last + MOST_ASKED // 2))
    return next(stops, last)


def _quote(finding: Finding, dim: bool, signs: tuple[str, str]) -> Text:
    """The words said, the evidence in them marked; by signs where there is no style."""
    from rich.text import Text

    text = Text(style="dim" if dim else "")
    for piece, marked in pieces(finding):
        if marked and not dim:
            text.append(f"{signs[0]}{visible(piece)}{signs[1]}", style="bold red")
        else:
            text.append(visible(piece))
    return text


def _place(finding: Finding) -> str:
    source, spans = finding.source, finding.turn.spans
    page, clock = standing(source, spans)
    characters = f"第 {spans[0][0]}–{spans[-1][1]} 字"
    parts = (f"《{source.title}》", source.date, page and f"第 {page} 页", clock, characters)
    return f"—— {' '.join(filter(None, parts))}"
