"""The terminal: what is printed for people, for programs, and on the way."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

WIDEST = 100
Item = TypeVar("Item")


def console() -> Console:
    """A console on standard output, no wider than lines of Chinese read well.

    Where no terminal is behind it, and nobody asks for a width, no line is broken:
    what is searched for stands in one piece.
    """
    from rich.console import Console

    whole = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    own = Console(highlight=False, markup=False, emoji=False, soft_wrap=whole)
    if own.width <= WIDEST:
        return own
    return Console(highlight=False, markup=False, emoji=False, width=WIDEST, soft_wrap=whole)


def say(message: str) -> None:
    """A line about what is going on, beside the output."""
    click.echo(message, err=True)


def print_json(document: Any) -> None:
    """One JSON document on standard output, UTF-8 whatever the console's encoding."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the disk refuses while ``path`` is written is said in a line, as SettingError."""
    from corpus.errors import SettingError

    try:
        yield
    except OSError as error:
        raise SettingError(f"{path}: cannot be written: {error.strerror}") from error


def progress(items: Sequence[Item], about: str) -> Iterator[Item]:
    """The items one by one, with a bar on standard error when somebody watches."""
    with counter(about, len(items)) as done:
        for number, item in enumerate(items, 1):
            yield item
            done(number)


@contextmanager
def counter(about: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar that is told how much is done; silent where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(about, total=total)
        yield lambda done: bar.update(task, completed=done)
