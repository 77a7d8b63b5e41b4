"""The widget, in a real browser, on somebody else's page."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from importlib.resources import files

import httpx
import pytest
from doors import served, site, violations
from playwright.sync_api import expect

from assistant.settings import ServerSettings

QUESTION = "辍学问题怎么解决？"
FOUND = re.compile(r"找到 \d 条回答")
PAGE = """<!doctype html><html lang="zh-CN"><head><title>市人大</title><meta name="viewport"
content="width=device-width"><style>p {{ color: rgb(0, 128, 0) !important }} body {{ margin: 33px }}</style>
</head><body><main><h1>会议</h1>{body}</main><script src="{server}/widget.js"></script></body></html>"""
ONE = '<xunwen-ask server="{server}" lang="zh" theme="light"></xunwen-ask>'


@pytest.fixture(scope="module")
def places(library, tmp_path_factory):
    """A server, the folder and address of a site that it allows, and of one that it does not."""
    folder = tmp_path_factory.mktemp("site")
    with site(folder) as allowed, site(folder) as stranger:
        settings = ServerSettings(rate=0, allow_origins=(allowed,), page=False)
        with served(library, settings) as server:
            yield server, folder, allowed, stranger


def put(places, body: str = ONE, name: str = "index.html") -> None:
    server, folder, *_ = places
    text = PAGE.format(body=body.format(server=server), server=server)
    (folder / name).write_text(text, "utf-8")


def ask(page, question: str = QUESTION, nth: int = 0) -> None:
    box = page.get_by_role("searchbox").nth(nth)
    box.fill(question)
    box.press("Enter")


def test_a_request_that_leaves_the_machine_would_be_noticed(page, places, strangers):
    put(places, '<img src="http://192.0.2.1/pixel.gif" alt="">')
    page.goto(places[2])
    page.evaluate("fetch('http://example.org/').catch(() => 0)")
    assert strangers == ["http://192.0.2.1/pixel.gif", "http://example.org/"]
    strangers.clear()


def test_it_is_small():
    script = files("assistant").joinpath("widget/widget.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 10_000


def test_it_answers_on_a_page_that_is_allowed(page, places):
    server, _, allowed, _ = places
    put(places)
    page.goto(allowed)
    ask(page)
    expect(page.get_by_role("status")).to_have_text(FOUND)
    card = page.locator("article").first
    expect(card).to_contain_text("邱红标")
    expect(card).to_contain_text("胡献民")
    expect(card.locator("mark").first).to_contain_text("辍学")
    link = card.get_by_role("link", name="查看原文").get_attribute("href")
    assert link.startswith(f"{server}/t/")
    assert link.endswith("#t1697")
    quote = page.evaluate(
        "document.querySelector('xunwen-ask').shadowRoot.querySelector('blockquote').textContent"
    )
    assert quote.startswith("近年来,在市委、市政府")
    assert quote.endswith("提高乡村教育教学质量。")


def test_the_pages_style_and_the_widgets_leave_each_other_alone(page, places):
    put(places, "<p id=own>own</p>" + ONE)
    page.goto(places[2])
    ask(page)
    inside = page.locator("article p").first
    assert inside.evaluate("one => getComputedStyle(one).color") != "rgb(0, 128, 0)"
    assert page.evaluate("getComputedStyle(document.body).margin") == "33px"


WHITE, NIGHT = "rgb(255, 255, 255)", "rgb(32, 29, 26)"


@pytest.mark.parametrize(
    ("page_says", "system", "background"),
    [
        ("", "dark", WHITE),
        ("", "light", WHITE),
        ("<style>body {{ background: #111; color: #eee }}</style>", "dark", NIGHT),
        ("<style>body {{ background: #111; color: #eee }}</style>", "light", NIGHT),
        ("<style>body {{ background: rgb(255 255 255 / 0.1) }}</style>", "dark", WHITE),
        ("<style>:root {{ color-scheme: dark; background: white }}</style>", "dark", WHITE),
        ("<style>:root {{ color-scheme: light }}</style>", "dark", WHITE),
        ("<style>:root {{ color-scheme: dark }}</style>", "light", NIGHT),
        ("<style>:root {{ color-scheme: light dark }}</style>", "dark", NIGHT),
        ("<style>:root {{ color-scheme: light dark }}</style>", "light", WHITE),
        ('<meta name="color-scheme" content="light">', "dark", WHITE),
        ('<meta name="color-scheme" content="dark">', "light", NIGHT),
    ],
)
def test_auto_is_as_light_or_dark_as_the_page(new_context, places, page_says, system, background):
    put(places, page_says + ONE.replace('theme="light"', 'theme="auto"'))
    page = new_context(color_scheme=system).new_page()
    page.goto(places[2])
    box = page.locator("xunwen-ask .box")
    expect(box).to_have_css("background-color", background)
    expect(box).to_have_css(
        "color", "rgb(34, 32, 29)" if background == WHITE else "rgb(235, 230, 222)"
    )


def test_auto_turns_with_the_system_and_with_the_page(page, places):
    style = "<style>:root {{ color-scheme: light dark }} .night {{ background: black }}</style>"
    put(places, style + ONE.replace('theme="light"', 'theme="auto"'))
    page.goto(places[2])
    box = page.locator("xunwen-ask .box")
    expect(box).to_have_css("background-color", WHITE)
    page.emulate_media(color_scheme="dark")
    expect(box).to_have_css("background-color", NIGHT)
    page.emulate_media(color_scheme="light")
    expect(box).to_have_css("background-color", WHITE)
    page.evaluate("document.documentElement.className = 'night'")
    expect(box).to_have_css("background-color", NIGHT)


@pytest.mark.parametrize(
    ("lang", "badges"),
    [
        ("zh", [("问", "提问"), ("答", "回答")]),
        pytest.param(
            "en",
            [("Q", "question"), ("A", "answer")],
            marks=pytest.mark.browser_context_args(locale="en-US"),
        ),
    ],
)
def test_badges_say_who_asks_and_who_answers_once_in_page_and_widget(page, places, lang, badges):
    server, _, allowed, _ = places
    put(places, ONE.replace('lang="zh"', f'lang="{lang}"'))
    people = ["胡献民委员", "邱红标市教育局局长"]
    page.goto(f"{server}/ask?q={QUESTION}")
    card = page.locator("article.xw-card")
    for nth, (badge, meaning) in enumerate(badges):
        expect(card.get_by_role("img", name=meaning)).to_have_text(badge)
        who = card.locator("p.xw-who").nth(nth).inner_text()
        assert "".join(who.split()) == people[nth]
    page.goto(allowed)
    ask(page)
    card = page.locator("article").first
    for nth, (badge, meaning) in enumerate(badges):
        expect(card.get_by_role("img", name=meaning)).to_have_text(badge)
        expect(card.locator("p.who").nth(nth)).to_have_text(f"{badge}{people[nth]}")


def test_a_site_that_is_not_allowed_is_told_so(page, places):
    put(places)
    page.goto(places[3])
    ask(page)
    expect(page.get_by_role("status")).to_contain_text("没有允许本网站使用")


def test_a_server_that_is_away_is_told_apart(page, places):
    put(places, '<xunwen-ask server="http://127.0.0.1:9" lang="zh"></xunwen-ask>')
    page.goto(places[2])
    ask(page)
    expect(page.get_by_role("status")).to_contain_text("暂时连不上")


def test_two_on_one_page_do_not_mix(page, places):
    put(places, ONE + ONE.replace('lang="zh"', 'lang="en"'))
    page.goto(places[2])
    ask(page, QUESTION, 0)
    ask(page, "火星上的房价", 1)
    expect(page.get_by_role("status").nth(0)).to_have_text(FOUND)
    expect(page.get_by_role("status").nth(1)).to_have_text("The records hold no answer")


def test_an_empty_question_and_one_without_words(page, places):
    put(places)
    page.goto(places[2])
    ask(page, "")
    expect(page.get_by_role("status")).to_have_text("请先写下问题。")
    ask(page, "？！")
    expect(page.get_by_role("status")).to_contain_text("这个问题无法查询")


def test_enter_that_ends_a_word_of_an_input_method_does_not_ask(page, places):
    put(places)
    page.goto(places[2])
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/ask" in request.url else None
    )
    page.get_by_role("searchbox").focus()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "chuoxue", "selectionStart": 7, "selectionEnd": 7}
    )
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "text": "\r"}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    session.send("Input.insertText", {"text": "辍学"})
    expect(page.get_by_role("searchbox")).to_have_value("辍学")
    assert asked == []
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("找到")
    assert len(asked) == 1


def test_what_a_server_says_is_text_and_never_markup(page, places):
    """A forged answer, full of what would run or steer if it were taken for markup."""
    evil = "<img src=x onerror=window.ran=1><script>window.ran=1</script>{{7*7}}\u202e"
    who = {"name": evil, "title": evil, "organization": evil, "role": "official"}
    finding = {
        **{"rank": 1, "score": 1, "speaker": who, "asked_by": who, "asked": evil, "quote": evil},
        "evidence": [{"text": evil[:5], "start": 0, "end": 5}],
        "source": {
            "transcript": "x",
            "title": evil,
            "date": None,
            "spans": [[0, len(evil)]],
            "sha256": "",
        },
        "permalink": "javascript:window.ran=1",
    }
    answer = {
        "question": "x",
        "answered": True,
        "confidence": 1,
        "findings": [finding],
        "nearest": [],
    }
    put(places)
    headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "content-type"}
    page.route("**/api/ask", lambda r: r.fulfill(body=json.dumps(answer), headers=headers))
    page.goto(places[2])
    ask(page)
    expect(page.locator("article")).to_contain_text("{{7*7}}")
    assert page.locator("article img, article script").count() == 0
    assert page.evaluate("window.ran") is None
    assert "javascript:" not in (page.locator("article a").get_attribute("href") or "")
    assert "\u202e" not in page.locator("article").inner_text()


CONTRASTS = """() => {
  const root = document.querySelector("xunwen-ask").shadowRoot;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (...layers) => {
    for (const one of layers) { canvas.fillStyle = one; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (value) =>
      value > 10 ? ((value / 255 + 0.055) / 1.055) ** 2.4 : value / 255 / 12.92);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(root.querySelector(".box")).backgroundColor;
  const names = [".go", ".q .seal", "article > .who .seal", "footer a", "footer button", "mark"];
  const pairs = names.map((name) => {
    const { color, backgroundColor } = getComputedStyle(root.querySelector(name));
    const behind = luminance(paper, backgroundColor), ink = luminance(paper, backgroundColor, color);
    return [name, (Math.max(behind, ink) + 0.05) / (Math.min(behind, ink) + 0.05)];
  });
  return Object.fromEntries(pairs);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "accent", ["#003366", "#ffd54a", "#777", "oklch(0.3 0.1 250)", "rgb(0 51 102 / 50%)", ""]
)
def test_words_on_the_accent_and_in_it_are_read_in_both_themes(page, places, accent, theme):
    style = f"<style>xunwen-ask {{{{ --xunwen-accent: {accent} }}}}</style>" if accent else ""
    put(places, style + ONE.replace('theme="light"', f'theme="{theme}"'))
    page.goto(places[2])
    ask(page)
    expect(page.locator("article mark").first).to_be_visible()
    contrasts = page.evaluate(CONTRASTS)
    assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}


