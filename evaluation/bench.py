"""How fast and how large: one contender at one size, measured in a process of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation.bench_questions import Held, hold_out
from evaluation.contenders import CONTENDERS, Contender, Xunwen
from evaluation.gazette import read_gazette
from evaluation.latency import Latency, latencies, latency
from index.encoder import load_encoder
from index.stages import Stage

QUESTIONS = 200
OFTEN = 14
"""One turn in so many is a question fit to be taken out."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender at one size.

    ``turns`` are those that were indexed. ``build`` and ``start`` are seconds,
    ``median`` and ``p95`` milliseconds a question, ``busy`` milliseconds of a
    processor; ``memory`` is the largest of the process in MB, ``size`` bytes a
    turn on disk. ``ndcg`` is nDCG@10, ``ids`` what the ten best ids alone take: all
    that peers give. What peers cannot do is None or empty: ``narrowed`` are questions with filters, ``add`` the seconds that one more
    meeting takes, ``vectors`` the kinds of the FAISS indexes.
    """

    system: str
    turns: int
    build: float
    start: float
    median: float
    p95: float
    busy: float
    memory: float
    size: float
    ndcg: float
    ids: Latency
    narrowed: Latency | None = None
    add: float | None = None
    vectors: str = ""
    stages: dict[Stage, Latency] | None = None


def measure(
    system: str,
    records: Path,
    turns: int | None,
    environment: Mapping[str, str],
    progress: Progress = lambda _: None,
) -> Measured:
    """Measure in a new process, over so many turns of a gazette file or all (None).

    ``environment`` is that of the new process; ``progress`` is told how many turns have been read. Raises DatasetError with
    what it said when it failed.
    """
    command = [sys.executable, "-m", "evaluation.bench", system, str(records), str(turns or "all")]
    root = Path(__file__).resolve().parent.parent
    around = {**environment, "ALLOW_RESOLVE_TRANSFORM": "True"}  # or txtai loads no encoder
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(
            command, cwd=root, env=around, stdout=subprocess.PIPE, stderr=said, text=True
        ) as child,
    ):
        assert child.stdout is not None
        last = {}
        for line in child.stdout:
            if line.startswith("{"):  # a library may print too
                last = json.loads(line)
                progress(last["turns"])
        if child.wait():
            said.seek(0)
            reason = (said.read().strip().splitlines() or ["no reason given"])[-1]
            raise DatasetError(f"bench: {system} at {turns or 'all'} turns failed: {reason}")
    return _measured(last)


def _measured(fields: dict[str, object]) -> Measured:
    """From JSON, which knows no tuples."""
    made = Measured(**fields)  # type: ignore[arg-type]
    stages = {name: Latency(*pair) for name, pair in made.stages.items()} if made.stages else None
    narrowed = Latency(*made.narrowed) if made.narrowed else None
    return replace(made, ids=Latency(*made.ids), narrowed=narrowed, stages=stages)


def run(system: str, records: Path, turns: int | None, progress: Progress) -> Measured:
    """Build, open and ask, in this process."""
    contender = CONTENDERS[system](load_encoder())
    held: list[Held] = []
    with tempfile.TemporaryDirectory(prefix="xunwen-bench-") as place:
        folder = Path(place) / "index"
        folder.mkdir()
        share = min(1.0, OFTEN * QUESTIONS / (turns or 650_000))
        counted = _Counted(hold_out(read_gazette(records, turns), share, held), progress)
        begun = time.perf_counter()
        contender.build(counted, folder)
        built = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        begun = time.perf_counter()
        contender.open(folder)
        contender.ask(held[0].text)
        started = time.perf_counter() - begun
        chosen = list(islice(held, 0, None, max(1, len(held) // QUESTIONS)))[:QUESTIONS]
        figures = (system, counted.turns, built, started)
        found = _asked(contender, chosen, figures, size / counted.turns)
        if isinstance(contender, Xunwen):
            found = _alone(contender, chosen, found)
            found = replace(found, add=_added(contender, records, folder))
        return replace(found, memory=_memory())


class _Counted:
    """Transcripts as they are read, their turns counted."""

    def __init__(self, transcripts: Iterable[Transcript], progress: Progress) -> None:
        self._transcripts = transcripts
        self._progress = progress
        self.turns = 0

    def __iter__(self) -> Iterator[Transcript]:
        for one in self._transcripts:
            self.turns += len(one.turns)
            self._progress(self.turns)
            yield one


def _asked(
    contender: Contender,
    questions: Sequence[Held],
    figures: tuple[str, int, float, float],
    size: float,
) -> Measured:
    """What every contender is asked for."""
    texts = [one.text for one in questions]
    for text in texts[:10]:
        contender.ask(text)
    busy = time.process_time()
    taken, stages = latencies(contender.ask, texts)
    busy = (time.process_time() - busy) / len(texts)
    ids = latency(contender.rank, texts)
    gains = [ndcg(contender.rank(one.text), one.right) for one in questions]
    return Measured(
        *figures, *taken, busy * 1000, 0.0, size, float(np.mean(gains)), ids, stages=stages or None
    )


def _alone(contender: Xunwen, questions: Sequence[Held], found: Measured) -> Measured:
    """What only we can do: filters, a choice of vectors."""
    narrowed = list(zip(questions, contender.filters(questions), strict=True))
    searcher = contender.searcher
    return replace(
        found,
        narrowed=latency(lambda pair: searcher.ask(pair[0].text, filters=pair[1]), narrowed),
        vectors=" ".join(sorted({one.dense for one in searcher.manifest.segments})),
    )


def _added(contender: Xunwen, records: Path, folder: Path) -> float:
    """The seconds that one more meeting takes: the first, under another name."""
    first = next(read_gazette(records))
    begun = time.perf_counter()
    contender.add(replace(first, transcript_id="added"), folder)
    return time.perf_counter() - begun


def ndcg(found: Sequence[str], right: Collection[str]) -> float:
    """nDCG@10 with binary gains (Järvelin and Kekäläinen, TOIS 20(4), 2002)."""
    gain = sum(1 / math.log2(rank + 1) for rank, one in enumerate(found[:10], 1) if one in right)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(right)) + 1))


def _memory() -> float:
    """The most memory this process had, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _tell(fields: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    wanted = None if sys.argv[3] == "all" else int(sys.argv[3])
    _tell(
        asdict(run(sys.argv[1], Path(sys.argv[2]), wanted, lambda turns: _tell({"turns": turns})))
    )
