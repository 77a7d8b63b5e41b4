"""One door to every kind of question set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation import beir, judgments, sheet
from evaluation.model import Dataset


def open_dataset(path: Path, transcripts: Iterable[Transcript] = ()) -> Dataset:
    """A BEIR folder, a question set (JSONL, or a folder of them) or a CSV of answers.

    ``transcripts`` are the records that a question set or a CSV speaks of; a
    BEIR folder brings its own. Raises DatasetError with the place and a remedy.
    """
    if not path.exists():
        raise DatasetError(f"{path}: there is nothing there: check the path")
    if (path / "corpus.jsonl").is_file():
        return beir.open_beir(path)
    if path.suffix.lower() == ".csv":
        return sheet.open_sheet(path, transcripts)
    return judgments.open_questions(path, transcripts)
