"""A network as an ONNX graph: what ONNX Runtime reads without torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.training.distil.network import BARRED, Network
from index.training.distil.pieces import PAD

if TYPE_CHECKING:
    from onnx import ModelProto

OPSET, FORMAT = 20, 10
"""ONNX 1.15 or later, which knows Gelu; what ONNX Runtime 1.17 or later reads."""
RUNTIME = "com.microsoft"
"""Operators of ONNX Runtime's own: attention as one, where ONNX has thirteen."""


def graph(network: Network) -> ModelProto:
    """``ids`` int64 ``(texts, pieces)``, padded, to ``vector`` float32 ``(texts, width)``.

    That of a network which judges has ``shares`` float32 ``(sentences, pieces)`` besides, how
    much of a sentence each piece of the one text is, and ``answers`` float32 ``(sentences,)``.
    It gives one of them: where there are sentences, their answers and no vector.
    """
    return model(Building(network))


def model(building: Building) -> ModelProto:
    """What is to be built, built and checked."""
    import onnx
    from onnx import TensorProto, helper

    building.build()
    network = building.network
    given = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])]
    found = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", network.width])]
    if network.judges:
        shape = ["sentences", "pieces"]
        given.append(helper.make_tensor_value_info("shares", TensorProto.FLOAT, shape))
        found.append(helper.make_tensor_value_info("answers", TensorProto.FLOAT, shape[:1]))
    whole = helper.make_graph(building.nodes, "distilled", given, found, building.constants)
    made = helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)],
        ir_version=FORMAT,
        producer_name="xunwen",
    )  # fmt: skip
    onnx.checker.check_model(made)
    return made


