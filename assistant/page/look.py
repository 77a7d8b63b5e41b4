"""How the page looks: a theme without ornament, one accent colour, type for Chinese."""

from __future__ import annotations

from importlib.resources import files
from inspect import signature
from typing import Any

import gradio as gr

FONT = ["PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "system-ui", "sans-serif"]
# Gradio confines sheets to its own container; these are about what is around it.
HEAD = """<script src="xunwen.js" defer></script>
<style>html.xw-operator .xw-feedback.xw-feedback { display: flex !important; }
.toast-wrap.toast-wrap { display: none; }
@media (max-width: 560px) {
  .gradio-container .fillable.fillable { padding-inline: 16px !important; }
  .gradio-container main.contain.contain { padding: 0 0 56px !important; }
}</style>"""


def theme() -> Any:
    """Gradio's barest theme in our colours, which are CSS variables (``xunwen.css``)."""
    ink = gr.themes.Color(*_REDS, name="cinnabar")
    bare = gr.themes.Base(
        primary_hue=ink, neutral_hue="stone", font=FONT, font_mono=["monospace"], radius_size="lg"
    )
    names = signature(bare.set).parameters
    wanted = {f"{name}{dark}": value for name, value in _SET for dark in ("", "_dark")}
    return bare.set(**{name: value for name, value in wanted.items() if name in names})


_REDS = (
    *("#fdf3f0", "#fae3dd", "#f3c4b9", "#e99d8c", "#d9705b", "#bb4a36"),
    *("#9a3324", "#842b1e", "#6b251b", "#572019", "#34110c"),
)
_SET = (
    ("body_background_fill", "var(--xw-paper)"),
    ("body_text_color", "var(--xw-ink)"),
    ("body_text_color_subdued", "var(--xw-soft)"),
    ("background_fill_primary", "var(--xw-card)"),
    ("background_fill_secondary", "var(--xw-quiet)"),
    ("block_background_fill", "transparent"),
    ("block_border_color", "var(--xw-line)"),
    ("block_border_width", "0px"),
    ("block_label_background_fill", "transparent"),
    ("block_label_text_color", "var(--xw-soft)"),
    ("block_title_text_color", "var(--xw-soft)"),
    ("block_info_text_color", "var(--xw-soft)"),
    ("block_shadow", "none"),
    ("block_padding", "0px"),
    ("border_color_primary", "var(--xw-line)"),
    ("border_color_accent", "var(--xw-accent)"),
    ("color_accent", "var(--xw-accent)"),
    ("color_accent_soft", "var(--xw-accent-soft)"),
    ("link_text_color", "var(--xw-accent)"),
    ("input_background_fill", "var(--xw-card)"),
    ("input_background_fill_focus", "var(--xw-card)"),
    ("input_border_color", "var(--xw-line)"),
    ("input_border_color_focus", "var(--xw-accent)"),
    ("input_border_width", "1px"),
    ("input_placeholder_color", "var(--xw-soft)"),
    ("input_shadow_focus", "0 0 0 3px var(--xw-accent-soft)"),
    ("button_primary_background_fill", "var(--xw-accent)"),
    ("button_primary_background_fill_hover", "var(--xw-accent)"),
    ("button_primary_border_color", "transparent"),
    ("button_primary_text_color", "var(--xw-on-accent)"),
    ("button_primary_text_color_hover", "var(--xw-on-accent)"),
    ("button_secondary_background_fill", "transparent"),
    ("button_secondary_background_fill_hover", "var(--xw-quiet)"),
    ("button_secondary_border_color", "var(--xw-line)"),
    ("button_secondary_text_color", "var(--xw-ink)"),
    ("button_secondary_text_color_hover", "var(--xw-ink)"),
    ("table_text_color", "var(--xw-ink)"),
    ("table_even_background_fill", "transparent"),
    ("table_odd_background_fill", "transparent"),
    ("table_border_color", "var(--xw-line)"),
)


def css() -> str:
    """Our sheet, and the page's own additions."""
    static = files("assistant").joinpath("static")
    sheets = ("xunwen.css", "page.css")
    return "\n".join(static.joinpath(name).read_text("utf-8") for name in sheets)
