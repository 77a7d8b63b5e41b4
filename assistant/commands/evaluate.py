"""``xunwen evaluate``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import counter, print_json, say

if TYPE_CHECKING:
    from evaluation.evaluation import Evaluation, SystemScores

GATE_NOT_MET = 3
path_type = click.Path(path_type=Path)


@click.group("evaluate", invoke_without_command=True)
@click.option("--dataset", multiple=True, type=path_type, help="a BEIR folder, JSONL or CSV")
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
@click.option("--markdown", is_flag=True, help="print the table as Markdown")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.pass_context
def command(
    context: click.Context,
    dataset: tuple[Path, ...],
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
    markdown: bool,
    as_json: bool,
) -> None:
    """Measure how well questions are answered; without options, the shipped test questions."""
    if context.invoked_subcommand:
        return
    if parsing:
        _print_parsing(parsing, as_json)
        return
    evaluations = [
        _evaluate(one, split, index, encoder, reader, twins, peers) for one in dataset or (None,)
    ]
    _print(evaluations, compare, markdown, as_json)
    if save:
        _save(evaluations, save)
    if report:
        _write_report(evaluations, report)
    if gate:
        _hold(evaluations, gate)


@command.command("init")
@click.argument("paths", nargs=-1, required=True, type=path_type)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def init(paths: tuple[Path, ...], out: Path) -> None:
    """Draft a question set from the records at PATHS: their questions, their answers."""
    from corpus.record import read_transcript, record_files
    from evaluation.drafting import draft
    from evaluation.judgments import save_questions

    dataset = draft([read_transcript(path) for path in record_files(paths)], out.stem)
    save_questions(dataset, out)
    say(f"{out}: {len(dataset.questions)} drafted questions; look at each, then measure with them")


def _evaluate(
    dataset: Path | None,
    split: str,
    index: Path | None,
    encoder: str | None,
    reader: str | None,
    twins: bool,
    peers: bool,
) -> Evaluation:
    from assistant.evaluating import evaluate_dataset, open_questions, with_peers
    from index.encoder import load_encoder
    from index.reader import Reader

    questions, model = open_questions(dataset, split), load_encoder(encoder)
    again = Reader(reader) if reader else None
    with counter(questions.name, 1000) as bar:

        def progress(done: int, total: int) -> None:
            bar(1000 * done // total)

        found = evaluate_dataset(
            questions, model, index, twins_right=twins, progress=progress, reader=again
        )
        return with_peers(found, model, progress) if peers else found


def _print(
    evaluations: list[Evaluation],
    compare: tuple[str, str] | None,
    markdown: bool,
    as_json: bool,
) -> None:
    from evaluation import table
    from evaluation.document import to_json

    if as_json:
        documents = [to_json(one) for one in evaluations]
        print_json(documents[0] if len(documents) == 1 else documents)
    elif markdown:
        click.echo(table.markdown(evaluations), nl=False)
    else:
        for one in evaluations:
            click.echo(table.table(one), nl=False)
            if compare:
                click.echo(_compared(one, compare))


def _compared(evaluation: Evaluation, names: tuple[str, str]) -> str:
    """The test between two systems or runs, and the questions that changed."""
    from evaluation.comparison import changes, compare
    from evaluation.table import compared, side_by_side

    first, second = (_scores(evaluation, name) for name in names)
    differences = changes(evaluation.dataset, first, second, "nDCG@10")
    return compared(compare(first, second)) + "\n" + side_by_side(differences)


def _scores(evaluation: Evaluation, name: str) -> SystemScores:
    from corpus.errors import SettingError
    from evaluation.evaluation import scores
    from evaluation.runs import open_run

    for one in evaluation.systems:
        if one.name == name:
            return one
    if not Path(name).is_file():
        known = ", ".join(one.name for one in evaluation.systems)
        raise SettingError(f"--compare {name}: neither a system ({known}) nor a saved run file.")
    return scores(evaluation.dataset, open_run(Path(name)))


def _save(evaluations: list[Evaluation], folder: Path) -> None:
    from evaluation.document import save_evaluation

    folder.mkdir(parents=True, exist_ok=True)
    for one in evaluations:
        save_evaluation(one, folder)
    say(f"saved in {folder}")


def _write_report(evaluations: list[Evaluation], path: Path) -> None:
    from evaluation.comparison import compare_all
    from evaluation.report import page

    comparisons = [row for one in evaluations for row in compare_all(one)]
    path.write_text(page(evaluations, comparisons), encoding="utf-8")
    say(f"report in {path}")


def _hold(evaluations: list[Evaluation], gate: Path) -> None:
    from evaluation.gate import judge_gate, open_gate

    verdict = judge_gate(open_gate(gate), evaluations)
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
