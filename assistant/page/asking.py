"""The tab where questions are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.examples import MOST
from assistant.filters import ROLES, make_filters
from assistant.language import CHINESE, ENGLISH, Language, hint
from assistant.library import Library, Shelf
from assistant.unanswered import Unanswered
from assistant.visit import LONGEST, Visit
from corpus.errors import XunwenError

COUNT = 4
Translate = Callable[[str], Any]


class AskingTab:
    """Question, filters, answer; every event renders one piece of HTML."""

    def __init__(self, library: Library, unanswered: Unanswered | None, operator: bool) -> None:
        """Nothing is drawn yet."""
        self._library, self._unanswered, self._operator = library, unanswered, operator

    def draw(self, words: Translate) -> None:
        """Draw the tab and wire its events; call inside ``gr.Blocks``."""
        with gr.Row(elem_id="ask-row", equal_height=True):
            question = gr.Textbox(
                label=words("question"),
                placeholder=words("placeholder_bare"),
                lines=1,
                max_lines=4,
                max_length=LONGEST,
                autofocus=True,
                elem_id="question",
                scale=1,
            )
            button = gr.Button(words("ask"), variant="primary", elem_id="ask", scale=0)
        examples = self._examples()
        narrowing = self._narrowing(words)
        answer = gr.HTML(_idle(self._library.shelf), elem_id="answer", js_on_load=None)
        asked: dict[str, Any] = {
            "inputs": [question, *narrowing],
            "outputs": answer,
            "api_visibility": "private",
            "queue": False,
            "concurrency_limit": None,
            "show_progress": "minimal",
            "js": _IN_ADDRESS,
        }
        triggers = [question.submit, button.click, *(one.input for one in narrowing)]
        # One event, the last to be asked: what was asked before never takes its answer's place.
        gr.on(triggers, self.answer, trigger_mode="always_last", **asked)
        for example in examples:
            example.click(lambda text: text, example, question, queue=False).then(None, js=_ASK)
        # Going back changes the address and no more: xunwen.js presses this for it.
        returned = gr.Button(visible="hidden", elem_id="returned")
        returned.click(None, None, [question, *narrowing], js=_FROM_ADDRESS).then(None, js=_ASK)
        self._arrive(question, narrowing, answer, examples)

    def _examples(self) -> list[gr.Button]:
        """As many as there can be; which there are is said when somebody arrives."""
        with gr.Row(elem_id="examples"):
            return [
                gr.Button(size="sm", min_width=0, elem_classes="example", visible=False)
                for _ in range(MOST)
            ]

    def _narrowing(self, words: Translate) -> list[Any]:
        choices = _choices(self._library.shelf, words)
        with gr.Accordion(words("filters"), open=False, elem_id="filters"), gr.Row():
            fields = [
                *(_choice(words(name), given) for name, given in choices.items()),
                gr.Textbox(label=words("from"), placeholder="2020-01", min_width=140),
                gr.Textbox(label=words("to"), placeholder="2020-12-31", min_width=140),
                gr.Checkbox(label=words("newest"), min_width=140, elem_id="newest"),
            ]
        return fields

    def _arrive(self, question: Any, narrowing: list[Any], answer: Any, examples: Any) -> None:
        """A link to the page may bring a question and filters along; records may have come."""
        drawn = self._library.shelf.name

        def arrive(request: gr.Request) -> list[Any]:
            visit = Visit.of(request)
            given = [visit.query.get(name, "") for name in ADDRESS]
            filters = [*given[1:7], bool(given[7])]
            shelf = self._library.shelf
            choices = _choices(shelf, visit.language).values()
            offered = shelf.examples[:MOST]
            holder = hint(visit.language, offered)
            box = gr.update(placeholder=holder)
            buttons = [gr.update(value=text, visible=True) for text in offered]
            buttons += [gr.update(visible=False)] * (MOST - len(buttons))
            if not any(given):
                # Somebody may be typing already: no word is touched.
                chosen = [gr.update(choices=one) for one in choices]
                rest = [gr.skip()] * (len(filters) - len(chosen))
                idle = gr.skip() if shelf.name == drawn else _idle(shelf)
                return [box, *chosen, *rest, idle, *buttons]
            chosen = [
                gr.update(choices=one, value=value)
                for one, value in zip(choices, filters, strict=False)
            ]
            shown = self._shown(visit, given[0], filters)
            box = gr.update(value=given[0], placeholder=holder)
            return [box, *chosen, *filters[len(chosen) :], shown, *buttons]

        gr.on(
            None,
            arrive,
            outputs=[question, *narrowing, answer, *examples],
            queue=False,
            api_visibility="private",
            show_progress="hidden",
        )

    def answer(self, request: gr.Request, question: str, *rest: Any) -> str:
        """The answer as HTML; an empty question gets the quiet beginning."""
        return self._shown(Visit.of(request), question or "", list(rest))

    def _shown(self, visit: Visit, question: str, narrowing: list[Any]) -> str:
        if not question.strip():
            return _idle(self._library.shelf)
        try:
            filters = make_filters(*narrowing[:6])
            shelf = self._library.shelf
            answer = shelf.searcher.ask(
                question, k=COUNT, filters=filters, newest_first=bool(narrowing[6])
            )
        except XunwenError as error:
            return visit.failure(error)
        if self._unanswered:
            self._unanswered.hear(answer)
        return visit.answer(answer, shelf, narrowing, operator=self._operator)


ADDRESS = (
    *("q", "speaker", "organization", "role", "transcript", "from", "to", "newest"),
    *("corpus", "index"),
)
# Both are in xunwen.js: the question goes into the address, and comes back out of it, so that
# going back, reloading and sharing all work.
_IN_ADDRESS = "(...asked) => intoAddress(...asked)"
_FROM_ADDRESS = "() => fromAddress()"
_ASK = "() => { document.getElementById('ask').click(); }"


def _idle(shelf: Shelf) -> str:
    """The quiet beginning, in both languages; the sheet shows the page's own."""
    records, exchanges = len(shelf.holdings), sum(one.exchanges for one in shelf.holdings)

    def holds(words: Language) -> str:
        counts = words("records_count", records), words("exchanges_count", exchanges)
        return words("holds", *counts)

    lines = [
        f'<span class="{name}">{words("idle")}<small>{holds(words)}</small></span>'
        for words, name in ((Language(CHINESE), "xw-zh"), (Language(ENGLISH), "xw-en"))
    ]
    return f'<div class="xw-answers"><p class="xw-idle">{"".join(lines)}</p></div>'


def _choices(shelf: Shelf, words: Callable[[str], Any]) -> dict[str, list[tuple[Any, str]]]:
    """What each list offers, by the name of its label; none of them is the first."""
    offered: dict[str, list[tuple[Any, str]]] = {
        "person": [(name, name) for name in _names(shelf)],
        "department": [(name, name) for name in _departments(shelf)],
        "role": [(words(f"role_{role}"), role) for role in ROLES],
        "record": [(name, transcript_id) for transcript_id, name in shelf.names.items()],
    }
    return {name: [(words("anyone"), ""), *given] for name, given in offered.items()}


def _choice(label: Any, choices: list[tuple[Any, str]]) -> Any:
    # A link may name somebody in part, or a record that has gone: no reason to fail.
    return gr.Dropdown(
        label=label, choices=choices, value="", allow_custom_value=True, min_width=140
    )


def _names(shelf: Shelf) -> list[str]:
    return sorted({one.name for one in shelf.people if one.name})


def _departments(shelf: Shelf) -> list[str]:
    return sorted({one.organization for one in shelf.people if one.organization})
