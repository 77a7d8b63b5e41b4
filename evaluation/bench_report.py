"""What a benchmark found, as a Markdown table and a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

from evaluation.bench import Measured
from evaluation.latency import Latency
from index.stages import STAGES, Stage

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 48, 24, 32, 56
DARK, BRIGHT, PEER = "#0550ae", "#54aeff", "#9a6700"
TURNS = {1_000: "1,000", 10_000: "10,000", 100_000: "100,000", 1_000_000: "1,000,000"}


def table(measured: Sequence[Measured]) -> str:
    """One row a measurement, in order."""
    head = (
        "| system | turns | build s | turns/s | start s | question ms (p50) | p95 "
        "| ids alone (p50) | p95 | with filters (p50) | p95 | CPU ms | add s | memory MB | bytes/turn | nDCG@10 | vectors |"
    )
    return "\n".join([head, "| --- |" + " --: |" * 15 + " --- |", *map(_row, measured)])


def _row(one: Measured) -> str:
    narrowed = [f"{value:.1f}" for value in one.narrowed] if one.narrowed else ["–", "–"]
    cells = [
        one.system,
        f"{one.turns:,}",
        f"{one.build:.1f}",
        f"{one.turns / one.build:,.0f}",
        f"{one.start:.2f}",
        f"{one.median:.1f}",
        f"{one.p95:.1f}",
        *(f"{value:.1f}" for value in one.ids),
        *narrowed,
        f"{one.busy:.1f}",
        "–" if one.add is None else f"{one.add:.2f}",
        f"{one.memory:,.0f}",
        f"{one.size:,.0f}",
        f"{one.ndcg:.3f}",
        one.vectors or "–",
    ]
    return f"| {' | '.join(cells)} |"


def stage_table(stages: Mapping[str, Mapping[Stage, Latency]]) -> str:
    """Milliseconds by stage, a column for each of what was measured: median and 95th percentile."""
    rows = [
        f"| {stage} | "
        + " | ".join(f"{one[stage].median:.2f} ({one[stage].p95:.2f})" for one in stages.values())
        + " |"
        for stage in STAGES
    ]
    head = f"| stage, ms: p50 (p95) | {' | '.join(stages)} |"
    return "\n".join([head, "| --- |" + " --: |" * len(stages), *rows])


def ratios(measured: Sequence[Measured]) -> str:
    """How many times what we need peers need, at one size in one run; nDCG@10: ours less theirs."""
    own = {one.turns: one for one in measured if one.system == "xunwen"}
    lines = []
    for one in measured:
        if one.system != "xunwen" and one.turns in own:
            ours = own[one.turns]
            lines.append(
                f"- {one.system}, {one.turns:,} turns: build {one.build / ours.build:.1f}×, "
                f"question {one.median / ours.median:.1f}×, "
                f"ids alone {one.ids.median / ours.ids.median:.1f}×, memory {one.memory / ours.memory:.1f}×, "
                f"nDCG@10 {ours.ndcg - one.ndcg:+.3f}"
            )
    sizes = sorted(own)
    if len(sizes) > 1:
        for size in sizes[1:]:
            times = own[size].median / own[sizes[0]].median
            lines.append(f"- {size:,} turns: a question takes {times:.1f}× that at {sizes[0]:,}")
    return "\n".join(lines)


def plot(measured: Sequence[Measured]) -> str:
    """Milliseconds a question against turns, both logarithmic, as SVG."""
    own = sorted((one for one in measured if one.system == "xunwen"), key=lambda one: one.turns)
    body = [
        *(_ruled(value) for value in (1, 10, 100)),
        *(_labelled(turns, name) for turns, name in TURNS.items()),
        _line(BRIGHT, [(one.turns, one.p95) for one in own]),
        _line(DARK, [(one.turns, one.median) for one in own]),
        *(_dot(one) for one in measured),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-size="12" '
        'font-family="sans-serif" fill="#1f2328">'
        "<title>Milliseconds a question, by turns in the index</title>"
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(body)}'
        f'<text x="{WIDE / 2}" y="{HIGH - 8}" text-anchor="middle">turns in the index</text>'
        f'<text x="{LEFT}" y="18">milliseconds a question: '
        f'<tspan fill="{DARK}" font-weight="bold">median</tspan>, '
        f'<tspan fill="{BRIGHT}" font-weight="bold">95th percentile</tspan></text></svg>\n'
    )


def _place(turns: float, value: float) -> tuple[float, float]:
    """Where a point lies: 500 to two million turns, 1 to 200 milliseconds."""
    x = log10(turns / 500) / log10(4000)
    y = log10(max(value, 1.0)) / log10(200)
    return LEFT + x * (WIDE - LEFT - RIGHT), HIGH - BOTTOM - y * (HIGH - BOTTOM - TOP)


def _ruled(value: int) -> str:
    """A line across, and what it stands for."""
    y = _place(500, value)[1]
    return (
        f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#d0d7de"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def _labelled(turns: int, name: str) -> str:
    x = _place(turns, 1)[0]
    return f'<text x="{x:.1f}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{name}</text>'


def _line(colour: str, points: Sequence[tuple[int, float]]) -> str:
    places = " ".join("{:.1f},{:.1f}".format(*_place(*point)) for point in points)
    return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{places}"/>'


def _dot(one: Measured) -> str:
    x, y = _place(one.turns, one.median)
    own = one.system == "xunwen"
    name = "" if own else f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{one.system} (ids alone)</text>'
    colour = DARK if own else PEER
    value = f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle" fill="{DARK}">{one.median:.0f}</text>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>{value if own else name}'
