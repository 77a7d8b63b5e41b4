"""``xunwen bench``"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from assistant.console import say

KILLS, FLIPS = 200, 500


@click.command("bench", short_help="measure speed and size, here and now")
@click.option("--records", type=click.Path(path_type=Path, exists=True),
              help="turns to index: a gazette file, .jsonl or .jsonl.gz")  # fmt: skip
@click.option("--turns", "sizes", multiple=True, type=int, default=(1_000, 10_000, 100_000),
              show_default=True, help="sizes to measure; may be given several times")  # fmt: skip
@click.option("--peer", "peers", multiple=True, type=click.Choice(["txtai", "bm25s+faiss"]),
              help="measure this too, at --peer-turns")  # fmt: skip
@click.option("--peer-turns", type=int, default=10_000, show_default=True)
@click.option("--encoders", is_flag=True, help="sentence models on one core instead; no records")
@click.option("--encoder", "beside", multiple=True, help="with --encoders: this folder too")
@click.option("--plot", type=click.Path(path_type=Path), help="write an SVG here")
@click.option(
    "--soak", is_flag=True, help=f"{KILLS} killed writers and {FLIPS} flipped bits instead"
)
def command(
    records: Path | None,
    sizes: tuple[int, ...],
    peers: tuple[str, ...],
    peer_turns: int,
    plot: Path | None,
    soak: bool,
    encoders: bool,
    beside: tuple[str, ...],
) -> None:
    """Measure building, starting and asking over real turns; prints a Markdown table."""
    if encoders:
        from evaluation.encoding import compare, table

        click.echo(table(compare(beside)))
        return
    if records is None:
        raise click.UsageError("say which turns to index: --records FILE")
    if soak:
        _soak(records)
        return
    from evaluation import bench_report
    from evaluation.bench import Measured, measure

    wanted = [("xunwen", size) for size in sorted({*sizes, *([peer_turns] if peers else [])})]
    measured: list[Measured] = []
    for system, size in [*wanted, *((peer, peer_turns) for peer in peers)]:
        say(f"{system}, {size:,} turns …")
        measured.append(measure(system, records, size))
    click.echo(bench_report.table(measured))
    click.echo()
    click.echo(bench_report.ratios(measured))
    if plot:
        plot.write_text(bench_report.plot(measured), "utf-8")


def _soak(records: Path) -> None:
    """Kill writers and flip bits; exit code 1 when anything was lost or shown wrong."""
    from itertools import islice

    from evaluation.soak import flip_often, kill_often, short_meetings
    from index.build import build_index
    from index.encoder import load_encoder

    with tempfile.TemporaryDirectory(prefix="xunwen-soak-") as place:
        folder = Path(place) / "index"
        build_index(islice(short_meetings(records), 3), folder, load_encoder())
        outcomes = {
            "kills": kill_often(folder, records, KILLS),
            "flipped bits": flip_often(folder, Path(place) / "scratch", FLIPS),
        }
    failed = False
    for name, outcome in outcomes.items():
        failed |= bool(outcome.failures)
        click.echo(f"{outcome.tried} {name}: {outcome.counts}, {len(outcome.failures)} failures")
        for line in outcome.failures:
            click.echo(f"  {line}")
    if failed:
        sys.exit(1)
