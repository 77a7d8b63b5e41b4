"""What an index must live through: killed writers, flipped bits.

Too long for a test suite in full; the suite runs ten of each.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.errors import XunwenError
from corpus.model import Transcript
from evaluation.gazette import read_gazette
from index import store
from index.encoder import Encoder, load_encoder
from index.manifest import read_manifest
from index.opened import SMALL_FILE, Opened
from index.search import Searcher

QUESTIONS = ("水患治理怎么推动", "预算执行情况如何", "何时送到立法院", "补助款")
LONGEST_LIFE = 1.0
Progress = Callable[[int], None]
MOST_TURNS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """``failures`` say what went wrong and how to see it again; none is good."""

    tried: int
    counts: dict[str, int]
    failures: tuple[str, ...]


def kill_often(
    folder: Path, records: Path, times: int, seed: int = 0, progress: Progress = lambda _: None
) -> Outcome:
    """Kill a writer ``times`` times at work; the index must be as before or after its change.

    ``records`` is a gazette file whose meetings are what is added and removed.
    """
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    failures = []
    for number in range(times):
        progress(number)
        states = _killed(folder, records, rng.random() * LONGEST_LIFE, seed + number)
        counts["changes done"] += len(states) - 1
        try:
            sources = Opened.of(store.current(folder), most_bytes=None).manifest.sources
        except XunwenError as error:
            failures.append(f"kill {number} (seed {seed}): {error}")
            continue
        state = sorted(sources)
        if state not in states[-2:]:
            failures.append(f"kill {number} (seed {seed}): holds {len(state)} records, not as told")
        counts["left at the change before" if state == states[0] else "moved on"] += 1
    return Outcome(times, dict(counts), tuple(failures))


def _killed(folder: Path, records: Path, after: float, seed: int) -> list[list[str]]:
    """Start a writer, kill it; the states that it said it went through and into."""
    command = [sys.executable, "-m", "evaluation.soak", str(folder), str(records), str(seed)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(after)
        writer.kill()
        lines += writer.stdout.readlines()
    return [json.loads(line) for line in lines if line.endswith("]\n")]


def work(folder: Path, records: Path, seed: int) -> None:
    """Build, add, remove and rewrite without end, telling each state before it is tried."""
    from index import rewriting
    from index.build import add_to_index, build_index, remove_from_index

    rewriting.JOINED = 2
    rng, encoder = random.Random(seed), load_encoder()
    pool = {one.transcript_id: one for one in short_meetings(records)}
    held = sorted(read_manifest(store.current(folder)).sources)
    _tell(held)
    while True:
        absent = sorted(pool.keys() - set(held))
        action = rng.choice(["build", *["add"] * 4, *["remove"] * 4])
        if action == "build":
            held = sorted(rng.sample(sorted(pool), 3))
            _tell(held)
            build_index([pool[name] for name in held], folder, encoder)
        elif action == "add" and absent:
            name = rng.choice(absent)
            held = sorted([*held, name])
            _tell(held)
            add_to_index([pool[name]], folder, encoder)
        elif action == "remove" and len(held) > 1:
            name = rng.choice(held)
            held = [one for one in held if one != name]
            _tell(held)
            remove_from_index([name], folder, encoder)


def _tell(state: Sequence[str]) -> None:
    sys.stdout.write(json.dumps(state) + "\n")
    sys.stdout.flush()


def short_meetings(records: Path) -> Iterator[Transcript]:
    """The first meetings of a gazette file, each cut short: so a change is soon done."""
    for one in islice(read_gazette(records), 8):
        turns = one.turns[:MOST_TURNS]
        kept = {turn.turn_id for turn in turns}
        exchanges = tuple(
            exchange
            for exchange in one.exchanges
            if kept.issuperset(turn.turn_id for turn in (exchange.question, *exchange.answers))
        )
        yield replace(one, turns=turns, exchanges=exchanges)


def flip_often(
    folder: Path, scratch: Path, times: int, seed: int = 0, progress: Progress = lambda _: None
) -> Outcome:
    """Flip one bit ``times`` times; the index is refused, or shows nothing that is not so.

    Every second time the check at opening is left out, as it is for large files.
    """
    rng, encoder = random.Random(seed), load_encoder()
    truth = Searcher.open(folder, encoder)
    counts: Counter[str] = Counter()
    failures = []
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(folder, scratch)
    served = [scratch / store.POINTER, *sorted(store.current(scratch).rglob("*"))]
    files = [path for path in served if path.is_file() and path.stat().st_size]
    for number in range(times):
        progress(number)
        path = rng.choice(files)
        place, bit = rng.randrange(path.stat().st_size), rng.randrange(8)
        _flip(path, place, bit)
        try:
            wrong = _untrue(scratch, encoder, truth, checked=number % 2 == 0)
            counts["harmless"] += 1
            failures += [f"{path.name} byte {place} bit {bit}: {one}" for one in wrong]
        except XunwenError:
            counts["refused"] += 1
        except Exception as error:  # anything else is what we look for
            failures.append(f"{path.name} byte {place} bit {bit}: {error!r}")
        finally:
            _flip(path, place, bit)
    return Outcome(times, dict(counts), tuple(failures))


def _flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))


def _untrue(folder: Path, encoder: Encoder, truth: Searcher, checked: bool) -> list[str]:
    """What an index shows that the true one does not have."""
    searcher = Searcher(store.current(folder), encoder, checked=SMALL_FILE if checked else 0)
    wrong = []
    for question in QUESTIONS:
        answer = searcher.ask(question, 3)
        for found in answer.findings + answer.nearest:
            whole = truth.records.transcript(found.source.transcript_id)
            fields = (found.source.text, found.source.title, found.source.date)
            if found.turn not in whole.turns or fields != (whole.text, whole.title, whole.date):
                wrong.append(f"shows {found.turn.turn_id} of {found.source.transcript_id}")
    return wrong


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
