"""What reading some records came to, and what in them is uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import Transcript

UNSURE = 0.7
"""A link between a question and an answer below this is worth a look."""
MOST_NOTES = 12
MOST_NAMES = 8


@dataclass(slots=True)
class Summary:
    """Counts over the records that passed by, and what a person should know of them."""

    records: int = 0
    turns: int = 0
    people: int = 0
    exchanges: int = 0
    nameless: int = 0
    unsure: int = 0
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def watch(self, transcripts: Iterable[Transcript]) -> Iterator[Transcript]:
        """Hand the transcripts on, counting."""
        for transcript in transcripts:
            self._count(transcript)
            yield transcript

    def without(
        self, transcripts: Iterable[Transcript], held: Mapping[str, str]
    ) -> Iterator[Transcript]:
        """Those that an index does not hold already, byte for byte; ``held`` maps id to hash."""
        for transcript in transcripts:
            if held.get(transcript.transcript_id) == transcript.sha256:
                self.skipped.append(transcript.transcript_id)
            else:
                yield transcript

    def _count(self, transcript: Transcript) -> None:
        speakers = {turn.speaker for turn in transcript.turns}
        known = {(who.name, who.title, who.organization) for who in speakers} - {(None,) * 3}
        self.records += 1
        self.turns += len(transcript.turns)
        self.people += len(known)
        self.exchanges += len(transcript.exchanges)
        self.nameless += sum(turn.speaker.name is None for turn in transcript.turns)
        self.unsure += sum(one.confidence < UNSURE for one in transcript.exchanges)
        self.notes += [f"{transcript.transcript_id}: {note}" for note in transcript.notes]

    def lines(self) -> Iterator[str]:
        """The summary, a line each."""
        counts = (
            counted(self.records, "record"),
            counted(self.turns, "turn"),
            counted(self.people, "person", "people"),
            counted(self.exchanges, "exchange"),
        )
        yield f"read: {', '.join(counts)}"
        if self.skipped:
            yield f"in the index already, left as they are: {', '.join(self.skipped)}"
        if self.nameless or self.unsure:
            yield (
                f"uncertain: {counted(self.nameless, 'turn')} whose speaker has no name, "
                f"{counted(self.unsure, 'exchange')} whose link is a guess (below {UNSURE})"
            )
        yield from self.notes[:MOST_NOTES]
        if len(self.notes) > MOST_NOTES:
            more = counted(len(self.notes) - MOST_NOTES, "more note")
            yield f"… and {more}; xunwen parse shows each"


def counted(number: int, noun: str, many: str | None = None) -> str:
    """``1 record``, ``1,200 records``; ``many`` is a plural that takes no s."""
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


def shortened(names: Sequence[str]) -> str:
    """The first of these names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
