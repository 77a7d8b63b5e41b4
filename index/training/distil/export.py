"""A student as a folder that the product reads with ONNX Runtime and tokenizers alone.

::

    model.onnx       ``ids`` int64 (texts, pieces) to ``vector`` float32 (texts, width), in eight bits
    tokenizer.json   its pieces; the reader puts prefix, begin and end around a text
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from corpus.errors import DependencyError, SettingError
from index.training.distil.levels import quantised
from index.training.distil.student import Student

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"


def check(folder: Path) -> None:
    """Refuse before hours of training what could not be written after them.

    Raises:
        DependencyError: ONNX is not installed.
        SettingError: ``folder`` is a file, or holds something else than such a model.
    """
    try:
        import onnx  # noqa: F401
    except ImportError as error:
        raise DependencyError("a distilled encoder is written as ONNX: pip install onnx") from error
    if folder.is_file():
        raise SettingError(f"{folder}: this is a file; name a folder for the model")
    others = sorted(one.name for one in folder.glob("*") if one.name not in (MODEL, TOKENIZER))
    if others:
        raise SettingError(
            f"{folder}: {others[0]} is in the way; name an empty folder or a new one"
        )


def export(folder: Path, student: Student) -> None:
    """Write the folder in one piece: a model there before is there until this one is whole.

    It is put back where the new one cannot take its place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as place:
        made, before = Path(place) / "made", Path(place) / "before"
        made.mkdir()
        (made / MODEL).write_bytes(quantised(student.network).SerializeToString())
        student.tokenizer.save(str(made / TOKENIZER), pretty=False)
        try:
            if folder.exists():
                folder.rename(before)
            made.rename(folder)
        finally:
            if before.exists() and not folder.exists():
                before.rename(folder)
