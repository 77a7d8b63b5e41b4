"""``xunwen``: the command, its parts loaded when they are called."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

COMMANDS = {
    "ask": "ask a question, or a file of questions",
    "parse": "show the turns and exchanges of one record",
    "promises": "list what officials committed themselves to",
    "index": "build, extend and check an index",
    "evaluate": "measure how well questions are answered",
    "train": "train a sentence model on pairs",
    "serve": "open the page and the HTTP interface",
    "mcp": "answer a language model's questions over stdio",
    "bench": "measure speed and size, here and now",
    "doctor": "check versions, index, encoder, disk and memory",
    "completion": "print what makes the shell complete xunwen's commands",
}


class Commands(click.Group):
    """Commands imported one at a time: ``ask`` never pays for ``serve``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"assistant.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xunwen")
def xunwen() -> None:
    """询问 · Ask official meeting records, get the official's own words."""


def main() -> None:
    """Run the command; say what went wrong in a line, never in a traceback."""
    from corpus.errors import XunwenError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        xunwen(prog_name="xunwen")
    except XunwenError as error:
        from assistant.opening import told

        click.echo(f"xunwen: {_printable(told(error))}", err=True)
        sys.exit(1)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            # What could not be written is still waiting, and would be tried again at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo("xunwen: nothing more can be written here: the disk is full.", err=True)
        elif error.filename is not None:
            place = _printable(str(error.filename))
            click.echo(f"xunwen: {place}: {error.strerror}", err=True)
        else:
            raise
        sys.exit(1)


def _printable(message: str) -> str:
    """A message may hold a file's name or a question; neither steers the terminal."""
    from assistant.terminal import visible

    return visible(message)
