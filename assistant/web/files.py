"""The few files of ours that a browser fetches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FILES = {
    "/xunwen.css": "static/xunwen.css",
    "/xunwen.js": "static/xunwen.js",
    "/reading.js": "static/reading.js",
    "/operator.js": "static/operator.js",
    "/widget.js": "widget/widget.js",
    "/frame.js": "widget/frame.js",
    "/framed.js": "widget/framed.js",
    "/favicon.ico": "static/icon.svg",
}
MANIFEST = {
    "name": "询问 xunwen",
    "short_name": "询问",
    "start_url": "./",
    "display": "browser",
    "background_color": "#faf8f4",
    "theme_color": "#9a3324",
    "icons": [{"src": "favicon.ico", "sizes": "any", "type": "image/svg+xml"}],
}


def own_files() -> APIRouter:
    """A route for each; all carry an ETag, and are asked for anew after a minute."""
    router = APIRouter(include_in_schema=False)
    for address, name in FILES.items():
        data = files("assistant").joinpath(name).read_bytes()
        kind = KINDS[name.rpartition(".")[2]]
        router.add_api_route(address, _serve(data, kind))
    manifest = json.dumps(MANIFEST, ensure_ascii=False).encode()
    router.add_api_route("/manifest.json", _serve(manifest, "application/manifest+json"))
    return router


def _serve(data: bytes, kind: str) -> Callable[[Request], Awaitable[Response]]:
    tag = etag(data.hex())

    async def serve(request: Request) -> Response:
        headers = {
            "ETag": tag,
            "Cache-Control": "public, max-age=60",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if unchanged(request, tag):
            return Response(status_code=304, headers=headers)
        return Response(data, 200, headers, kind)

    return serve


def etag(*parts: str) -> str:
    """A tag for what depends on these parts alone."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f'"{digest[:20]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the browser already has what carries this tag."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in [
        one.strip().removeprefix("W/") for one in known.split(",")
    ]
