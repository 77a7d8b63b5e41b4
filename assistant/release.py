"""Which xunwen this is."""

from __future__ import annotations


def release() -> str:
    """The version, as installed; 0 when it runs from a folder."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xunwen")
    except PackageNotFoundError:
        return "0"
