"""``xunwen evaluate init`` and ``export``: question sets to begin with, and in other forms."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.console import say, writing

path_type = click.Path(path_type=Path)
ENDINGS = (".jsonl", ".csv", ".topics")


def _form(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    """The path, if its name ends as one of the forms or has no ending, as a BEIR folder."""
    if path.suffix and path.suffix.lower() not in ENDINGS:
        raise click.BadParameter(
            f"{path}: no question set ends in {path.suffix}: give {', '.join(ENDINGS)}, "
            "or a name without an ending for a BEIR folder"
        )
    return path


@click.command("init")
@click.argument("paths", nargs=-1, required=True, type=path_type)
@click.option("--out", default="questions.jsonl", type=path_type, callback=_form,
              help="default: questions.jsonl")  # fmt: skip
def init(paths: tuple[Path, ...], out: Path) -> None:
    """Draft a question set from the records at PATHS: their questions, their answers."""
    from corpus.record import read_transcript, record_files
    from evaluation.datasets import save_dataset
    from evaluation.drafting import draft

    dataset = draft([read_transcript(path) for path in record_files(paths)], out.stem)
    with writing(out):
        save_dataset(dataset, out)
    records = " ".join(f"--transcripts {path}" for path in paths)
    say(
        f"{len(dataset.questions)} drafted questions in {out}. Look at each: ask in other words,\n"
        "keep of the answer only what answers, add questions without an answer. Then measure:\n"
        f"  xunwen evaluate --dataset {out} {records}"
    )


@click.command("export")
@click.argument("out", type=path_type, callback=_form)
@click.option("--dataset", type=path_type, help="what is written; default: the shipped questions")
@click.option("--transcripts", multiple=True, type=path_type, help="the records it asks about")
@click.option("--split", type=click.Choice(["test", "dev", "all"]), default="all")
def export(out: Path, dataset: Path | None, transcripts: tuple[Path, ...], split: str) -> None:
    """Write a question set to OUT, as its name ends: .jsonl, .csv, .topics; else a BEIR folder."""
    from assistant.evaluating import open_questions, read_records
    from evaluation.datasets import save_dataset

    questions = open_questions(dataset, split, read_records(transcripts))
    with writing(out):
        save_dataset(questions, out)
    say(f"{len(questions.questions)} questions in {out}")
