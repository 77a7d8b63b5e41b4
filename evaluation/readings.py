"""How well records are read: turns, speakers, titles, organisations and links.

A turn is found when its characters and a labelled turn's overlap by half
(intersection over union), which at most one turn can. Speakers, titles and
organisations are judged on the turns found, links on all: a link is right when
both of its turns are found and answer one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from corpus.exchanges import replies
from corpus.folding import fold
from corpus.model import Spans, Speaker, Transcript
from corpus.record import transcribe
from evaluation.table import align
from evaluation.truths import SHARED, TrueTurn, Truth, truths

OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one record, or of several added up."""

    turns_found: int = 0
    turns_read: int = 0
    turns_labelled: int = 0
    speakers_right: int = 0
    titles_right: int = 0
    organizations_right: int = 0
    kinds_right: int = 0
    links_right: int = 0
    links_read: int = 0
    links_labelled: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def measures(self) -> dict[str, float | None]:
        """The figures; None where there is nothing to judge."""
        return {
            "turn_f1": _f1(self.turns_found, self.turns_read, self.turns_labelled),
            "speaker_accuracy": _share(self.speakers_right, self.turns_found),
            "title_accuracy": _share(self.titles_right, self.turns_found),
            "organization_accuracy": _share(self.organizations_right, self.turns_found),
            "kind_accuracy": _share(self.kinds_right, self.turns_found),
            "link_f1": _f1(self.links_right, self.links_read, self.links_labelled),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """One record as it was read, counted against its labels."""

    name: str
    style: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class ParsingEvaluation:
    """All labelled records of a folder; ``missing`` have no source in this place."""

    folder: str
    readings: tuple[Reading, ...]
    missing: tuple[str, ...] = ()

    @property
    def whole(self) -> Tally:
        """The counts of all records together: every turn weighs the same."""
        return sum((one.tally for one in self.readings), Tally())

    def by_style(self) -> dict[str, Tally]:
        """The counts of each style of record, by name."""
        found: dict[str, Tally] = {}
        for one in self.readings:
            found[one.style] = found.get(one.style, Tally()) + one.tally
        return dict(sorted(found.items()))

    def to_json(self) -> dict[str, Any]:
        """The figures as a document: all, by style, by record."""
        return {
            "parsing": self.folder,
            "records": len(self.readings),
            "turns": self.whole.turns_labelled,
            "measures": self.whole.measures(),
            "styles": {name: tally.measures() for name, tally in self.by_style().items()},
            "by_record": [
                {"record": one.name, "style": one.style, **one.tally.measures()}
                for one in self.readings
            ],
            "missing": list(self.missing),
        }

    def table(self) -> str:
        """The figures as text, a row for each record, each style and all."""
        head = ["记录 record", "体例 style", "turns", *Tally().measures()]
        rows = [head]
        rows += [_row(one.name, one.style, one.tally) for one in self.readings]
        rows += [_row(f"= {name}", name, tally) for name, tally in self.by_style().items()]
        rows.append(_row("= all", "", self.whole))
        missing = f"\nno source here: {', '.join(self.missing)}\n" if self.missing else ""
        return align(rows) + "\n" + missing


def evaluate_parsing(folder: Path, sources: Iterable[Path] = (SHARED,)) -> ParsingEvaluation:
    """Read every labelled record of a folder and count what is right.

    ``sources`` are folders in which records that the labels only name are
    looked for. Raises DatasetError for malformed labels, RecordError for a
    record that cannot be read.
    """
    known, missing = truths(folder, sources)
    return ParsingEvaluation(str(folder), tuple(map(_reading, known)), tuple(missing))


def _reading(truth: Truth) -> Reading:
    transcript = transcribe(truth.extract, truth.path)
    return Reading(truth.name, transcript.style, compare(transcript, truth.turns))


def compare(transcript: Transcript, labelled: Sequence[TrueTurn]) -> Tally:
    """Count one reading against the labels of its record."""
    matched = _matched(transcript, labelled)
    pairs = [
        (transcript.turns[matched[turn.turn_id]], turn)
        for turn in labelled
        if turn.turn_id in matched
    ]
    answered = replies(transcript.exchanges)
    read_links = {
        (asked, turn_id)
        for turn_id, reply in answered.items()
        for asked in (reply.answers, *reply.also_answers)
    }
    ids = {turn.turn_id: read.turn_id for read, turn in pairs}
    true_links = [(asked, turn.turn_id) for turn in labelled for asked in turn.answers]
    return Tally(
        turns_found=len(pairs),
        turns_read=len(transcript.turns),
        turns_labelled=len(labelled),
        speakers_right=sum(_same_person(read.speaker, turn) for read, turn in pairs),
        titles_right=sum(_same(read.speaker.title, turn.title) for read, turn in pairs),
        organizations_right=sum(
            _same(read.speaker.organization, turn.organization) for read, turn in pairs
        ),
        kinds_right=sum(read.kind == turn.kind for read, turn in pairs),
        links_right=sum(
            (ids.get(asked), ids.get(answer)) in read_links for asked, answer in true_links
        ),
        links_read=len(read_links),
        links_labelled=len(true_links),
    )


def _matched(transcript: Transcript, labelled: Sequence[TrueTurn]) -> dict[str, int]:
    """Which turn read is which labelled one; both are in order, so one walk finds them."""
    found: dict[str, int] = {}
    first = 0
    for turn in labelled:
        place = first
        while place < len(transcript.turns):
            read = transcript.turns[place]
            if read.spans[0][0] >= turn.spans[-1][1]:
                break
            if read.spans[-1][1] <= turn.spans[0][0]:
                first = place
            elif overlap(read.spans, turn.spans) >= OVERLAP:
                found[turn.turn_id] = place
                break
            place += 1
    return found


def overlap(first: Spans, second: Spans) -> float:
    """Intersection over union of two sets of characters."""
    shared = sum(
        max(0, min(high, top) - max(low, bottom)) for low, high in first for bottom, top in second
    )
    total = sum(high - low for low, high in (*first, *second)) - shared
    return shared / total if total else 0.0


def _same_person(read: Speaker, turn: TrueTurn) -> bool:
    """The same name; without a name in the labels, the same office."""
    if turn.name is not None:
        return _same(read.name, turn.name)
    return (
        read.name is None
        and _same(read.title, turn.title)
        and _same(read.organization, turn.organization)
    )


def _same(read: str | None, true: str | None) -> bool:
    return fold(read or "") == fold(true or "")


def _f1(right: int, read: int, labelled: int) -> float | None:
    return 2 * right / (read + labelled) if read + labelled else None


def _share(right: int, of: int) -> float | None:
    return right / of if of else None


def _row(name: str, style: str, tally: Tally) -> list[str]:
    figures = ("–" if one is None else f"{one:.3f}" for one in tally.measures().values())
    return [name, style, str(tally.turns_labelled), *figures]
