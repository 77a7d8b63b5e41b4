"""A running server, and somebody else's site: what tests of the doors go through."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assistant.library import Library
from assistant.settings import ServerSettings

TOKEN = "operator's token"


@contextmanager
def served(library: Library, server: ServerSettings) -> Iterator[str]:
    """A running server's address, page and tools loaded."""
    import uvicorn

    from assistant.api import create_app
    from assistant.serving import bind

    listening = bind("127.0.0.1", 0)
    app = create_app(library, server)
    running = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not (hasattr(app.state, "late") and app.state.late.ready.is_set()):
        assert time.monotonic() < deadline, "the server did not come up"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
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
