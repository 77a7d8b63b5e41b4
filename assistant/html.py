"""Answers and records as HTML; every word is escaped by the templates' engine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.language import Language
from assistant.place import standing
from assistant.render import asker_line, permalink, pieces, speaker_line

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

STEERING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that turn the direction of writing, or are controls: shown by their number."""


def render(template: str, language: Language, **values: Any) -> str:
    """A template of ``assistant/templates``, filled in."""
    page = _environment().get_template(template)
    return page.render(t=language, lang=language.code, **values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("assistant", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        shown=shown,
        paragraphs=paragraphs,
        pieces=pieces,
        who=speaker_line,
        asker=asker_line,
        permalink=permalink,
        standing=standing,
        marks=marks,
    )
    return environment


def shown(text: str) -> Markup:
    """Escaped, and with what would steer the page made visible."""
    from markupsafe import Markup, escape

    return Markup(STEERING.sub(_number, str(escape(text))))


def _number(match: re.Match[str]) -> str:
    code = f"U+{ord(match.group()):04X}"
    return f'<span class="xw-sign" title="{code}">{code}</span>'


def paragraphs(text: str) -> list[str]:
    """The text cut at blank lines and line ends, empty parts left out."""
    return [part for part in re.split(r"\s*\n\s*", text) if part.strip()]


def marks(spans: tuple[tuple[int, int], ...]) -> str:
    """Spans as the reading view takes them in its address."""
    return ",".join(f"{start}-{end}" for start, end in spans)
