"""``xunwen doctor``"""

from __future__ import annotations

import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import click

from assistant.opening import told
from assistant.settings import Settings, read_settings
from assistant.summary import counted
from corpus.errors import IndexMissingError, XunwenError

PARTS = ("xunwen", "faiss-cpu", "numpy", "tokenizers", "sentence-transformers", "torch", "gradio")
QUESTION = "辍学问题怎么解决？"
LEAST_DISK = 2**30
LEAST_MEMORY = 2**30


class Finding(NamedTuple):
    """What a check found: whether it is well, and what to know or to do."""

    about: str
    well: bool
    detail: str


@click.command("doctor", short_help="check versions, index, encoder, disk and memory")
@click.option("--offline", is_flag=True, help="block every socket first, and show that it works")
@click.option("--index", "index", type=click.Path(path_type=Path), help="folder")
def command(offline: bool, index: Path | None) -> None:
    """Check that xunwen can work here: versions, index, encoder, disk, memory, a question."""
    settings = read_settings(index)
    checks: list[Callable[[Settings], Iterator[Finding]]] = [_versions, _room, _encoder, _index]
    if offline:
        checks = [_blocked, *checks]
    ill = 0
    for check in checks:
        for finding in _guarded(check, settings):
            ill += not finding.well
            mark = "ok " if finding.well else "BAD"
            click.echo(f"{mark}  {finding.about:<10}  {finding.detail}")
    if ill:
        sys.exit(1)


def _guarded(
    check: Callable[[Settings], Iterator[Finding]], settings: Settings
) -> Iterator[Finding]:
    """A check's findings; an error of ours is one, with what it says to do."""
    try:
        yield from check(settings)
    except XunwenError as error:
        yield Finding(check.__name__.strip("_"), False, told(error))


def _blocked(_: Settings) -> Iterator[Finding]:
    """Close the way out for the rest of this process, and try it."""
    import socket

    sys.addaudithook(_no_network)
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    except _Blocked:
        yield Finding("offline", True, "sockets are blocked; a trial connection was refused here")
    except OSError as error:
        yield Finding("offline", False, f"a connection was tried all the same: {error}")


class _Blocked(RuntimeError):
    """Somebody wanted the network."""


def _no_network(event: str, _: object) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        raise _Blocked(f"{event}: xunwen doctor --offline lets nothing out")


def _versions(_: Settings) -> Iterator[Finding]:
    yield Finding("python", True, f"{platform.python_version()} on {platform.platform()}")
    for name in PARTS:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            needed = name not in ("torch", "sentence-transformers", "gradio")
            yield Finding(name, not needed, f"not installed: pip install {name}")


def _room(settings: Settings) -> Iterator[Finding]:
    """Free disk where the index is, and memory where the system tells."""
    folder = settings.index
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield Finding("disk", free >= LEAST_DISK, f"{free / 2**30:.1f} GB free at {folder}")
    try:
        fields = dict(
            line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines()
        )
        memory = int(fields["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return
    yield Finding("memory", memory >= LEAST_MEMORY, f"{memory / 2**30:.1f} GB available")


def _encoder(_: Settings) -> Iterator[Finding]:
    from index.encoder import load_encoder

    encoder = load_encoder()
    detail = f"{encoder.name}, {encoder.dimensions} dimensions, SHA-256 {encoder.fingerprint}"
    yield Finding("encoder", bool(encoder.encode_questions([QUESTION]).any()), detail)


def _index(settings: Settings) -> Iterator[Finding]:
    """Every byte of the index, and a question put to it."""
    from assistant.opening import open_searcher
    from index import store
    from index.opened import Opened

    try:
        store.current(settings.index)
    except IndexMissingError:
        if not settings.own:
            raise
        yield Finding("index", True, f"none yet at {settings.index}; the first question makes it")
        return
    manifest = store.using(settings.index, lambda one: Opened.of(one, most_bytes=None)).manifest
    counts = manifest.counts
    yield Finding(
        "index",
        True,
        f"whole: {counted(counts['transcripts'], 'record')}, {counted(counts['turns'], 'turn')}, "
        f"{counted(len(manifest.segments), 'segment')} at {settings.index}",
    )
    searcher = open_searcher(settings)
    begun = time.perf_counter()
    answer = searcher.ask(QUESTION)
    took = (time.perf_counter() - begun) * 1000
    found = len(answer.findings + answer.nearest)
    yield Finding("question", found > 0, f"{QUESTION} {counted(found, 'finding')} in {took:.1f} ms")
