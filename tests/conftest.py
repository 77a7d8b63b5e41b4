"""What several tests share: the shipped record, its index, the encoder, a guarded browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.library import Library
from assistant.settings import Settings
from corpus.model import Transcript
from corpus.record import read_transcript, shipped
from index.build import build_index
from index.encoder import Encoder, load_encoder
from index.search import Searcher

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds that a browser test waits for what it expects: machines are busy."""
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``shared`` skip only where the folder is absent."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="../shared is not here")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The shipped encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def seed() -> Transcript:
    """The shipped record."""
    return read_transcript(shipped() / "专题询问侧记.txt")


@pytest.fixture(scope="session")
def seed_index(
    tmp_path_factory: pytest.TempPathFactory, seed: Transcript, encoder: Encoder
) -> Path:
    """An index of the shipped record; not to be changed."""
    folder = tmp_path_factory.mktemp("seed-index")
    build_index([seed], folder, encoder)
    return folder


@pytest.fixture(scope="session")
def searcher(seed_index: Path, encoder: Encoder) -> Searcher:
    """The search over the shipped record."""
    return Searcher.open(seed_index, encoder)


@pytest.fixture(scope="session")
def library(seed_index: Path) -> Library:
    """What the doors open onto: the shipped record."""
    return Library(Settings(seed_index, own=False))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; nothing is downloaded."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium here; .ci/run installs it")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM}


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Every expectation waits as long as a busy machine needs."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN"}


@pytest.fixture
def strangers() -> list[str]:
    """Addresses outside this machine that a browser asked for."""
    return []


@pytest.fixture
def new_context(new_context, strangers):
    """Browsers in which any request that leaves the machine is stopped and fails the test."""

    def guard(route):
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    def guarded(**settings):
        made = new_context(**settings)
        made.route("**/*", guard)
        return made

    yield guarded
    assert strangers == []
