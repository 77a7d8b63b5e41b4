"""How far a training has come, on disk: so that it can stop and go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SettingError
from index.training.pairs import Pair

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class _Note:
    """``step`` batches are behind; ``digest`` names the recipe and the pairs."""

    step: int
    digest: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder beside the model to be, gone when the model is there."""

    folder: Path
    digest: str

    def tokenizer(self) -> Tokenizer | None:
        """The tokenizer learnt before, or None where there is none yet.

        Raises:
            SettingError: what lies here belongs to another recipe or other pairs.
        """
        from tokenizers import Tokenizer

        file = self.folder / "tokenizer.json"
        if not file.exists():
            return None
        self._noted()
        return Tokenizer.from_file(str(file))

    def begin(self, tokenizer: Tokenizer) -> None:
        """Keep the tokenizer; nothing is learnt yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._note(0)
        tokenizer.save(str(self.folder / "tokenizer.json"), pretty=False)

    def save(self, state: Mapping[str, Tensor], step: int) -> None:
        """Keep what was learnt in this many batches; the step is part of the file's name."""
        from safetensors.torch import save_file

        save_file(dict(state), self._table(step))
        before = self._noted().step
        self._note(step)
        if before != step:
            self._table(before).unlink(missing_ok=True)

    def load(self) -> tuple[dict[str, Tensor], int] | None:
        """What was learnt and the batches behind it, or None where nothing is yet."""
        from safetensors.torch import load_file

        step = self._noted().step
        if step == 0:
            return None
        return load_file(self._table(step)), step

    def clear(self) -> None:
        """Remove the folder and what this class wrote into it."""
        for file in self.folder.glob("*"):
            file.unlink()
        self.folder.rmdir()

    def _table(self, step: int) -> Path:
        return self.folder / f"table-{step}.safetensors"

    def _noted(self) -> _Note:
        """What the last note says, checked against this training."""
        file = self.folder / "progress.json"
        noted = _Note(**json.loads(file.read_text(encoding="utf-8")))
        if noted.digest != self.digest:
            raise SettingError(
                f"{self.folder}: holds a training with other settings or other pairs; "
                "remove it to start afresh"
            )
        return noted

    def _note(self, step: int) -> None:
        """Write the note in one piece."""
        fresh = self.folder / "progress.json.new"
        fresh.write_text(json.dumps(asdict(_Note(step, self.digest))), encoding="utf-8")
        os.replace(fresh, self.folder / "progress.json")


def digest(settings: object, pairs: Sequence[Pair]) -> str:
    """One name for these settings and these pairs, in this order."""
    sha = hashlib.sha256(repr(settings).encode())
    for pair in pairs:
        sha.update(f"{pair.source}\0{pair.query}\0{pair.positive}\0".encode())
    return sha.hexdigest()
