"""The manifest of a generation: what is in it, by what it was made, and that its bytes are those."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamagedError, IndexStaleError
from index.disk import digest, write_synced
from index.remedy import index_around, named, rebuild_around

FORMAT = 3
MANIFEST = "manifest.json"
SEGMENTS = "segments"


@dataclass(frozen=True, slots=True)
class EncoderStamp:
    """Which encoder made the vectors."""

    name: str
    fingerprint: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class SegmentStamp:
    """A segment and those of its transcripts that count; the others were removed.

    ``passages`` counts all rows of the segment, ``dense`` says which kind of
    FAISS index holds their vectors, ``context`` which contextual encoder read its
    sentences: its fingerprint, or "" where none did.
    """

    name: str
    passages: int
    dense: str
    transcripts: tuple[str, ...]
    context: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of; ``files`` maps a path to its SHA-256 and bytes."""

    format: int
    encoder: EncoderStamp
    segmenter: str
    counts: dict[str, int]
    sources: dict[str, str]
    segments: tuple[SegmentStamp, ...] = ()
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError, IndexStaleError."""
    path = generation / MANIFEST
    try:
        fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if fields["format"] != FORMAT:
            raise IndexStaleError(
                f"{path}: index format {fields['format']}, this version reads {FORMAT}. "
                f"{rebuild_around(path)}, or for an older one: xunwen index upgrade {named(index_around(path))}"
            )
        stated = fields.pop("checksum")
        if stated != _checksum(fields):
            raise IndexDamagedError(f"{path}: its bytes have changed. {rebuild_around(path)}")
        stamp = EncoderStamp(**fields.pop("encoder"))
        files = {name: (made, size) for name, (made, size) in fields.pop("files").items()}
        segments = tuple(
            SegmentStamp(**one | {"transcripts": tuple(one["transcripts"])})
            for one in fields.pop("segments")
        )
        return Manifest(encoder=stamp, files=files, segments=segments, **fields)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{path}: not a manifest. {rebuild_around(path)}") from error


def check_sizes(generation: Path, manifest: Manifest) -> None:
    """Refuse a generation with a file missing, cut short or grown."""
    for name, (_, size) in manifest.files.items():
        path = generation / name
        if not path.is_file():
            raise IndexDamagedError(f"{path}: missing from the index. {rebuild_around(path)}")
        if (found := path.stat().st_size) != size:
            raise IndexDamagedError(
                f"{path}: {found} bytes where {size} were written. {rebuild_around(path)}"
            )


def check_hashes(generation: Path, manifest: Manifest, most_bytes: int | None = None) -> None:
    """Refuse a generation whose bytes changed; files above ``most_bytes`` are passed over."""
    check_sizes(generation, manifest)
    for name, (made, size) in manifest.files.items():
        if (most_bytes is None or size <= most_bytes) and _found(generation / name) != made:
            raise IndexDamagedError(
                f"{generation / name}: its bytes have changed. {rebuild_around(generation)}"
            )


def check_segments(generation: Path, manifest: Manifest, names: Collection[str]) -> None:
    """Refuse segments whose bytes changed, so that no copy of them passes for whole."""
    places = tuple(f"{SEGMENTS}/{name}/" for name in names)
    files = {name: own for name, own in manifest.files.items() if name.startswith(places)}
    check_hashes(generation, replace(manifest, files=files))


def write_manifest(
    generation: Path, manifest: Manifest, known: Mapping[str, tuple[str, int]]
) -> Manifest:
    """Record what was written; ``known`` are the hashes of files taken over. Returns it whole."""
    names = sorted(
        path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file()
    )
    files = {name: known.get(name) or _measured(generation / name) for name in names}
    fields = asdict(manifest) | {"files": files}
    stated = {"checksum": _checksum(json.loads(json.dumps(fields)))}
    write_synced(generation / MANIFEST, json.dumps(fields | stated, ensure_ascii=False, indent=1))
    return read_manifest(generation)


def _measured(path: Path) -> tuple[str, int]:
    return digest(path), path.stat().st_size


def _found(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise IndexDamagedError(
            f"{path}: cannot be read: {error.strerror}. {rebuild_around(path)}"
        ) from error


def _checksum(fields: Mapping[str, Any]) -> str:
    """Of a manifest's fields, whatever their order."""
    import hashlib

    text = json.dumps(fields, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
