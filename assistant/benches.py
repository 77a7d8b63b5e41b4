"""What ``xunwen bench`` can measure; each function prints what it found."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.console import counter, say

if TYPE_CHECKING:
    from assistant.load import Load
    from evaluation.bench import Measured

KILLS, FLIPS = 200, 500
CLIENTS, SECONDS, WANTED = 16, 60, 0.7
"""``WANTED``: of what one core alone answers in a second, a server answers this share at least."""
ALIKE = 0.95
"""The share of questions for which Milvus finds the same turns, at least."""
FAILED = 1
FALLS_SHORT = 3


def growing(
    records: Path,
    sizes: Sequence[int | None],
    peers: Sequence[str],
    peer_turns: int | None,
    plot: Path | None,
) -> None:
    """Every size, and the peers at theirs; None is all turns."""
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
        return measure(system, records, size, os.environ, done)


def one_question() -> None:
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


def agreeing(records: Path, uri: str) -> None:
    """The best turns here and in Milvus; exit code 3 when too few questions agree."""
    from evaluation.agreement import BEST, agreement

    found = agreement(records, uri)
    click.echo(
        f"{found.asked} questions: the same best {BEST} turns for {found.share:.1%}, "
        f"{len(found.differences)} differ"
    )
    for one in found.differences:
        click.echo(f"  {one.question}: {one.reason}")
    if found.share < ALIKE:
        sys.exit(FALLS_SHORT)


def encoders(beside: Sequence[str]) -> None:
    """Sentence models on one core, side by side."""
    from evaluation.encoding import compare, table

    click.echo(table(compare(beside, os.environ)))


def serving(index: Path | None, seconds: int) -> None:
    """Start, idle and answer under load; exit code 3 for an error or too few answers."""
    from assistant.load import measure
    from assistant.opening import build_shipped

    with tempfile.TemporaryDirectory(prefix="xunwen-serve-") as place:
        if index is None:
            index = Path(place) / "index"
            build_shipped(index)
        load = measure(index, CLIENTS, seconds)
    for line in load.failures[:10]:
        click.echo(f"  {line}")
    if not load.took:
        click.echo(f"{load.clients} clients, {seconds} s: no answer, {len(load.failures)} errors")
        sys.exit(FALLS_SHORT)
    _print_load(load)
    if load.failures or load.share < WANTED:
        sys.exit(FALLS_SHORT)


def _print_load(load: Load) -> None:
    """The figures of a server that answered at least once."""
    from statistics import median, quantiles

    p95 = quantiles(load.took, n=20)[-1] if len(load.took) > 1 else load.took[0]
    click.echo(f"first answer {median(load.starts):.2f} s after the process starts (median of 5)")
    click.echo(f"idle memory {load.memory:.0f} MB")
    click.echo(
        f"alone, in one process: {load.alone:.2f} ms a question (median), "
        f"{load.alone_mean:.2f} ms (mean), "
        f"{load.busy_alone:.2f} ms of a processor"
    )
    click.echo(
        f"{load.clients} clients, {load.seconds:g} s: {len(load.took):,} answers, "
        f"{len(load.failures)} errors, {load.rate:.0f}/s, {load.share:.0%} of one core alone, "
        f"p50 {median(load.took):.1f} ms, p95 {p95:.1f} ms, "
        f"{load.busy:.2f} ms of a processor a question"
    )


def soaking(records: Path) -> None:
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
        sys.exit(FAILED)
