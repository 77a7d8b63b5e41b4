"""A generation of an index while it is written: what is kept of the old one, and what is new."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from corpus.model import Transcript
from index import segmenter, store
from index.archive import Archive
from index.context import ContextEncoder, companion
from index.encoder import Encoder
from index.manifest import (
    FORMAT,
    SEGMENTS,
    EncoderStamp,
    Manifest,
    SegmentStamp,
    check_segments,
    read_manifest,
    write_manifest,
)
from index.rewriting import Kept, due, embedding, reading, transcripts_of
from index.segment import MOST_PASSAGES, RECORDS, Embed, SegmentWriter, counted, taken

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What an update did: the ids of records that are new, other than before, or as before."""

    added: list[str]
    replaced: list[str]
    unchanged: list[str]


class Draft:
    """A new generation in ``folder``, beside the ``old`` one or in its place.

    ``progress`` is told how many passages have been done so far; without
    ``closely`` no sentence is read by itself. Nothing counts until ``publish``.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        progress: Progress,
        old: Path | None = None,
        closely: bool = True,
    ) -> None:
        self._folder = folder
        self._encoder = encoder
        self._progress = progress
        self._old = old
        self._done = 0
        self._manifest = read_manifest(old) if old else None
        self._segments = list(self._manifest.segments) if self._manifest else []
        self._context = self._reader() if closely else None
        self._read = self._context.encode_passages if self._context else None
        self.sources = dict(self._manifest.sources) if self._manifest else {}
        self._new: list[SegmentStamp] = []
        self._written: set[str] = set()

    def _reader(self) -> ContextEncoder | None:
        """What reads sentences; nothing where some of the index was not read: then none helps."""
        if not all(one.context for one in self._segments):
            return None  # before anything is loaded
        found = companion(self._encoder)
        if found and any(one.context != found.fingerprint for one in self._segments):
            return None
        return found

    @property
    def passages(self) -> int:
        """How many were written anew."""
        return sum(stamp.passages for stamp in self._new)

    def drop(self, name: str) -> None:
        """Leave a record out from now on."""
        del self.sources[name]

    def changed(self, transcripts: Iterable[Transcript], change: Change) -> Iterator[Transcript]:
        """Those of the transcripts that the old generation does not hold as they are."""
        for one in transcripts:
            name = one.transcript_id
            if name in self._written or name not in self.sources:
                change.added.append(name)
            elif self.sources[name] == one.sha256 and self._stored(name) == one:
                change.unchanged.append(name)
                continue
            else:
                change.replaced.append(name)
                self.drop(name)
            yield one

    def write(
        self,
        transcripts: Iterable[Transcript],
        embed: Embed | None = None,
        read: Embed | None = None,
    ) -> None:
        """Write transcripts into new segments. Raises RecordError for an id that is taken."""
        waiting = iter(transcripts)
        for first in waiting:
            name = secrets.token_hex(6)
            folder = self._folder / SEGMENTS / name
            embed = embed or self._encoder.encode_passages
            with SegmentWriter(folder, embed, self._advance, read or self._read) as writer:
                self._fill(writer, chain([first], waiting))
                kind = writer.finish()
            context = self._context.fingerprint if self._context and writer.has_sentences else ""
            stamp = SegmentStamp(name, writer.passages, kind, writer.transcripts, context)
            self._new.append(stamp)

    def publish(self) -> Manifest:
        """Join what is due, link what stays, and write the manifest."""
        kept = [one for one in map(self._kept, self._segments) if one.transcripts]
        groups = due(kept) if self._old else []
        anew = {one.name for group in groups for one in group}
        for group in groups:
            self._rewrite(group)
        stay = [one for one in kept if one.name not in anew]
        for one in stay:
            store.link_segment(self._old_folder, self._folder, one.name)
        stamps = [
            SegmentStamp(one.name, one.passages, one.dense, one.transcripts, one.context)
            for one in stay
        ]
        return self._write_manifest((*stamps, *self._new))

    @property
    def _old_folder(self) -> Path:
        assert self._old is not None
        return self._old

    def _fill(self, writer: SegmentWriter, transcripts: Iterator[Transcript]) -> None:
        for one in transcripts:
            if one.transcript_id in self.sources:
                raise taken(one.transcript_id, self.sources[one.transcript_id], one.sha256)
            writer.add(one)
            self._written.add(one.transcript_id)
            self.sources[one.transcript_id] = one.sha256
            if writer.passages >= MOST_PASSAGES:
                break

    def _advance(self, passages: int) -> None:
        self._done += passages
        self._progress(self._done)

    def _kept(self, stamp: SegmentStamp) -> Kept:
        names = tuple(
            name for name in stamp.transcripts if name in self.sources and name not in self._written
        )
        folder = self._old_folder / SEGMENTS / stamp.name
        living = counted(folder, names)["passages"]
        return Kept(stamp.name, stamp.dense, stamp.passages, living, names, stamp.context)

    def _rewrite(self, group: Sequence[Kept]) -> None:
        """One new segment of what counts in these; their bytes are checked first."""
        assert self._manifest is not None
        check_segments(self._old_folder, self._manifest, {one.name for one in group})
        folder = self._old_folder / SEGMENTS
        for name in (name for one in group for name in one.transcripts):
            self.drop(name)
        found = (one for kept in group for one in transcripts_of(folder, kept))
        made = self._context.fingerprint if self._context else ""
        self.write(
            found,
            embedding(folder, group, self._encoder.encode_passages),
            reading(folder, group, made),
        )

    def _stored(self, name: str) -> Transcript:
        """A record as the old generation has it."""
        where = next(one.name for one in self._segments if name in one.transcripts)
        return Archive(self._old_folder / SEGMENTS / where / RECORDS).transcript(name)

    def _write_manifest(self, stamps: tuple[SegmentStamp, ...]) -> Manifest:
        counts: Counter[str] = Counter()
        for one in stamps:
            counts.update(counted(self._folder / SEGMENTS / one.name, one.transcripts))
        known = self._manifest.files if self._manifest else {}
        own = self._encoder
        stamp = EncoderStamp(own.name, own.fingerprint, own.dimensions)
        sources = dict(sorted(self.sources.items()))
        made = Manifest(FORMAT, stamp, segmenter.NAME, dict(counts), sources, stamps)
        return write_manifest(self._folder, made, known)
