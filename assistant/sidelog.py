"""A file of JSON lines that is kept beside the answers, and never takes one away."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

from assistant.console import writing

log = logging.getLogger("xunwen")


class SideLog:
    """Lines are added by several threads; that the disk refuses them is told once."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self.path = path
        self._lock = threading.Lock()
        self._failing = False

    def check(self) -> None:
        """Open the file, as a line would. Raises SettingError where that is not possible."""
        with writing(self.path), self.path.open("a"):
            pass

    def add(self, document: dict[str, Any]) -> bool:
        """Write one line; whether it was kept."""
        line = json.dumps(document, ensure_ascii=False)
        with self._lock:
            try:
                with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(line + "\n")
            except OSError as error:
                self._tell(error)
                return False
            self._failing = False
            return True

    def _tell(self, error: OSError) -> None:
        if not self._failing:
            log.error("%s: lines are lost until it can be written: %s", self.path, error.strerror)
        self._failing = True
