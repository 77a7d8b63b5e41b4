"""``xunwen index``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import counter, say
from assistant.gathering import gather
from assistant.opening import encoder_named
from assistant.settings import Settings, read_settings
from assistant.summary import Summary, counted
from corpus.errors import IndexBusyError, SettingError, XunwenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus.model import Transcript
    from index.encoder import Encoder
    from index.manifest import Manifest

folder_option = click.option("--index", "index", type=click.Path(path_type=Path), help="folder")
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group("index", short_help="build, extend and check an index")
def command() -> None:
    """Build an index of records, extend it, and check that it is whole."""


@command.command("build")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--encoder", help="a sentence-transformers model by name, or a folder")
@click.option("--store", "uri", help="milvus://host:19530, or a file for Milvus Lite")
@click.option("--quick", is_flag=True, help="do not read sentence by sentence: faster, finds less")
@folder_option
def build(
    paths: tuple[Path, ...], encoder: str | None, uri: str | None, quick: bool, index: Path | None
) -> None:
    """Index the records at PATHS (files or folders); without any, the shipped one."""
    from corpus.record import shipped
    from index.build import build_index
    from index.encoder import load_encoder

    settings = read_settings(index)
    maker, summary = load_encoder(encoder), Summary()

    def check() -> None:
        if not paths:
            _spare_others(settings.index)

    with counter("passages") as done:
        records = summary.watch(gather(paths or (shipped(),)))
        manifest = build_index(records, settings.index, maker, done, not quick, check)
    _report(settings, manifest, summary)
    if uri:
        _load(settings, maker, uri)


def _spare_others(index: Path) -> None:
    """Raise SettingError where records are indexed that the shipped one would take the place of."""
    from corpus.record import record_files, shipped
    from index import store
    from index.manifest import read_manifest

    try:
        held = read_manifest(store.current(index)).sources
    except XunwenError:  # none is there, or none that can be used
        return
    others = held.keys() - {path.stem for path in record_files([shipped()])}
    if others:
        raise SettingError(
            f"{index}: holds {counted(len(others), 'record')} of yours ({min(others)}), and without "
            "PATHS the record that comes with xunwen would take their place; name the records to "
            "build from, or another folder with --index."
        )


@command.command("add")
@paths_argument
@folder_option
def add(paths: tuple[Path, ...], index: Path | None) -> None:
    """Add the records at PATHS; what is there already stays as it is."""
    from index import store
    from index.build import add_what_is_new
    from index.encoder import load_encoder

    settings, summary = read_settings(index), Summary()
    maker = _maker(settings) if store.built(settings.index) else load_encoder()
    records = gather(paths)

    def new(held: Mapping[str, str]) -> Iterator[Transcript]:
        return summary.watch(summary.without(records, held))

    with counter("passages") as done:
        manifest = add_what_is_new(new, settings.index, maker, done)
    _report(settings, manifest, summary)


@command.command("update")
@paths_argument
@folder_option
def update(paths: tuple[Path, ...], index: Path | None) -> None:
    """Make the index hold the records at PATHS as they are now; unchanged ones are not touched."""
    from index.build import update_index

    settings = read_settings(index)
    with counter("passages") as done:
        change = update_index(gather(paths), settings.index, _maker(settings), done)
    say(
        f"{len(change.added)} added, {len(change.replaced)} replaced, "
        f"{len(change.unchanged)} unchanged in {settings.index}"
    )


@command.command("remove")
@click.argument("ids", nargs=-1, required=True)
@folder_option
def remove(ids: tuple[str, ...], index: Path | None) -> None:
    """Remove records by their IDS, as ``index list`` shows them."""
    from index.build import remove_from_index

    settings = read_settings(index)
    _report(settings, remove_from_index(ids, settings.index, _maker(settings)))


@command.command("upgrade")
@folder_option
def upgrade(index: Path | None) -> None:
    """Bring an index of an older format to this one, from the texts that it holds."""
    from index import store
    from index.build import build_index
    from index.upgrade import read_older

    settings = read_settings(index)
    generation = store.current(settings.index)
    old = read_older(generation)

    def check() -> None:
        if store.current(settings.index) != generation:
            raise IndexBusyError(
                f"{settings.index}: somebody else has changed this index meanwhile, and it stays so."
            )

    with counter("passages") as done:
        maker = encoder_named(old.encoder)
        manifest = build_index(old.transcripts(), settings.index, maker, done, check=check)
    _report(settings, manifest)


@command.command("list")
@folder_option
def list_(index: Path | None) -> None:
    """The records in the index."""
    from assistant.opening import open_searcher

    searcher = open_searcher(read_settings(index), say)
    for source in searcher.records.transcripts():
        click.echo(f"{source.transcript_id}\t{source.date or '-'}\t{source.title}")


@command.command("verify")
@folder_option
def verify(index: Path | None) -> None:
    """Check every byte of the index against its manifest, and that it opens."""
    from index import store
    from index.opened import Opened

    settings = read_settings(index)
    opened = store.using(settings.index, lambda one: Opened.of(one, most_bytes=None))
    for name in opened.manifest.sources:
        opened.records.transcript(name)
    say(f"{settings.index}: whole, {len(opened.manifest.files)} files as written")


def _maker(settings: Settings) -> Encoder:
    """The encoder that made the index."""
    from index import store
    from index.manifest import read_manifest

    made = store.using(settings.index, read_manifest)
    return encoder_named(made.encoder.name)


def _load(settings: Settings, encoder: Encoder, uri: str) -> None:
    """Send what was built to Milvus as well."""
    from index.milvus import load

    with counter("passages to Milvus") as done:
        sent = load(settings.index, uri, done)
    say(f"{counted(sent, 'passage')} in {uri}")


def _report(settings: Settings, manifest: Manifest, summary: Summary | None = None) -> None:
    for line in summary.lines() if summary else ():
        say(line)
    counts = manifest.counts
    nouns = {
        "record": "transcripts",
        "turn": "turns",
        "exchange": "exchanges",
        "passage": "passages",
    }
    held = [counted(counts.get(key, 0), noun) for noun, key in nouns.items()]
    say(f"{', '.join(held)} in {settings.index}")
