"""The network in a contextual encoder's folder: what the exporter wrote, as weights again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.encoder import open_tokenizer
from index.training.distil.export import MODEL, TOKENIZER
from index.training.distil.levels import LEVELS
from index.training.distil.network import Network
from index.training.distil.pieces import Pieces
from index.training.distil.student import Student


def open_student(folder: Path) -> Student:
    """The encoder in a folder, on the processor; it may judge already.

    Raises:
        EncoderError: there is none, or it is not of this kind.
        ImportError: ONNX is not installed.
    """
    import onnx  # noqa: F401

    tokenizer = open_tokenizer(folder / TOKENIZER)
    try:
        network = _network(folder / MODEL)
        kept = json.loads((folder / TOKENIZER).read_text("utf-8"))["model"]["vocab"]
        names, scores = zip(*kept, strict=True)
    except Exception as error:  # protobuf's own classes, one for each kind of damage
        raise EncoderError(
            f"{folder}: no contextual encoder here; "
            "make one first: xunwen train --architecture distilled"
        ) from error
    return Student(Pieces(names, scores), tokenizer, network)


def _network(file: Path) -> Network:
    import onnx
    import torch
    from onnx import numpy_helper

    graph = onnx.load(str(file)).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: torch.from_numpy(one.copy()) for name, one in _weights(kept).items()}
    return Network(
        found,
        int(_setting(graph, "MultiHeadAttention", "num_heads")),
        float(_setting(graph, "LayerNormalization", "epsilon")),
    )


def _weights(kept: dict[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Weights by name as `Network` has them: ``(out, in)``, levels times scales."""
    found = {}
    for name, one in kept.items():
        part, _, last = name.rpartition(".")
        if last == "levels" and part == "word":
            found["word.weight"] = one.astype(np.float32) * kept["word.scales"]
        elif last == "levels" and part:
            scales = kept[f"{part}.scales"] * np.float32(LEVELS)
            found[f"{part}.weight"] = np.ascontiguousarray((one * scales).T, np.float32)
        elif last == "weight":
            turned = one.ndim == 2 and part not in ("word", "pos")
            found[name] = np.ascontiguousarray(one.T if turned else one, np.float32)
        elif last in ("bias", "gate"):
            found[name] = one.astype(np.float32)
    return found


def _setting(graph: Any, kind: str, name: str) -> float:
    """A setting of the first node of a kind."""
    from onnx import helper

    node = next(one for one in graph.node if one.op_type == kind)
    found: float = next(
        helper.get_attribute_value(one) for one in node.attribute if one.name == name
    )
    return found


def with_head(network: Network, seed: int) -> Network:
    """The same with a judge's head: its own, or one drawn from the seed."""
    import torch

    if network.judges:
        return network
    chance, width = torch.Generator().manual_seed(seed), network.width
    drawn = {
        "judge.said.weight": ((width, width), 2 * width),
        "judge.whole.weight": ((width, width), 2 * width),
        "judge.bias": ((width,), 2 * width),
        "judge.head.weight": ((1, width), width),
        "judge.head.bias": ((1,), width),
    }
    head = {
        name: (2 * torch.rand(shape, generator=chance) - 1) / wide**0.5
        for name, (shape, wide) in drawn.items()
    }
    return Network(network.weights | head, network.heads, network.epsilon)
