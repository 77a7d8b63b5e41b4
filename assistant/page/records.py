"""The tab that lists the records."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.library import Library
from assistant.visit import Visit


class RecordsTab:
    """Every record, the newest first, each leading to its reading view."""

    def __init__(self, library: Library, operator: bool) -> None:
        """``operator`` shows the way to where records are added."""
        self._library, self._operator = library, operator

    def draw(self, tab: gr.Tab) -> None:
        """Draw the tab; the list is made when somebody looks."""
        listing = gr.HTML(js_on_load=None, elem_id="records")
        quiet: dict[str, Any] = {"queue": False, "api_visibility": "private"}
        tab.select(self.list, None, listing, show_progress="hidden", **quiet)

    def list(self, request: gr.Request) -> str:
        """The records as HTML."""
        visit, shelf = Visit.of(request), self._library.shelf
        return visit.render(
            "records.html", holdings=shelf.holdings, names=shelf.names, operator=self._operator
        )
