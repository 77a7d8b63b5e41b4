"""A learnt table as a folder that three libraries read alike.

model2vec's layout with sentence-transformers' ``modules.json`` beside it::

    config.json         model2vec: normalize, no maximum length
    model.safetensors   embeddings int8 (words, dimensions), weights float32 (words,)
    modules.json        sentence-transformers: StaticEmbedding, then Normalize
    tokenizer.json      the Unigram model

A text's vector is the sum of ``embeddings[id] * weights[id]`` brought to length
one. Each row has its own int8 scale, which its weight absorbs, so eight bits
cost next to nothing. The unknown word weighs nothing, because model2vec leaves
it out and sentence-transformers does not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LEVELS = 127
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": ".",
        "type": "sentence_transformers.models.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]


def export(
    folder: Path,
    tokenizer: Tokenizer,
    rows: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> None:
    """Write the four files; rows ``(words, dimensions)``, weights ``(words,)``, id 0 unknown."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    table, scaled = quantized(rows, weights)
    save_file({"embeddings": table, "weights": scaled}, folder / "model.safetensors")
    # safetensors writes for the owner alone; a package is read by others.
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _write(folder / "config.json", _config(rows.shape[1]))
    _write(folder / "modules.json", _MODULES)


def quantized(
    rows: NDArray[np.float32], weights: NDArray[np.float32]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as int8 and the weights that make ``int8 * weight`` the weighted row again.

    Each row's largest number becomes 127; the unknown word, row 0, weighs 0.
    """
    largest = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny)
    table = np.rint(rows * (_LEVELS / largest)[:, None]).astype(np.int8)
    scaled = (weights * largest / _LEVELS).astype(np.float32)
    scaled[0] = 0.0
    return table, scaled


def _config(dimensions: int) -> dict[str, object]:
    """What model2vec wants to know."""
    return {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "hidden_dim": dimensions,
        "normalize": True,
        "max_length": None,
        "embedding_dtype": "int8",
    }


def _write(file: Path, content: object) -> None:
    """JSON, the same bytes for the same content."""
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
