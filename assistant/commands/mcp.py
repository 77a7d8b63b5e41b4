"""``xunwen mcp``"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import click

from assistant.console import say
from assistant.settings import read_settings


@click.command("mcp", short_help="answer a language model's questions over stdio")
@click.option("--index", type=click.Path(path_type=Path), help="index folder")
def command(index: Path | None) -> None:
    """Serve the records as MCP tools on standard input and output, until it is closed."""
    from assistant.library import Library
    from assistant.release import release

    # Nothing is ever half done here, and whoever waits for a line of input hears no other way.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        from assistant.mcp import make_server
    except ImportError as error:
        from corpus.errors import DependencyError

        raise DependencyError(
            f"xunwen mcp needs the MCP SDK ({error.name}): pip install mcp"
        ) from error
    make_server(Library(read_settings(index), say), release()).run("stdio")
