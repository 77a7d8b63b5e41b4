"""``xunwen parse``"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.console import console, print_json
from assistant.render import speaker_line


@click.command("parse", short_help="show the turns and exchanges of one record")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.option("--style", help="how the record is written; without it, by its own evidence")
@click.option("--text", "as_text", is_flag=True, help="print the text that offsets count in")
def command(file: Path, style: str | None, as_json: bool, as_text: bool) -> None:
    """Show who says what to whom in FILE, as xunwen reads it."""
    from assistant.parsed import transcript_document
    from assistant.terminal import visible
    from corpus.record import read_transcript

    transcript = read_transcript(file, style)
    if as_text:
        sys.stdout.buffer.write(transcript.text.encode("utf-8", "backslashreplace"))
    elif as_json:
        print_json(transcript_document(transcript))
    else:
        out = console()
        for turn in transcript.turns:
            words = transcript.words(turn.spans)
            head = f"{turn.turn_id}  {turn.kind}  {speaker_line(turn.speaker)}"
            out.print(visible(head), style="bold")
            out.print(visible(words[:120] + ("…" if len(words) > 120 else "")))
