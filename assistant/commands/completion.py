"""``xunwen completion``"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="print what makes the shell complete xunwen's commands")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script for SHELL; put it where the shell looks.

    bash: eval "$(xunwen completion bash)" in ~/.bashrc
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "xunwen", "_XUNWEN_COMPLETE").source())
