"""WebVTT and SubRip: cues with times, speakers by ``<v 张三>`` or ``张三：``."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.folding import fold
from corpus.people.labels import is_person
from corpus.readers.content import Content, Script

_TIMES = re.compile(
    r"^\s*(?P<start>(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^>\n]*>|\{\\[^}]*\}")
_PRINTED = re.compile(
    r"^[\[【(（]?(?P<label>[^\s:：。,，!?！？\]】]{1,20}(?: [^\s:：。,，]{1,10})?)[\]】)）]?\s*[:：]\s*(?P<words>.*)",
    re.DOTALL,
)
LONGEST_TURN = 400
"""Where no speaker is given, cues run together until a sentence ends behind this many characters."""


@dataclass(frozen=True, slots=True)
class _Cue:
    seconds: float
    label: str | None
    words: str


def read_subtitles(text: str, encoding: str, path: Path) -> Content:
    """Return the cues run together, one line a speaker; times lead into the recording."""
    cues = [
        cue for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) for cue in _cues(block)
    ]
    script = Script()
    speaker: str | None = None
    for number, cue in enumerate(cues):
        if (
            cue.label is None
            and number
            and _goes_on(script, speaker)
            or number
            and cue.label is not None
            and cue.label == speaker
        ):
            script.go_on(cue.words, cue.seconds, _between(script, cue.words))
        else:
            speaker = cue.label
            script.say(cue.label, cue.words, cue.seconds)
    return script.content(encoding=encoding)


def _goes_on(script: Script, speaker: str | None) -> bool:
    """Whether a cue without a speaker still belongs to the turn in front of it."""
    if speaker is not None:
        return True
    low, high = script.turns[-1].span
    ended = script.pieces[-2][-1:] in "。！？!?…"
    return not (ended and high - low >= LONGEST_TURN)


def _between(script: Script, words: str) -> str:
    """A space between two cues of Latin letters, nothing between Chinese ones."""
    last = script.pieces[-2][-1:]
    return " " if last.isascii() and last.isalnum() and words[:1].isascii() else ""


def _cues(block: str) -> list[_Cue]:
    lines = block.strip("\n\ufeff").split("\n")
    place = next((n for n, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
    if place is None:
        return []
    match = _TIMES.match(lines[place])
    assert match is not None
    seconds = _seconds(match["start"])
    body = "\n".join(lines[place + 1 :])
    voices = list(_VOICE.finditer(body))
    if not voices:
        return [one for line in _merged(body) if (one := _printed(seconds, line))]
    ends = [*(voice.start() for voice in voices[1:]), len(body)]
    return [
        _Cue(seconds, html.unescape(voice.group(1)).strip(), words)
        for voice, end in zip(voices, ends, strict=True)
        if (words := _clean(body[voice.end() : end]))
    ]


def _merged(body: str) -> list[str]:
    """The lines of a cue; one that begins with no speaker goes on with the one before."""
    lines: list[str] = []
    for line in filter(None, (_clean(line) for line in body.split("\n"))):
        if lines and not _label(line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _label(line: str) -> re.Match[str] | None:
    match = _PRINTED.match(line)
    return (
        match if match and (is_person(fold(match["label"])) or len(match["label"]) <= 4) else None
    )


def _printed(seconds: float, line: str) -> _Cue | None:
    match = _label(line)
    if match and match["words"].strip():
        return _Cue(seconds, match["label"], match["words"].strip())
    return _Cue(seconds, None, line) if line else None


def _clean(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
