"""Evaluations that a door can ask for: the shipped questions, or anybody's folder."""

from __future__ import annotations

import datetime
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.library import Library
    from corpus.model import Transcript
    from evaluation.evaluation import Evaluation, SystemScores
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


def open_questions(
    path: Path | None, split: str, records: Sequence[Transcript] | None = None
) -> Dataset:
    """A dataset to judge: a folder or file, or, for None, the shipped one.

    ``split`` is test, dev or all; a set without splits is taken whole.
    ``records`` are those that the set speaks of; None: the shipped one. Raises
    DatasetError for a set that has nothing of this split.
    """
    from evaluation.datasets import open_dataset
    from evaluation.model import select

    known = read_records([]) if records is None else records
    dataset = open_dataset(path or shipped_questions(), known)
    splits = sorted({question.split for question in dataset.questions} - {""})
    if split == "all" or not splits:
        return dataset
    if split not in splits:
        there = " or ".join(f"--split {name}" for name in (*splits, "all"))
        raise DatasetError(f"{dataset.name}: has no question of split {split}: give {there}")
    return select(dataset, lambda question: question.split == split)


def read_records(paths: Sequence[Path]) -> list[Transcript]:
    """The records at these paths (files or folders); for none, the one that comes with xunwen."""
    from corpus.record import read_transcript, record_files, shipped

    return [read_transcript(path) for path in record_files(paths or [shipped()])]


def records_in(searcher: Searcher) -> list[Transcript]:
    """All records of an index."""
    names = [source.transcript_id for source in searcher.records.transcripts()]
    return [searcher.records.transcript(name) for name in names]


def evaluate_dataset(
    dataset: Dataset,
    encoder: Encoder,
    searcher: Searcher | None = None,
    systems: Sequence[System] | None = None,
    twins_right: bool = False,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
    reader: Reader | None = None,
) -> Evaluation:
    """Judge every system on a dataset, in an index of its own unless a searcher is given.

    Raises DatasetError when that one's index lacks a record of the dataset.
    """
    from evaluation.evaluation import evaluate
    from index.search import SYSTEMS

    with _opened(dataset, encoder, searcher, reader) as search:
        return evaluate(
            dataset,
            search,
            manifest=_manifest(dataset, search),
            systems=systems or SYSTEMS,
            twins_right=twins_right,
            seed=seed,
            progress=progress,
        )


@contextmanager
def _opened(
    dataset: Dataset, encoder: Encoder, searcher: Searcher | None, reader: Reader | None
) -> Iterator[Searcher]:
    from index import store
    from index.build import build_index
    from index.search import Searcher

    if searcher:
        _refuse_strangers(dataset, searcher)
        yield searcher
        return
    with tempfile.TemporaryDirectory(prefix="xunwen-") as folder:
        build_index(dataset.transcripts, Path(folder), encoder)
        yield Searcher(store.current(Path(folder)), encoder, reader=reader)


def _refuse_strangers(dataset: Dataset, searcher: Searcher) -> None:
    """Judgments of records that are not searched would all count as wrong."""
    there = {s.transcript_id: s.sha256 for s in searcher.records.transcripts()}
    for record in dataset.transcripts:
        if there.get(record.transcript_id) != record.sha256:
            what = "another version" if record.transcript_id in there else "nothing"
            remedy = "add it (`xunwen index update`), or leave out --index"
            raise DatasetError(
                f"{dataset.name}: the index holds {what} of {record.transcript_id}: {remedy}"
            )


def with_peers(
    evaluation: Evaluation, encoder: Encoder, seed: int, progress: Progress
) -> Evaluation:
    """The same, with what people would otherwise use judged beside it."""
    from dataclasses import replace

    from evaluation.evaluation import scores
    from evaluation.peers import PEERS, run_peer

    dataset, made = evaluation.dataset, evaluation.systems[0].run.manifest
    rows: list[SystemScores] = []
    total = len(PEERS) * len(dataset.judged)
    steps = count(1)
    for name in PEERS:
        run = run_peer(dataset, name, encoder, made, lambda: progress(next(steps), total))
        rows.append(scores(dataset, run, seed=seed))
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

        return page([(self._made[1], None)]) if self._made else None
