"""``xunwen parse``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import console, print_json, say
from assistant.place import where
from assistant.render import speaker_line
from corpus.exchanges import replies

if TYPE_CHECKING:
    from corpus.model import Transcript

SHOWN = 120
"""Characters of a turn that are printed; --json has all."""


@click.command("parse", short_help="show the turns and exchanges of one record")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.option("--style", help="how the record is written; without it, by its own evidence")
@click.option("--text", "as_text", is_flag=True, help="print the text that offsets count in")
def command(file: Path, style: str | None, as_json: bool, as_text: bool) -> None:
    """Show who says what to whom in FILE, as xunwen reads it."""
    from assistant.parsed import transcript_document
    from corpus.record import read_transcript

    transcript = read_transcript(file, style)
    if as_text:
        sys.stdout.buffer.write(transcript.text.encode("utf-8", "backslashreplace"))
    elif as_json:
        print_json(transcript_document(transcript))
    else:
        _show(transcript)


def _show(transcript: Transcript) -> None:
    """Title, date and style, what a person should know, and the turns, shortened."""
    from assistant.terminal import visible

    out = console()
    out.print(visible(f"{transcript.title}  {transcript.date or '-'}  style: {transcript.style}"))
    for note in transcript.notes:
        say(visible(note))
    answers = replies(transcript.exchanges)
    for turn in transcript.turns:
        words = transcript.words(turn.spans)
        reply = answers.get(turn.turn_id)
        head = [turn.turn_id, turn.kind, speaker_line(turn.speaker)]
        head += [f"→ {reply.answers} ({reply.confidence:.2f})"] if reply else []
        head += [where(transcript, turn.spans)]
        out.print(visible("  ".join(filter(None, head))), style="bold")
        out.print(visible(words[:SHOWN] + ("…" if len(words) > SHOWN else "")))
