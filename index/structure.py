"""What belongs to what in one segment, as arrays: turns of transcripts, passages of turns, links."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import IndexDamagedError
from corpus.model import Exchange, Transcript
from index.remedy import rebuild_around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

FILE = "structure.npz"


@dataclass(frozen=True, slots=True)
class Structure:
    """Numbers of one segment.

    Transcript ``t`` has the turns ``first_turn[t]`` to ``first_turn[t + 1]`` and
    the rows ``first_row[t]`` to ``first_row[t + 1]``. ``speakers`` and
    ``questions`` have one entry a turn, ``turns`` one a row; ``links`` has the
    shape (links, 2): a question, its answer.
    """

    first_turn: NDArray[np.int32]
    first_row: NDArray[np.int32]
    speakers: NDArray[np.int32]
    questions: NDArray[np.bool_]
    turns: NDArray[np.int32]
    links: NDArray[np.int32]


class StructureWriter:
    """Gathers the structure of a segment, a transcript at a time."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._first_turn = array("i", [0])
        self._first_row = array("i", [0])
        self._speakers = array("i")
        self._questions = bytearray()
        self._turns = array("i")
        self._links = array("i")

    def add(self, transcript: Transcript, speakers: Sequence[int], turns: Iterable[int]) -> None:
        """Take the next transcript: a speaker for each turn, a turn (from 0) for each row."""
        first = len(self._speakers)
        self._speakers.extend(speakers)
        self._questions.extend(turn.kind == "question" for turn in transcript.turns)
        self._turns.extend(first + turn for turn in turns)
        numbers = {turn.turn_id: first + place for place, turn in enumerate(transcript.turns)}
        for exchange in transcript.exchanges:
            self._links.extend(_ends(exchange, numbers))
        self._first_turn.append(len(self._speakers))
        self._first_row.append(len(self._turns))

    def write(self, path: Path) -> None:
        """Write it all into one file."""
        np.savez(
            path,
            first_turn=np.array(self._first_turn, np.int32),
            first_row=np.array(self._first_row, np.int32),
            speakers=np.array(self._speakers, np.int32),
            questions=np.array(self._questions, np.bool_),
            turns=np.array(self._turns, np.int32),
            links=np.array(self._links, np.int32).reshape(-1, 2),
        )


def _ends(exchange: Exchange, numbers: dict[str, int]) -> list[int]:
    question = numbers[exchange.question.turn_id]
    return [end for answer in exchange.answers for end in (question, numbers[answer.turn_id])]


def open_structure(path: Path) -> Structure:
    """Read a written file. Raises IndexDamagedError if it is none."""
    try:
        with np.load(path) as arrays:
            return Structure(**{one.name: arrays[one.name] for one in fields(Structure)})
    except Exception as error:  # zipfile, zlib and numpy each have their own
        raise IndexDamagedError(f"{path}: not readable. {rebuild_around(path)}") from error
