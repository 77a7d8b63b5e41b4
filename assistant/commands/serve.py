"""``xunwen serve``"""

from __future__ import annotations

from pathlib import Path

import click

from assistant.console import say
from assistant.settings import ServerSettings, origin, read_settings
from assistant.settings import prefix as as_prefix


@click.command("serve", short_help="open the page and the HTTP interface")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535))
@click.option("--allow-origin", "origins", multiple=True, help="a site that may embed and ask")
@click.option("--server-name", "hosts", multiple=True, help="a name this server is reached by")
@click.option("--prefix", default="", help="the path a proxy serves this under, as /records")
@click.option("--rate", default=300, show_default=True, help="questions a minute a client; 0: any")
@click.option("--operator-token", envvar="XUNWEN_OPERATOR_TOKEN", help="lets add records")
@click.option("--password", envvar="XUNWEN_PASSWORD", help="one password for everybody")
@click.option("--proxy-header", help="trust this header of a proxy as a login")
@click.option("--log-questions", is_flag=True, help="put questions into the access log")
@click.option("--unanswered", type=click.Path(path_type=Path), help="keep unanswered questions")
@click.option("--feedback", type=click.Path(path_type=Path), help="where feedback is kept")
@click.option("--no-page", is_flag=True, help="the HTTP interface alone")
@click.option("--index", type=click.Path(path_type=Path), help="index folder")
def command(
    host: str,
    port: int,
    origins: tuple[str, ...],
    hosts: tuple[str, ...],
    prefix: str,
    rate: int,
    operator_token: str | None,
    password: str | None,
    proxy_header: str | None,
    log_questions: bool,
    unanswered: Path | None,
    feedback: Path | None,
    no_page: bool,
    index: Path | None,
) -> None:
    """Serve the page at / and the questions at /api/ask, for browsers and programs."""
    from assistant.serving import serve
    from assistant.sidelog import SideLog

    for kept in filter(None, (unanswered, feedback)):
        SideLog(kept).check()
    settings = read_settings(index)
    server = ServerSettings(
        host=host,
        port=port,
        allow_origins=tuple(map(origin, origins)),
        hosts=hosts,
        prefix=as_prefix(prefix),
        rate=rate,
        operator_token=operator_token,
        password=password,
        proxy_header=proxy_header,
        log_questions=log_questions,
        unanswered=unanswered,
        feedback=feedback or settings.index.parent / "feedback.jsonl",
        page=not no_page,
    )
    serve(settings, server, say)
