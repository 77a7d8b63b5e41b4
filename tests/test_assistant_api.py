"""The server over HTTP: answers, refusals, limits, and what its headers allow."""

from __future__ import annotations

import json
import logging
from html import unescape
from pathlib import Path

import pytest
from doors import TOKEN
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.language import CHINESE, Language
from assistant.library import Library
from assistant.page.gate import FILES as GRADIOS
from assistant.page.gate import Gate
from assistant.settings import ServerSettings, Settings
from assistant.sidelog import SideLog
from assistant.web import buckets
from assistant.web.buckets import Buckets
from assistant.web.files import FILES
from assistant.web.limits import COUNTED
from corpus.record import read_transcript, shipped
from index.build import build_index
from index.encoder import load_encoder

QUESTION = "辍学问题怎么解决？"
SEED = "专题询问侧记"
ROOT = Path(__file__).resolve().parent.parent


def client(library: Library, **settings: object) -> TestClient:
    server = ServerSettings(page=False, rate=0, **settings)  # type: ignore[arg-type]
    return TestClient(create_app(library, server), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def http(library):
    return client(library)


def test_an_answer_has_the_promised_shape_and_is_a_slice_of_the_source(http, library):
    answer = http.get("/api/ask", params={"q": QUESTION, "k": 1}).json()
    promised = ["question", "answered", "confidence", "findings", "nearest", "took_ms", "notes"]
    assert list(answer) == promised
    assert answer["notes"] == []
    [found] = answer["findings"]
    assert found["speaker"] == {
        "name": "邱红标",
        "title": "局长",
        "organization": "市教育局",
        "role": "official",
    }
    assert found["asked_by"]["name"] == "胡献民"
    source = library.searcher.records.source(SEED)
    assert found["quote"] == "".join(source.text[s:e] for s, e in found["source"]["spans"])
    assert found["asked"] == "".join(source.text[s:e] for s, e in found["source"]["asked_spans"])
    assert found["evidence"]
    for piece in found["evidence"]:
        assert piece["text"] == source.text[piece["start"] : piece["end"]]
    assert found["source"]["sha256"] == source.sha256
    assert found["permalink"].startswith("/t/")
    assert found["permalink"].endswith("#t1697")


def test_programs_read_what_of_a_question_nobody_fits(http):
    answer = http.get("/api/ask", params={"q": "王建国局长说了什么？"}).json()
    assert not answer["answered"]
    assert answer["notes"] == ["记录中没有名叫“王建国”的发言人。"]
    shape = http.get("/openapi.json").json()["components"]["schemas"]["AnswerShape"]
    assert "notes" in shape["required"]


def test_programs_read_what_a_person_should_know_of_a_record(http):
    assert http.get(f"/api/transcripts/{SEED}").json()["notes"] == []
    shape = http.get("/openapi.json").json()["components"]["schemas"]["RecordShape"]
    assert shape["properties"]["notes"]["items"] == {"type": "string"}
    assert "notes" in shape["required"]


@pytest.mark.parametrize(
    ("name", "language", "host"),
    [("README.md", "en", "your-server"), ("README.zh-CN.md", "zh", "你的服务器")],
)
def test_the_readme_has_the_lines_that_embed_gives(http, name, language, host):
    page = http.get("/embed", headers={"accept-language": language}).text
    given = unescape(page.partition('data-copy="')[2].partition('"')[0])
    shown = (ROOT / name).read_text("utf-8").partition("```html\n")[2].partition("\n```")[0]
    assert shown == given.replace("http://testserver", f"https://{host}")


@pytest.mark.parametrize(
    ("sha", "changed"),
    [("", False), ("0000000", False), ("00000000", True), ("0" * 64, True), ("{sha}", False)],
)
def test_a_link_to_another_text_says_so(http, library, sha, changed):
    own = library.searcher.records.source(SEED).sha256
    page = http.get(f"/t/{SEED}", params={"sha": sha.format(sha=own.upper()[:12])}).text
    assert (Language(CHINESE)("changed_text") in page) == changed


def test_get_and_post_answer_alike(http):
    asked = http.get("/api/ask", params={"q": QUESTION, "role": "official", "from": "2020"}).json()
    body = {"question": QUESTION, "role": "official", "from": "2020"}
    posted = http.post("/api/ask", json=body).json()
    asked.pop("took_ms"), posted.pop("took_ms")
    assert posted == asked


def test_a_filter_narrows_and_an_unknown_one_is_refused(http):
    found = http.get(
        "/api/ask", params={"q": "今后怎么办", "organization": "市残联", "k": 9}
    ).json()
    shown = found["findings"] or found["nearest"]
    assert {one["speaker"]["organization"] for one in shown} == {"市残联"}
    refused = http.get("/api/ask", params={"q": QUESTION, "department": "市残联"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "query.department"


def test_nothing_is_found_beyond_the_dates(http):
    answer = http.get("/api/ask", params={"q": QUESTION, "from": "2021"}).json()
    assert (answer["answered"], answer["findings"], answer["nearest"]) == (False, [], [])


@pytest.mark.parametrize(
    ("narrowing", "advice"),
    [
        ({}, "换一种说法再试。"),
        ({"newest": "1"}, "换一种说法再试。"),
        ({"role": "official"}, "换一种说法，或放宽筛选条件再试。"),
    ],
)
def test_fewer_filters_are_advised_only_where_there_are_some(http, narrowing, advice):
    page = http.get("/ask", params={"q": "怎样种植火龙果？", **narrowing}).text
    assert f"回答过这个问题。{advice}</p>" in page


def test_a_page_without_an_answer_names_the_filter_that_nobody_fits(http):
    params = {"q": QUESTION, "organization": "外星局"}
    assert "<p>记录中没有“外星局”的发言。</p>" in http.get("/ask", params=params).text
    assert http.get("/api/ask", params=params).json()["notes"] == ["记录中没有“外星局”的发言。"]
    gone = http.get("/ask", params={"q": QUESTION, "transcript": "无此"})
    assert (gone.status_code, "<p>没有这份会议记录。</p>" in gone.text) == (422, True)
    reversed_ = http.get("/ask", params={"q": QUESTION, "from": "2021", "to": "2019"}).text
    assert "起始日期不晚于截止日期" in reversed_


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        ({}, 422, "q"),
        ({"q": "？！"}, 422, "no word"),
        ({"q": QUESTION, "k": 0}, 422, "k"),
        ({"q": QUESTION, "role": "king"}, 422, "role"),
        ({"q": QUESTION, "from": "2020-02-31"}, 422, "not a date"),
        (
            {"q": QUESTION, "from": "abc"},
            422,
            "query.from: not a date; write 2020-04-30, 2020-04 or",
        ),
        ({"q": QUESTION, "from": "2021", "to": "2019"}, 422, "after to 2019-12-31"),
        ({"q": QUESTION, "transcript": "无此"}, 422, "'无此': there is no record of this id"),
    ],
)
def test_what_cannot_be_asked_gets_a_problem(http, params, status, says):
    response = http.get("/api/ask", params=params)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) >= {"type", "title", "status", "detail"}
    assert says in problem["detail"]


