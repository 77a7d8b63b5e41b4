"""The pictures of the README, taken from the running product in headless Chromium.

Run by ``make pictures``: ``python -m assistant.pictures assistant/pictures``.
Needs what the tests need: playwright, and a Chromium of the system's.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.library import Library
from assistant.opening import build_shipped
from assistant.settings import ServerSettings, Settings

QUESTION = "辍学问题怎么解决？"
FOREIGN = """<!doctype html><meta charset="utf-8"><title>某市人大常委会</title>
<style>body{{margin:0;font:16px/1.8 "Noto Sans CJK SC",sans-serif;color:#1c2733;background:#fff}}
header{{background:#17406d;color:#fff;padding:18px 40px;font-size:22px;letter-spacing:.1em}}
nav{{background:#eef3f8;padding:8px 40px;color:#4a6079;font-size:14px}}main{{padding:20px 40px;
max-width:820px}}h1{{font-size:22px}}xunwen-ask{{--xunwen-accent:#17406d;--xunwen-radius:6px}}</style>
<header>某市人大常委会</header><nav>首页　要闻　会议　监督　代表</nav><main><h1>专题询问 · 会议记录查询</h1>
<xunwen-ask server="{server}" lang="zh" theme="light" k="2"></xunwen-ask></main>
<script src="{server}/widget.js"></script>"""

SCREEN = """<meta charset="utf-8"><style>body{{margin:0}}div{{background:#1b1d1e;color:#e8e6e0;
border-radius:10px;padding:34px 26px 12px;width:max-content;position:relative}}div::before{{content:"";
position:absolute;left:18px;top:14px;width:11px;height:11px;border-radius:50%;background:#f0937d;
box-shadow:18px 0 #e3c27a,36px 0 #8fbf8a}}pre{{margin:0;font:15px/1.65 "Noto Sans Mono CJK SC",monospace}}
</style><div><pre>{words}</pre></div>"""


def take(folder: Path) -> None:
    """Write page.png, widget.png and terminal.png."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        index = Path(scratch) / "index"
        build_shipped(index)
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        with _served(index) as server:
            _page(browser, server, folder / "page.png")
            _widget(browser, server, folder / "widget.png")
        _terminal(browser, index, folder / "terminal.png")
        browser.close()


def _page(browser: Any, server: str, path: Path) -> None:
    page = browser.new_page(viewport={"width": 960, "height": 860}, locale="zh-CN")
    page.goto(f"{server}/?q={QUESTION}")
    page.wait_for_selector("article.xw-card")
    page.evaluate("document.activeElement.blur()")
    _shoot(page, path)


def _widget(browser: Any, server: str, path: Path) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 720})
    foreign = FOREIGN.format(server=server)
    page.route(
        f"{server}/foreign", lambda route: route.fulfill(body=foreign, content_type="text/html")
    )
    page.goto(f"{server}/foreign")
    page.get_by_role("searchbox").fill("村医队伍怎么管理？")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_selector("article")
    _shoot(page, path)


def _terminal(browser: Any, index: Path, path: Path) -> None:
    """What the command prints, with its colours, on a screen of our own."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI

    from assistant.terminal import print_answer

    answer = Library(Settings(index, own=False)).searcher.ask(QUESTION, k=1)
    console = Console(record=True, width=84, force_terminal=True, file=io.StringIO())
    console.print(f'[bold]$[/] xunwen ask "{QUESTION}"\n', highlight=False)
    print_answer(console, answer)
    words = console.export_html(theme=MONOKAI, inline_styles=True, code_format="{code}")
    page = browser.new_page(viewport={"width": 900, "height": 620})
    page.set_content(SCREEN.format(words=words))
    page.locator("div").screenshot(path=path)
    _slim(path)


def _shoot(page: Any, path: Path) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=path)
    _slim(path)


def _slim(path: Path) -> None:
    """The same picture in 96 colours: a third of the bytes."""
    from PIL import Image

    with Image.open(path) as picture:
        picture.convert("RGB").quantize(96).save(path, optimize=True)


@contextmanager
def _served(index: Path) -> Iterator[str]:
    import uvicorn

    from assistant.api import create_app
    from assistant.serving import bind

    listening = bind("127.0.0.1", 0)
    app = create_app(Library(Settings(index, own=False)), ServerSettings(rate=0))
    running = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    while not (hasattr(app.state, "late") and app.state.late.ready.is_set()):
        time.sleep(0.1)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
