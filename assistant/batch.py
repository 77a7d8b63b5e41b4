"""A file of questions into a file of answers, line by line in the same order."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.console import progress, writing
from assistant.render import answer_document
from corpus.errors import DatasetError, QuestionError, SettingError

if TYPE_CHECKING:
    from index.answer import Answer

Ask = Callable[[str], "Answer"]


def answer_file(ask: Ask, questions: Path, out: Path) -> int:
    """Answer every line ``{"id", "query"}`` of a file; return how many could not be asked.

    A question that cannot be asked gets ``{"id", "error"}``; a line that is no
    question raises DatasetError with its number, an ``out`` that would overwrite
    the questions SettingError. ``out`` appears whole, at the end, or not at all.
    """
    draft = out.with_name(f".{out.name}.part")
    if _is(questions, out) or _is(questions, draft):
        raise SettingError(f"--out {out}: would overwrite the questions; name another file.")
    asked, refused = list(read_questions(questions)), 0
    try:
        with writing(out):
            file = draft.open("w", encoding="utf-8", errors="backslashreplace")
        with file:
            for identity, query in progress(asked, "answering"):
                document = {"id": identity, **_answered(ask, query)}
                refused += "error" in document
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)
    return refused


def _is(questions: Path, place: Path) -> bool:
    """Whether both are one file, by whatever name."""
    return place.exists() and place.samefile(questions)


def _answered(ask: Ask, query: str) -> dict[str, Any]:
    try:
        return answer_document(ask(query))
    except QuestionError as error:
        return {"question": query, "error": str(error)}


def read_questions(path: Path) -> Iterator[tuple[str | int, str]]:
    """Each line's id, as it is given, and query. Raises DatasetError naming the line."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            yield _identity(fields["id"]), _text(fields["query"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DatasetError(
                f'{path}:{number}: not {{"id": …, "query": …}} ({error}); '
                "one JSON object a line is wanted."
            ) from error


def _identity(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"the id is neither string nor integer: {json.dumps(value)}")
    return value


def _text(query: object) -> str:
    if not isinstance(query, str):
        raise TypeError(f"the query is no string: {json.dumps(query, ensure_ascii=False)}")
    return query


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8; save the questions as UTF-8.") from error
