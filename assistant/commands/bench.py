"""``xunwen bench``"""

from __future__ import annotations

from pathlib import Path

import click

from assistant.benches import CLIENTS, FLIPS, KILLS, SECONDS


class Size(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A number of turns, or ``all``."""

    name = "turns"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """None for all."""
        if value == "all":
            return None
        try:
            return int(str(value))
        except ValueError:
            self.fail(f"{value!r}: give a number of turns, or all", param, ctx)


@click.command("bench", short_help="measure speed and size, here and now")
@click.option("--records", type=click.Path(path_type=Path, exists=True),
              help="turns to index: a gazette file, .jsonl or .jsonl.gz")  # fmt: skip
@click.option("--turns", "sizes", multiple=True, type=Size(),
              default=("1000", "10000", "100000", "all"), show_default=True,
              help="sizes to measure; may be given several times")  # fmt: skip
@click.option("--peer", "peers", multiple=True, type=click.Choice(["txtai", "bm25s+faiss"]),
              help="measure this too, at --peer-turns")  # fmt: skip
@click.option("--peer-turns", type=Size(), default="10000", show_default=True)
@click.option("--plot", type=click.Path(path_type=Path), help="write an SVG here")
@click.option("--store", "uri", help="compare with Milvus instead: milvus://host:19530, or a file")
@click.option(
    "--soak", is_flag=True, help=f"{KILLS} killed writers and {FLIPS} flipped bits instead"
)
@click.option(
    "--serve", is_flag=True, help=f"a server under {CLIENTS} clients for {SECONDS} s instead"
)
@click.option("--seconds", type=click.IntRange(1), default=SECONDS, help="how long, for --serve")
@click.option("--index", type=click.Path(path_type=Path, exists=True),
              help="what --serve serves; the shipped record by itself")  # fmt: skip
@click.option("--encoders", is_flag=True, help="sentence models on one core instead")
@click.option("--encoder", "beside", multiple=True, help="with --encoders: this folder too")
def command(
    records: Path | None,
    sizes: tuple[int | None, ...],
    peers: tuple[str, ...],
    peer_turns: int | None,
    plot: Path | None,
    uri: str | None,
    soak: bool,
    serve: bool,
    seconds: int,
    index: Path | None,
    encoders: bool,
    beside: tuple[str, ...],
) -> None:
    """Measure building, starting and asking; prints Markdown tables.

    Without --records: what a question costs in the shipped record, by stage.
    """
    from assistant import benches

    if serve:
        benches.serving(index, seconds)
    elif encoders:
        benches.encoders(beside)
    elif records is None:
        if soak or uri or plot or peers:
            raise click.UsageError("--soak, --store, --plot and --peer need --records")
        benches.one_question()
    elif soak:
        benches.soaking(records)
    elif uri:
        benches.agreeing(records, uri)
    else:
        benches.growing(records, sizes, peers, peer_turns, plot)
