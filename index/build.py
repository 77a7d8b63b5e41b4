"""Transcripts into an index folder: all anew, or only what changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from corpus.errors import EmptyRecordError, RecordError
from corpus.model import Transcript
from index import store
from index.draft import Change, Draft, Progress
from index.encoder import Encoder
from index.manifest import Manifest, check_sizes, read_manifest
from index.opened import check_makers


def build_index(
    transcripts: Iterable[Transcript],
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    closely: bool = True,
    check: Callable[[], None] = lambda: None,
) -> Manifest:
    """Write an index of these transcripts that takes the place of what is in ``folder``.

    ``progress`` is told how many passages have been done so far. Without ``closely``
    no sentence is read by itself: that is fast, and finds a little less. ``check`` is
    called once nobody else can write; what it raises leaves all as it is. Raises
    EmptyRecordError when there is not a single passage, RecordError when two
    transcripts have one id, IndexBusyError, IndexWriteError.
    """
    with store.new_generation(folder) as generation:
        check()
        return _first(Draft(generation, encoder, progress, closely=closely), transcripts, folder)


def build_where_none_is(transcripts: Iterable[Transcript], folder: Path, encoder: Encoder) -> None:
    """Write an index of these transcripts, unless ``folder`` holds one by the time we may write.

    Raises what ``build_index`` raises.
    """
    with store.new_generation(folder) as generation:
        if not store.built(folder):
            _first(Draft(generation, encoder, lambda _: None), transcripts, folder)


def add_to_index(
    transcripts: Iterable[Transcript],
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Write these transcripts beside what is in an index.

    Raises RecordError for an id that is in it, and whatever opening it raises.
    """
    with store.new_generation(folder) as generation:
        draft = Draft(generation, encoder, progress, _serving(folder, encoder))
        draft.write(transcripts)
        return draft.publish()


def add_what_is_new(
    new: Callable[[Mapping[str, str]], Iterable[Transcript]],
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Write beside what is in an index the transcripts that are ``new`` to it; else the first one.

    ``new`` is told what is held, ids with SHA-256, once nobody else can change that.
    Raises what ``build_index`` and ``add_to_index`` raise.
    """
    with store.new_generation(folder) as generation:
        if not store.built(folder):
            return _first(Draft(generation, encoder, progress), new({}), folder)
        draft = Draft(generation, encoder, progress, _serving(folder, encoder))
        draft.write(new(dict(draft.sources)))
        return draft.publish()


def update_index(
    transcripts: Iterable[Transcript],
    folder: Path,
    encoder: Encoder,
    progress: Progress = lambda _: None,
) -> Change:
    """Make an index hold these transcripts as they are now; others stay.

    What reads exactly as before is not touched. Raises what ``add_to_index`` raises.
    """
    change = Change([], [], [])
    with store.new_generation(folder) as generation:
        draft = Draft(generation, encoder, progress, _serving(folder, encoder))
        draft.write(draft.changed(transcripts, change))
        if change.added or change.replaced:
            draft.publish()
    return change


def remove_from_index(ids: Collection[str], folder: Path, encoder: Encoder) -> Manifest:
    """Take records out of an index.

    Raises RecordError for an id that is not in it, and when nothing would be left.
    """
    with store.new_generation(folder) as generation:
        draft = Draft(generation, encoder, lambda _: None, _serving(folder, encoder))
        if missing := sorted(set(ids) - draft.sources.keys()):
            raise RecordError(
                f"{', '.join(missing)}: not in {folder}. xunwen index list shows all."
            )
        for name in set(ids):
            draft.drop(name)
        if not draft.sources:
            raise RecordError(f"{folder}: no record would be left. Delete the folder instead.")
        return draft.publish()


def _first(draft: Draft, transcripts: Iterable[Transcript], folder: Path) -> Manifest:
    """Publish a draft of nothing but these. Raises EmptyRecordError."""
    draft.write(transcripts)
    if not draft.passages:
        raise EmptyRecordError(f"{folder}: nothing to index; no record holds any words.")
    return draft.publish()


def _serving(folder: Path, encoder: Encoder) -> Path:
    """The generation to be changed. Raises IndexMissingError, IndexStaleError, IndexDamagedError."""
    generation = store.current(folder)
    manifest = read_manifest(generation)
    check_makers(generation, manifest, encoder)
    check_sizes(generation, manifest)
    return generation
