"""The running server: a socket, the application, and a clean end."""

from __future__ import annotations

import gc
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from assistant.library import Library
from assistant.opening import Say
from assistant.settings import ServerSettings, Settings
from corpus.errors import SettingError


def serve(settings: Settings, server: ServerSettings, say: Say) -> None:
    """Serve until somebody stops it.

    Raises SettingError for an address that is taken, and whatever an index
    raises that cannot be opened: now, and not to the first guest.
    """
    gc.disable()  # what is imported stays: looking through it for garbage is a tenth of the start
    listening = bind(server.host, server.port)
    library = Library(settings, say)
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(lambda: library.shelf)
        import uvicorn

        from assistant.api import create_app

        opening.result()
    _log()
    host, port = listening.getsockname()[:2]
    say(f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}  (Ctrl-C ends)")
    config = uvicorn.Config(
        create_app(library, server),
        log_config=None,
        access_log=False,
        server_header=False,
        root_path=server.prefix,
    )
    gc.freeze()
    gc.enable()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run([listening])


def bind(host: str, port: int) -> socket.socket:
    """A listening socket."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise SettingError(
            f"{host}:{port}: cannot be listened on ({error.strerror}); choose another --port."
        ) from error
    return listening


def _log() -> None:
    """Our own lines, and everybody's warnings, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("xunwen").setLevel(logging.INFO)
