"""A network as an ONNX graph whose matrices and word rows are kept and multiplied in eight bits.

Every column of a matrix, every word's row and every row that goes through a
matrix has a scale of its own, by which its largest number becomes the last
level. ONNX Runtime's own dynamic quantisation has one scale for all the rows of
a batch: an outlier in one text makes the others coarse, and a text's vector
depends on what it is read with. It is no faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.distil.graph import Building, model
from index.training.distil.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto

LEVELS, _MIDDLE = 127, 128
"""Levels on either side of nothing, and the unsigned level that nothing is at."""
_IN_MATRICES = 63
"""Levels in a matrix: with more, processors without VNNI overflow, and vectors differ there."""
_TINY = 1e-12


def quantised(network: Network) -> ModelProto:
    """The graph of `index.training.distil.graph`, in eight bits."""
    return model(_InLevels(network))


def levels(
    table: NDArray[np.float32], axis: int, most: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Levels up to ``most`` and scales, one for all along ``axis``: their product is the table."""
    largest = np.abs(table).max(axis=axis, keepdims=True)
    scales = (np.maximum(largest, _TINY) / most).astype(np.float32)
    return np.rint(table / scales).astype(np.int8), scales


class _InLevels(Building):
    """Rows are unsigned, matrices signed: what processors multiply fastest."""

    def rows(self) -> str:
        """Each piece's row."""
        from onnx import TensorProto

        table, scales = levels(self.weights["word.weight"], 1, LEVELS)
        found = self.put("Gather", "rows.levels", self.constant("word.levels", table), "ids")
        plain = self.put("Cast", "rows.plain", found, to=TensorProto.FLOAT)
        scale = self.put("Gather", "rows.scale", self.constant("word.scales", scales), "ids")
        return self.put("Mul", "rows", plain, scale)

    def product(self, name: str, rows: str) -> str:
        """Rows times the matrix of this name: whole numbers, then both scales."""
        from onnx import TensorProto

        table, scales = levels(self.weights[f"{name}.weight"].T, 0, _IN_MATRICES)
        matrix = self.constant(f"{name}.levels", table)
        middle = self.constant("middle.level", np.asarray(_MIDDLE, np.uint8))
        found, largest = self._levels(name, rows)
        whole = self.put("MatMulInteger", f"{name}.whole", found, matrix, middle)
        plain = self.put("Cast", f"{name}.plain", whole, to=TensorProto.FLOAT)
        scaled = self.put("Mul", f"{name}.rows_scaled", plain, largest)
        by_column = self.constant(f"{name}.scales", (scales / LEVELS).astype(np.float32))
        return self.put("Mul", f"{name}.product", scaled, by_column)

    def _levels(self, name: str, rows: str) -> tuple[str, str]:
        """Rows as levels, and the largest number of each row, which is its last level.

        Levels are whole once cut off, since they are above nothing: half a level on top
        rounds them, with one operation less.
        """
        from onnx import TensorProto

        sizes = self.put("Abs", f"{name}.sizes", rows)
        last = self.whole("axis_last", [-1])
        largest = self.put("ReduceMax", f"{name}.largest", sizes, last, keepdims=1)
        some = self.put("Max", f"{name}.some", largest, self._number("tiny", _TINY))
        times = self.put("Div", f"{name}.times", self._number("levels", LEVELS), some)
        spread = self.put("Mul", f"{name}.spread", rows, times)
        moved = self.put("Add", f"{name}.moved", spread, self._number("middle", _MIDDLE + 0.5))
        return self.put("Cast", f"{name}.cast", moved, to=TensorProto.UINT8), some

    def _number(self, name: str, value: float) -> str:
        """A constant, one float."""
        return self.constant(name, np.asarray(value, np.float32))
