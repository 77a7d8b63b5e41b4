"""A running server, and somebody else's site: what tests of the doors go through."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library import Library
from assistant.settings import ServerSettings

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOKEN = "operator's token"
# Gradio's marks of an output on its way, and everything that moves or fades.
_SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const moving = () => [
    ...[...document.querySelectorAll(".pending, .generating, .translucent:not(.hide)")].filter(
      (one) => one.checkVisibility()),
    ...document.getAnimations().filter((one) => one.playState === "running")];
  const deadline = performance.now() + 30000;
  for (let calm = 0; calm < 3; calm = moving().length ? 0 : calm + 1) {
    if (performance.now() > deadline) {
      throw new Error(`never settles: ${moving().map((one) => one.className || one.animationName)}`);
    }
    await frame();
  }
}"""


def settled(page: Page) -> None:
    """Wait until nothing on the page is on its way, moving or fading any more."""
    page.evaluate(_SETTLED)


def violations(page: Page) -> list[str]:
    """What axe finds on the settled page: rule and elements."""
    from axe_playwright_python.sync_playwright import Axe

    settled(page)
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes']]}" for v in found]


@contextmanager
def served(library: Library, server: ServerSettings) -> Iterator[str]:
    """A running server's address, page and tools loaded."""
    import uvicorn

    from assistant.api import create_app
    from assistant.serving import bind

    listening = bind("127.0.0.1", 0)
    app = create_app(library, server)
    running = uvicorn.Server(uvicorn.Config(app, log_config=None, root_path=server.prefix))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 180
    while not (hasattr(app.state, "late") and app.state.late.ready.is_set()):
        assert time.monotonic() < deadline, "the server did not come up"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)


@contextmanager
def proxied(server: str, prefix: str) -> Iterator[str]:
    """What a proxy does that serves ``server`` under a path of its own, and takes it away."""
    import httpx
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from assistant.serving import bind

    async def forward(request: Request) -> Response:
        path = request.scope["path"].removeprefix(prefix)
        kept = {
            k: v for k, v in request.headers.items() if k not in ("connection", "accept-encoding")
        }
        async with httpx.AsyncClient(timeout=60) as client:
            got = await client.request(
                request.method,
                f"{server}{path}",
                params=request.query_params,
                content=await request.body(),
                headers={**kept, "Accept-Encoding": "identity", "X-Forwarded-For": "127.0.0.1"},
            )
        headers = {k: v for k, v in got.headers.items() if k != "content-length"}
        return Response(got.content, got.status_code, headers)

    listening = bind("127.0.0.1", 0)
    app = Starlette(routes=[Route(f"{prefix}{{rest:path}}", forward, methods=["GET", "POST"])])
    running = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}{prefix}"
    running.should_exit = True
    thread.join(20)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Somebody else's site: another origin on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
