"""A server under load: how soon it answers, what it holds, how many questions a second it takes."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from assistant.evaluating import open_questions
from corpus.errors import SettingError

if TYPE_CHECKING:
    from index.search import Searcher

STARTS, ALONE, WARMED = 5, 2_000, 200
LOADED = 10.0
"""Seconds that an idle server is given to load its page and settle."""
SERVER = "from assistant.cli import main; main()"


@dataclass(slots=True)
class Load:
    """What was measured.

    ``starts`` are seconds from the process's first instruction to its first
    answer, ``memory`` MB that the idle server holds, ``alone`` the median and
    ``alone_mean`` the mean milliseconds of a question in one process without a server, far
    apart since some questions are read together with their answer; ``took`` the
    milliseconds of every answered question under load; ``failures`` are what
    came instead of an answer. ``busy`` and ``busy_alone`` are milliseconds of
    a processor a question, with and without the server: what other programs
    take from this machine meanwhile is not in them.
    """

    clients: int
    seconds: float
    alone: float = 0.0
    alone_mean: float = 0.0
    busy_alone: float = 0.0
    busy: float = 0.0
    starts: list[float] = field(default_factory=list)
    memory: float = 0.0
    took: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Questions answered a second."""
        return len(self.took) / self.seconds

    @property
    def share(self) -> float:
        """The part of what one core could answer in the process, whose rate its mean gives."""
        return self.rate * self.alone_mean / 1000


def distinct(start: int = 0) -> Iterator[str]:
    """The shipped questions, each time about another numbered proposal: none comes twice."""
    asked = [one.text for one in open_questions(None, "dev").questions]
    for number in count(start):
        yield f"关于第{number + 1}号建议，{asked[number % len(asked)]}"


def measure(index: Path, clients: int, seconds: float) -> Load:
    """Ask alone, then start a server, let it idle, and ask with every client at once."""
    load = Load(clients, seconds)
    load.alone, load.alone_mean, load.busy_alone = alone(index)
    for _ in range(STARTS):
        with serving(index) as (_, _, took):
            load.starts.append(took)
    with serving(index) as (address, pid, _):
        time.sleep(LOADED)
        load.memory = resident(pid)
        before = processor(pid)
        press(address, load)
        load.busy = (processor(pid) - before) / max(1, len(load.took))
    return load


def alone(index: Path) -> tuple[float, float, float]:
    """Milliseconds of a question asked in this process: median, mean, and the processor's mean."""
    from assistant.library import Library
    from assistant.settings import Settings

    searcher: Searcher = Library(Settings(index, own=False)).searcher
    questions = distinct(10**7)
    for question in islice(questions, WARMED):
        searcher.ask(question)
    took, busy = [], time.process_time()
    for question in islice(questions, ALONE):
        begun = time.perf_counter()
        searcher.ask(question)
        took.append((time.perf_counter() - begun) * 1000)
    busy = (time.process_time() - busy) * 1000 / ALONE
    return statistics.median(took), statistics.mean(took), busy


@contextmanager
def serving(index: Path) -> Iterator[tuple[str, int, float]]:
    """A server of its own process: its address, its process, and the seconds to its first answer."""
    port = _free()
    command = [sys.executable, "-c", SERVER, "serve", "--rate", "0", "--index", str(index)]
    begun = time.perf_counter()
    running = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _first_answer(running, address)
        yield address, running.pid, time.perf_counter() - begun
    finally:
        running.terminate()
        running.wait(30)


def _first_answer(running: subprocess.Popen[bytes], address: str) -> None:
    while running.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/ask?q={quote(next(distinct()))}", timeout=30)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
        else:
            return
    raise SettingError("bench: the server ended before it answered; run `xunwen serve` to see why.")


def _free() -> int:
    from assistant.serving import bind

    with bind("127.0.0.1", 0) as listening:
        port: int = listening.getsockname()[1]
        return port


def resident(pid: int) -> float:
    """MB of memory that a process holds now; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(one.split()[1]) / 1024 for one in lines if one.startswith("VmRSS")), 0.0)


def processor(pid: int) -> float:
    """Milliseconds of a processor that a process has used; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def press(address: str, load: Load) -> None:
    """Ask with every client at once, in a thread whose event loop is its own."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(_press(address, load))).result()


async def _press(address: str, load: Load) -> None:
    """Every client asks, one question after the other, until the time is over."""
    questions, end = distinct(), time.perf_counter() + load.seconds
    asking = [_client(address, questions, end, load) for _ in range(load.clients)]
    await asyncio.gather(*asking)


async def _client(address: str, questions: Iterator[str], end: float, load: Load) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while time.perf_counter() < end:
        begun = time.perf_counter()
        try:
            await _ask(reader, writer, next(questions))
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            load.failures.append(f"{type(error).__name__}: {error}")
            writer.close()
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        else:
            load.took.append((time.perf_counter() - begun) * 1000)
    writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str) -> None:
    """One question over a connection that stays open. Raises ValueError for what is no answer."""
    writer.write(f"GET /api/ask?q={quote(question)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.partition("content-length:")[2].split("\r\n", 1)[0])
    body = await reader.readexactly(length)
    if not head.startswith("http/1.1 200") or json.loads(body)["question"] != question:
        raise ValueError(f"{head.splitlines()[0]} {body[:80]!r}")
