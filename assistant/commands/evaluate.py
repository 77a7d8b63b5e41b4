"""``xunwen evaluate``"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.question_sets import export, init
from assistant.console import counter, print_json, say, writing

if TYPE_CHECKING:
    from typing import TypeAlias

    from evaluation.contrast import Contrast
    from evaluation.evaluation import Evaluation
    from evaluation.model import Dataset
    from index.encoder import Encoder
    from index.search import Searcher

    Judgement: TypeAlias = tuple[Evaluation, Contrast | None]

GATE_NOT_MET = 3
path_type = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be judged, and how."""

    split: str
    transcripts: tuple[Path, ...]
    index: Path | None
    encoder: str | None
    twins: bool
    peers: bool
    seed: int
    compare: tuple[str, str] | None

    @property
    def runs(self) -> list[Path]:
        """The saved runs among what is compared; the rest are systems."""
        from evaluation.peers import PEERS
        from evaluation.searcher import SYSTEMS

        known = (*SYSTEMS, *(PEERS if self.peers else ()))
        return [Path(name) for name in self.compare or () if name not in known]


@click.group("evaluate", invoke_without_command=True)
@click.option(
    "--dataset", multiple=True, type=path_type, help="a BEIR folder, JSONL, CSV or TREC .topics"
)
@click.option("--transcripts", multiple=True, type=path_type, help="the records it asks about")
@click.option("--parsing", type=path_type, help="a folder of labelled records")
@click.option("--split", type=click.Choice(["test", "dev", "all"]), default="test")
@click.option("--index", type=path_type, help="an index folder; without it, one is made")
@click.option("--encoder", help="a sentence-transformers model by name, or a folder")
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
    wanted = Wanted(split, transcripts, index, encoder, twins, peers, seed, compare)
    _check(wanted, gate)
    found = (_evaluate(one, wanted) for one in dataset or (None,))
    evaluations = [(one, _contrast(one, wanted)) for one in found]
    _print(evaluations, wanted, markdown, as_json)
    if save:
        _save(evaluations, save)
    if report:
        _write_report(evaluations, report)
    if gate:
        _hold(evaluations, gate, seed)


command.add_command(init)
command.add_command(export)


def _check(wanted: Wanted, gate: Path | None) -> None:
    """What would fail after minutes of measuring fails before it."""
    from corpus.errors import SettingError
    from evaluation.gate import open_gate
    from evaluation.searcher import SYSTEMS

    for path in wanted.runs:
        if not path.is_file():
            known = ", ".join(SYSTEMS)
            raise SettingError(f"--compare {path}: neither a system ({known}) nor a saved run file")
    if gate:
        open_gate(gate)


def _evaluate(path: Path | None, wanted: Wanted) -> Evaluation:
    """One dataset judged; two saved runs are judged without a search."""
    from assistant.evaluating import open_questions, read_records, records_in
    from index.encoder import load_encoder

    searcher = _searcher(wanted)
    model = searcher.encoder if searcher else load_encoder(wanted.encoder)
    records = read_records(wanted.transcripts) if wanted.transcripts else None
    if searcher and records is None:
        records = records_in(searcher)
    questions = open_questions(path, wanted.split, records)
    if len(wanted.runs) == 2:
        return _with_runs(questions, None, wanted)
    found = _searched(questions, model, searcher, wanted)
    return _with_runs(questions, found, wanted) if wanted.runs else found


def _searcher(wanted: Wanted) -> Searcher | None:
    from assistant.opening import open_searcher
    from assistant.settings import Settings
    from index.encoder import load_encoder
    from index.search import Searcher

    if not wanted.index:
        return None
    if wanted.encoder:
        return Searcher.open(wanted.index, load_encoder(wanted.encoder))
    return open_searcher(Settings(wanted.index, own=False))


def _searched(
    questions: Dataset, model: Encoder, searcher: Searcher | None, wanted: Wanted
) -> Evaluation:
    from assistant.evaluating import evaluate_dataset, with_peers

    with counter(questions.name, 1000) as bar:

        def progress(done: int, total: int) -> None:
            bar(1000 * done // total)

        found = evaluate_dataset(
            questions,
            model,
            searcher,
            twins_right=wanted.twins,
            seed=wanted.seed,
            progress=progress,
        )
        return with_peers(found, model, wanted.seed, progress) if wanted.peers else found


def _with_runs(questions: Dataset, found: Evaluation | None, wanted: Wanted) -> Evaluation:
    """Saved runs beside what was found now, on the questions that all were asked."""
    from assistant.saved import in_common, open_runs
    from evaluation.evaluation import judge

    saved = open_runs(wanted.runs, questions)
    common = in_common(questions, saved)
    if left := len(questions.qrels) - len(common.qrels):
        say(f"{left} 题未在这些运行中问过，不比较 questions were not asked in these runs")
    runs = [one.run for one in found.systems] if found else []
    replies = found.replies if found else ()
    return judge(common, [*saved, *runs], replies, twins_right=wanted.twins, seed=wanted.seed)


def _contrast(evaluation: Evaluation, wanted: Wanted) -> Contrast | None:
    """What was to be compared, side by side."""
    from assistant.saved import labels
    from evaluation.contrast import contrast

    if not wanted.compare:
        return None
    called = dict(zip(map(str, wanted.runs), labels(wanted.runs), strict=True))
    a, b = (called.get(str(Path(name)), name) for name in wanted.compare)
    return contrast(evaluation, a, b, seed=wanted.seed)


def _print(evaluations: list[Judgement], wanted: Wanted, markdown: bool, as_json: bool) -> None:
    from evaluation import table
    from evaluation.comparison import compare_all
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


def _hold(evaluations: list[Judgement], gate: Path, seed: int) -> None:
    from evaluation.gate import judge_gate, open_gate

    verdict = judge_gate(open_gate(gate), [one for one, _ in evaluations], seed=seed)
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