def test_a_page_that_shows_an_error_has_its_status(http, tmp_path):
    assert http.get("/ask", params={"q": QUESTION}).status_code == 200
    assert http.get("/ask").status_code == 200
    for wrong in ({"q": QUESTION, "from": "abc"}, {"q": "？！"}):
        assert http.get("/ask", params=wrong).status_code == 422
    missing = client(Library(Settings(tmp_path / "none", own=False)))
    assert missing.get("/ask", params={"q": QUESTION}).status_code == 503


def test_a_question_of_ten_thousand_characters_gets_a_problem(http):
    response = http.post("/api/ask", json={"question": "问" * 10_000})
    assert response.status_code == 422
    assert "2000" in response.json()["detail"]


def test_control_and_direction_signs_in_a_question_are_survived(http):
    answer = http.post("/api/ask", json={"question": "辍学\u202e\u0000问题\x1b[31m"})
    assert answer.status_code == 200
    assert answer.json()["findings"][0]["speaker"]["name"] == "邱红标"


def test_half_a_character_is_refused_and_not_a_failure(http):
    body = json.dumps({"question": "辍学\ud800"}).encode()
    response = http.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422


def test_records_people_and_turns_are_listed_with_an_etag(http):
    response = http.get("/api/transcripts")
    [record] = response.json()["transcripts"]
    assert (record["transcript"], record["date"], record["exchanges"]) == (SEED, "2020-04-30", 10)
    tag = response.headers["etag"]
    assert http.get("/api/transcripts", headers={"If-None-Match": tag}).status_code == 304
    turns = http.get(f"/api/transcripts/{SEED}").json()["turns"]
    answers = {turn["id"]: turn["answers"] for turn in turns}
    assert answers["t1697"] == "t1547"
    people = http.get("/api/people").json()["people"]
    assert {
        "name": "全宪雍",
        "title": "局长",
        "organization": "市医保局",
        "role": "official",
    } in people
    assert http.get("/api/transcripts/none").status_code == 404