def test_a_page_that_turns_dark_turns_the_accent_and_keeps_the_answer(page, places):
    style = "<style>:root {{ color-scheme: light }} xunwen-ask {{ --xunwen-accent: #003366 }} .night {{ color-scheme: dark }}</style>"
    put(places, style + ONE.replace('theme="light"', 'theme="auto"'))
    page.goto(places[2])
    ask(page)
    link = page.locator("footer a").first
    expect(link).to_have_css("color", "rgb(0, 51, 102)")
    page.evaluate("document.documentElement.className = 'night'")
    expect(link).not_to_have_css("color", "rgb(0, 51, 102)")
    assert min(page.evaluate(CONTRASTS).values()) >= 4.5
    page.evaluate("document.querySelector('xunwen-ask').setAttribute('theme', 'light')")
    expect(link).to_have_css("color", "rgb(0, 51, 102)")


def test_an_ink_that_the_site_chooses_for_its_accent_stays(page, places):
    put(places, "<style>xunwen-ask {{ --xunwen-on-accent: rgb(1, 2, 3) }}</style>" + ONE)
    page.goto(places[2])
    expect(page.locator(".go")).to_have_css("color", "rgb(1, 2, 3)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_is_wide_enough(new_context, places, theme):
    put(places, ONE.replace('theme="light"', f'theme="{theme}"'))
    page = new_context(viewport={"width": 320, "height": 700}).new_page()
    page.goto(places[2])
    ask(page)
    expect(page.locator("article").first).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


@pytest.fixture(scope="module")
def given(places):
    """What ``/embed`` gives to copy (element, frame, the frame's script), and the policies it names."""
    page = httpx.get(f"{places[0]}/embed", headers={"accept-language": "zh"}).text
    copied = [unescape(one) for one in re.findall(r'data-copy="([^"]*)"', page)]
    return copied, re.findall(r"<code>((?:script|frame)-src [^<]*)</code>", page)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["widget", "frame", "frame with its script"])
