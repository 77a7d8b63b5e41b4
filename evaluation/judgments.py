"""Question sets as JSONL, judged by places in the source, and what becomes of them.

One object a line::

    {"id": "q1", "query": "…", "kind": "plain", "topic": "…", "split": "dev"|"test",
     "transcript": "专题询问侧记", "sha256": "…",
     "answers": [{"start": 1234, "end": 1290, "text": "…"}], "draft": true}

``answers`` are the words that answer, each an exact slice of the record's
text; the right turns are those that overlap one of them. Only the kinds
``near`` (other matters of the same world) and ``far`` have no answer.
``split`` and ``draft`` may be absent, and so may the ``text`` of a record whose words are
not ours to print again: then the places hold for the very file alone. A judgment that no longer fits its
record is looked for and reported as `Drift`, never dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from corpus.errors import DatasetError
from corpus.model import Span, Spans, Transcript
from evaluation.model import Dataset, Drift, Outcome, Question, hit_id
from evaluation.rows import Row, field, objects, words

UNANSWERABLE = ("near", "far")
SPLITS = ("", "dev", "test")
Shifts: TypeAlias = tuple[tuple[int, int], ...]
"""Where words were, and how far they have moved since."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the words of a judgment stand now (None: nowhere) and how that was found."""

    span: Span | None
    drift: Drift | None


def open_questions(path: Path, transcripts: Iterable[Transcript]) -> Dataset:
    """The question set in a JSONL file, or in all of a folder, tied to its records."""
    paths = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not paths:
        raise DatasetError(f"{path}: holds neither corpus.jsonl nor question sets (*.jsonl)")
    records = {record.transcript_id: record for record in transcripts}
    questions: dict[str, Question] = {}
    drift: list[Drift] = []
    rows = [entry for file in paths for entry in objects(file)]
    shifts = _shifts((row for _, row in rows), records)
    for place, row in rows:
        question, moved = _question(row, place, records, shifts)
        if question.question_id in questions:
            raise DatasetError(f'{place}: "id" {question.question_id} was used before')
        questions[question.question_id] = question
        drift.extend(moved)
    _refuse_leaks(path, questions.values())
    return bind(path.stem, questions.values(), records.values(), drift)


def bind(
    name: str,
    questions: Iterable[Question],
    transcripts: Iterable[Transcript],
    drift: Iterable[Drift] = (),
) -> Dataset:
    """A dataset whose right turns are those that overlap a question's evidence."""
    questions, transcripts = tuple(questions), tuple(transcripts)
    records = {record.transcript_id: record for record in transcripts}
    found = {
        q.question_id: dict.fromkeys(overlapping(records[q.transcript], q.evidence), 1)
        for q in questions
        if q.evidence
    }
    uncovered = tuple(
        Drift(name, q.question_id, "lost", "no turn covers its evidence: see `xunwen parse`")
        for q in questions
        if q.evidence and not found[q.question_id]
    )
    qrels = {name: right for name, right in found.items() if right}
    return Dataset(name, questions, qrels, transcripts, (*drift, *uncovered))


def overlapping(transcript: Transcript, evidence: Spans) -> list[str]:
    """`hit_id` of the turns that share a character with the evidence, in their order."""
    return [
        hit_id(transcript, turn)
        for turn in transcript.turns
        if any(s < end and start < e for s, e in turn.spans for start, end in evidence)
    ]


def save_questions(dataset: Dataset, path: Path) -> None:
    """Writes the questions and their evidence as one JSONL file (see the module).

    Raises DatasetError for a question whose judgments were lost.
    """
    records = {record.transcript_id: record for record in dataset.transcripts}
    rows = [_row(question, records) for question in dataset.questions]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def locate(
    words: str, span: Span, same_file: bool, text: str, shifts: Shifts = ()
) -> tuple[Span | None, str]:
    """Where these words stand in the text, and in a few words why there.

    Words that stand there several times are taken where the nearest of the
    others in ``shifts`` have moved to, and nowhere else.
    """
    if text[span[0] : span[1]] == words:
        return span, "" if same_file else "the record changed elsewhere"
    count = text.count(words)
    if not count:
        return None, "its words are not in the record"
    start = text.index(words)
    if count > 1:
        near = min(shifts, key=lambda one: abs(one[0] - span[0]), default=(0, 0))
        start = span[0] + near[1]
        if start < 0 or text[start : start + len(words)] != words:
            return None, f"its words stand {count} times"
    return (start, start + len(words)), f"was at {span[0]}, is at {start}"


def _shifts(rows: Iterable[Row], records: Mapping[str, Transcript]) -> dict[str, Shifts]:
    """For each changed record where words that stand in it once were, and how far they moved."""
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        record = records.get(str(row.get("transcript")))
        answers = row.get("answers")
        if record is None or record.sha256 == row.get("sha256") or not isinstance(answers, list):
            continue
        for answer in answers:
            match answer:
                case {"start": int(start), "text": str(words)} if record.text.count(words) == 1:
                    moved = found.setdefault(record.transcript_id, {})
                    moved[start] = record.text.index(words) - start
    return {name: tuple(sorted(moved.items())) for name, moved in found.items()}


