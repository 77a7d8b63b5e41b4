"""The tab that judges the search with the questions that come with it, and shows the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.evaluating import Judged
from assistant.language import CHINESE, ENGLISH, Language
from assistant.visit import Visit
from corpus.errors import XunwenError

MEASURES = ("Success@1", "RR@10", "nDCG@10", "R@10")
Translate = Callable[[str], Any]


class EvaluationTab:
    """A button, a bar, the table, the report below it; that is a page of its own too, to print."""

    def __init__(self, judged: Judged) -> None:
        """Nothing is drawn yet."""
        self._judged = judged

    def draw(self, words: Translate) -> None:
        """Draw the tab; one evaluation runs at a time."""
        pairs = (("xw-zh", CHINESE), ("xw-en", ENGLISH))
        lines = [
            f'<p class="{name}">{Language(code)("evaluation_help")}</p>' for name, code in pairs
        ]
        gr.HTML(f'<div class="xw-answers xw-soft">{"".join(lines)}</div>', js_on_load=None)
        button = gr.Button(words("run_evaluation"), variant="primary", elem_id="evaluate")
        table = gr.HTML(js_on_load=None, elem_id="evaluation")
        button.click(self.run, None, table, concurrency_limit=1, api_visibility="private")

    def run(self, request: gr.Request, progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008  Gradio knows it by its default
        """The table and the report as HTML."""
        from evaluation.report import panel

        visit = Visit.of(request)
        about = visit.language("evaluation_runs")
        progress(0, desc=about)
        try:
            evaluation = self._judged.evaluation(
                lambda done, total: progress((done, total), desc=about)
            )
        except XunwenError as error:
            return visit.failure(error)
        figures = visit.render("evaluation.html", evaluation=evaluation, measures=MEASURES)
        return figures + panel(evaluation)