class Building:
    """Nodes and constants, in the order they were put; what is built goes by its output's name."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.weights = {
            name: one.detach().cpu().float().numpy() for name, one in network.weights.items()
        }
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def build(self) -> None:
        """All of it: the words in their places, the layers, the mean, length one, the head."""
        self._masks()
        network, rows = self.network, self._words()
        names = [f"layers.{at}" for at in range(network.layers)]
        if not network.judges:
            self._vector("vector", self._through(names, rows))
            return
        rows = self._through(names[: network.shared], rows)
        with self._aside() as plain:
            self._vector("alone.vector", self._through(names[network.shared :], rows))
            self._nothing("alone.answers", [0])
        with self._aside() as judged:
            self._answers("judge.answers", self._through(network.judging[network.shared :], rows))
            self._nothing("judge.vector", [0, network.width])
        self._either(plain, judged)

    def _masks(self) -> None:
        """``seen`` is 1 for a piece and 0 for a pad, and ``whole`` the same in whole numbers."""
        from onnx import TensorProto

        equal = self.put("Equal", "is_pad", "ids", self.whole("pad", PAD))
        pads = self.put("Cast", "pads", equal, to=TensorProto.FLOAT)
        self.put("Sub", "seen", self.constant("one", np.float32(1)), pads)
        self.put("Cast", "whole", "seen", to=TensorProto.INT32)

    def _words(self) -> str:
        """Each piece's row and its place's, normed."""
        rows = self.rows()
        shape = self.put("Shape", "shape", "ids")
        length = self.put("Gather", "length", shape, self.whole("axis_1", [1]))
        first = self.whole("axis_0", [0])
        places = self.put("Slice", "places", self.weight("pos.weight"), first, length, first)
        return self.normed("eln", self.put("Add", "placed", rows, places))

    def rows(self) -> str:
        """Each piece's row."""
        return self.put("Gather", "rows", self.weight("word.weight"), "ids")

    def _layer(self, name: str, rows: str) -> str:
        attended = self.linear(f"{name}.ao", self._attended(name, rows))
        found = self.normed(f"{name}.aln", self.put("Add", f"{name}.with", rows, attended))
        inner = self.put("Gelu", f"{name}.inner", self.linear(f"{name}.fi", found))
        outer = self.linear(f"{name}.fo", inner)
        return self.normed(f"{name}.oln", self.put("Add", f"{name}.both", found, outer))

    def _attended(self, name: str, rows: str) -> str:
        """What each piece takes from the others, ``(texts, pieces, width)``."""
        sides = [f"{name}.{side}" for side in ("query", "key", "value")]
        self.put_many("Split", sides, self.linear(f"{name}.qkv", rows), axis=-1, num_outputs=3)
        return self.put(
            "MultiHeadAttention", f"{name}.attended", *sides, "", "whole",
            domain=RUNTIME, num_heads=self.network.heads, mask_filter_value=BARRED,
        )  # fmt: skip

    def _through(self, layers: Sequence[str], rows: str) -> str:
        for name in layers:
            rows = self._gated(name, rows)
        return rows

    def _gated(self, name: str, rows: str) -> str:
        """A layer of which only a share counts, if it has a gate."""
        read = self._layer(name, rows)
        if f"{name}.gate" not in self.weights:
            return read
        moved = self.put("Sub", f"{name}.moved", read, rows)
        share = self.put("Mul", f"{name}.share", moved, self.weight(f"{name}.gate"))
        return self.put("Add", f"{name}.gated", rows, share)

    def _mean(self, name: str, rows: str) -> str:
        """The mean over each text's pieces, pads left out."""
        axis = self.whole("axis_1", [1])
        column = self.put("Unsqueeze", f"{name}.column", "seen", self.whole("axis_2", [2]))
        kept = self.put("Mul", f"{name}.kept", rows, column)
        total = self.put("ReduceSum", f"{name}.total", kept, axis, keepdims=0)
        count = self.put("ReduceSum", f"{name}.count", "seen", axis, keepdims=1)
        return self.put("Div", name, total, count)

    def _vector(self, name: str, rows: str) -> None:
        """The mean and the bias, of length one."""
        moved = self.put("Add", "moved", self._mean("mean", rows), self.weight("bias"))
        self.put("LpNormalization", name, moved, axis=-1, p=2)

    def _answers(self, name: str, rows: str) -> None:
        """See `index.training.distil.network.Network.answers`; of one text."""
        said = self.put("MatMul", "said", "shares", rows)
        mean = self._mean("judge.mean", rows)
        whole = self.put("Unsqueeze", "judge.text", mean, self.whole("axis_1", [1]))
        both = self.put(
            "Add", "judge.both",
            self.product("judge.said", said), self.product("judge.whole", whole),
        )  # fmt: skip
        moved = self.put("Add", "judge.moved", both, self.weight("judge.bias"))
        column = self.linear("judge.head", self.put("Tanh", "judge.inner", moved))
        self.put("Reshape", name, column, self.whole("axis_last", [-1]))

    def _nothing(self, name: str, shape: list[int]) -> None:
        """No rows, as an output."""
        self.put("ConstantOfShape", name, self.whole(f"{name}.shape", shape))

    def _either(self, plain: Sequence[Any], judged: Sequence[Any]) -> None:
        """What is read: a text alone, where no sentences are given, or these beside a question."""
        from onnx import TensorProto, helper

        shape = self.put("Shape", "sentences", "shares", start=0, end=1)
        any_ = self.put("Cast", "any", shape, to=TensorProto.BOOL)
        one = self.put("Squeeze", "asked", any_)
        kinds: dict[str, list[int | str | None]]
        kinds = {"vector": ["texts", self.network.width], "answers": ["sentences"]}
        branches = {
            f"{side}_branch": helper.make_graph(
                list(nodes), side, [],
                [
                    helper.make_tensor_value_info(f"{part}.{name}", TensorProto.FLOAT, kind)
                    for name, kind in kinds.items()
                ],
            )
            for side, part, nodes in (("then", "judge", judged), ("else", "alone", plain))
        }  # fmt: skip
        self.put_many("If", list(kinds), one, **branches)

    @contextmanager
    def _aside(self) -> Iterator[list[Any]]:
        """Nodes that are put meanwhile, kept apart from the others."""
        before, self.nodes = self.nodes, []
        try:
            yield self.nodes
        finally:
            self.nodes = before

    def linear(self, name: str, rows: str) -> str:
        return self.put("Add", f"{name}.sum", self.product(name, rows), self.weight(f"{name}.bias"))

    def product(self, name: str, rows: str) -> str:
        """Rows times the matrix of this name."""
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        return self.put("MatMul", f"{name}.product", rows, weight)

    def normed(self, name: str, rows: str) -> str:
        weight, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.put(
            "LayerNormalization", f"{name}.normed", rows, weight, bias,
            axis=-1, epsilon=self.network.epsilon,
        )  # fmt: skip

    def put(self, kind: str, out: str, *given: str, **settings: Any) -> str:
        """A node with one output; the output's name."""
        return self.put_many(kind, [out], *given, **settings)[0]

    def put_many(self, kind: str, outs: list[str], *given: str, **settings: Any) -> list[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(given), outs, name=outs[0], **settings))
        return outs

    def weight(self, name: str) -> str:
        """One of the network's, as it is."""
        return self.constant(name, self.weights[name])

    def whole(self, name: str, value: int | list[int]) -> str:
        """A constant of whole numbers."""
        return self.constant(name, np.asarray(value, np.int64))

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """A constant, put once under its name."""
        from onnx import numpy_helper

        if all(one.name != name for one in self.constants):
            self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name
