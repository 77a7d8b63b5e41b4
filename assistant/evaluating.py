"""Evaluations that a door can ask for: the shipped questions, or anybody's folder."""

from __future__ import annotations

import datetime
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.library import Library
    from evaluation.evaluation import Evaluation
    from evaluation.model import Dataset
    from evaluation.runs import Manifest
    from evaluation.searcher import System
    from index.encoder import Encoder
    from index.reader import Reader
    from index.search import Searcher

Progress = Callable[[int, int], None]


def shipped_questions() -> Path:
    """The questions about the shipped record."""
    return Path(str(files("evaluation").joinpath("questions", "专题询问侧记.jsonl")))


def open_questions(path: Path | None, split: str) -> Dataset:
    """A dataset to judge: a folder or file, or, for None, the shipped one.

    ``split`` is test, dev or all; a set without splits is taken whole.
    """
    from corpus.record import read_transcript, record_files, shipped
    from evaluation.datasets import open_dataset
    from evaluation.model import select

    records = [read_transcript(record) for record in record_files([shipped()])]
    dataset = open_dataset(path or shipped_questions(), records)
    if split == "all" or not any(question.split for question in dataset.questions):
        return dataset
    return select(dataset, lambda question: question.split == split)


def evaluate_dataset(
    dataset: Dataset,
    encoder: Encoder,
    index: Path | None = None,
    systems: Sequence[System] | None = None,
    twins_right: bool = False,
    progress: Progress = lambda done, total: None,
    reader: Reader | None = None,
) -> Evaluation:
    """Judge every system on a dataset, in an index of its own unless one is named."""
    from evaluation.evaluation import evaluate
    from index.search import SYSTEMS

    with _searcher(dataset, encoder, index, reader) as searcher:
        return evaluate(
            dataset,
            searcher,
            manifest=_manifest(dataset, searcher),
            systems=systems or SYSTEMS,
            twins_right=twins_right,
            progress=progress,
        )


@contextmanager
def _searcher(
    dataset: Dataset, encoder: Encoder, index: Path | None, reader: Reader | None = None
) -> Iterator[Searcher]:
    from index import store
    from index.build import build_index
    from index.search import Searcher

    if index:
        yield Searcher(store.current(index), encoder, reader=reader)
        return
    with tempfile.TemporaryDirectory(prefix="xunwen-") as folder:
        build_index(dataset.transcripts, Path(folder), encoder)
        yield Searcher(store.current(Path(folder)), encoder, reader=reader)


def with_peers(evaluation: Evaluation, encoder: Encoder, progress: Progress) -> Evaluation:
    """The same, with what people would otherwise use judged beside it."""
    from dataclasses import replace

    from evaluation.evaluation import scores
    from evaluation.peers import PEERS, run_peer

    dataset, made = evaluation.dataset, evaluation.systems[0].run.manifest
    rows = []
    for number, name in enumerate(PEERS, 1):
        rows.append(scores(dataset, run_peer(dataset, name, encoder, made)))
        progress(number, len(PEERS))
    return replace(evaluation, systems=(*rows, *evaluation.systems))


def _manifest(dataset: Dataset, searcher: Searcher) -> Manifest:
    from evaluation.runs import Manifest, commit, corpus_hash

    settings = asdict(searcher.settings)
    flat = {**settings.pop("weights"), **settings.pop("evidence"), **settings}
    return Manifest(
        dataset=dataset.name,
        system="",
        corpus=corpus_hash(dataset.transcripts),
        encoder=searcher.encoder.fingerprint,
        settings=flat,
        commit=commit(Path(__file__).parent),
        time=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


class Judged:
    """The shipped test questions, judged with the library's encoder; kept once made."""

    def __init__(self, library: Library) -> None:
        """Nothing is judged yet."""
        self._library = library
        self._lock = threading.Lock()
        self._made: tuple[str, Evaluation] | None = None

    def evaluation(self, progress: Progress = lambda done, total: None) -> Evaluation:
        """The evaluation; whoever comes while it is made waits for the same one."""
        with self._lock:
            encoder = self._library.searcher.encoder
            if self._made is None or self._made[0] != encoder.fingerprint:
                questions = open_questions(None, "test")
                judged = evaluate_dataset(questions, encoder, progress=progress)
                self._made = encoder.fingerprint, judged
            return self._made[1]

    def report(self) -> str | None:
        """The report on it as an HTML document; None before it is made."""
        from evaluation.report import page

        return page([self._made[1]]) if self._made else None
