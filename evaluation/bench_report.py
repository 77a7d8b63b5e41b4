"""What a benchmark found, as a Markdown table and a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.bench import Measured
from evaluation.latency import Latency
from index.stages import STAGES, Stage

WIDE, HIGH, LEFT, BOTTOM = 560, 320, 60, 50


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
    from math import log10

    own = sorted((one for one in measured if one.system == "xunwen"), key=lambda one: one.turns)
    low, high = log10(own[0].turns), max(log10(own[-1].turns), log10(own[0].turns) + 1)
    top = max(2.0, *(log10(max(one.p95, 1.0)) for one in measured))

    def place(turns: int, value: float) -> tuple[float, float]:
        x = LEFT + (log10(turns) - low) / (high - low) * (WIDE - LEFT - 20)
        return x, HIGH - BOTTOM - log10(max(value, 1.0)) / top * (HIGH - BOTTOM - 20)

    lines = [
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
        + " ".join("{:.1f},{:.1f}".format(*place(one.turns, pick)) for one, pick in points)
        + '"/>'
        for colour, points in (
            ("#1f6feb", [(one, one.median) for one in own]),
            ("#9ec2ff", [(one, one.p95) for one in own]),
        )
    ]
    dots = [_dot(one, *place(one.turns, one.median)) for one in measured]
    ticks = [
        f'<text x="{place(one.turns, 1)[0]:.0f}" y="{HIGH - 28}" text-anchor="middle">'
        f"{one.turns:,}</text>"
        for one in own
    ]
    scale = [
        f'<text x="{LEFT - 8}" y="{place(own[0].turns, value)[1] + 4:.0f}" text-anchor="end">'
        f"{value}</text>"
        for value in (1, 10, 100)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-size="12" '
        'font-family="sans-serif"><title>Milliseconds a question, by turns in the index</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
        + "".join([*lines, *dots, *ticks, *scale])
        + f'<text x="{WIDE / 2}" y="{HIGH - 8}" text-anchor="middle">turns</text>'
        '<text x="8" y="14">ms a question: median (dark), 95th percentile (light)</text></svg>'
    )


def _dot(one: Measured, x: float, y: float) -> str:
    colour = "#1f6feb" if one.system == "xunwen" else "#b35900"
    label = (
        ""
        if one.system == "xunwen"
        else f'<text x="{x + 6:.0f}" y="{y - 4:.0f}">{one.system}</text>'
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>{label}'
