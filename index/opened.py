"""A generation, open: its segments as one index."""

from __future__ import annotations

import os
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.errors import IndexDamagedError, IndexStaleError
from index import lock, segmenter
from index.dense import Dense
from index.layout import Layout, lay_out
from index.lexical import Lexical
from index.manifest import MANIFEST, SEGMENTS, Manifest, check_hashes, read_manifest
from index.numbering import number
from index.records import Records
from index.remedy import rebuild_around
from index.segment import Segment, open_segment

if TYPE_CHECKING:
    from index.encoder import Encoder

SMALL_FILE = 16 * 2**20
"""Files up to this size are checked whenever an index is opened; ``verify`` checks all."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Opened:
    """What a question is asked of. While it lives, its generation stays on the disk."""

    manifest: Manifest
    segments: tuple[Segment, ...]
    records: Records
    layout: Layout
    lexical: Lexical
    dense: Dense

    @classmethod
    def of(cls, generation: Path, most_bytes: int | None = SMALL_FILE) -> Self:
        """Open a generation; files up to ``most_bytes`` are checked bit by bit.

        Raises IndexDamagedError, IndexStaleError.
        """
        held = _held(generation)
        try:
            opened = cls._of(generation, most_bytes)
        except BaseException:
            os.close(held)
            raise
        weakref.finalize(opened, os.close, held)
        return opened

    @classmethod
    def _of(cls, generation: Path, most_bytes: int | None) -> Self:
        manifest = read_manifest(generation)
        check_hashes(generation, manifest, most_bytes)
        folder = generation / SEGMENTS
        segments = [open_segment(folder / stamp.name) for stamp in manifest.segments]
        numbering = number(segments, [frozenset(one.transcripts) for one in manifest.segments])
        layout = lay_out(segments, numbering)
        return cls(
            manifest,
            tuple(segments),
            Records([segment.archive for segment in segments], layout),
            layout,
            Lexical(segments, numbering.rows),
            Dense([segment.vectors for segment in segments], numbering.rows),
        )


def check_makers(generation: Path, manifest: Manifest, encoder: Encoder) -> None:
    """Raises IndexStaleError for an index by another encoder or segmenter."""
    made = manifest.encoder
    if made.fingerprint != encoder.fingerprint:
        raise IndexStaleError(
            f"{generation}: made by encoder {made.name} ({made.fingerprint[:12]}), "
            f"asked with {encoder.name} ({encoder.fingerprint[:12]}). {rebuild_around(generation)}"
        )
    if manifest.segmenter != segmenter.NAME:
        raise IndexStaleError(
            f"{generation}: made by segmenter {manifest.segmenter}, "
            f"this version uses {segmenter.NAME}. {rebuild_around(generation)}"
        )


def _held(generation: Path) -> int:
    """A handle that keeps the generation from being cleared away."""
    try:
        return lock.reading(generation / MANIFEST)
    except OSError as error:
        raise IndexDamagedError(
            f"{generation / MANIFEST}: not a manifest. {rebuild_around(generation)}"
        ) from error
