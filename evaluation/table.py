"""Results as text: columns that line up with Chinese in them, and Markdown for the README."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from evaluation.abstention import Abstention
from evaluation.answers import EvidenceScores
from evaluation.comparison import Comparison
from evaluation.contrast import Change, Contrast, Seen
from evaluation.evaluation import Evaluation
from evaluation.intervals import Estimate
from evaluation.model import Drift, Outcome

SHOWN = ("Success@1", "RR@10", "nDCG@10", "R@10", "R@100")
NAMES = {
    "lexical": "词面 lexical",
    "dense": "向量 dense",
    "fused": "融合 fused",
    "full": "全程 full",
}
KIND_NAMES = {
    "plain": "平实 plain",
    "colloquial": "口语 colloquial",
    "paraphrase": "换说法 paraphrase",
    "person": "按人 person",
    "organization": "按部门 organization",
    "number": "数字 number",
    "typo": "错别字 typo",
    "traditional": "繁体 traditional",
    "several": "多处有答案 several",
    "english": "英文 english",
    "asked": "会上所问 asked",
    "near": "近似而无答案 near",
    "far": "无关 far",
}
FATES: dict[Outcome, str] = {"kept": "未动", "moved": "已随文移动", "lost": "失效"}
KINDS = ("Success@1", "RR@10", "nDCG@10")
Row = Sequence[str]


def table(evaluation: Evaluation) -> str:
    """Everything on one screen: systems, kinds of question, abstention, evidence, remarks."""
    parts = [_title(evaluation), align([_heading(SHOWN), *_systems(evaluation)])]
    if evaluation.systems and evaluation.systems[-1].kinds:
        last = evaluation.systems[-1].name
        parts.append(f"按问题类型 By kind（{NAMES.get(last, last)}）")
        parts.append(align([["类型 kind", "题 n", *KINDS], *_kinds(evaluation)]))
    parts.extend(remarks(evaluation))
    return "\n\n".join(parts) + "\n"


def markdown(evaluations: Iterable[Evaluation], measures: Sequence[str] = SHOWN) -> str:
    """One Markdown table for the README, a row for each system of each dataset."""
    head = ["数据 set", "题 n", "系统 system", *measures]
    rows = [head, ["---"] * len(head)]
    for evaluation in evaluations:
        for scores in evaluation.systems:
            name = f"`{scores.name}`"
            figures = [interval(scores.estimates[measure]) for measure in measures]
            rows.append(
                [evaluation.dataset.name, str(len(evaluation.dataset.qrels)), name, *figures]
            )
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows
    )


def compared(comparisons: Sequence[Comparison]) -> str:
    """What changes from one system to another, a line for each comparison.

    Holm's correction is for several systems or measures compared at once;
    where there is one, its column would say nothing and is left out.
    """
    if not comparisons:
        return ""
    tests = ["p", "p Holm"] if len(comparisons) > 1 else ["p"]
    rows = [["比较 compared", "指标", "差 b-a", *tests, "胜/平/负", "可检出 detectable"]]
    for row in comparisons:
        counts = f"{row.wins}/{row.ties}/{row.losses}"
        least = "—" if row.detectable is None else f"{100 * row.detectable:.1f}"
        chances = [chance(row.p), chance(row.adjusted)][: len(tests)]
        rows.append(
            [f"{row.a} → {row.b}", row.measure, signed(row.difference), *chances, counts, least]
        )
    return align(rows) + "\n"


def side_by_side(contrast: Contrast, most: int = 20) -> str:
    """What both were made of, and the questions that changed with the first turn of each."""
    made = [f"{name}: {one} → {other}" for name, one, other in contrast.unlike]
    listed = contrast.changes
    parts = [f"不同之处 made differently: {', '.join(made)}"] if made else []
    parts.append(f"{len(listed)} 题有变化 questions changed（a {contrast.a}，b {contrast.b}）")
    parts.extend(_change(change) for change in listed[:most])
    if len(listed) > most:
        parts.append(f"… 另有 {len(listed) - most} 题 more (--json and --report have them)")
    return "\n\n".join(parts) + "\n"


def align(rows: Sequence[Row]) -> str:
    """Rows as lines with columns two blanks apart; the first column is flush left."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        pads = [" " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        cells = [
            row[0] + pads[0],
            *(pad + cell for pad, cell in zip(pads[1:], row[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def width(text: str) -> int:
    """Terminal columns: wide and full-width signs take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def interval(estimate: Estimate) -> str:
    """``91.4 [87.2–94.3]``, in hundredths."""
    value, low, high = (f"{100 * number:.1f}" for number in estimate)
    return f"{value} [{low}–{high}]"


def signed(estimate: Estimate) -> str:
    """``+1.2 [-0.3, +2.7]``, in hundredths."""
    value, low, high = (f"{100 * number:+.1f}" for number in estimate)
    return f"{value} [{low}, {high}]"


def chance(p: float) -> str:
    """A p value to four places."""
    return f"{p:.4f}" if p >= 0.0001 else "<0.0001"


def remarks(evaluation: Evaluation) -> list[str]:
    """Abstention, evidence, twins and drift, a paragraph each where there is something to say."""
    said = []
    if evaluation.abstention:
        said.append(_abstention(evaluation.abstention))
    if evaluation.evidence:
        said.append(_evidence(evaluation.evidence))
    if evaluation.twins:
        how = (
            "已计为正确 counted right" if evaluation.twins_right else "未计为正确 not counted right"
        )
        count = f"{evaluation.twins} 题有未标注的相同段落 questions with an unjudged identical twin"
        said.append(f"{count}（{how}）")
    if evaluation.dataset.drift:
        said.append("\n".join(drifted(evaluation.dataset.drift)))
    return said


def drifted(drift: Sequence[Drift], most: int = 20) -> list[str]:
    """How many judgments are kept, moved and lost, and those that are lost, one a line."""
    counts = Counter(one.outcome for one in drift)
    told = "，".join(f"{counts[name]} {word} {name}" for name, word in FATES.items())
    lost = [one for one in drift if one.outcome == "lost"]
    lines = [f"{len(drift)} 处标注与记录不符 judgments that do not match their record: {told}"]
    lines.extend(f"  {one.place} {one.question_id}: {one.reason}" for one in lost[:most])
    if len(lost) > most:
        lines.append(f"  … 另有 {len(lost) - most} 处 more (--json has them)")
    return lines


def _title(evaluation: Evaluation) -> str:
    dataset = evaluation.dataset
    count = f"{len(dataset.qrels)} 题 questions"
    none = len(dataset.unanswerable)
    rest = f"，另有 {none} 题无答案 without an answer" if none else ""
    return f"{dataset.name} · {count}{rest} · ×100，方括号为 95% 区间 with 95% intervals"


def _heading(measures: Row) -> Row:
    return ["系统 system", *measures]


def _systems(evaluation: Evaluation) -> list[Row]:
    return [
        [NAMES.get(scores.name, scores.name), *(interval(scores.estimates[m]) for m in SHOWN)]
        for scores in evaluation.systems
    ]


def _kinds(evaluation: Evaluation) -> list[Row]:
    counts: dict[str, int] = {}
    for question in evaluation.dataset.judged:
        counts[question.kind] = counts.get(question.kind, 0) + 1
    return [
        [
            KIND_NAMES.get(kind, kind),
            str(counts[kind]),
            *(interval(row[measure]) for measure in KINDS),
        ]
        for kind, row in evaluation.systems[-1].kinds.items()
    ]


def _abstention(abstention: Abstention) -> str:
    done = abstention.outcomes
    area = interval(abstention.auroc) if abstention.auroc else "—"
    figures = f"AUROC {area}  AURC {interval(abstention.aurc)}  ECE {interval(abstention.ece)}"
    given = f"答对 right {done.right}, 答错 wrong {done.wrong}, 未答 withheld {done.withheld}"
    none = f"未答 refused {done.refused}, 误答 answered {done.invented}"
    asked = f"有答案 answerable: {given}\n  无答案 unanswerable: {none}"
    shares = [
        f"{name} {interval(share)}"
        for name, share in (
            ("作答中答对 right when answered", abstention.right_when_answered),
            ("无答案时不答 silent when none", abstention.silent_when_none),
        )
        if share
    ]
    return "\n  ".join(
        [f"拒答 Abstention  {figures}", asked, *(["  ".join(shares)] if shares else [])]
    )


def _evidence(evidence: EvidenceScores) -> str:
    right, hit = evidence.f1_when_right, evidence.hit_when_right
    rest = f"  答对时 when right F1 {interval(right)}  hit {interval(hit)}" if right and hit else ""
    return f"依据 Evidence  F1 {interval(evidence.f1)}  hit {interval(evidence.hit)}{rest}"


def _change(change: Change) -> str:
    values = f"{100 * change.a_value:.1f} → {100 * change.b_value:.1f}"
    ranks = f"正确的在第 {change.a_rank or '—'} → {change.b_rank or '—'} 位"
    good = {turn.turn_id for turn in change.right}
    lines = [_line(mark, turn, good) for mark, turn in (("a", change.a), ("b", change.b))]
    if not good & {change.a.turn_id, change.b.turn_id}:
        lines.extend(_line("应为", turn, set()) for turn in change.right[:3])
    return "\n".join([f"{change.question_id}  {values}  {ranks}  {change.question}", *lines])


def _line(mark: str, turn: Seen, good: set[str]) -> str:
    if not turn.turn_id:
        return f"    {mark}  没有结果 nothing found"
    words = " ".join(turn.text.split())
    right = (" 对" if turn.turn_id in good else " 错") if good else ""
    said = f"{turn.speaker}：{words[:60]}{'…' if len(words) > 60 else ''}"
    return f"    {mark}{right}  {turn.turn_id} {said}"
