"""Accounts with their truth marked in place: ``⟦id|kind|name|title|organization|role|answers⟧words⟦/⟧``.

``-`` stands for unknown, ``⟦+⟧`` is ignored; answers are ids with commas between.
"""

from __future__ import annotations

import re
from pathlib import Path

from evaluation.truths import TrueTurn


def marked(path: Path) -> tuple[str, list[TrueTurn]]:
    """Return the text without the marks, and the turns they mark."""
    text, turns, head, start = "", [], [], 0
    for piece in re.split(r"(⟦[^⟧]*⟧)", path.read_text("utf-8")):
        mark = piece[1:-1] if piece.startswith("⟦") else None
        if mark is None:
            text += piece
        elif mark == "/":
            turns.append(_turn(head, start, len(text)))
        elif mark != "+":
            head, start = mark.split("|"), len(text)
    return text, turns


def _turn(head: list[str], start: int, end: int) -> TrueTurn:
    turn_id, kind, name, title, organization, _, answers = (None if p == "-" else p for p in head)
    asked = tuple(answers.split(",")) if answers else ()
    return TrueTurn(turn_id, name, title, organization, kind, ((start, end),), asked)
