"""The options by which every command that asks is narrowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from assistant.filters import ROLES

OPTIONS = (
    click.option("--speaker", help="answers of this person"),
    click.option("--organization", help="answers of this department"),
    click.option("--role", type=click.Choice(ROLES), help="answers given in this role"),
    click.option("--transcript", help="in this record, by its id"),
    click.option("--from", "since", metavar="DATE", help="not before: 2020, 2020-04, 2020-04-30"),
    click.option("--to", "until", metavar="DATE", help="not after"),
)
NAMES = ("speaker", "organization", "role", "transcript", "since", "until")


def narrowing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options; it receives them by their names."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
