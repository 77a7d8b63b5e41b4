"""``xunwen evaluate``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.question_sets import export, init
from assistant.console import print_json, say, writing
from assistant.wanted import Wanted, check, judge_wanted

if TYPE_CHECKING:
    from assistant.wanted import Judgement

GATE_NOT_MET = 3
path_type = click.Path(path_type=Path)


@click.group("evaluate", invoke_without_command=True)
@click.option(
    "--dataset", multiple=True, type=path_type, help="a BEIR folder, JSONL, CSV or TREC .topics"
)
@click.option("--transcripts", multiple=True, type=path_type, help="the records it asks about")
@click.option("--parsing", type=path_type, help="a folder of labelled records")
@click.option("--split", type=click.Choice(["test", "dev", "all"]), default="test")
@click.option("--index", type=path_type, help="an index folder; without it, one is made")
@click.option("--encoder", help="a sentence-transformers model by name, or a folder")
@click.option("--reader", help="a cross-encoder that reads the first 20 hits again, or a folder")
@click.option("--twins", is_flag=True, help="count identical unjudged passages as right")
@click.option("--peers", is_flag=True, help="also judge what others use (needs xunwen[peers])")
@click.option("--compare", nargs=2, metavar="A B", help="two systems, or saved run files")
@click.option("--gate", type=path_type, help="TOML of checks; exit code 3 when one fails")
@click.option("--save", type=path_type, help="a folder for runs, replies and figures")
@click.option("--report", type=path_type, help="write a report to look at (one HTML file)")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="of intervals and tests")
@click.option("--markdown", is_flag=True, help="print the table as Markdown")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.pass_context
def command(
    context: click.Context,
    dataset: tuple[Path, ...],
    transcripts: tuple[Path, ...],
    parsing: Path | None,
    split: str,
    index: Path | None,
    encoder: str | None,
    reader: str | None,
    twins: bool,
    peers: bool,
    compare: tuple[str, str] | None,
    gate: Path | None,
    save: Path | None,
    report: Path | None,
    seed: int,
    markdown: bool,
    as_json: bool,
) -> None:
    """Measure how well questions are answered; without options, the shipped test questions."""
    if context.invoked_subcommand:
        return
    if parsing:
        _print_parsing(parsing, as_json)
        return
    wanted = Wanted(split, transcripts, index, encoder, reader, twins, peers, seed, compare)
    check(wanted, gate, save, report)
    evaluations = [judge_wanted(one, wanted) for one in dataset or (None,)]
    _print(evaluations, wanted, markdown, as_json)
    if save:
        _save(evaluations, save)
    if report:
        _write_report(evaluations, report)
    if gate:
        _hold(evaluations, gate)


command.add_command(init)
command.add_command(export)


def _print(evaluations: list[Judgement], wanted: Wanted, markdown: bool, as_json: bool) -> None:
    from evaluation import table
    from evaluation.comparison import compare_all, compare_pooled
    from evaluation.document import to_json

    if as_json:
        documents = [to_json(one, contrast) for one, contrast in evaluations]
        print_json(documents[0] if len(documents) == 1 else documents)
    elif markdown:
        click.echo(table.markdown(one for one, _ in evaluations), nl=False)
    else:
        for one, contrast in evaluations:
            click.echo(table.table(one), nl=False)
            click.echo()
            rows = contrast.rows if contrast else compare_all(one, seed=wanted.seed)
            click.echo(table.compared(rows), nl=False)
            if contrast:
                click.echo("\n" + table.side_by_side(contrast), nl=False)
        if len(evaluations) > 1:
            click.echo("\n合计 all sets pooled")
            rows = compare_pooled([one for one, _ in evaluations], seed=wanted.seed)
            click.echo(table.compared(rows), nl=False)


def _save(evaluations: list[Judgement], folder: Path) -> None:
    from evaluation.document import save_evaluation

    with writing(folder):
        for one, contrast in evaluations:
            save_evaluation(one, folder, contrast)
    say(f"saved in {folder}")


def _write_report(evaluations: list[Judgement], path: Path) -> None:
    from evaluation.report import page

    with writing(path):
        path.write_text(page(evaluations), encoding="utf-8")
    say(f"report in {path}")


def _hold(evaluations: list[Judgement], gate: Path) -> None:
    from evaluation.gate import judge_gate, open_gate

    verdict = judge_gate(open_gate(gate), [one for one, _ in evaluations])
    say(verdict.text().rstrip())
    if not verdict.passed:
        sys.exit(GATE_NOT_MET)


def _print_parsing(folder: Path, as_json: bool) -> None:
    from evaluation.readings import evaluate_parsing

    parsing = evaluate_parsing(folder)
    if as_json:
        print_json(parsing.to_json())
    else:
        click.echo(parsing.table(), nl=False)
