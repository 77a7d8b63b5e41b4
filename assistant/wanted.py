"""What ``xunwen evaluate`` is asked to judge, and its being judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from assistant.console import counter, say, writing

if TYPE_CHECKING:
    from typing import TypeAlias

    from evaluation.contrast import Contrast
    from evaluation.evaluation import Evaluation
    from evaluation.model import Dataset
    from evaluation.runs import Run
    from index.encoder import Encoder
    from index.reader import Reader
    from index.search import Searcher

    Judgement: TypeAlias = tuple[Evaluation, Contrast | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options that say what is judged, and how; ``compare`` names two systems or run files."""

    split: str
    transcripts: tuple[Path, ...]
    index: Path | None
    encoder: str | None
    reader: str | None
    twins: bool
    peers: bool
    seed: int
    compare: tuple[str, str] | None

    @property
    def runs(self) -> list[Path]:
        """The saved runs among what is compared; the rest are systems."""
        from evaluation.peers import PEERS
        from evaluation.searcher import SYSTEMS

        known = (*SYSTEMS, *(PEERS if self.peers else ()))
        return [Path(name) for name in self.compare or () if name not in known]


def check(wanted: Wanted, gate: Path | None, save: Path | None, report: Path | None) -> None:
    """What would fail after minutes of measuring fails before it; makes the folder ``save``.

    Raises SettingError for what cannot be compared or written, DatasetError for a gate.
    """
    from corpus.errors import SettingError
    from evaluation.gate import open_gate
    from evaluation.peers import PEERS
    from evaluation.searcher import SYSTEMS

    for path in wanted.runs:
        if not path.is_file():
            known = ", ".join(SYSTEMS)
            hint = "; this one is judged with --peers" if str(path) in PEERS else ""
            raise SettingError(
                f"--compare {path}: neither a system ({known}) nor a saved run file{hint}"
            )
    if gate:
        open_gate(gate)
    if report:
        with writing(report):
            _try_to_write(report)
    if save:
        with writing(save):
            save.mkdir(parents=True, exist_ok=True)
            _try_to_write(save / "any")


def _try_to_write(path: Path) -> None:
    """Raises OSError where no such file can be written; leaves no trace."""
    if path.exists():
        path.open("ab").close()
    else:
        TemporaryFile(dir=path.parent).close()


def judge_wanted(path: Path | None, wanted: Wanted) -> Judgement:
    """One dataset (None: the shipped one) judged, and what was to be compared side by side.

    Two saved runs are judged without a search. Raises whatever the dataset,
    the index or a run refuses.
    """
    found = _evaluated(path, wanted)
    return found, _contrast(found, wanted)


def _evaluated(path: Path | None, wanted: Wanted) -> Evaluation:
    from assistant.evaluating import open_questions, read_records, records_in
    from index.encoder import load_encoder

    searcher = _searcher(wanted)
    model = searcher.encoder if searcher else load_encoder(wanted.encoder)
    records = read_records(wanted.transcripts) if wanted.transcripts else None
    if searcher and records is None:
        records = records_in(searcher)
    questions = open_questions(path, wanted.split, records)
    if len(wanted.runs) == 2:
        return _with_runs(questions, None, wanted)
    found = _searched(questions, model, searcher, wanted)
    return _with_runs(questions, found, wanted) if wanted.runs else found


def _searcher(wanted: Wanted) -> Searcher | None:
    from assistant.opening import open_searcher
    from assistant.settings import Settings
    from index import store
    from index.encoder import load_encoder
    from index.search import Searcher

    if not wanted.index:
        return None
    if wanted.encoder:
        encoder, reader = load_encoder(wanted.encoder), _reader(wanted)
        return store.using(
            wanted.index, lambda generation: Searcher(generation, encoder, reader=reader)
        )
    return open_searcher(Settings(wanted.index, own=False, reader=wanted.reader))


def _reader(wanted: Wanted) -> Reader | None:
    from index.reader import Reader

    return Reader(wanted.reader) if wanted.reader else None


def _searched(
    questions: Dataset, model: Encoder, searcher: Searcher | None, wanted: Wanted
) -> Evaluation:
    from assistant.evaluating import evaluate_dataset, with_peers

    with counter(questions.name, 1000) as bar:

        def progress(done: int, total: int) -> None:
            bar(1000 * done // total)

        found = evaluate_dataset(
            questions,
            model,
            searcher,
            twins_right=wanted.twins,
            seed=wanted.seed,
            progress=progress,
            reader=_reader(wanted) if searcher is None else None,
        )
        found = with_peers(found, model, wanted.seed, progress) if wanted.peers else found
    _tell_unasked(found)
    return found


def _tell_unasked(evaluation: Evaluation) -> None:
    """How many questions could not be asked, and the first of them with its reason."""
    if unasked := evaluation.unasked:
        name, reason = next(iter(unasked.items()))
        count = (
            f"{len(unasked)} 题无法提问，按无结果计 questions could not be asked and found nothing"
        )
        say(f"{evaluation.dataset.name}: {count}: {name}: {reason}")


def _with_runs(questions: Dataset, found: Evaluation | None, wanted: Wanted) -> Evaluation:
    """Saved runs beside what was found now, on the questions that all were asked."""
    from assistant.saved import in_common, open_runs
    from evaluation.evaluation import judge

    saved = open_runs(wanted.runs, questions)
    common = in_common(questions, saved)
    if left := len(questions.qrels) - len(common.qrels):
        say(f"{left} 题未在这些运行中问过，不比较 questions were not asked in these runs")
    _tell_silent(wanted.runs, saved, common)
    runs = [one.run for one in found.systems] if found else []
    replies = found.replies if found else ()
    return judge(
        common,
        [*saved, *runs],
        replies,
        twins_right=wanted.twins,
        seed=wanted.seed,
        unasked=found.unasked if found else None,
    )


def _tell_silent(paths: list[Path], runs: list[Run], questions: Dataset) -> None:
    """How many of the questions other programs' runs do not list."""
    for path, run in zip(paths, runs, strict=True):
        if silent := len(questions.qrels.keys() - run.hits.keys()):
            count = f"{silent} 题未列出，计为没有结果 questions are not in it and found nothing"
            say(f"{path}: {count}")


def _contrast(evaluation: Evaluation, wanted: Wanted) -> Contrast | None:
    from assistant.saved import labels
    from evaluation.contrast import contrast

    if not wanted.compare:
        return None
    called = dict(zip(map(str, wanted.runs), labels(wanted.runs), strict=True))
    a, b = (called.get(str(Path(name)), name) for name in wanted.compare)
    return contrast(evaluation, a, b, seed=wanted.seed)
