"""The command, as people run it: in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
import urllib.request
from io import StringIO

import pytest
from rich.console import Console

from assistant.load import processor
from assistant.terminal import _shortened, print_answer
from corpus.model import UNKNOWN, Source, Turn
from index.answer import Answer, Finding

RUN = (sys.executable, "-c", "from assistant.cli import main; main()")
QUESTION = "辍学问题怎么解决？"


@pytest.fixture
def run(seed_index):
    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        paths = os.pathsep.join(path for path in sys.path if path)
        env = {**os.environ, "PYTHONPATH": paths, "XUNWEN_INDEX": str(seed_index), **environment}
        return subprocess.run([*RUN, *words], capture_output=True, env=env, timeout=120)

    return run


def test_an_answer_names_who_and_marks_the_sentence(run):
    shown = run("ask", QUESTION, "-k", "1").stdout.decode()
    assert "市教育局局长 邱红标" in shown
    assert "答 胡献民委员 问" in shown
    assert "2020-04-30 第 1697–2189 字" in shown


def test_what_was_asked_stands_under_the_name_on_a_line_of_its_own(run):
    found = json.loads(run("ask", QUESTION, "-k", "1", "--json").stdout)["findings"][0]
    assert len(found["asked"]) > 80
    shown = run("ask", QUESTION, "-k", "1", COLUMNS="80").stdout.decode()
    heading, said = shown.index("答 胡献民委员 问"), shown.index("近年来,在市委")
    asked = "".join(line.strip() for line in shown[heading:said].splitlines()[1:])
    begun = found["asked"].index("请问")
    assert asked == f"问：…{found['asked'][begun:]}"


PREAMBLE = "近年来，我市残疾人事业发展很快。" * 6


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("请问怎么办？", "请问怎么办？"),
        (f"{PREAMBLE}为此，请问市残联如何解决？谢谢。", "…为此，请问市残联如何解决？谢谢。"),
        (f"{PREAMBLE}{'又' * 60}，请问如何解决？", "…请问如何解决？"),
        (f"{PREAMBLE}請問如何解決？{PREAMBLE}", f"…請問如何解決？{PREAMBLE[:73]}…"),
        (f"请问局长：{PREAMBLE}", f"请问局长：{PREAMBLE[:75]}…"),
        (f"{PREAMBLE}市残联如何解决？", f"…{PREAMBLE[-64:]}市残联如何解决？"),
        ("又" * 100, f"…{'又' * 80}"),
    ],
)
def test_of_a_long_question_the_question_itself_is_shown(asked, shown):
    assert _shortened(asked) == shown


def test_a_page_and_a_moment_are_told_where_the_record_has_them():
    source = Source(
        "m", "题", "2020-04-30", "f" * 64, "narrative", "村医够。", pages=(0, 2), times=((2, 65.5),)
    )
    finding = Finding(source, Turn("t2", UNKNOWN, "answer", ((2, 4),)), None, (), 1.0)
    console = Console(record=True, width=80, file=StringIO())
    print_answer(console, Answer("村医？", True, 0.9, (finding,), (), 2.5))
    assert "—— 《题》 2020-04-30 第 2 页 00:01:05 第 2–4 字" in console.export_text()


def test_a_short_question_asked_over_two_lines_is_shown_whole_on_one():
    source = Source("m", "题", None, "f" * 64, "narrative", "村医\n够不够？够。")
    asked = Turn("t0", UNKNOWN, "question", ((0, 7),))
    finding = Finding(source, Turn("t7", UNKNOWN, "answer", ((7, 9),)), asked, (), 1.0)
    console = Console(record=True, width=60, file=StringIO())
    print_answer(console, Answer("村医？", True, 0.9, (finding,), (), 2.5), explain=True)
    lines = [line.strip() for line in console.export_text().splitlines()]
    assert lines[:4] == [
        "作答，把握 0.90，用时 2.5 毫秒",
        "1. 未具名  答 未具名 问",
        "问：村医 够不够？",
        "够。",
    ]


def test_how_sure_an_answer_must_be_is_a_setting(run):
    sure = json.loads(run("ask", QUESTION, "--json").stdout)
    assert sure["answered"]
    assert f"把握 {100 * sure['confidence']:.0f}%" in run("ask", QUESTION).stdout.decode()
    surer = json.loads(run("ask", QUESTION, "--json", XUNWEN_ANSWER_AT="1").stdout)
    assert not surer["answered"]
    assert surer["confidence"] == sure["confidence"]
    assert surer["nearest"] == sure["findings"][:1] + surer["nearest"][1:]
    wrong = run("ask", QUESTION, XUNWEN_ANSWER_AT="often")
    assert wrong.returncode == 1
    assert "XUNWEN_ANSWER_AT=often: want a number from 0 to 1, such as 0.25." in (
        wrong.stderr.decode()
    )


def test_a_gbk_console_degrades_and_json_stays_utf8(run):
    shown = run("ask", QUESTION, "-k", "1", PYTHONIOENCODING="gbk")
    assert shown.returncode == 0
    assert "邱红标" in shown.stdout.decode("gbk")
    document = run("ask", QUESTION, "--json", PYTHONIOENCODING="gbk").stdout
    assert json.loads(document.decode("utf-8"))["findings"][0]["speaker"]["name"] == "邱红标"
    ascii_only = run("ask", QUESTION, "-k", "1", PYTHONIOENCODING="ascii")
    assert ascii_only.returncode == 0


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_no_line_is_wider_than_the_terminal(run, width):
    shown = run("ask", QUESTION, COLUMNS=width).stdout.decode()
    columns = [
        sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)
        for line in shown.splitlines()
    ]
    assert max(columns) <= min(int(width), 100)


def test_what_is_piped_has_each_paragraph_on_one_line_and_no_blanks_at_its_end(run, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    found = json.loads(run("ask", QUESTION, "-k", "1", "--json").stdout)["findings"][0]
    shown = run("ask", QUESTION, "-k", "1").stdout.decode()
    lines = [re.sub("[【】]", "", line) for line in shown.split("\n")]
    assert set(found["quote"].split("\n")) <= {line.strip() for line in lines}
    narrow = run("ask", QUESTION, "-k", "1", COLUMNS="40").stdout.decode()
    assert len(narrow.split("\n")) > len(lines)
    assert not any(line.endswith(" ") for line in (*lines, *narrow.split("\n")))


def test_filters_reach_the_search(run):
    found = json.loads(run("ask", "今后怎么办", "--organization", "市残联", "--json").stdout)
    assert {one["speaker"]["name"] for one in found["findings"] or found["nearest"]} == {"郭东晓"}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("ask", "？！"), 1, "no word"),
        (("ask", ""), 1, "question"),
        (("ask", QUESTION, "--from", "yesterday"), 1, "not a date"),
        (
            ("ask", QUESTION, "--from", "2021", "--to", "2019"),
            1,
            "2021-01-01 is after to 2019-12-31",
        ),
        (("ask", QUESTION, "--transcript", "无此"), 1, "'无此': there is no record of this id"),
        (("ask",), 2, "QUESTION"),
        (("ask", QUESTION, "--out", "answers.jsonl"), 2, "--out is for the answers to --batch"),
        (("ask", QUESTION, "--role", "king"), 2, "king"),
        (("ask", QUESTION, "--index", "/nowhere"), 1, "/nowhere"),
        (("parse", "/nowhere.txt"), 1, "/nowhere.txt"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_with_its_code(run, words, code, says):
    done = run(*words)
    assert done.returncode == code
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert done.stdout == b""


def test_a_missing_index_is_built_where_it_was_looked_for(run, tmp_path):
    lists = run("index", "list", "--index", "my ix").stderr.decode()
    assert lists == (
        'xunwen: my ix: there is no index here. Run: xunwen index build RECORDS --index "my ix"\n'
    )
    home = {"XDG_DATA_HOME": str(tmp_path), "XUNWEN_INDEX": ""}
    verified = run("index", "verify", **home).stderr.decode()
    assert verified.endswith("xunwen/index: there is no index here. Run: xunwen index build\n")


def test_a_record_is_shown_with_its_style_its_links_and_its_times(run, tmp_path):
    record = tmp_path / "a.vtt"
    record.write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v 李萍>怎么办？\n\n"
        "00:01:05.500 --> 00:01:09.000\n<v 邱红标>劝返。\n",
        "utf-8",
    )
    shown = run("parse", str(record)).stdout.decode().splitlines()
    assert shown == [
        "a  -  style: native",
        "t3  question  李萍  00:00:01",
        "怎么办？",
        "t12  answer  邱红标  → t3 (0.97)  00:01:05",
        "劝返。",
    ]
    turns = json.loads(run("parse", str(record), "--json").stdout)["turns"]
    assert [one["seconds"] for one in turns] == [1.0, 65.5]


def test_promises_of_the_index_and_of_a_file(run, tmp_path):
    held = json.loads(run("promises", "--organization", "市医保局", "--json").stdout)["promises"]
    assert [one["speaker"]["name"] for one in held] == ["全宪雍", "全宪雍"]
    assert held[0]["what"].startswith("下一步,我们将进一步强化责任担当,")
    record = tmp_path / "a.txt"
    record.write_text("委员胡献民问：“何时建成？”局长邱红标答：“9月底前全部建成。”\n", "utf-8")
    absent = run("promises", str(record), "--speaker", "王五", "--organization", "没有局")
    assert absent.stderr.decode().splitlines() == [
        "nobody named 王五 speaks in these records",
        "nobody speaks for 没有局 in these records",
        "0 promises",
    ]
    done = run("promises", str(record), "--speaker", "胡献民")
    assert done.stderr.decode() == "0 promises\n"
    done = run("promises", str(record))
    assert done.stdout.decode() == "局长 邱红标  9月底前  a#t22\n9月底前全部建成。\n"
    assert done.stderr.decode() == "1 promise\n"


def test_another_encoding_than_utf8_is_said(run, tmp_path):
    record = tmp_path / "a.txt"
    record.write_bytes("记者：如何？\n张三：好。\n".encode("gb18030"))
    done = run("parse", str(record))
    assert (done.returncode, done.stderr.decode()) == (0, "a.txt: read as GB18030, not UTF-8.\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
@pytest.mark.parametrize("options", [("--json",), ()])
def test_a_full_disk_is_said_in_a_line(seed_index, options):
    paths = os.pathsep.join(path for path in sys.path if path)
    env = {**os.environ, "PYTHONPATH": paths, "XUNWEN_INDEX": str(seed_index)}
    with open("/dev/full", "wb") as full:
        words = [*RUN, "ask", QUESTION, *options]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, env=env, timeout=120)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "xunwen: nothing more can be written here: the disk is full."
    ]


@pytest.mark.parametrize("options", [("--json",), ("--explain",)])
def test_a_reader_that_has_gone_away_is_no_failure_to_tell(seed_index, options):
    paths = os.pathsep.join(path for path in sys.path if path)
    env = {**os.environ, "PYTHONPATH": paths, "XUNWEN_INDEX": str(seed_index)}
    asking = subprocess.Popen(
        [*RUN, "ask", QUESTION, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )
    asking.stdout.close()
    assert asking.stderr.read() == b""
    asking.stderr.close()
    asking.wait(60)


def test_a_question_cannot_steer_the_terminal(run):
    done = run("ask", "\x1b[31m？\u202e")
    assert b"\x1b" not in done.stderr
    assert "\u202e" not in done.stderr.decode()


def test_a_filter_that_nobody_fits_is_told_from_a_question_without_an_answer(run):
    shown = run("ask", QUESTION, "--organization", "外星局", "--speaker", "王五").stdout.decode()
    assert shown.splitlines() == [
        "记录中没有找到对这个问题的回答。",
        "记录中没有名叫“王五”的发言人。",
        "记录中没有“外星局”的发言。",
    ]


def test_questions_in_a_file_are_answered_in_order_or_not_at_all(run, tmp_path):
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [{"id": "1", "query": QUESTION}, {"id": "2", "query": "？"}, {"id": 3, "query": "村医"}]
    asked.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    done = run("ask", "--batch", str(asked), "--out", str(out))
    assert done.returncode == 0
    assert f'1 question could not be asked: see "error" in {out}\n' in done.stderr.decode()
    answers = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [one["id"] for one in answers] == ["1", "2", 3]
    assert answers[0]["findings"][0]["speaker"]["name"] == "邱红标"
    assert "error" in answers[1]
    asked.write_text('{"id": "1", "query": "村医"}\nnonsense\n', "utf-8")
    out.unlink()
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    assert (refused.returncode, list(tmp_path.iterdir())) == (1, [asked])
    assert f"{asked}:2" in refused.stderr.decode()


@pytest.mark.parametrize("name", ["q.jsonl", "linked.jsonl", "sub/../q.jsonl", "jsonl"])
def test_answers_do_not_overwrite_the_questions(run, tmp_path, name):
    (tmp_path / "sub").mkdir()
    # The last is written beside itself first, as .jsonl.part.
    asked = tmp_path / (".jsonl.part" if name == "jsonl" else "q.jsonl")
    asked.write_text('{"id": 1, "query": "村医"}\n', "utf-8")
    out = tmp_path / name
    if name == "linked.jsonl":
        out.symlink_to(asked)
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    says = f"xunwen: --out {out}: would overwrite the questions; name another file.\n"
    assert (refused.returncode, refused.stderr.decode()) == (1, says)
    assert asked.read_text("utf-8") == '{"id": 1, "query": "村医"}\n'


@pytest.mark.parametrize("option", ["--unanswered", "--feedback"])
def test_a_server_does_not_start_that_cannot_keep_what_it_was_told_to(run, tmp_path, option):
    kept = tmp_path / "none" / "kept.jsonl"
    refused = run("serve", option, str(kept))
    assert (refused.returncode, refused.stderr.decode()) == (
        1,
        f"xunwen: {kept}: cannot be written: No such file or directory\n",
    )


def test_a_line_of_brackets_without_end_is_no_question(run, tmp_path):
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text('{"id": 1, "query": "村医"}\n' + "[" * 200_000, "utf-8")
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    assert (refused.returncode, out.exists()) == (1, False)
    assert refused.stderr.decode().startswith(f"xunwen: {asked}:2: not ")


@pytest.mark.parametrize("query", [None, ["村医"], 7])
def test_what_is_no_string_is_not_asked(run, tmp_path, query):
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [{"id": 1, "query": "村医"}, {"id": 2, "query": query}]
    asked.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    assert (refused.returncode, out.exists()) == (1, False)
    says = f"xunwen: {asked}:2: not "
    assert refused.stderr.decode().startswith(says)
    assert f"the query is no string: {json.dumps(query, ensure_ascii=False)}" in (
        refused.stderr.decode()
    )


@pytest.mark.parametrize("identity", [None, ["1"], True, 1.5])
def test_an_id_that_is_none_is_refused(run, tmp_path, identity):
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text(json.dumps({"id": identity, "query": "村医"}), "utf-8")
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    assert (refused.returncode, out.exists()) == (1, False)
    says = f"the id is neither string nor integer: {json.dumps(identity)}"
    assert says in refused.stderr.decode()


def test_a_place_that_cannot_be_written_is_named_in_a_line(run, tmp_path):
    asked, out = tmp_path / "q.jsonl", tmp_path / "none" / "a.jsonl"
    asked.write_text(json.dumps({"id": 1, "query": "村医"}), "utf-8")
    refused = run("ask", "--batch", str(asked), "--out", str(out))
    assert (refused.returncode, refused.stderr.decode()) == (
        1,
        f"xunwen: {out}: cannot be written: No such file or directory\n",
    )
    record = tmp_path / "a.txt"
    record.write_text("记者：如何？\n张三：好。\n", "utf-8")
    refused = run("index", "build", str(record), "--index", str(tmp_path / ("x" * 300)))
    (line,) = refused.stderr.decode().splitlines()
    assert refused.returncode == 1
    assert line.startswith(f"xunwen: {tmp_path}")
    assert line.endswith(": File name too long")


def test_the_shell_can_complete(run):
    script = run("completion", "bash").stdout.decode()
    assert "_XUNWEN_COMPLETE=bash_complete" in script
    words = {"COMP_WORDS": "xunwen as", "COMP_CWORD": "1", "_XUNWEN_COMPLETE": "bash_complete"}
    assert "ask" in run(**words).stdout.decode()


def _own_time(command, env):
    """Milliseconds of the processor that a command takes, its own and the system's for it."""
    before = os.times()
    subprocess.run(command, env=env, check=True, capture_output=True)
    after = os.times()
    used = after.children_user - before.children_user
    return 1000 * (used + after.children_system - before.children_system)


def test_the_server_answers_soon_and_ends_well(seed_index, tmp_path):
    """For little more of the processor's time than one question takes; loading Gradio first triples it."""
    paths = os.pathsep.join(path for path in sys.path if path)
    env = {**os.environ, "PYTHONPATH": paths, "XUNWEN_INDEX": str(seed_index)}
    alone = _own_time([*RUN, "ask", QUESTION], env)
    log = (tmp_path / "log").open("wb")
    begun = time.monotonic()
    server = subprocess.Popen([*RUN, "serve", "--port", "0"], env=env, stderr=log)
    try:
        address = ""
        while not address and time.monotonic() < begun + 20:
            said = (tmp_path / "log").read_text("utf-8")
            address = said.partition("http://")[2].split(" ")[0] if "Ctrl-C" in said else ""
        body = json.dumps({"question": QUESTION}).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://{address}/api/ask", body, headers)
        assert json.load(urllib.request.urlopen(request, timeout=20))["answered"]

        assert processor(server.pid) < 2.5 * alone
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        log.close()
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
