"""``xunwen bench``"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import counter, say

if TYPE_CHECKING:
    from evaluation.bench import Measured

KILLS, FLIPS = 200, 500
ALIKE = 0.95


class Size(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A number of turns, or ``all``."""

    name = "turns"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """None for all."""
        if value == "all":
            return None
        try:
            return int(str(value))
        except ValueError:
            self.fail(f"{value!r}: give a number of turns, or all", param, ctx)


@click.command("bench", short_help="measure speed and size, here and now")
@click.option("--records", type=click.Path(path_type=Path, exists=True),
              help="turns to index: a gazette file, .jsonl or .jsonl.gz")  # fmt: skip
@click.option("--turns", "sizes", multiple=True, type=Size(),
              default=("1000", "10000", "100000", "all"), show_default=True,
              help="sizes to measure; may be given several times")  # fmt: skip
@click.option("--peer", "peers", multiple=True, type=click.Choice(["txtai", "bm25s+faiss"]),
              help="measure this too, at --peer-turns")  # fmt: skip
@click.option("--peer-turns", type=Size(), default="10000", show_default=True)
@click.option("--plot", type=click.Path(path_type=Path), help="write an SVG here")
@click.option("--store", "uri", help="compare with Milvus instead: milvus://host:19530, or a file")
@click.option(
    "--soak", is_flag=True, help=f"{KILLS} killed writers and {FLIPS} flipped bits instead"
)
def command(
    records: Path | None,
    sizes: tuple[int | None, ...],
    peers: tuple[str, ...],
    peer_turns: int | None,
    plot: Path | None,
    uri: str | None,
    soak: bool,
) -> None:
    """Measure building, starting and asking; prints Markdown tables.

    Without --records: what a question costs in the shipped record, by stage.
    """
    if records is None:
        if soak or uri or plot or peers:
            raise click.UsageError("--soak, --store, --plot and --peer need --records")
        _shipped()
    elif soak:
        _soak(records)
    elif uri:
        _agreement(records, uri)
    else:
        _scale(records, sizes, peers, peer_turns, plot)


def _scale(
    records: Path,
    sizes: tuple[int | None, ...],
    peers: tuple[str, ...],
    peer_turns: int | None,
    plot: Path | None,
) -> None:
    """Every size, and the peers at theirs."""
    from evaluation import bench_report

    wanted = {*sizes, *([peer_turns] if peers else [])}
    order = sorted(wanted, key=lambda size: size or sys.maxsize)
    runs = [("xunwen", size) for size in order] + [(peer, peer_turns) for peer in peers]
    measured = [_measured(system, records, size) for system, size in runs]
    click.echo(bench_report.table(measured))
    click.echo()
    click.echo(
        bench_report.stage_table({f"{m.turns:,} turns": m.stages for m in measured if m.stages})
    )
    click.echo()
    click.echo(bench_report.ratios(measured))
    if plot:
        plot.write_text(bench_report.plot(measured), "utf-8")


def _measured(system: str, records: Path, size: int | None) -> Measured:
    from evaluation.bench import measure

    say(f"{system}, {f'{size:,}' if size else 'all'} turns …")
    with counter("turns", size) as done:
        return measure(system, records, size, done)


def _shipped() -> None:
    """A warm question about the shipped record, stage by stage."""
    from assistant.evaluating import open_questions
    from assistant.opening import build_shipped
    from evaluation import bench_report
    from evaluation.latency import latencies
    from index.encoder import load_encoder
    from index.search import Searcher

    with tempfile.TemporaryDirectory(prefix="xunwen-bench-") as place:
        build_shipped(Path(place))
        searcher = Searcher.open(Path(place), load_encoder())
        questions = [one.text for one in open_questions(None, "dev").questions]
        for question in questions:
            searcher.ask(question)
        taken, stages = latencies(searcher.ask, questions)
    click.echo(bench_report.stage_table({f"{len(questions)} questions": stages}))
    click.echo()
    click.echo(f"a question: {taken.median:.2f} ms at the median, {taken.p95:.2f} ms at p95")


def _agreement(records: Path, uri: str) -> None:
    """The best ten turns here and in Milvus; exit code 1 when too few questions agree."""
    from evaluation.agreement import BEST, agreement

    found = agreement(records, uri)
    click.echo(
        f"{found.asked} questions: the same best {BEST} turns for {found.share:.1%}, "
        f"{len(found.differences)} differ"
    )
    for one in found.differences:
        click.echo(f"  {one.question}: {one.reason}")
    if found.share < ALIKE:
        sys.exit(1)


def _soak(records: Path) -> None:
    """Kill writers and flip bits; exit code 1 when anything was lost or shown wrong."""
    from itertools import islice

    from evaluation.soak import flip_often, kill_often, short_meetings
    from index.build import build_index
    from index.encoder import load_encoder

    with tempfile.TemporaryDirectory(prefix="xunwen-soak-") as place:
        folder = Path(place) / "index"
        build_index(islice(short_meetings(records), 3), folder, load_encoder())
        outcomes = {}
        with counter("kills", KILLS) as done:
            outcomes["kills"] = kill_often(folder, records, KILLS, progress=done)
        with counter("flipped bits", FLIPS) as done:
            scratch = Path(place) / "scratch"
            outcomes["flipped bits"] = flip_often(folder, scratch, FLIPS, progress=done)
    failed = False
    for name, outcome in outcomes.items():
        failed |= bool(outcome.failures)
        click.echo(f"{outcome.tried} {name}: {outcome.counts}, {len(outcome.failures)} failures")
        for line in outcome.failures:
            click.echo(f"  {line}")
    if failed:
        sys.exit(1)
