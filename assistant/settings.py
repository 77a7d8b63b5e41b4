"""What the surroundings say, read once, at the door."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingError


@dataclass(frozen=True, slots=True)
class Settings:
    """``index`` is the index folder; ``own`` says that nobody chose it.

    Only an index that nobody chose is built unasked.
    """

    index: Path
    own: bool


def read_settings(
    index: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """``--index`` wins over XUNWEN_INDEX, which wins over the user's data folder."""
    named = index or (environment if environment is not None else os.environ).get("XUNWEN_INDEX")
    if named:
        return Settings(Path(named), own=False)
    import platformdirs

    return Settings(platformdirs.user_data_path("xunwen", appauthor=False) / "index", own=True)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the server shows itself; the default lets nobody's page but its own use it.

    ``rate`` is questions a minute from one client, 0 for no limit.
    ``allow_origins`` are other sites' addresses, such as https://example.org.
    ``hosts`` are the names the server is reached by beside its own machine's.
    ``prefix`` is the path that a proxy serves it under and takes away, as /records.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    allow_origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    prefix: str = ""
    rate: int = 300
    operator_token: str | None = None
    password: str | None = None
    proxy_header: str | None = None
    log_questions: bool = False
    unanswered: Path | None = None
    feedback: Path | None = None
    page: bool = True


def origin(text: str) -> str:
    """An origin as browsers write it. Raises SettingError for anything else."""
    from urllib.parse import urlsplit

    parts = urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingError(
            f"--allow-origin {text}: not an origin; write scheme and host, as https://example.org."
        )
    if not all(
        character.isascii() and (character.isalnum() or character in "-.:[]")
        for character in parts.netloc
    ):
        raise SettingError(f"--allow-origin {text}: a host has letters, digits, dots and hyphens.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def prefix(text: str) -> str:
    """A path as the proxy serves it, without a slash at its end; empty for none.

    Raises SettingError for what is no path.
    """
    path = text.strip().rstrip("/")
    if not path:
        return ""
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", path):
        raise SettingError(f"--prefix {text}: not a path; write it as /records.")
    return path
