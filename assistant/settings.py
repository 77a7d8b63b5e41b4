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

    Only an index that nobody chose is built unasked. ``answer_at`` is the
    confidence, 0 to 1, below which there is no answer; None for the search's own.
    ``reader`` is a cross-encoder that reads the first hits again, None for none.
    """

    index: Path
    own: bool
    answer_at: float | None = None
    reader: str | None = None


def read_settings(
    index: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """``--index`` wins over XUNWEN_INDEX, which wins over the user's data folder.

    XUNWEN_ANSWER_AT is the operating point, XUNWEN_READER a cross-encoder's name or
    folder. Raises SettingError for an operating point that is none.
    """
    said = environment if environment is not None else os.environ
    at = _share(said.get("XUNWEN_ANSWER_AT"), "XUNWEN_ANSWER_AT")
    named = index or said.get("XUNWEN_INDEX")
    if named:
        return Settings(Path(named), False, at, said.get("XUNWEN_READER") or None)
    import platformdirs

    folder = platformdirs.user_data_path("xunwen", appauthor=False) / "index"
    return Settings(folder, True, at, said.get("XUNWEN_READER") or None)


def _share(text: str | None, name: str) -> float | None:
    """A number from 0 to 1; None where nothing is said."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise SettingError(f"{name}={text}: want a number from 0 to 1, such as 0.25.")
    return value


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the server shows itself; the default lets nobody's page but its own use it.

    ``rate`` is questions, and records read, a minute from one client; 0 for no limit.
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
