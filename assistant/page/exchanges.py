"""The tab that lists who asked whom about what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.library import Library
from assistant.visit import Visit

MOST = 200
Translate = Callable[[str], Any]


class ExchangesTab:
    """One record's exchanges, each leading to its place in the reading view."""

    def __init__(self, library: Library) -> None:
        """Nothing is drawn yet."""
        self._library = library

    def draw(self, words: Translate, tab: gr.Tab) -> None:
        """Draw the tab; the list is made when somebody looks."""
        record = gr.Dropdown(
            label=words("record"),
            choices=self._choices(),
            value=None,
            allow_custom_value=True,
            elem_id="exchanges-record",
        )
        listing = gr.HTML(js_on_load=None, elem_id="exchanges")
        quiet: dict[str, Any] = {
            "queue": False,
            "api_visibility": "private",
            "show_progress": "hidden",
        }
        record.input(self.list, record, listing, trigger_mode="always_last", **quiet)
        tab.select(self.look, record, [record, listing], **quiet)

    def _choices(self) -> list[tuple[str, str]]:
        return [(name, one) for one, name in self._library.shelf.names.items()]

    def look(self, request: gr.Request, transcript_id: str | None) -> tuple[Any, str]:
        """The records there are now, and the exchanges of the chosen one, or of the first."""
        choices = self._choices()
        if transcript_id not in self._library.shelf.records:
            transcript_id = choices[0][1] if choices else None
        shown = self.list(request, transcript_id)
        return gr.update(choices=choices, value=transcript_id), shown

    def list(self, request: gr.Request, transcript_id: str | None) -> str:
        """The exchanges as HTML."""
        visit = Visit.of(request)
        transcript = self._library.shelf.transcript(transcript_id or "")
        if transcript is None:
            return visit.render("failure.html", reason=visit.language("no_record"))
        shown = transcript.exchanges[:MOST]
        return visit.render("exchanges.html", transcript=transcript, exchanges=shown)
