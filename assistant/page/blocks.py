"""The page as a whole: its head, its tabs, its language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.routing import Mount

from assistant import language
from assistant.evaluating import Judged
from assistant.library import Library
from assistant.page import look
from assistant.page.asking import AskingTab
from assistant.page.evaluation import EvaluationTab
from assistant.page.exchanges import ExchangesTab
from assistant.page.gate import Gate
from assistant.page.records import RecordsTab
from assistant.unanswered import Unanswered

if TYPE_CHECKING:
    from fastapi import FastAPI


def build(
    library: Library,
    judged: Judged,
    unanswered: Unanswered | None = None,
    operator: bool = False,
) -> Callable[[FastAPI], Any]:
    """Import Gradio and draw the page; returns what mounts it on an application."""
    translation = gr.I18n(**language.table())
    with gr.Blocks(title="询问 xunwen", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(_heading(), js_on_load=None, elem_id="heading")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(translation("tab_ask"), id="ask"):
                AskingTab(library, unanswered, operator).draw(translation)
            with gr.Tab(translation("tab_evaluation"), id="evaluation"):
                EvaluationTab(judged).draw(translation)
            with gr.Tab(translation("tab_exchanges"), id="exchanges") as tab:
                ExchangesTab(library).draw(translation, tab)
            with gr.Tab(translation("tab_records"), id="records") as tab:
                RecordsTab(library, operator).draw(tab)

    def mount(app: FastAPI) -> Any:
        gr.mount_gradio_app(
            app,
            blocks,
            path="/",
            i18n=translation,
            theme=look.theme(),
            css=look.css(),
            head=look.HEAD,
            footer_links=[],
            run_history=False,
            max_file_size="100kb",
            show_error=False,
        )
        route = app.router.routes[-1]
        assert isinstance(route, Mount)
        route.app = Gate(route.app)
        return blocks

    return mount


def _heading() -> str:
    """In both languages; the sheet shows the page's own."""
    pairs = ((language.CHINESE, "xw-zh"), (language.ENGLISH, "xw-en"))
    lines = [
        f'<p class="{name}" lang="{code}">{language.Language(code)("tagline")}</p>'
        for code, name in pairs
    ]
    return f'<header class="xw-heading"><h1>询问</h1>{"".join(lines)}</header>'
