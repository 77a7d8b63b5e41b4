"""Runs: what a system returned for every question, and of what it was made.

A run is saved as a TREC run file (``question Q0 turn rank score tag``) with
its manifest beside it (``….run.json``). The manifest also names the questions
that found nothing, which the format cannot say.

pytrec_eval keeps scores as 32-bit floats and orders equal ones by descending
id, the MS MARCO script behind RR@k by ascending id. A run therefore has no
equal scores: ours are ordered by (-score, id), rounded to 32 bits, and one
that is not below its predecessor is written as the next number below it.
Every program then sees the same order.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, unquote_to_bytes

from corpus.errors import DatasetError
from corpus.model import Transcript
from evaluation.rows import lines
from index.hits import Hit

Setting: TypeAlias = str | int | float | bool | None


Hits: TypeAlias = Mapping[str, tuple[Hit, ...]]
"""Question id -> hits, best first, no two with the same score."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made of; "" where it is not known (a run of another program).

    ``corpus`` is `corpus_hash`, ``encoder`` its fingerprint, ``time`` ISO 8601 in UTC.
    """

    dataset: str
    system: str
    corpus: str = ""
    encoder: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    commit: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Hits for every question that was asked; make them with `ranked`."""

    manifest: Manifest
    hits: Hits

    def asked(self, question_id: str) -> bool:
        """Whether it was asked this; another program's run does not say which it found nothing for."""
        return question_id in self.hits or not self.manifest.dataset

    def rank(self, question_id: str, grades: Mapping[str, int]) -> int | None:
        """Where the best right turn stands; None where there is none among the hits."""
        hits = enumerate(self.hits.get(question_id, ()), start=1)
        return next((rank for rank, hit in hits if grades.get(hit.turn_id, 0) > 0), None)


def ranked(hits: Iterable[tuple[str, float]]) -> tuple[Hit, ...]:
    """Hits by (-score, id), their scores made to fall strictly in 32 bits."""
    import numpy as np

    fallen: list[Hit] = []
    below = np.float32(math.inf)
    for name, score in sorted(hits, key=lambda hit: (-hit[1], hit[0])):
        _refuse_endless(score, name)
        number = np.float32(score)
        below = number if number < below else np.nextafter(below, np.float32(-math.inf))
        fallen.append(Hit(name, float(below)))
    if len({hit.turn_id for hit in fallen}) < len(fallen):
        raise DatasetError("a turn was returned twice for one question: a run names it once")
    return tuple(fallen)


def corpus_hash(transcripts: Iterable[Transcript]) -> str:
    """SHA-256 over the ids and file hashes of the records, whatever their order."""
    rows = sorted(f"{record.transcript_id}\t{record.sha256}\n" for record in transcripts)
    return hashlib.sha256("".join(rows).encode()).hexdigest()


def commit(folder: Path) -> str:
    """The commit checked out there, with ``+`` when files differ from it; "" if none."""
    try:
        command = ["git", "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def save_run(run: Run, path: Path) -> None:
    """Writes the TREC run file and its manifest (``path`` + ``.json``)."""
    body = "".join(_rows(run)).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    silent = [name for name, hits in run.hits.items() if not hits]
    notes = {"sha256": hashlib.sha256(body).hexdigest(), "silent": silent}
    manifest = json.dumps(asdict(run.manifest) | notes, ensure_ascii=False, indent=2)
    _manifest_path(path).write_text(manifest + "\n", encoding="utf-8")


def open_run(path: Path) -> Run:
    """The run in a TREC run file, ours or another program's (which has no manifest).

    Raises DatasetError with the line for what is no hit, or the same one twice.
    """
    found: dict[str, dict[str, float]] = {}
    tag = path.stem
    for place, line in lines(path):
        question, turn, score, tag = _hit(line, place)
        hits = found.setdefault(question, {})
        if turn in hits:
            raise DatasetError(f"{place}: {turn} was returned for {question} before: keep one line")
        hits[turn] = score
    manifest, silent = _manifest(path, tag)
    return Run(manifest, {name: ranked(hits.items()) for name, hits in found.items()} | silent)


def encode(name: str) -> str:
    """An id as one field of a TREC file: what is no visible sign is percent-encoded."""
    if not name:
        raise DatasetError("an id is empty: TREC files cannot hold it")
    return "".join(
        quote(sign, safe="", errors="surrogatepass")
        if sign in " %" or not sign.isprintable()
        else sign
        for sign in name
    )


def decode(field: str) -> str:
    """The id that `encode` wrote."""
    return unquote_to_bytes(field).decode("utf-8", "surrogatepass")


def _rows(run: Run) -> Iterable[str]:
    import numpy as np

    tag = encode(run.manifest.system)
    for question, hits in run.hits.items():
        name = encode(question)
        for rank, hit in enumerate(hits, start=1):
            yield f"{name} Q0 {encode(hit.turn_id)} {rank} {np.float32(hit.score)!s} {tag}\n"


def _hit(line: str, place: str) -> tuple[str, str, float, str]:
    try:
        question, _, turn, _, score, tag = line.split()
        hit = decode(question), decode(turn), float(score), decode(tag)
    except ValueError as error:
        wanted = "question Q0 turn rank score tag"
        raise DatasetError(f"{place}: is not a line of a TREC run: write {wanted}") from error
    _refuse_endless(hit[2], f"{place}: {hit[1]}")
    return hit


def _refuse_endless(score: float, where: str) -> None:
    """What a 32-bit float cannot hold has no place in an order."""
    if not abs(score) < 1e38:
        raise DatasetError(f"{where}: its score is {score}: scores must be finite")


def _manifest_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _manifest(path: Path, tag: str) -> tuple[Manifest, dict[str, tuple[Hit, ...]]]:
    """The manifest beside a run, and the questions that found nothing."""
    beside = _manifest_path(path)
    if not beside.is_file():
        return Manifest(dataset="", system=tag), {}
    try:
        notes = json.loads(beside.read_text(encoding="utf-8"))
        digest, silent = notes.pop("sha256"), notes.pop("silent")
        manifest = Manifest(**notes)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{beside}: is not a manifest: save the run again") from error
    if digest != hashlib.sha256(path.read_bytes()).hexdigest():
        raise DatasetError(f"{path}: is not the file its manifest describes: save the run again")
    return manifest, {name: () for name in silent}