def _question(
    row: Row,
    place: str,
    records: Mapping[str, Transcript],
    shifts: Mapping[str, Shifts],
) -> tuple[Question, list[Drift]]:
    name, kind = words(row, "id", place), words(row, "kind", place)
    answers = field(row, "answers", list, place)
    if bool(answers) == (kind in UNANSWERABLE):
        remedy = "near and far have none" if answers else "give them, or kind near or far"
        raise DatasetError(f'{place}: "answers" and kind {kind} do not fit: {remedy}')
    record = _record(row, place, records)
    known = _Known(record, field(row, "sha256", str, place) == record.sha256, shifts)
    found = [_locate(name, answer, place, known) for answer in answers]
    question = Question(
        question_id=name,
        text=words(row, "query", place),
        kind=kind,
        topic=words(row, "topic", place),
        split=_split(row, place),
        transcript=record.transcript_id,
        evidence=tuple(sorted(item.span for item in found if item.span)),
        unanswerable=not answers,
        draft=row.get("draft") is True,
    )
    return question, [item.drift for item in found if item.drift]


def _record(row: Row, place: str, records: Mapping[str, Transcript]) -> Transcript:
    name = words(row, "transcript", place)
    if name not in records:
        known = "、".join(sorted(records)[:5]) or "none"
        more = f"，{len(records) - 5} more" if len(records) > 5 else ""
        raise DatasetError(
            f'{place}: "transcript" {name} is not at hand (there are: {known}{more})'
        )
    return records[name]


def _split(row: Row, place: str) -> str:
    split = row.get("split") or ""
    if not isinstance(split, str) or split not in SPLITS:
        raise DatasetError(f'{place}: "split" is {split}: write dev or test, or leave it out')
    return split


class _Known(NamedTuple):
    """A record, whether it is the one that was judged, and what moved in it."""

    record: Transcript
    same_file: bool
    shifts: Mapping[str, Shifts]


def _locate(name: str, answer: object, place: str, known: _Known) -> Located:
    if not isinstance(answer, dict):
        raise DatasetError(f'{place}: an answer is not an object: write {{"start","end","text"}}')
    start, end = field(answer, "start", int, place), field(answer, "end", int, place)
    if "text" not in answer:
        return _unworded(name, (start, end), place, known)
    text = words(answer, "text", place)
    if not 0 <= start < end or end - start != len(text):
        raise DatasetError(f"{place}: {start}–{end} cannot hold {len(text)} characters of text")
    shifts = known.shifts.get(known.record.transcript_id, ())
    span, reason = locate(text, (start, end), known.same_file, known.record.text, shifts)
    if not reason:
        return Located(span, None)
    outcome: Outcome = "lost" if span is None else "kept" if span == (start, end) else "moved"
    return Located(span, Drift(place, name, outcome, f"{reason}: {text[:20]}"))


def _unworded(name: str, span: Span, place: str, known: _Known) -> Located:
    """A place without its words: it stands in the file that was judged, and nowhere else."""
    if not 0 <= span[0] < span[1]:
        raise DatasetError(f"{place}: {span[0]}–{span[1]} is no place")
    if known.same_file and span[1] <= len(known.record.text):
        return Located(span, None)
    return Located(
        None, Drift(place, name, "lost", "its words are not given, and the file is another")
    )


def _refuse_leaks(path: Path, questions: Iterable[Question]) -> None:
    """A topic in both splits would let a test question be a rewording of a dev one."""
    topics: dict[str, str] = {}
    for question in questions:
        if question.split != topics.setdefault(question.topic, question.split):
            remedy = "put all questions of a topic in one split"
            raise DatasetError(f'{path}: topic "{question.topic}" is in two splits: {remedy}')


def refuse_without_place(question: Question) -> None:
    """A question whose answer is no place in a record cannot be written as one."""
    if question.unanswerable:
        return
    if not question.transcript:
        remedy = "save the set as a BEIR folder, or as .topics"
        raise DatasetError(f"{question.question_id}: is judged by passages, not places: {remedy}")
    if not question.evidence:
        raise DatasetError(f"{question.question_id}: its judgments were lost: mend or remove it")


def _row(question: Question, records: Mapping[str, Transcript]) -> Row:
    refuse_without_place(question)
    record = records.get(question.transcript) or next(iter(records.values()))
    answers = [{"start": s, "end": e, "text": record.text[s:e]} for s, e in question.evidence]
    row: Row = {
        "id": question.question_id,
        "query": question.text,
        "kind": question.kind,
        "topic": question.topic,
        "split": question.split,
        "transcript": record.transcript_id,
        "sha256": record.sha256,
        "answers": answers,
    }
    return row | {"draft": True} if question.draft else row
