"""The page, in a real browser: asked, narrowed, linked, read, and used without a mouse."""

from __future__ import annotations

import re

import pytest
from doors import TOKEN, proxied, served, settled, violations
from playwright.sync_api import expect

from assistant.library import Library
from assistant.opening import build_shipped
from assistant.settings import ServerSettings, Settings
from corpus.record import read_transcript, shipped
from index.build import build_index

QUESTION = "辍学问题怎么解决？"
SEED = "专题询问侧记"
FAINTEST = """(selector) => {
  window.faintest = 1;
  const look = () => {
    const one = document.querySelector(selector);
    if (one) window.faintest = Math.min(window.faintest, Number(getComputedStyle(one).opacity));
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def server(library, tmp_path_factory):
    feedback = tmp_path_factory.mktemp("feedback") / "feedback.jsonl"
    settings = ServerSettings(rate=0, operator_token=TOKEN, feedback=feedback)
    with served(library, settings) as address:
        yield address


@pytest.fixture
def quiet(page):
    """The page's console must hold no error."""
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def ask(page, question: str) -> None:
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".xw-answers[data-question]")).to_have_attribute("data-question", question)


def test_a_question_gets_who_said_it_to_whom_with_the_evidence_marked(quiet, server):
    quiet.goto(server)
    expect(quiet.locator(".xw-idle")).to_be_visible()
    ask(quiet, QUESTION)
    card = quiet.locator("article.xw-card")
    expect(card.locator(".xw-answer .xw-name")).to_have_text("邱红标")
    expect(card.locator(".xw-answer .xw-office")).to_have_text("市教育局局长")
    expect(card.locator(".xw-asked .xw-name")).to_have_text("胡献民")
    expect(card.locator("mark").first).to_contain_text("辍学")
    expect(card.locator(".xw-where")).to_contain_text("2020-04-30")
    assert "q=" in quiet.url


def test_no_answer_is_said_so_with_the_nearest_apart(quiet, server):
    quiet.goto(server)
    ask(quiet, "火星上的房价是多少？")
    expect(quiet.locator(".xw-none-title")).to_have_text("记录中没有回答")
    expect(quiet.locator("article.xw-card")).to_have_count(0)
    expect(quiet.locator(".xw-nearest h2")).to_have_text("最接近的发言（不是回答）")


@pytest.mark.parametrize(
    ("status", "words"), [(0, "暂时连不上服务器"), (429, "太频繁"), (500, "出错了")]
)
def test_a_question_without_an_answer_shows_no_other_questions_answer(page, server, status, words):
    page.goto(server)
    ask(page, QUESTION)
    runs = "**/gradio_api/run/**"
    page.route(runs, lambda r: r.fulfill(status=status, json={}) if status else r.abort())
    box = page.locator("#question textarea")
    box.fill("村医队伍怎么管理？")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator("article.xw-card")).to_be_hidden()
    assert violations(page) == []
    page.unroute(runs)
    box.press("Enter")
    expect(page.locator("article.xw-card .xw-answer .xw-name")).to_have_text("李自召")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_link_may_name_somebody_in_part_and_asking_goes_on(quiet, server):
    quiet.goto(f"{server}/?q=今后有什么措施&organization=残联&role=king")
    expect(quiet.get_by_role("alert")).to_contain_text("筛选条件无法理解")
    quiet.goto(f"{server}/?q=今后有什么措施&organization=残联")
    expect(quiet.locator(".xw-answers[data-question]")).to_be_visible()
    ask(quiet, "残疾人的鉴定怎么办？")
    names = quiet.locator(".xw-answer .xw-name, .xw-gist .xw-name")
    assert set(names.all_inner_texts()) == {"郭东晓"}


@pytest.mark.parametrize(
    "address",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/proxy=https://example.org",
        "/t/..%2f..%2fetc%2fpasswd",
        "/static/..%2f..%2fetc/passwd",
        "/foo/bar",
    ],
)
def test_what_is_not_ours_to_give_is_a_problem_without_a_path(page, server, address):
    answer = page.request.get(server + address, headers={"accept": "*/*"})
    assert answer.status in (403, 404)
    assert "/etc" not in answer.text()
    if not address.startswith("/static"):
        assert answer.json()["title"] == "Not found"
    assert page.request.post(f"{server}/gradio_api/upload").status == 404


