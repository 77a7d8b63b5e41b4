"""The results table of both READMEs: written by a command, checked by a test."""

from __future__ import annotations

import re
from pathlib import Path

BETWEEN = re.compile(r"(<!-- results: begin -->\n).*?(<!-- results: end -->)", re.DOTALL)
READMES = ("README.md", "README.zh-CN.md")


def shipped_table() -> str:
    """The Markdown table of the shipped test questions, with abstention and evidence."""
    from assistant.evaluating import evaluate_dataset, open_questions
    from evaluation import table
    from index.encoder import load_encoder

    dataset = open_questions(None, "test")
    evaluation = evaluate_dataset(dataset, load_encoder())
    notes = "\n".join(f"{line.strip()}\n" for line in table.remarks(evaluation))
    return f"\n{table.markdown([evaluation])}\n```text\n{notes}```\n\n"


def with_table(readme: str, table: str) -> str:
    """A README's text with this table between its marks."""
    return BETWEEN.sub(lambda match: match.group(1) + table + match.group(2), readme)


def write_readmes(folder: Path) -> None:
    """Write the table into both READMEs of a checkout."""
    table = shipped_table()
    for name in READMES:
        path = folder / name
        path.write_text(with_table(path.read_text("utf-8"), table), "utf-8")


if __name__ == "__main__":
    write_readmes(Path(__file__).resolve().parent.parent)
