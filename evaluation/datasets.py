"""One door to every kind of question set, in and out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation import beir, judgments, sheet, trec
from evaluation.model import Dataset

TOPICS, QRELS = ".topics", ".qrels"


def open_dataset(path: Path, transcripts: Iterable[Transcript] = ()) -> Dataset:
    """A BEIR folder, a question set (JSONL, or a folder of them), a CSV, or TREC topics.

    Topics (``NAME.topics``) have their judgments beside them (``NAME.qrels``).
    ``transcripts`` are the records that a set speaks of; a BEIR folder brings
    its own. Raises DatasetError with the place and a remedy.
    """
    if not path.exists():
        raise DatasetError(f"{path}: there is nothing there: check the path")
    if (path / "corpus.jsonl").is_file():
        return beir.open_beir(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return sheet.open_sheet(path, transcripts)
    if suffix == TOPICS:
        return trec.open_trec(path, path.with_suffix(QRELS), transcripts)
    return judgments.open_questions(path, transcripts)


def save_dataset(dataset: Dataset, path: Path) -> None:
    """Writes JSONL, CSV or TREC topics with their qrels, as the name ends; else a BEIR folder.

    Raises DatasetError when something is there already, and for a set whose
    judgments are passages and no places in a record, as JSONL or CSV.
    """
    suffix = path.suffix.lower()
    written = [path, path.with_suffix(QRELS)] if suffix == TOPICS else [path]
    for one in written:
        if one.exists():
            raise DatasetError(f"{one}: is there already: give another name")
    if suffix == ".csv":
        sheet.save_sheet(dataset, path)
    elif suffix == TOPICS:
        trec.save_trec(dataset, *written)
    elif suffix == ".jsonl":
        judgments.save_questions(dataset, path)
    else:
        beir.save_beir(dataset, path)
