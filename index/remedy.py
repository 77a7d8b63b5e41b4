"""What to run about an index that cannot be used as it is."""

from __future__ import annotations

from pathlib import Path

GENERATIONS = "generations"
BUILD = "Run: xunwen index build"


def rebuild(folder: Path) -> str:
    """The sentence that has the index in this folder built anew, and no other."""
    return f"{BUILD} RECORDS {named(folder)}"


def rebuild_around(path: Path) -> str:
    """The same, for a path inside a generation of the index."""
    return rebuild(index_around(path))


def index_around(path: Path) -> Path:
    """The index folder that a path inside a generation belongs to; outside of any, its folder."""
    around = (one.parent for one in path.parents if one.name == GENERATIONS)
    return next(around, path.parent)


def named(folder: Path) -> str:
    """The option by which a command is given the folder."""
    return f'--index "{folder}"' if " " in str(folder) else f"--index {folder}"
