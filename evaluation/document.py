"""An evaluation as one JSON document, in the shape `xunwen evaluate --json` promises, and on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from evaluation.abstention import Abstention
from evaluation.answers import EvidenceScores
from evaluation.contrast import Contrast
from evaluation.evaluation import Evaluation, SystemScores
from evaluation.intervals import Estimate
from evaluation.replies import save_replies
from evaluation.runs import save_run


def to_json(evaluation: Evaluation, contrast: Contrast | None = None) -> dict[str, object]:
    """``dataset``, ``queries`` (those judged) and ``systems``; the rest where there is any."""
    dataset = evaluation.dataset
    document: dict[str, object] = {
        "dataset": dataset.name,
        "queries": len(dataset.qrels),
        "unanswerable": len(dataset.unanswerable),
        "systems": [_system(scores) for scores in evaluation.systems],
        "twins": {"queries": evaluation.twins, "counted_right": evaluation.twins_right},
        "drift": [asdict(drift) for drift in dataset.drift],
    }
    if evaluation.unasked:
        document["unasked"] = dict(evaluation.unasked)
    if evaluation.abstention:
        document["abstention"] = _abstention(evaluation.abstention)
    if evaluation.evidence:
        document["evidence"] = _evidence(evaluation.evidence)
    if contrast:
        document["comparison"] = _comparison(contrast)
    return document


def save_evaluation(evaluation: Evaluation, folder: Path, contrast: Contrast | None = None) -> None:
    """Writes ``NAME.json``, ``NAME.SYSTEM.run`` with their manifests, ``NAME.replies.jsonl``."""
    name = evaluation.dataset.name
    for scores in evaluation.systems:
        save_run(scores.run, folder / f"{name}.{scores.name.replace('/', '.')}.run")
    if evaluation.replies:
        save_replies(evaluation.replies, folder / f"{name}.replies.jsonl")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(to_json(evaluation, contrast), ensure_ascii=False, indent=2)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _system(scores: SystemScores) -> dict[str, object]:
    kinds = {kind: _measures(row) for kind, row in scores.kinds.items()}
    row: dict[str, object] = {"name": scores.name, "measures": _measures(scores.estimates)}
    return row | {"kinds": kinds} if kinds else row


def _measures(estimates: Mapping[str, Estimate]) -> dict[str, dict[str, float]]:
    return {measure: estimate._asdict() for measure, estimate in estimates.items()}


def _comparison(contrast: Contrast) -> dict[str, object]:
    made = {name: {"a": one, "b": other} for name, one, other in contrast.unlike}
    return {
        "a": contrast.a,
        "b": contrast.b,
        "unlike": made,
        "measures": [
            asdict(row) | {"difference": row.difference._asdict()} for row in contrast.rows
        ],
        "changed": [asdict(change) for change in contrast.changes],
    }


def _abstention(abstention: Abstention) -> dict[str, object]:
    return {
        "AUROC": _maybe(abstention.auroc),
        "AURC": abstention.aurc._asdict(),
        "ECE": abstention.ece._asdict(),
        "right when answered": _maybe(abstention.right_when_answered),
        "silent when none": _maybe(abstention.silent_when_none),
        "outcomes": asdict(abstention.outcomes),
        "risk_coverage": [point._asdict() for point in abstention.curve],
        "reliability": [{**asdict(b), "right": b.right._asdict()} for b in abstention.bins],
    }


def _evidence(evidence: EvidenceScores) -> dict[str, object]:
    return {
        "F1": evidence.f1._asdict(),
        "hit": evidence.hit._asdict(),
        "F1 when right": _maybe(evidence.f1_when_right),
        "hit when right": _maybe(evidence.hit_when_right),
    }


def _maybe(estimate: Estimate | None) -> dict[str, float] | None:
    return estimate._asdict() if estimate else None