def test_a_date_that_is_none_is_told_in_the_readers_language(quiet, server):
    quiet.goto(f"{server}/?q={QUESTION}&from=yesterday")
    expect(quiet.get_by_role("alert")).to_contain_text("日期请写成 2020-04-30")
    assert "yesterday" not in quiet.get_by_role("alert").inner_text()


def test_who_does_not_see_an_answer_appear_is_told(quiet, server):
    quiet.goto(server)
    ask(quiet, QUESTION)
    told = quiet.get_by_role("status")
    expect(told.filter(has_text="条回答：市教育局局长 邱红标")).to_have_count(1)
    ask(quiet, "火星上的房价是多少？")
    expect(told.filter(has_text="记录中没有回答")).to_have_count(1)
    filters = quiet.get_by_role("button", name="筛选")
    expect(filters).to_have_attribute("aria-expanded", "false")
    filters.click()
    expect(filters).to_have_attribute("aria-expanded", "true")


def test_a_link_to_nothing_leads_to_a_page_that_says_so(page, server):
    for address, words in (("/t/nothing", "没有这份会议记录"), ("/report?", "运行评测")):
        assert page.goto(server + address).status == 404
        expect(page.locator("main")).to_contain_text(words)
        assert violations(page) == []
        page.get_by_role("link", name="返回提问").click()
        expect(page.locator(".xw-idle")).to_be_visible()


