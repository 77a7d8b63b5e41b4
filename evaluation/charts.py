"""The two curves of a report, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.abstention import Abstention, Bin, Outcomes, Point

WIDE, HIGH = 400, 280
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 14, 44
Place = tuple[float, float]


def risk_coverage_chart(abstention: Abstention) -> str:
    """How many of the answers given are wrong, against how many questions are answered."""
    top = _round_up(max((point.risk for point in abstention.curve), default=1.0))
    places = [_place(point.coverage, point.risk / top) for point in _from_left(abstention.curve)]
    now = _now(abstention.outcomes)
    parts = [
        _frame("作答的比例 coverage", "答错的比例 risk", top),
        f'<path class="area" d="{_line(places)} L{places[-1][0]:.1f} {_place(0, 0)[1]} '
        f'L{places[0][0]:.1f} {_place(0, 0)[1]} Z"/>',
        f'<path class="curve" d="{_line(places)}"/>',
    ]
    if now:
        x, y = _place(now[0], min(1.0, now[1] / top))
        note = f"现用门槛：作答 {100 * now[0]:.0f}%，答错 {100 * now[1]:.1f}%"
        parts.append(f'<circle class="now" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
        parts.append(f'<circle class="now" cx="{LEFT + 14}" cy="{TOP + 12}" r="4"/>')
        parts.append(f'<text class="label" x="{LEFT + 24}" y="{TOP + 16}">{note}</text>')
    return _svg("风险与覆盖曲线：作答越多，答错的比例越高", parts)


def reliability_chart(bins: Sequence[Bin]) -> str:
    """What was right, against how sure the search said it was; on the diagonal both agree."""
    corner, origin = _place(1, 1), _place(0, 0)
    parts = [
        _frame("所报把握 confidence", "实际答对的比例 right", 1.0),
        f'<path class="ideal" d="{_line([origin, corner])}"/>',
    ]
    most = max((part.count for part in bins), default=1)
    for part in bins:
        x, y = _place(part.confidence, part.right.value)
        low, high = _place(0, part.right.low)[1], _place(0, part.right.high)[1]
        radius = 3 + 6 * (part.count / most) ** 0.5
        parts.append(f'<path class="reach" d="M{x:.1f} {low:.1f} V{high:.1f}"/>')
        parts.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{part.count} 题，把握 {100 * part.confidence:.0f}%，"
            f"答对 {100 * part.right.value:.0f}%</title></circle>"
        )
    return _svg("可靠性图：所报把握与实际答对的比例", parts)


def _now(outcomes: Outcomes) -> Place | None:
    """Coverage and risk at the threshold the search ships with."""
    given = outcomes.right + outcomes.wrong + outcomes.invented
    total = given + outcomes.withheld + outcomes.refused
    return (given / total, 1 - outcomes.right / given) if given else None


def _from_left(curve: Sequence[Point]) -> list[Point]:
    """The curve drawn from no coverage on, at the risk of the surest answers."""
    return [curve[0]._replace(coverage=0.0), *curve]


def _place(x: float, y: float) -> Place:
    """A point of the unit square in the chart."""
    return LEFT + x * (WIDE - LEFT - RIGHT), HIGH - BOTTOM - y * (HIGH - TOP - BOTTOM)


def _line(places: Sequence[Place]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _round_up(share: float) -> float:
    return next(top for top in (0.1, 0.2, 0.5, 1.0) if share <= top + 1e-9)


def _frame(across: str, up: str, top: float) -> str:
    """Grid, ticks in percent, and what the axes mean."""
    parts = []
    for step in range(6):
        share = step / 5
        x, base = _place(share, 0)
        left, y = _place(0, share)
        parts.append(f'<path class="grid" d="M{left} {y:.1f} H{WIDE - RIGHT}"/>')
        tick = f"{100 * share * top:.0f}"
        parts.append(f'<text x="{left - 7}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>')
        parts.append(f'<text x="{x:.1f}" y="{base + 17}" text-anchor="middle">{20 * step}</text>')
    middle = (LEFT + WIDE - RIGHT) / 2
    parts.append(
        f'<text class="axis" x="{middle}" y="{HIGH - 6}" text-anchor="middle">{across} %</text>'
    )
    parts.append(
        f'<text class="axis" transform="translate(13 {(HIGH - BOTTOM + TOP) / 2}) rotate(-90)"'
        f' text-anchor="middle">{up} %</text>'
    )
    return "".join(parts)


def _svg(title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{title}">{"".join(parts)}</svg>'
    )
