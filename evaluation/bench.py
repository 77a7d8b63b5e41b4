"""How fast and how large: one contender at one size, measured in a process of its own."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.errors import DatasetError
from evaluation.bench_questions import Held, hold_out
from evaluation.contenders import CONTENDERS, Contender
from evaluation.gazette import read_gazette
from index.encoder import load_encoder

QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender at one size.

    ``build`` and ``start`` are seconds, ``median`` and ``p95`` milliseconds a
    question, ``busy`` milliseconds of a processor; ``memory`` is the largest
    of the process in MB, ``size`` bytes a turn on disk. ``ndcg`` is nDCG@10.
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


def measure(system: str, records: Path, turns: int) -> Measured:
    """Measure in a new process. Raises DatasetError with what it said when it failed."""
    command = [sys.executable, "-m", "evaluation.bench", system, str(records), str(turns)]
    root = Path(__file__).resolve().parent.parent
    around = {**os.environ, "ALLOW_RESOLVE_TRANSFORM": "True"}  # or txtai loads no encoder
    done = subprocess.run(
        command, cwd=root, env=around, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DatasetError(f"bench: {system} at {turns:,} turns failed: {last}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def run(system: str, records: Path, turns: int) -> Measured:
    """Build, open and ask, in this process."""
    contender = CONTENDERS[system](load_encoder())
    held: list[Held] = []
    with tempfile.TemporaryDirectory(prefix="xunwen-bench-") as place:
        folder = Path(place) / "index"
        folder.mkdir()
        share = min(1.0, 8 * QUESTIONS / turns)
        begun = time.perf_counter()
        contender.build(hold_out(read_gazette(records, turns), share, held), folder)
        built = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        begun = time.perf_counter()
        contender.open(folder)
        contender.ask(held[0].text)
        started = time.perf_counter() - begun
        chosen = list(islice(held, 0, None, max(1, len(held) // QUESTIONS)))[:QUESTIONS]
        return _asked(contender, chosen, Measured(
            system, turns, built, started, 0, 0, 0, 0, size / turns, 0
        ))  # fmt: skip


def _asked(contender: Contender, questions: Sequence[Held], so_far: Measured) -> Measured:
    for one in questions[:10]:
        contender.ask(one.text)
    took = []
    busy = time.process_time()
    for one in questions:
        begun = time.perf_counter()
        contender.ask(one.text)
        took.append(time.perf_counter() - begun)
    busy = (time.process_time() - busy) / len(questions)
    gains = [ndcg(contender.rank(one.text), one.right) for one in questions]
    median, p95 = np.percentile(took, [50, 95])
    return Measured(
        so_far.system,
        so_far.turns,
        so_far.build,
        so_far.start,
        median=float(median) * 1000,
        p95=float(p95) * 1000,
        busy=busy * 1000,
        memory=_memory(),
        size=so_far.size,
        ndcg=float(np.mean(gains)),
    )


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


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(asdict(run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))) + "\n"
    )