def test_what_does_not_change_is_not_sent_twice(http):
    for address in (f"/t/{SEED}?sha=73ea06a2", "/widget.js", "/xunwen.css", "/api/people"):
        first = http.get(address)
        again = http.get(address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert http.get(address, headers={"If-None-Match": '"x"'}).status_code == 200


def test_citations_and_the_sheet(http):
    cited = http.get(f"/api/cite/{SEED}/t1697", params={"style": "gbt7714"}).text
    assert cited.startswith("邱红标. 答胡献民委员问[Z/OL]//聚焦脱贫攻坚")
    assert http.get(f"/api/cite/{SEED}/t1").status_code == 404
    sheet = http.get("/api/ask.csv", params={"q": QUESTION, "k": 1})
    assert sheet.text.startswith("\ufeffrank,speaker,title,")
    assert "邱红标,局长,市教育局,official,胡献民委员" in sheet.text


def test_health_tells_what_answers(http):
    assert http.get("/healthz").json() == {"status": "ok"}
    ready = http.get("/readyz").json()
    assert (ready["status"], ready["transcripts"]) == ("ready", 1)


def test_a_missing_index_is_a_problem_without_a_path(tmp_path):
    broken = client(Library(Settings(tmp_path / "secret", own=False)))
    for address in ("/readyz", "/api/ask?q=问题", "/api/people", "/t/x"):
        response = broken.get(address)
        assert response.status_code == 503
        assert "secret" not in response.text


def test_an_unknown_address_is_a_problem(http):
    response = http.get("/nowhere")
    assert (response.status_code, response.json()["title"]) == (404, "Not found")


@pytest.mark.parametrize("mounted", [False, True])
@pytest.mark.parametrize(
    ("method", "address", "takes"),
    [
        ("DELETE", "/api/ask", "GET, POST"),
        ("POST", "/api/people", "GET"),
        ("PUT", f"/api/transcripts/{SEED}", "GET"),
        ("GET", "/api/feedback", "POST"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_does(
    library, mounted, method, address, takes
):
    app = create_app(library, ServerSettings(page=False, rate=0))
    if mounted:  # as Gradio's is mounted: it has every address
        app.mount("/", Gate(app=None))
    refused = TestClient(app).request(method, address)
    assert (refused.status_code, refused.headers["allow"]) == (405, takes)
    assert refused.json() == {
        "type": "about:blank",
        "title": "Method not allowed",
        "status": 405,
        "detail": f"This address takes {takes}.",
    }
    assert TestClient(app).request(method, "/api/nowhere").status_code == 404


def test_too_large_a_body_is_refused_announced_or_not(http):
    large = b'{"question": "' + b"a" * 300_000 + b'"}'
    assert http.post("/api/ask", content=large).status_code == 413

    def unannounced():
        yield large

    assert http.post("/api/ask", content=unannounced()).status_code == 413


def test_asking_too_often_is_refused_for_a_while(library):
    app = create_app(library, ServerSettings(page=False, rate=8))
    http = TestClient(app)
    statuses = [http.get("/api/ask", params={"q": QUESTION}).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    refused = http.get("/api/ask", params={"q": QUESTION})
    assert 1 <= int(refused.headers["retry-after"]) <= 9
    assert http.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", [f"/ask?q={QUESTION}", f"/t/{SEED}"])
def test_a_page_asked_for_too_often_says_so_as_a_page(library, address):
    http = TestClient(create_app(library, ServerSettings(page=False, rate=8)))
    person = {"accept": "text/html", "accept-language": "en"}
    statuses = [http.get(address, headers=person).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    refused = http.get(address, headers=person)
    assert 1 <= int(refused.headers["retry-after"]) <= 9
    assert refused.headers["content-type"].startswith("text/html")
    assert "Too many requests at once" in refused.text


def test_what_a_page_fetches_of_its_own_is_not_counted(library):
    http = TestClient(create_app(library, ServerSettings(page=False, rate=4)))
    for address in (*FILES, "/embed", "/embed/frame", "/healthz"):
        assert {http.get(address).status_code for _ in range(3)} == {200}
    assert not any(one.startswith(COUNTED) for one in ("/", *GRADIOS))


def test_the_access_log_holds_no_question_unless_it_is_wanted(library, caplog):
    caplog.set_level(logging.INFO, "xunwen.access")
    client(library).get("/api/ask", params={"q": QUESTION})
    assert "GET /api/ask 200" in caplog.text
    assert "辍学" not in caplog.text
    client(library, log_questions=True).get("/api/ask", params={"q": f"{QUESTION}\nGET /forged"})
    assert "辍学" in caplog.text
    assert "\nGET /forged" not in caplog.text


def test_pages_carry_a_policy_and_nobody_else_may_frame_them(http):
    for address in (f"/t/{SEED}", "/embed", "/ask", "/operator", "/api/ask?q=辍学"):
        policy = http.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert policy.endswith("frame-ancestors 'self'")


def test_an_allowed_origin_may_ask_and_frame_and_another_may_not(library):
    http = client(library, allow_origins=("https://example.org",))
    allowed = http.get("/healthz", headers={"Origin": "https://example.org"})
    assert allowed.headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-credentials" not in allowed.headers
    assert allowed.headers["content-security-policy"].endswith(
        "frame-ancestors 'self' https://example.org"
    )
    other = http.get("/healthz", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_private_records_want_the_password_everywhere_but_health(library):
    http = client(library, password="geheim")
    assert http.get("/healthz").status_code == 200
    for address in ("/", "/api/ask?q=辍学", f"/t/{SEED}", "/mcp", "/widget.js"):
        assert http.get(address).status_code == 401
    assert http.get("/api/people", auth=("anybody", "geheim")).status_code == 200
    assert http.get("/api/people", auth=("anybody", "wrong")).status_code == 401


def test_a_password_cannot_be_guessed_without_end(library, monkeypatch):
    app = create_app(library, ServerSettings(page=False, rate=0, password="geheim"))
    guesser, other = TestClient(app), TestClient(app, client=("10.0.0.2", 1))

    def statuses(http: TestClient, password: str | None, times: int) -> list[int]:
        auth = ("anybody", password) if password else None
        return [http.get("/api/people", auth=auth).status_code for _ in range(times)]

    assert statuses(guesser, None, 20) == [401] * 20  # a browser asks so before it logs in
    assert statuses(guesser, "wrong", 12) == [401] * 10 + [429] * 2
    refused = guesser.get("/api/people", auth=("anybody", "geheim"))
    assert 1 <= int(refused.headers["retry-after"]) <= 7
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too many requests",
        "status": 429,
        "detail": f"Too many wrong passwords; try again in {refused.headers['retry-after']} s.",
    }
    assert statuses(guesser, None, 1) == [429]
    assert guesser.get("/healthz").status_code == 200
    assert statuses(other, "geheim", 20) == [200] * 20


def test_a_bucket_fills_again_and_the_oldest_client_is_forgotten(monkeypatch):
    monkeypatch.setattr(buckets, "MOST_CLIENTS", 2)
    now = [0.0]
    left = Buckets(per_minute=10, burst=2, clock=lambda: now[0])
    assert [left.take("a") for _ in range(3)] == [0, 0, 7]
    assert left.wait("b") == 0
    now[0] = 6.5
    assert (left.wait("a"), left.take("a"), left.take("a")) == (0, 0, 6)
    now[0] = 1000.0
    assert [left.take("a") for _ in range(3)] == [0, 0, 7]
    assert (left.take("b"), left.take("c"), left.wait("a")) == (0, 0, 0)


def test_a_proxys_header_lets_in(library):
    http = client(library, proxy_header="X-Remote-User")
    assert http.get("/api/people").status_code == 401
    assert http.get("/api/people", headers={"X-Remote-User": "li"}).status_code == 200


def test_unanswered_questions_are_kept_only_when_wanted(library, tmp_path):
    kept = tmp_path / "unanswered.jsonl"
    http = client(library, unanswered=kept)
    http.get("/api/ask", params={"q": QUESTION})
    http.get("/api/ask", params={"q": QUESTION, "from": "2021"})
    [line] = kept.read_text("utf-8").splitlines()
    assert json.loads(line)["question"] == QUESTION


@pytest.fixture
def full(tmp_path):
    """A file that opens, and takes no line."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    return Path("/dev/full")


def test_a_file_that_takes_no_line_takes_no_answer_away(library, full, caplog):
    http = client(library, unanswered=full)
    for _ in range(3):
        answer = http.get("/api/ask", params={"q": QUESTION, "from": "2021"})
        assert (answer.status_code, answer.json()["answered"]) == (200, False)
    lost = "/dev/full: lines are lost until it can be written: No space left on device"
    assert [one.getMessage() for one in caplog.records if one.name == "xunwen"] == [lost]


def test_that_a_file_fails_is_told_again_after_it_was_mended(tmp_path, caplog):
    kept = SideLog(tmp_path / "not yet" / "kept.jsonl")
    assert [kept.add({"n": 1}), kept.add({"n": 2})] == [False, False]
    kept.path.parent.mkdir()
    assert kept.add({"n": 3})
    kept.path.unlink()
    kept.path.parent.rmdir()
    assert not kept.add({"n": 4})
    lost = f"{kept.path}: lines are lost until it can be written: No such file or directory"
    assert [one.getMessage() for one in caplog.records] == [lost, lost]


def sent(name: str, text: str, token: str | None = TOKEN) -> dict[str, object]:
    headers = {"content-type": "application/octet-stream"}
    if token:
        headers["x-operator-token"] = token
    return {"params": {"name": name}, "content": text.encode(), "headers": headers}


@pytest.fixture
def seed_text():
    return next(shipped().glob("*.txt")).read_text("utf-8")


def test_records_are_taken_only_with_the_token(library, seed_text):
    closed = client(library)
    assert closed.post("/api/records", **sent("new.txt", seed_text)).status_code == 403
    http = client(library, operator_token=TOKEN)
    for address in ("/api/records", "/api/records/preview"):
        assert http.post(address, **sent("new.txt", seed_text, None)).status_code == 401
        assert http.post(address, **sent("new.txt", seed_text, "guess")).status_code == 401


def test_a_record_is_previewed_then_added_and_at_once_found(tmp_path, seed_text):
    from assistant.opening import build_shipped

    build_shipped(tmp_path)
    library = Library(Settings(tmp_path, own=False))
    http = client(library, operator_token=TOKEN)
    text = seed_text.replace("邱红标", "邱蓝标")
    preview = http.post("/api/records/preview", **sent("../../etc/第二次.txt", text)).json()
    assert preview["transcript"] == "第二次"
    assert "邱蓝标" in {turn["speaker"]["name"] for turn in preview["turns"]}
    assert len(http.get("/api/transcripts").json()["transcripts"]) == 1

    added = http.post("/api/records", **sent("第二次.txt", text))
    assert (added.status_code, added.json()) == (201, {"transcript": "第二次"})
    assert len(http.get("/api/transcripts").json()["transcripts"]) == 2
    found = http.get("/api/ask", params={"q": QUESTION, "transcript": "第二次"}).json()
    assert found["findings"][0]["speaker"]["name"] == "邱蓝标"
    again = http.post("/api/records", **sent("第二次.txt", text))
    assert again.status_code == 422


def test_an_answer_out_of_a_recording_says_when_it_was_given(tmp_path):
    record = tmp_path / "会.vtt"
    record.write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v 李萍>辍学问题怎么解决？\n\n"
        "00:01:05.500 --> 00:01:09.000\n<v 邱红标>为解决辍学问题，我们逐户劝返，确保孩子都回到学校。\n",
        "utf-8",
    )
    index = tmp_path / "index"
    build_index([read_transcript(record)], index, load_encoder())
    http = client(Library(Settings(index, own=False)))
    [found] = http.get("/api/ask", params={"q": QUESTION, "k": 1}).json()["findings"]
    assert found["source"]["seconds"] == 65.5
    assert "page" not in found["source"]
    assert '<span class="xw-where">00:01:05</span>' in http.get(found["permalink"]).text
    sheet = http.get("/api/ask.csv", params={"q": QUESTION}).text.splitlines()
    assert sheet[0].endswith(",page,seconds")
    assert sheet[1].endswith(",,65.5")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", "", "empty.txt"),
        ("nobody.txt", "今天天气很好。", "nobody.txt"),
        ("virus.exe", "x", "virus.exe"),
        ("..", "x", "not a record"),
    ],
)
def test_what_is_no_record_is_refused_without_a_path(library, name, data, says):
    response = client(library, operator_token=TOKEN).post(
        "/api/records/preview", **sent(name, data)
    )
    assert response.status_code == 422
    assert says in response.json()["detail"]
    assert "/tmp" not in response.text


def test_feedback_is_kept_with_the_token(library, tmp_path):
    kept = tmp_path / "feedback.jsonl"
    http = client(library, operator_token=TOKEN, feedback=kept)
    remark = {"kind": "wrong_speaker", "transcript": SEED, "turn": "t1697", "question": QUESTION}
    assert http.post("/api/feedback", json=remark).status_code == 401
    headers = {"x-operator-token": TOKEN}
    assert http.post("/api/feedback", json=remark, headers=headers).status_code == 204
    assert json.loads(kept.read_text("utf-8"))["turn"] == "t1697"


def test_a_remark_that_cannot_be_kept_is_not_said_to_be(library, full):
    http = client(library, operator_token=TOKEN, feedback=full)
    remark = {"kind": "wrong_speaker", "transcript": SEED, "turn": "t1697"}
    refused = http.post("/api/feedback", json=remark, headers={"x-operator-token": TOKEN})
    assert (refused.status_code, refused.json()["detail"]) == (
        503,
        "The remark could not be kept; the server's log says why.",
    )
