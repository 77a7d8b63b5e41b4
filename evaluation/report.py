"""An evaluation as one HTML file for people: no script, no request to anywhere.

Colours, figures and curves come from `style` and `charts`, the words from
`layout`; all text of records and questions is escaped by Jinja.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import DependencyError
from evaluation.abstention import Abstention
from evaluation.charts import reliability_chart, risk_coverage_chart
from evaluation.comparison import compare_all
from evaluation.contrast import Contrast
from evaluation.evaluation import Evaluation
from evaluation.failures import AROUND, Failure, failures
from evaluation.intervals import Estimate
from evaluation.layout import BODY, PAGE
from evaluation.style import INSIDE, STYLE
from evaluation.table import KIND_NAMES, NAMES, chance, drifted, interval, signed

if TYPE_CHECKING:
    from jinja2 import Environment

MOST = 20
"""How many cases of a kind stand open; the rest unfold."""
MEANINGS = {
    "Success@1": "首位即答对的题",
    "Success@5": "前五位中有正确回答的题",
    "RR@10": "首个正确回答的位次（倒数）",
    "nDCG@10": "前十位的排序好坏",
    "R@10": "前十位找到的正确段落",
    "R@100": "前一百位找到的正确段落",
}
OUTCOMES = {"wrong": "答错", "withheld": "有答案而未答", "invented": "无答案而作答"}


def page(judged: Sequence[tuple[Evaluation, Contrast | None]]) -> str:
    """A whole HTML document, a part for each evaluation, with two of its systems side by side.

    Raises DependencyError when jinja2 is not installed.
    """
    from markupsafe import Markup

    parts = [fragment(evaluation, contrast) for evaluation, contrast in judged]
    names = "、".join(evaluation.dataset.name for evaluation, _ in judged)
    body = Markup("\n".join(parts))
    return _environment().from_string(PAGE).render(names=names, body=body, style=Markup(STYLE))


def fragment(evaluation: Evaluation, contrast: Contrast | None = None) -> str:
    """The report on one evaluation, without document and style around it."""
    return _environment().from_string(BODY).render(**_words(evaluation, contrast))


def panel(evaluation: Evaluation) -> str:
    """The same with its style, to stand inside another page (a tab of the Gradio page)."""
    body = fragment(evaluation)
    return f'<style>{INSIDE}</style><div class="xw inside"><div class="sheet">{body}</div></div>'


def _environment() -> Environment:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise DependencyError("a report needs jinja2: pip install jinja2") from error
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "percent": lambda share: f"{100 * share:.2f}%",
        "hundredths": lambda share: f"{100 * share:.1f}",
        "interval": interval,
        "signed": signed,
        "chance": chance,
    }
    return environment


def _words(evaluation: Evaluation, contrast: Contrast | None) -> dict[str, Any]:
    from markupsafe import Markup

    abstention = evaluation.abstention
    return {
        "name": evaluation.dataset.name,
        "made": _made(evaluation),
        "lead": _lead(evaluation),
        "measures": tuple(MEANINGS),
        "meanings": MEANINGS,
        "systems": evaluation.systems,
        "labels": {scores.name: NAMES.get(scores.name, "") for scores in evaluation.systems},
        "last": evaluation.systems[-1].name if evaluation.systems else "",
        "comparisons": compare_all(evaluation) if len(evaluation.systems) > 1 else (),
        "contrast": contrast,
        "kinds": _kinds(evaluation),
        "abstention": abstention,
        "groups": _groups(abstention) if abstention else (),
        "confidence": _confidence(evaluation),
        "risk_chart": Markup(risk_coverage_chart(abstention)) if abstention else "",
        "reliability_chart": Markup(reliability_chart(abstention.bins)) if abstention else "",
        "failures": _failures(evaluation),
        "most": MOST,
        "around": AROUND,
        "outcomes": OUTCOMES,
        "kind_names": {q.kind: KIND_NAMES.get(q.kind, "") for q in evaluation.dataset.questions},
        "remarks": _remarks(evaluation),
    }


def _made(evaluation: Evaluation) -> list[tuple[str, str]]:
    """What was judged, of what it was made, and when."""
    dataset = evaluation.dataset
    facts = [("题 questions", str(len(dataset.qrels)))]
    if dataset.unanswerable:
        facts.append(("另有无答案的题 unanswerable", str(len(dataset.unanswerable))))
    if evaluation.systems:
        manifest = evaluation.systems[-1].run.manifest
        facts += [("语料 corpus", manifest.corpus[:12]), ("编码器 encoder", manifest.encoder[:12])]
        facts += [("版本 commit", manifest.commit[:12]), ("时间 time", manifest.time)]
    return [(label, value) for label, value in facts if value]


def _lead(evaluation: Evaluation) -> list[dict[str, str]]:
    """The figures that an office asks for, in plain words."""
    items = []
    if evaluation.systems:
        first = evaluation.systems[-1].estimates["Success@1"]
        items.append(
            _lead_item("首位即答对", "right turn first", first, len(evaluation.dataset.qrels))
        )
    if evaluation.abstention:
        judged, done = evaluation.abstention, evaluation.abstention.outcomes
        given, none = done.right + done.wrong + done.invented, done.refused + done.invented
        if share := judged.right_when_answered:
            items.append(_lead_item("作答的题中答对", "right when answered", share, given))
        if share := judged.silent_when_none:
            items.append(_lead_item("记录中没有答案时不答", "rightly silent", share, none))
    return items


def _lead_item(title: str, english: str, estimate: Estimate, count: int) -> dict[str, str]:
    reach = f"95% 区间 {100 * estimate.low:.0f}–{100 * estimate.high:.0f}%，共 {count} 题"
    figure = f"{100 * estimate.value:.0f}"
    return {"title": title, "english": english, "figure": figure, "unit": "%", "note": reach}


def _kinds(evaluation: Evaluation) -> list[dict[str, Any]]:
    if not evaluation.systems:
        return []
    judged = [question.kind for question in evaluation.dataset.judged]
    rows = evaluation.systems[-1].kinds.items()
    return [
        {"name": KIND_NAMES.get(k, k), "count": judged.count(k), "estimate": row["Success@1"]}
        for k, row in rows
    ]


def _failures(evaluation: Evaluation) -> list[tuple[str, list[Failure]]]:
    """What went wrong, by how."""
    found = failures(evaluation)
    kinds = dict.fromkeys(failure.outcome for failure in found)
    return [(kind, [failure for failure in found if failure.outcome == kind]) for kind in kinds]


def _groups(abstention: Abstention) -> list[dict[str, Any]]:
    done = abstention.outcomes
    with_answer = [
        ("right", "答对", done.right),
        ("wrong", "答错", done.wrong),
        ("held", "未答", done.withheld),
    ]
    without = [("right", "未答（正确）", done.refused), ("wrong", "误答", done.invented)]
    return [_group("记录中有答案", with_answer), _group("记录中没有答案", without)]


def _group(title: str, parts: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    listed = [{"look": look, "name": name, "count": count} for look, name, count in parts]
    return {"title": title, "total": sum(count for *_, count in parts), "parts": listed}


def _confidence(evaluation: Evaluation) -> list[tuple[str, Estimate]]:
    abstention, evidence = evaluation.abstention, evaluation.evidence
    rows = [("区分有无答案 AUROC", abstention.auroc if abstention else None)]
    if evidence:
        rows += [("依据 F1", evidence.f1), ("依据命中 hit", evidence.hit)]
        rows += [("答对时的依据 F1", evidence.f1_when_right)]
        rows += [("答对时的依据命中 hit", evidence.hit_when_right)]
    return [(name, estimate) for name, estimate in rows if estimate]


def _remarks(evaluation: Evaluation) -> list[str]:
    said = []
    if evaluation.twins:
        how = "已计为正确" if evaluation.twins_right else "未计为正确"
        said.append(f"{evaluation.twins} 题有与正确段落一字不差、未经标注的段落，{how}。")
    if evaluation.dataset.drift:
        said.extend(drifted(evaluation.dataset.drift))
    if evaluation.unasked:
        names = "、".join(list(evaluation.unasked)[:10])
        said.append(f"{len(evaluation.unasked)} 题无法提问，计为没有结果：{names}")
    unjudged = [
        q.question_id
        for q in evaluation.dataset.questions
        if not q.unanswerable and q.question_id not in evaluation.dataset.qrels
    ]
    if unjudged:
        said.append(f"{len(unjudged)} 题没有标注，不计入平均：{'、'.join(unjudged[:10])}")
    return said
