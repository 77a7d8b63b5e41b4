"""``xunwen ask``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.narrowing import narrowing
from assistant.console import console, print_json, say
from assistant.filters import make_filters
from assistant.opening import open_searcher
from assistant.settings import read_settings
from assistant.summary import counted

if TYPE_CHECKING:
    from index.answer import Answer


@click.command("ask", short_help="ask a question, or a file of questions")
@click.argument("question", required=False)
@click.option("-k", "count", default=3, show_default=True, type=click.IntRange(1, 50))
@narrowing
@click.option("--newest", is_flag=True, help="newest first, instead of best first")
@click.option("--explain", is_flag=True, help="say why each answer was found")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='a file of {"id", "query"}, one a line',
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="answers to --batch")
@click.option("--index", type=click.Path(path_type=Path), help="index folder")
def command(
    question: str | None,
    count: int,
    newest: bool,
    explain: bool,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
    index: Path | None,
    **narrowed: str | None,
) -> None:
    """Ask QUESTION in Chinese; get the official's own words, who said them and where."""
    if (question is None) == (batch is None):
        raise click.UsageError("give a QUESTION, or --batch FILE, and not both")
    if batch and not out:
        raise click.UsageError("--batch needs --out FILE for the answers")
    if out and not batch:
        raise click.UsageError("--out is for the answers to --batch; one answer: --json > FILE")
    how: dict[str, Any] = {"k": count, "filters": make_filters(**narrowed), "newest_first": newest}
    searcher = open_searcher(read_settings(index), say)
    if batch and out:
        from assistant.batch import answer_file

        refused = answer_file(lambda query: searcher.ask(query, **how), batch, out)
        if refused:
            say(f'{counted(refused, "question")} could not be asked: see "error" in {out}')
        return
    _show(searcher.ask(question or "", **how), as_json, explain)


def _show(answer: Answer, as_json: bool, explain: bool) -> None:
    if as_json:
        from assistant.render import answer_document

        print_json(answer_document(answer))
        return
    from assistant.terminal import print_answer

    print_answer(console(), answer, explain)