def test_what_embed_gives_works_under_the_policy_that_it_names(page, places, given, number):
    _, folder, allowed, _ = places
    (widget, frame, script), policies = given
    policy = f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {policies[number]}">'
    body = [widget, frame, frame + script][number]
    (folder / "policy.html").write_text(f"<!doctype html>{policy}<main>{body}</main>", "utf-8")
    page.goto(f"{allowed}/policy.html")
    inner = page.frame_locator("iframe") if number else page
    inner.get_by_role("searchbox").fill(QUESTION)
    inner.get_by_role("searchbox").press("Enter")
    expect(inner.locator("article mark").first).to_contain_text("辍学")
    if number:
        low, high = [(480, 480), (500, 20_000)][number - 1]
        page.wait_for_function(f"document.querySelector('iframe').clientHeight >= {low}")
        assert page.evaluate("document.querySelector('iframe').clientHeight") <= high
        assert page.evaluate("document.querySelector('iframe').clientWidth") > 900


def test_a_frame_without_a_script_shows_the_answer_and_scrolls(new_context, places, given):
    """On a phone too, where an answer is longest; its last line comes into view by scrolling."""
    server, folder, allowed, _ = places
    policy = f"default-src 'self'; style-src 'self' 'unsafe-inline'; frame-src {server}"
    head = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{policy}">'
    (folder / "framed.html").write_text(head + given[0][1], "utf-8")
    page = new_context(viewport={"width": 375, "height": 700}).new_page()
    page.goto(f"{allowed}/framed.html")
    inner = page.frame_locator("iframe")
    inner.get_by_role("searchbox").fill(QUESTION)
    inner.get_by_role("searchbox").press("Enter")
    expect(inner.locator("blockquote").first).to_be_in_viewport()
    last = inner.get_by_role("link", name="会议记录原文检索")
    expect(last).not_to_be_in_viewport()
    page.mouse.move(150, 300)
    page.mouse.wheel(0, 5000)
    expect(last).to_be_in_viewport()


def test_the_frame_takes_the_height_it_needs_where_it_is_allowed(page, places):
    server, _, allowed, stranger = places
    frame = (
        '<iframe data-xunwen title="询问" src="{server}/embed/frame?lang=zh" '
        'style="width:100%;height:140px"></iframe><script src="{server}/frame.js"></script>'
    )
    put(places, frame, "frame.html")
    page.goto(f"{allowed}/frame.html")
    inner = page.frame_locator("iframe")
    inner.get_by_role("searchbox").fill(QUESTION)
    inner.get_by_role("searchbox").press("Enter")
    expect(inner.locator("article").first).to_be_visible()
    page.wait_for_function("parseInt(document.querySelector('iframe').style.height) > 400")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{stranger}/frame.html")
    expect(page.frame_locator("iframe").get_by_role("searchbox")).to_have_count(0)


def test_without_scripts_its_form_leads_to_the_server(new_context, places):
    server, *_ = places
    body = '<xunwen-ask><form action="{server}/ask" accept-charset="utf-8"><input name="q"><button>问</button></form></xunwen-ask>'
    put(places, body)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(places[2])
    page.fill("input", QUESTION)
    page.click("button")
    expect(page.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱红标")