def test_an_example_asks_itself(quiet, server):
    quiet.goto(server)
    quiet.locator(".example").first.click()
    expect(quiet.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱红标")


def test_a_filter_lets_only_its_own_through(quiet, server):
    quiet.goto(server)
    ask(quiet, "今后有什么措施？")
    quiet.locator("#filters > button").click()
    quiet.get_by_label("部门").click()
    quiet.get_by_role("option", name="市残联").click()
    expect(quiet.locator(".xw-card .xw-answer .xw-name, .xw-gist .xw-name").first).to_have_text(
        "郭东晓"
    )
    offices = quiet.locator(".xw-gist .xw-office, article .xw-answer .xw-office").all_inner_texts()
    assert set(offices) == {"市残联理事长"}
    assert "organization=" in quiet.url


def test_back_goes_to_the_question_before_with_its_answer_and_its_filters(quiet, server):
    other = "村医队伍怎么管理？"
    answered = quiet.locator(".xw-answers[data-question]")
    box = quiet.locator("#question textarea")
    quiet.goto(f"{server}/embed")
    quiet.goto(f"{server}/?q={QUESTION}&organization=市教育局")
    expect(answered).to_have_attribute("data-question", QUESTION)
    before = quiet.evaluate("history.length")
    box.press("Enter")
    settled(quiet)
    assert quiet.evaluate("history.length") == before, "the same address is no step"
    quiet.locator("#filters > button").click()
    quiet.get_by_label("起始日期").press_sequentially("2020-04")
    expect(quiet).to_have_url(re.compile("from=2020-04$"))
    assert quiet.evaluate("history.length") == before + 1, "a date is one step"
    quiet.get_by_label("部门").fill("")
    quiet.keyboard.press("Tab")
    expect(quiet).not_to_have_url(re.compile("organization"))
    ask(quiet, other)
    expect(quiet.locator("article .xw-answer .xw-name")).to_have_text("李自召")
    quiet.go_back()
    expect(answered).to_have_attribute("data-question", QUESTION)
    expect(box).to_have_value(QUESTION)
    expect(quiet.get_by_label("部门")).to_have_value("不限")
    quiet.go_back()
    expect(quiet.get_by_label("部门")).to_have_value("市教育局")
    expect(quiet.get_by_label("起始日期")).to_have_value("2020-04")
    quiet.go_back()
    expect(quiet.get_by_label("起始日期")).to_have_value("")
    offices = quiet.locator(".xw-gist .xw-office, article .xw-answer .xw-office")
    expect(offices.filter(has_not_text="市教育局")).to_have_count(0)
    for _ in range(3):
        quiet.go_forward()
    expect(answered).to_have_attribute("data-question", other)
    expect(box).to_have_value(other)
    expect(quiet.locator("article .xw-answer .xw-name")).to_have_text("李自召")
    assert quiet.evaluate("history.length") == before + 3
    for _ in range(4):
        quiet.go_back()
    expect(quiet).to_have_url(re.compile("/embed$"))


def test_a_filter_that_acts_is_said_and_can_be_dropped(quiet, server):
    filters = quiet.get_by_role("button", name="筛选")
    count, only = filters.locator(".xw-count"), quiet.locator(".xw-only li")
    quiet.goto(f"{server}/?q={QUESTION}&from=2020-04&role=official")
    expect(count).to_have_text("（2）")
    expect(only).to_have_text(
        [re.compile("身份为“政府部门负责人”"), re.compile("^只在 2020-04 以后的记录中查找")]
    )
    assert violations(quiet) == []
    only.first.get_by_role("link").click()
    expect(only).to_have_count(1)
    expect(count).to_have_text("（1）")
    assert "role=" not in quiet.url
    quiet.go_back()
    expect(only).to_have_count(2)
    quiet.goto(f"{server}/?q={QUESTION}&from=2024-09")
    expect(quiet.locator(".xw-none-title")).to_be_visible()
    only.get_by_role("link", name="取消这一条件").click()
    expect(quiet.locator("article .xw-answer .xw-name")).to_have_text("邱红标")
    expect(only).to_have_count(0)
    expect(count).to_have_text("")
    filters.click()
    expect(quiet.get_by_label("起始日期")).to_have_value("")
    settled(quiet)
    quiet.get_by_label("起始日期").press_sequentially("2020")
    expect(quiet).to_have_url(re.compile("from=2020$"))
    expect(count).to_have_text("（1）")
    quiet.goto(f"{server}/ask?q={QUESTION}&from=2024-09")
    quiet.locator(".xw-only a").click()
    expect(quiet.locator("article .xw-answer .xw-name")).to_have_text("邱红标")


def test_a_link_brings_question_and_filter_along_and_tells_of_changes(quiet, server):
    quiet.goto(f"{server}/?q={QUESTION}&speaker=袁银亮&corpus=000000000000")
    expect(quiet.locator(".xw-note")).to_contain_text("会议记录有变化")
    expect(quiet.locator("#question textarea")).to_have_value(QUESTION)
    expect(quiet.locator(".xw-name").filter(has_text="袁银亮").first).to_be_visible()
    share = quiet.locator(".xw-tail [data-copy]").get_attribute("data-copy")
    quiet.goto(share)
    expect(quiet.locator(".xw-answers[data-question]")).to_be_visible()
    expect(quiet.locator(".xw-note")).to_have_count(0)


def test_an_answer_opens_its_place_in_the_record(quiet, server):
    quiet.goto(server)
    ask(quiet, QUESTION)
    with quiet.expect_popup() as opened:
        quiet.locator("article .xw-actions a").click()
    record = opened.value
    expect(record.locator("#t1697")).to_have_class(re.compile("xw-here"))
    expect(record.locator("#t1697 mark").first).to_be_in_viewport()


def test_any_place_in_the_text_leads_to_its_turn(quiet, server):
    quiet.goto(f"{server}/t/{SEED}#t1750")
    expect(quiet.locator("#t1697")).to_have_class(re.compile("xw-here"))
    expect(quiet.locator(".xw-note")).to_have_count(0)
    quiet.goto(f"{server}/t/{SEED}?sha=0123456789ab#t1697")
    expect(quiet.locator(".xw-note")).to_contain_text("有变化")


def test_a_changed_text_is_said_where_the_link_leads(quiet, server):
    quiet.goto(f"{server}/t/{SEED}?sha=0123456789ab#t1697")
    note, turn = quiet.locator(".xw-note"), quiet.locator("#t1697")
    expect(turn).to_have_class(re.compile("xw-here"))
    assert quiet.evaluate("window.scrollY") > 500
    expect(note).to_be_in_viewport(ratio=1)
    assert note.bounding_box()["y"] + note.bounding_box()["height"] <= turn.bounding_box()["y"]
    assert violations(quiet) == []


@pytest.mark.parametrize("width", [375, 1280])
def test_a_citation_shows_all_its_lines(new_context, server, width):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{server}/?q={QUESTION}")
    page.locator("article .xw-cite summary").click()
    boxes = page.locator("article .xw-citation pre")
    expect(boxes).to_have_count(4)
    heights = boxes.evaluate_all("all => all.map((one) => [one.scrollHeight, one.clientHeight])")
    assert all(inner <= outer for inner, outer in heights), heights


def test_citations_are_copied(quiet, server, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    quiet.goto(server)
    ask(quiet, QUESTION)
    quiet.locator(".xw-cite summary").first.click()
    quiet.locator(".xw-citation [data-copy]").first.click()
    expect(quiet.locator(".xw-citation [data-copy]").first).to_have_text("已复制")
    assert quiet.evaluate("navigator.clipboard.readText()").startswith(
        "邱红标. 答胡献民委员问[Z/OL]"
    )


def test_exchanges_and_records_are_listed(quiet, server):
    quiet.goto(server)
    quiet.get_by_role("tab", name="问答一览").click()
    expect(quiet.locator(".xw-exchanges li")).to_have_count(10)
    expect(quiet.locator(".xw-exchanges li").nth(1)).to_contain_text("胡献民委员")
    quiet.get_by_role("tab", name="会议记录").click()
    expect(quiet.locator(".xw-holdings li")).to_contain_text("10 组问答")


def test_the_page_speaks_chinese(page, server):
    page.goto(f"{server}/?q=火星上的房价")
    expect(page.get_by_role("tab", name="提问", exact=True)).to_be_visible()
    expect(page.locator(".xw-none-title")).to_have_text("记录中没有回答")


@pytest.mark.browser_context_args(locale="en-US")
def test_the_page_speaks_english(page, server):
    page.goto(f"{server}/?q=火星上的房价")
    expect(page.get_by_role("tab", name="Ask", exact=True)).to_be_visible()
    expect(page.locator(".xw-none-title")).to_have_text("The records hold no answer")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_it_can_be_used_with_the_keyboard_alone(quiet, server):
    quiet.goto(server)
    expect(quiet.locator("#question textarea")).to_be_focused()
    quiet.keyboard.type(QUESTION)
    quiet.keyboard.press("Enter")
    expect(quiet.locator("article.xw-card")).to_be_visible()
    reached = set()
    for _ in range(40):
        quiet.keyboard.press("Tab")
        reached.add(quiet.evaluate("document.activeElement.textContent.trim().slice(0, 8)"))
    assert {"查看原文", "复制链接", "引用", "导出 CSV"} <= reached


def test_a_filter_can_be_set_and_taken_away_with_the_keyboard_alone(quiet, server):
    quiet.goto(f"{server}/?q=今后有什么措施？")
    expect(quiet.locator(".xw-answers[data-question]")).to_be_visible()
    for _ in range(20):
        quiet.keyboard.press("Tab")
        if quiet.evaluate("document.activeElement.matches('#filters > button')"):
            break
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_label("部门")).to_be_visible()
    for _ in range(5):
        quiet.keyboard.press("Tab")
        if quiet.evaluate("document.activeElement.getAttribute('aria-label') === '部门'"):
            break
    expect(quiet.get_by_label("部门")).to_be_focused()
    quiet.keyboard.type("市残联")
    expect(quiet.get_by_label("部门")).to_have_value("市残联")
    quiet.keyboard.press("Enter")
    offices = quiet.locator(".xw-gist .xw-office, article .xw-answer .xw-office")
    expect(offices.first).to_have_text("市残联理事长")
    assert "organization=" in quiet.url
    quiet.get_by_label("部门").fill("")
    quiet.keyboard.press("Tab")
    expect(offices.filter(has_not_text="市残联").first).to_be_visible()
    assert "organization=" not in quiet.url


def test_a_slow_answer_never_takes_the_place_of_what_was_asked_since(quiet, server):
    quiet.goto(f"{server}/?q=今后有什么措施？")
    expect(quiet.locator(".xw-answers[data-question]")).to_be_visible()
    quiet.locator("#filters > button").click()
    late = []

    def hold(route):
        if route.request.method == "POST" and not late:
            late.append(route)
        else:
            route.fallback()

    quiet.route("**/*", hold)
    quiet.get_by_label("按日期从新到旧").check()
    quiet.get_by_label("部门").fill("市残联")
    quiet.keyboard.press("Enter")
    quiet.wait_for_timeout(500)
    late[0].fallback()
    offices = quiet.locator(".xw-gist .xw-office, article .xw-answer .xw-office")
    expect(offices.first).to_have_text("市残联理事长")
    assert "organization=" in quiet.url
    quiet.wait_for_timeout(500)
    expect(offices.first).to_have_text("市残联理事长")


@pytest.mark.parametrize("how", ["back", "example"])
def test_going_back_and_examples_take_the_place_of_a_slower_answer_too(quiet, server, how):
    """An answer still on its way when somebody goes back, or clicks an example, is not shown any more."""
    quiet.goto(server)
    box = quiet.locator("#question textarea")
    box.fill("村医队伍怎么管理？")
    box.press("Enter")
    expect(quiet.locator(".xw-answers")).to_have_attribute("data-question", "村医队伍怎么管理？")
    late = []

    def hold(route):
        if "危房" in (route.request.post_data or "") and not late:
            late.append(route)
        else:
            route.fallback()

    quiet.route("**/*", hold)
    box.fill("危房改造怎么办？")
    box.press("Enter")
    quiet.wait_for_function("location.search.includes(encodeURIComponent('危房'))")
    if how == "back":
        quiet.go_back()
    else:
        quiet.locator(".example").first.click()
    wanted = "村医队伍怎么管理？" if how == "back" else "辍学问题怎么解决？"
    expect(box).to_have_value(wanted)
    quiet.wait_for_timeout(500)
    late[0].fallback()
    expect(quiet.locator(".xw-answers")).to_have_attribute("data-question", wanted)
    quiet.wait_for_timeout(700)
    expect(quiet.locator(".xw-answers")).to_have_attribute("data-question", wanted)


def test_enter_that_ends_a_word_of_an_input_method_does_not_ask(page, server):
    page.goto(server)
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "chuoxue", "selectionStart": 7, "selectionEnd": 7}
    )
    for kind in ("rawKeyDown", "keyUp"):
        key = {"type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", key)
    session.send("Input.insertText", {"text": "辍学"})
    expect(page.locator(".xw-idle")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else 0)
    box.press("Enter")
    expect(page.locator(".xw-answers[data-question]")).to_have_attribute("data-question", "辍学")
    assert len([body for body in sent if "辍学" in body]) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_page_and_record(new_context, server, scheme):
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{server}/?q={QUESTION}")
    expect(page.locator("article.xw-card")).to_be_visible()
    page.locator("#filters > button").click()
    page.locator(".xw-cite summary").first.click()
    for summary in page.locator(".xw-folded summary").all():
        summary.click()
    assert violations(page) == []
    for tab, shown in (("问答一览", ".xw-exchanges"), ("会议记录", ".xw-holdings")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(shown)).to_be_visible()
        assert violations(page) == []
    page.goto(f"{server}/?q=火星上的房价")
    expect(page.locator(".xw-none")).to_be_visible()
    page.locator(".xw-folded > summary").first.click()
    assert violations(page) == []
    for address in (f"/t/{SEED}?mark=1700-1750#t1697", "/embed", "/operator", f"/ask?q={QUESTION}"):
        page.goto(server + address)
        assert violations(page) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_cut_off_at_any_width(new_context, server, width):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for address in (f"/?q={QUESTION}", f"/t/{SEED}", "/embed", f"/ask?q={QUESTION}"):
        page.goto(server + address)
        expect(page.locator("main").first).to_be_visible()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_evaluation_shows_its_table_and_its_report(new_context, server):
    page = new_context().new_page()
    page.goto(server)
    page.get_by_role("tab", name="评测").click()
    page.evaluate(FAINTEST, "#evaluation .html-container")
    expect(page.get_by_text("测的不是您自己的会议记录")).to_be_visible()
    page.get_by_role("button", name="运行评测").click()
    expect(page.locator("#evaluation").get_by_text("正在逐题检索、打分")).to_be_visible()
    expect(page.locator(".xw-figures tbody tr")).to_have_count(4, timeout=120_000)
    expect(page.locator(".xw .lead .big")).to_have_count(3)
    expect(page.locator(".xw svg")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("window.faintest") == 1, "what is shown stays readable meanwhile"
    page.set_viewport_size({"width": 390, "height": 800})
    last = page.locator(".xw-figures thead th").last
    settled(page)
    page.locator(".xw-scroll").first.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    page.goto(f"{server}/report")
    expect(page.locator("h1").first).to_be_visible()
    assert violations(page) == []


def test_it_works_under_a_path_of_a_proxy(quiet, library):
    with (
        served(library, ServerSettings(rate=0, prefix="/records")) as server,
        proxied(server, "/records") as outside,
    ):
        quiet.goto(f"{outside}/?q={QUESTION}")
        expect(quiet.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱红标")
        ask(quiet, "村医队伍怎么管理？")
        link = quiet.locator("article [data-copy]").first.get_attribute("data-copy")
        assert link.startswith(f"{outside}/t/")
        quiet.goto(link)
        expect(quiet.locator(".xw-here")).to_be_visible()
        quiet.locator(".xw-home a").click()
        expect(quiet.locator(".xw-idle")).to_be_visible()
        for address in ("/api/ask?q=辍学", f"/t/{SEED}", "/embed", "/xunwen.css", "/operator"):
            answer = quiet.request.get(outside + address)
            assert answer.status == 200
            assert "unsafe" not in answer.headers["content-security-policy"] or ".css" in address
        assert quiet.request.get(f"{outside}/gradio_api/info").status == 404


def test_without_scripts_a_form_leads_to_an_answer(new_context, server):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{server}/ask")
    page.fill("#q", QUESTION)
    page.press("#q", "Enter")
    expect(page.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱红标")


def test_a_record_is_previewed_and_added_with_the_token_only(page, tmp_path):
    build_shipped(tmp_path / "index")
    other = tmp_path / "第二次询问.txt"
    other.write_text(
        next(shipped().glob("*.txt")).read_text("utf-8").replace("邱红标", "邱蓝标"), "utf-8"
    )
    library = Library(Settings(tmp_path / "index", own=False))
    with served(library, ServerSettings(rate=0, operator_token=TOKEN)) as server:
        page.goto(f"{server}/operator")
        page.fill("#token", "guess")
        page.set_input_files("#file", other)
        page.click("#preview")
        expect(page.locator("#told")).to_have_text("管理口令没有填或不对。")
        expect(page.locator("#confirm")).to_be_disabled()
        page.fill("#token", TOKEN)
        page.click("#preview")
        turn = page.locator(".xw-preview li").filter(has=page.get_by_text("邱蓝标", exact=True))
        expect(turn.locator(".xw-office")).to_have_text("市教育局局长")
        expect(turn.locator(".xw-kind")).to_have_text("答 胡献民")
        page.click("#confirm")
        expect(page.locator("#told")).to_have_text("已加入：第二次询问")
        page.goto(f"{server}/ask?q={QUESTION}&transcript=第二次询问")
        expect(page.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱蓝标")
        page.goto(server)
        page.locator("#filters > button").click()
        page.get_by_label("发言人").click()
        page.get_by_role("option", name="邱蓝标").click()
        ask(page, QUESTION)
        expect(page.locator("article.xw-card .xw-answer .xw-name")).to_have_text("邱蓝标")


def test_a_page_loaded_anew_shows_the_index_there_is_now(page, tmp_path, encoder, seed):
    other = tmp_path / "垃圾分类询问.txt"
    other.write_text(
        "垃圾分类专题询问\n2024年9月1日\n\n"
        "张伟委员：垃圾分类工作如何推进？\n\n"
        "王强（市城管局局长）：今年在二百个小区推进垃圾分类，年底前实现城区垃圾分类全覆盖。\n",
        "utf-8",
    )
    index = tmp_path / "index"
    build_index([seed], index, encoder)
    library = Library(Settings(index, own=False))
    with served(library, ServerSettings(rate=0)) as server:
        page.goto(server)
        expect(page.locator(".xw-idle")).to_contain_text("现有 1 份会议记录，10 组问答")
        box = page.locator("#question textarea")
        expect(box).to_have_attribute("placeholder", f"用自己的话问，例如：{QUESTION}")
        expect(page.locator(".example")).to_have_count(4)
        build_index([read_transcript(other)], index, encoder)
        page.wait_for_timeout(700)
        page.goto(server)
        expect(page.locator(".xw-idle")).to_contain_text("现有 1 份会议记录，1 组问答")
        expect(page.locator(".example:visible")).to_have_text(["垃圾分类工作如何推进？"])
        expect(box).to_have_attribute("placeholder", "用自己的话问，例如：垃圾分类工作如何推进？")
        page.locator(".example").first.click()
        expect(page.locator("article .xw-answer .xw-name")).to_have_text("王强")
        page.get_by_role("tab", name="问答一览").click()
        expect(page.locator(".xw-exchanges li")).to_have_count(1)
        expect(page.locator(".xw-exchanges")).to_contain_text("垃圾分类工作如何推进")
        page.goto(f"{server}/ask")
        expect(page.locator("#q")).to_have_attribute("placeholder", re.compile("垃圾分类"))


def test_an_operator_can_say_that_an_answer_is_none(page, server):
    page.goto(f"{server}/?q={QUESTION}")
    expect(page.locator("article.xw-card")).to_be_visible()
    expect(page.locator("[data-feedback]").first).to_be_hidden()
    page.evaluate(f"sessionStorage.setItem('xunwen-token', {TOKEN!r})")
    page.reload()
    button = page.locator("article [data-feedback=not_an_answer]")
    button.click()
    expect(button).to_have_text("已记下，谢谢")
