"""``xunwen promises``"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import console, print_json, progress, say
from assistant.settings import read_settings
from assistant.summary import counted

if TYPE_CHECKING:
    from corpus.model import Speaker, Transcript
    from corpus.promises import Promise


@click.command("promises", short_help="list what officials committed themselves to")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--index", "index", type=click.Path(path_type=Path), help="folder")
@click.option("--speaker", help="of this person")
@click.option("--organization", help="of this department")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
def command(
    paths: tuple[Path, ...],
    index: Path | None,
    speaker: str | None,
    organization: str | None,
    as_json: bool,
) -> None:
    """List who promised what by when, in the words of the records at PATHS.

    Without PATHS, of every record in the index. Precise rather than complete:
    a sentence counts when it binds (将…, 力争…, 确保…) or names a date ahead.
    """
    from assistant.promised import promise_document

    found, heard = [], set()
    for transcript in _read(paths) if paths else _held(index):
        found += [(transcript, one) for one in _kept(transcript, speaker, organization)]
        heard |= {turn.speaker for turn in transcript.turns}
    _say_who_is_absent(heard, speaker, organization)
    if as_json:
        print_json({"promises": [promise_document(*one) for one in found]})
        return
    for transcript, one in found:
        _show(transcript, one)
    say(counted(len(found), "promise"))


def _kept(
    transcript: Transcript, speaker: str | None, organization: str | None
) -> Iterator[Promise]:
    """Those of the person and the department asked for."""
    from corpus.promises import promises

    for one in promises(transcript):
        if _named(one.turn.speaker, speaker) and _placed(one.turn.speaker, organization):
            yield one


def _named(who: Speaker, speaker: str | None) -> bool:
    from corpus.folding import fold

    return speaker is None or fold(speaker) == fold(who.name or "")


def _placed(who: Speaker, organization: str | None) -> bool:
    from corpus.folding import fold

    return organization is None or fold(organization) in fold(who.organization or "")


def _say_who_is_absent(
    heard: Iterable[Speaker], speaker: str | None, organization: str | None
) -> None:
    """Name who was asked for and speaks nowhere: that is another thing than no promise."""
    from assistant.terminal import visible

    if not any(_named(who, speaker) for who in heard):
        say(f"nobody named {visible(speaker or '')} speaks in these records")
    if not any(_placed(who, organization) for who in heard):
        say(f"nobody speaks for {visible(organization or '')} in these records")


def _read(paths: tuple[Path, ...]) -> Iterator[Transcript]:
    from corpus.record import read_transcript, record_files

    return map(read_transcript, progress(list(record_files(paths)), "reading"))


def _held(index: Path | None) -> Iterator[Transcript]:
    from assistant.opening import open_searcher

    records = open_searcher(read_settings(index), say).records
    return (records.transcript(source.transcript_id) for source in records.transcripts())


def _show(transcript: Transcript, one: Promise) -> None:
    from assistant.promised import promise_line
    from assistant.terminal import visible

    out = console()
    out.print(visible(promise_line(transcript, one)), style="bold")
    out.print(visible(transcript.words(one.what)))
