"""The tools for language models, called with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from doors import served
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from assistant.mcp import make_server
from assistant.settings import ServerSettings

SEED = "专题询问侧记"


def calling(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    """What ``work`` returns; in a thread, since a browser test may hold this one's loop."""
    got: list[Any] = []

    async def run() -> None:
        async with Client(server) as client:
            got.append(await work(client))

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join(60)
    assert got, "the client failed"
    return got[0]


@pytest.fixture(scope="module")
def address(library):
    with served(library, ServerSettings(rate=0, page=False)) as server:
        yield server


async def everything(client: Client) -> dict[str, Any]:
    tools = await client.list_tools()
    ask = await client.call_tool("ask", {"question": "辍学问题怎么解决？", "k": 1})
    people = await client.call_tool("list_people", {})
    turn = await client.call_tool("read_turn", {"transcript": SEED, "turn": "t1697"})
    wrong = await client.call_tool("read_turn", {"transcript": SEED, "turn": "t1"})
    empty = await client.call_tool("ask", {"question": "？"})
    stranger = await client.call_tool("ask", {"question": "王建国局长说了什么？"})
    gone = await client.call_tool("ask", {"question": "辍学", "transcript": "无此"})
    turned = {"question": "辍学", "since": "2021", "until": "2019"}
    backwards = await client.call_tool("ask", turned)
    undated = await client.call_tool("ask", {"question": "辍学", "since": "abc"})
    records = await client.call_tool("list_transcripts", {})
    return {
        "tools": sorted(tool.name for tool in tools.tools),
        "ask": ask.structured_content,
        "stranger": stranger.structured_content,
        "people": people.structured_content,
        "turn": turn.structured_content,
        "records": records.structured_content,
        "wrong": wrong.is_error,
        "empty": (empty.is_error, empty.content[0].text),
        "gone": (gone.is_error, gone.content[0].text),
        "undated": (undated.is_error, undated.content[0].text),
        "backwards": (backwards.is_error, backwards.content[0].text),
    }


def check(got: dict[str, Any]) -> None:
    assert got["tools"] == ["ask", "list_people", "list_transcripts", "read_turn"]
    found = got["ask"]["findings"][0]
    assert (found["speaker"]["name"], found["asked_by"]["name"]) == ("邱红标", "胡献民")
    assert got["stranger"]["notes"] == ["记录中没有名叫“王建国”的发言人。"]
    assert len(got["people"]["people"]) == 22
    assert got["turn"]["answers"] == "t1547"
    assert got["records"]["transcripts"][0]["transcript"] == SEED
    assert got["wrong"]
    assert got["empty"][0]
    assert "no word" in got["empty"][1]
    assert got["undated"][0]
    assert got["undated"][1].endswith("date 'abc': not a date; write 2020-04-30, 2020-04 or 2020.")
    assert got["gone"][0]
    assert "there is no record of this id" in got["gone"][1]
    assert got["backwards"][0]
    assert "change them round" in got["backwards"][1]


def test_the_tools_answer_over_http(address):
    check(calling(f"{address}/mcp", everything))


def test_the_tools_answer_within_the_process(library):
    check(calling(make_server(library, "0"), everything))


def test_the_tools_answer_over_stdio(seed_index):
    command = "from assistant.cli import main; main()"
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-c", command, "mcp", "--index", str(seed_index)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    check(calling(stdio_client(parameters), everything))


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}],
)
def test_a_forged_host_or_origin_is_refused(address, headers):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{address}/mcp", json=call, headers=accept).status_code == 200
    refused = httpx.post(f"{address}/mcp", json=call, headers={**accept, **headers})
    assert refused.status_code in (403, 421)


def test_ctrl_c_ends_it(seed_index):
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    }
    call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    command = "from assistant.cli import main; main()"
    paths = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        [sys.executable, "-c", command, "mcp", "--index", str(seed_index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    ) as tools:
        tools.stdin.write(json.dumps(call).encode() + b"\n")
        tools.stdin.flush()
        assert json.loads(tools.stdout.readline())["id"] == 1
        tools.send_signal(signal.SIGINT)
        assert tools.wait(20) == 130
