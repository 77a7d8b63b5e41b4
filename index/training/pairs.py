"""Pairs of texts that belong together: what the encoder learns from.

Pairs come from files (JSONL, gzipped or not), from a user's own records, and
from any running text by the inverse cloze task (Lee et al., 2019,
arXiv 1906.00300): a sentence should find the window it was taken from.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from corpus.errors import DatasetError
from corpus.model import Spans, Transcript
from corpus.text import normalise

_SENTENCE = re.compile(
    r"""
    [^。！？；!?;\n]+   # the words
    [。！？；!?;]*      # the stop, or several
    """,
    re.VERBOSE,
)
OWN_EXCHANGE = "own_exchange"
OWN_WINDOW = "own_window"
_SHORTEST, _LONGEST = 10, 90
_REACH = 160
_KEPT_IN_PLACE = 0.1


@dataclass(frozen=True, slots=True)
class Pair:
    """A query, the text that it should find, and where the two come from."""

    query: str
    positive: str
    source: str


def read(folder: Path, *, overlap: int = 1) -> Iterator[Pair]:
    """Every pair of a folder's ``*.jsonl`` and ``*.jsonl.gz`` (or of one such file), by name.

    A pair that states how many rare bigrams its sides share is left out when it
    is fewer than ``overlap``: neighbours in a debate often change the subject.

    Raises:
        DatasetError: there is no such file, or a line is no pair.
    """
    files = [folder] if folder.is_file() else sorted(folder.glob("*.jsonl*"))
    if not files:
        raise DatasetError(f"{folder}: no pairs here; want files *.jsonl or *.jsonl.gz")
    for file in files:
        with _opened(file) as lines:
            for number, line in enumerate(lines, start=1):
                row = _row(line, f"{file}:{number}")
                if row.get("overlap", overlap) >= overlap:
                    yield Pair(row["query"], row["positive"], row.get("source", file.name))


def from_transcripts(transcripts: Iterable[Transcript], *, seed: int = 0) -> Iterator[Pair]:
    """A user's own records: each question with its answers, each window with its sentence."""
    chance = random.Random(seed)
    for transcript in transcripts:
        for exchange in transcript.exchanges:
            asked = _words(transcript, exchange.question.spans)
            for answer in exchange.answers:
                yield Pair(asked, _words(transcript, answer.spans), OWN_EXCHANGE)
        for turn in transcript.turns:
            for query, window in windows(_words(transcript, turn.spans), chance):
                yield Pair(query, window, OWN_WINDOW)


def from_turns(file: Path, *, share: float = 1.0, seed: int = 0) -> Iterator[Pair]:
    """Windows of sittings kept as ``{"doc", "turns": [[speaker, text], …]}``, one a line.

    ``share`` is the share of windows drawn. Traditional characters are made
    simplified, as those of the other pairs are.

    Raises:
        DatasetError: a line is no sitting.
    """
    chance = random.Random(seed)
    with _opened(file) as lines:
        for number, line in enumerate(lines, start=1):
            for speaker, text in _turns(line, f"{file}:{number}"):
                if speaker == "#":
                    continue
                for query, window in windows(normalise(text), chance):
                    if chance.random() < share:
                        yield Pair(query, window, file.name.removesuffix(".jsonl.gz"))


def windows(text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Sentences of a text, each with what stands around it, some 300 characters.

    One window about every 300 characters, in order; one in ten keeps the
    sentence inside, so that saying the same words still counts.
    """
    sentences = [match.group() for match in _SENTENCE.finditer(text)]
    start = 0
    while start < len(sentences):
        stop, size = start, 0
        while stop < len(sentences) and size < 2 * _REACH:
            size += len(sentences[stop])
            stop += 1
        yield from _cloze(sentences[start:stop], chance)
        start = stop


def _cloze(sentences: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """One sentence of a window with the rest of it, or nothing where none is fit."""
    fit = [at for at, text in enumerate(sentences) if _SHORTEST <= len(text) <= _LONGEST]
    if len(sentences) < 2 or not fit:
        return
    taken = chance.choice(fit)
    keep = chance.random() < _KEPT_IN_PLACE
    rest = "".join(text for at, text in enumerate(sentences) if keep or at != taken)
    if len(rest) >= _SHORTEST:
        yield sentences[taken], rest[: 4 * _REACH]


def _words(transcript: Transcript, spans: Spans) -> str:
    """What was said, made comparable as the other pairs are."""
    return normalise(transcript.words(spans))


def _opened(file: Path) -> TextIO:
    """The file's lines as text, unzipped where its name says so."""
    try:
        if file.suffix == ".gz":
            return gzip.open(file, "rt", encoding="utf-8")
        return file.open(encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"{file}: cannot be read: {error.strerror}") from error


def _row(line: str, where: str) -> dict[str, Any]:
    """One line of pairs, checked."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise DatasetError(f"{where}: not JSON: {error.msg}") from error
    if not isinstance(row, dict) or not all(
        isinstance(row.get(side), str) for side in ("query", "positive")
    ):
        raise DatasetError(f'{where}: want {{"query": text, "positive": text}}')
    return row


def _turns(line: str, where: str) -> list[tuple[str, str]]:
    """One sitting's turns as (speaker, text)."""
    try:
        return [(speaker, text) for speaker, text in json.loads(line)["turns"]]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise DatasetError(f'{where}: want {{"turns": [[speaker, text], …]}}') from error
