"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl``, ``qrels.tsv`` (or ``qrels/test.tsv``).

Layout: Thakur et al., BEIR, 2021 (arXiv 2104.08663).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import UNKNOWN, Transcript, Turn
from evaluation.model import BEIR, Dataset, Question, hit_id
from evaluation.rows import grade, lines, objects, words

HEADER = "query-id\tcorpus-id\tscore"


def open_beir(folder: Path) -> Dataset:
    """The dataset in a BEIR folder, its corpus as one transcript (`as_transcript`).

    A question none of whose judgments is above 0 counts as unjudged.
    """
    corpus = folder / "corpus.jsonl"
    documents = _texts(corpus)
    queries = _texts(folder / "queries.jsonl")
    grades = _qrels(_qrels_path(folder), queries, documents)
    digest = hashlib.sha256(corpus.read_bytes()).hexdigest()
    return Dataset(
        name=folder.resolve().name,
        questions=tuple(Question(name, text) for name, text in queries.items()),
        qrels={name: row for name, row in grades.items() if any(g > 0 for g in row.values())},
        transcripts=(as_transcript(folder.resolve().name, documents, digest),),
    )


def as_transcript(name: str, documents: dict[str, str], sha256: str) -> Transcript:
    """One transcript whose turns are the documents, joined by blank lines."""
    turns, start = [], 0
    for document_id, text in documents.items():
        turns.append(Turn(document_id, UNKNOWN, "statement", ((start, start + len(text)),)))
        start += len(text) + 2
    body = "\n\n".join(documents.values())
    return Transcript(name, name, None, sha256, BEIR, body, tuple(turns), ())


def save_beir(dataset: Dataset, folder: Path) -> None:
    """Writes a dataset as a BEIR folder; turns become documents under their `hit_id`.

    Questions without judgments are written too, so a reopened set knows them
    as unjudged: the layout has no word for "unanswerable".
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents = (
        {"_id": hit_id(record, turn), "title": "", "text": record.words(turn.spans)}
        for record in dataset.transcripts
        for turn in record.turns
    )
    _write(folder / "corpus.jsonl", (json.dumps(d, ensure_ascii=False) for d in documents))
    queries = ({"_id": q.question_id, "text": q.text} for q in dataset.questions)
    _write(folder / "queries.jsonl", (json.dumps(q, ensure_ascii=False) for q in queries))
    judged = [f"{q}\t{d}\t{g}" for q, row in dataset.qrels.items() for d, g in row.items()]
    _write(folder / "qrels.tsv", [HEADER, *judged])


def _write(path: Path, rows: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(row + "\n" for row in rows)


def _texts(path: Path) -> dict[str, str]:
    """Id -> text of a corpus or queries file; a title goes before, on a line of its own."""
    texts: dict[str, str] = {}
    for place, row in objects(path):
        name = words(row, "_id", place)
        if name in texts:
            raise DatasetError(f'{place}: "_id" {name} was used before: make ids unique')
        title, text = row.get("title") or "", row.get("text")
        if not isinstance(text, str) or not isinstance(title, str):
            raise DatasetError(f'{place}: "text" (and "title", if any) must be text')
        texts[name] = f"{title}\n{text}" if title.strip() else text
    if not texts:
        raise DatasetError(f"{path}: is empty: one JSON object a line is wanted")
    return texts


def _qrels_path(folder: Path) -> Path:
    for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv"):
        if path.is_file():
            return path
    raise DatasetError(f"{folder}: has no qrels.tsv (nor qrels/test.tsv): add the judgments")


def _qrels(
    path: Path, queries: dict[str, str], documents: dict[str, str]
) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, (place, line) in enumerate(lines(path)):
        if number == 0 and line == HEADER:
            continue
        query, document, judged = _judgment(line, place)
        if query not in queries:
            raise DatasetError(f"{place}: question {query} is not in queries.jsonl: add or remove")
        if document not in documents:
            raise DatasetError(f"{place}: passage {document} is not in corpus.jsonl: add or remove")
        if document in grades.setdefault(query, {}):
            raise DatasetError(f"{place}: {query} and {document} were judged before: keep one line")
        grades[query][document] = judged
    return grades


def _judgment(line: str, place: str) -> tuple[str, str, int]:
    try:
        query, document, judged = line.split("\t")
        return query, document, grade(judged)
    except ValueError as error:
        wanted = "question id, passage id, whole-number grade, with tabs between"
        raise DatasetError(f"{place}: is not a judgment: write {wanted}") from error
