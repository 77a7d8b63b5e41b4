"""The address of a request among our routes, wherever a proxy has put the server."""

from __future__ import annotations

from starlette.types import Scope


def address(scope: Scope) -> str:
    """The path without the prefix that a proxy serves us under (``--prefix``)."""
    path: str = scope.get("path", "")
    root: str = scope.get("root_path", "")
    if root and (path == root or path.startswith(f"{root}/")):
        return path.removeprefix(root) or "/"
    return path
