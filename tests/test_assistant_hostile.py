"""A record whose every field tries to be markup, a template, a link or a direction."""

from __future__ import annotations

import hashlib
import json

import pytest
from doors import served, settled
from playwright.sync_api import expect
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.html import shown
from assistant.library import Library
from assistant.settings import ServerSettings, Settings
from corpus.model import Exchange, Speaker, Transcript, Turn
from index.build import build_index

EVIL = (
    '<img src=x onerror="window.ran=1"><script>window.ran=1</script>{{7*7001}}{% raw %}${window.ran=1}'
    '`"\'--><a href="javascript:window.ran=1">点击</a>\u202e反转\u2066\x1b[31m'
)
TITLE = f"标题{EVIL}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, encoder):
    """A library of one record, whose speakers, title, id and words are all hostile."""
    asked, said = f"请问辍学问题怎么解决？{EVIL}", f"我们解决辍学问题。{EVIL}下一步继续。"
    text = f"{asked}\n\n{said}"
    speaker = Speaker(EVIL, EVIL, EVIL, "official")
    question = Turn("t0", speaker, "question", ((0, len(asked)),))
    answer = Turn(f"t{len(asked) + 2}", speaker, "answer", ((len(asked) + 2, len(text)),))
    sha = hashlib.sha256(text.encode()).hexdigest()
    record = Transcript(
        *('"><img src=x onerror=window.ran=1>', TITLE, None, sha, "narrative", text),
        turns=(question, answer),
        exchanges=(Exchange(question, (answer,)),),
    )
    folder = tmp_path_factory.mktemp("hostile")
    build_index([record], folder, encoder)
    return Library(Settings(folder, own=False))


@pytest.fixture(scope="module")
def server(hostile):
    with served(hostile, ServerSettings(rate=0, operator_token="t")) as address:
        yield address


def harmless(page) -> None:
    """Nothing ran, nothing of the record became an element, no link leads to a script."""
    settled(page)
    assert page.evaluate("window.ran") is None
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    assert "49007" not in page.locator("main").first.inner_text()


def test_the_page_shows_it_as_text(page, server):
    page.goto(f"{server}/?q=辍学问题怎么解决？")
    expect(page.locator(".xw-card").first).to_contain_text("<img src=x")
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator(".xw-quote .xw-sign").first).to_be_visible()
    harmless(page)
    for tab, shown_ in (("问答一览", ".xw-exchanges"), ("会议记录", ".xw-holdings")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(shown_)).to_contain_text("<script>")
        harmless(page)


def test_a_hostile_question_is_text_too(page, server):
    page.goto(server)
    page.locator("#question textarea").fill(f"辍学{EVIL}")
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".xw-answers[data-question]")).to_be_visible()
    harmless(page)


def test_the_reading_view_shows_it_as_text(page, server, hostile):
    [record] = hostile.shelf.records
    address = TestClient(create_app(hostile, ServerSettings(page=False)))
    link = address.get("/api/ask?q=辍学问题怎么解决").json()
    found = (link["findings"] or link["nearest"])[0]
    page.goto(server + found["permalink"])
    expect(page.locator(".xw-here")).to_contain_text("我们解决辍学问题")
    expect(page.locator("h1")).to_contain_text("<img src=x")
    harmless(page)
    page.goto(f"{server}/ask?q={EVIL}")
    harmless(page)


def test_the_preview_of_a_record_shows_it_as_text(page, server, tmp_path):
    sent = tmp_path / "敌意.txt"
    sent.write_text(
        f"关于辍学的专题询问{EVIL.splitlines()[0]}\n\n"
        f"张三委员问：请问辍学问题怎么解决？{EVIL}\n\n市教育局局长李四答：我们\u202e解决。{EVIL}\n",
        "utf-8",
    )
    page.goto(f"{server}/operator")
    page.fill("#token", "t")
    page.set_input_files("#file", sent)
    page.click("#preview")
    preview = page.locator(".xw-preview")
    expect(preview).to_contain_text("<img src=x")
    expect(preview).to_contain_text("U+202E")
    assert "\u202e" not in page.locator("main").inner_text()
    harmless(page)


def test_signs_that_steer_are_shown_by_their_number():
    assert str(shown("甲\u202e<乙>")) == (
        '甲<span class="xw-sign" title="U+202E">U+202E</span>&lt;乙&gt;'
    )


def test_a_spreadsheet_gets_no_formula(hostile):
    from assistant.cite import _cell

    assert _cell('=HYPERLINK("x")') == '\'=HYPERLINK("x")'
    assert [_cell(v) for v in ("+1", "-1", "@a", "甲", 3, None)] == [
        "'+1",
        "'-1",
        "'@a",
        "甲",
        3,
        None,
    ]


def test_json_carries_it_unchanged(hostile):
    http = TestClient(create_app(hostile, ServerSettings(page=False)))
    answer = http.get("/api/ask?q=辍学问题怎么解决").json()
    found = (answer["findings"] or answer["nearest"])[0]
    assert EVIL in found["quote"]
    assert found["speaker"]["name"] == EVIL
    assert json.dumps(found)
