"""What officials commit themselves to, by when, in the record's own words."""

import json
from pathlib import Path

import pytest
from marked import marked

from corpus.promises import promises
from corpus.record import read_transcript, shipped

GOLDEN = Path(__file__).parent / "golden"
TRUTH = json.loads((GOLDEN / "promises.json").read_text("utf-8"))
FRONT = "市人大常委会委员胡献民和市教育局局长邱红标出席。\n胡献民委员问：“如何？”\n"


def _record(name, tmp_path):
    if name in {path.stem for path in shipped().glob("*.txt")}:
        return read_transcript(shipped() / f"{name}.txt")
    text, _ = marked(GOLDEN / "narrative" / f"{name}.txt")
    record = tmp_path / f"{name}.txt"
    record.write_text(text, "utf-8")
    return read_transcript(record)


def _said(words, tmp_path, front=FRONT, who="邱红标答"):
    record = tmp_path / "2024-03-01 a.txt"
    record.write_text(f"{front}{who}：“{words}”\n", "utf-8")
    transcript = read_transcript(record)
    return [(transcript.words(one.what), transcript.words(one.due)) for one in promises(transcript)]


@pytest.mark.parametrize("name", TRUTH)
def test_the_promises_a_person_finds(name, tmp_path):
    transcript = _record(name, tmp_path)
    found = [
        (one.turn.speaker.name, transcript.words(one.what), transcript.words(one.due) or None)
        for one in promises(transcript)
    ]
    true = TRUTH[name]
    assert [(who, due) for who, _, due in found] == [(one["who"], one["due"]) for one in true]
    for (_, what, _), one in zip(found, true, strict=True):
        assert what.startswith(one["begins"])
        assert what.endswith(one["ends"])


@pytest.mark.parametrize("name", TRUTH)
def test_every_promise_is_a_slice_of_what_its_speaker_said(name, tmp_path):
    transcript = _record(name, tmp_path)
    for one in promises(transcript):
        assert transcript.words(one.what) in transcript.words(one.turn.spans)
        assert transcript.words(one.due) in transcript.words(one.what)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("我们将继续推进控辍保学。", [("我们将继续推进控辍保学。", "")]),
        ("9月底前全部建成。", [("9月底前全部建成。", "9月底前")]),
        ("从下个月起，每周公布。", [("从下个月起，每周公布。", "从下个月起")]),
        ("三个月内报告整改情况。", [("三个月内报告整改情况。", "三个月内")]),
        ("到2025年底覆盖所有乡镇。", [("到2025年底覆盖所有乡镇。", "到2025年底")]),
        ("明年再建5万个泊位。", [("明年再建5万个泊位。", "明年")]),
        ("加大投入，确保一个不少。", [("加大投入，确保一个不少。", "")]),
        ("已经建成三座，年底前再建两座。", [("年底前再建两座。", "年底前")]),
        ("力争年内开工。", [("力争年内开工。", "年内")]),
        ("我们一定会落实。", [("我们一定会落实。", "")]),
        ("问题立即排查。", [("问题立即排查。", "")]),
        ("将努力建设成为强市。", [("将努力建设成为强市。", "")]),
        ("我们将推动绿色转化为动力。", [("我们将推动绿色转化为动力。", "")]),
        ("我们一定要把路修好。", [("我们一定要把路修好。", "")]),
        ("各县都要做到，我们确保一个不少。", [("我们确保一个不少。", "")]),
        ("《办法》年底前出台。", [("《办法》年底前出台。", "年底前")]),
        ("会后我们立即督办。", [("会后我们立即督办。", "")]),
        ("下一步，出台办法，绝不让问题过夜。", [("下一步，出台办法，绝不让问题过夜。", "")]),
    ],
)
def test_what_binds(words, found, tmp_path):
    assert _said(words, tmp_path) == found


@pytest.mark.parametrize(
    "words",
    [
        "去年已经完成改造。",
        "我们将残疾人纳入保障。",
        "2023年底前完成了验收。",
        "预计明年开工。",
        "如果资金到位，明年开工。",
        "希望各县年底前完成。",
        "这将有助于发展。",
        "五年前就提出过。",
        "为确保质量，我们设了三道关。",
        "之前也来过。",
        "半小时内出报告的有三家。",
        "能不能年底前完成？",
        "将教育目标细化为五年的任务。",
        "将改革创新作为根本动力，激发活力。",
        "提出了到2025年全部建成的目标。",
        "我们一定要稳住经济，也要避免扬起尘土。",
        "各级政府都要过紧日子，决不允许搞形式主义。",
        "各部门要通力协作，确保年底前完成。",
        "《实施方案》定位于施工图，突出操作性，确保开好局。",
    ],
)
def test_what_does_not_bind(words, tmp_path):
    assert _said(words, tmp_path) == []


BEGINS = "夜市油烟方面，我们已装净化器，"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (f"{BEGINS}年底前实现全覆盖。", f"{BEGINS}年底前实现全覆盖。"),
        (f"您好。{BEGINS}2024年12月底前全部完成。", f"{BEGINS}2024年12月底前全部完成。"),
        (f"{BEGINS}力争年内整改到位。", f"{BEGINS}力争年内整改到位。"),
        (f"{BEGINS}我们确保按期建成并投入使用。", f"{BEGINS}我们确保按期建成并投入使用。"),
        (f"感谢提问，{BEGINS}三个月内解决。", f"{BEGINS}三个月内解决。"),
        (f"下一步，{BEGINS}年内全市推广。", f"{BEGINS}年内全市推广。"),
        (f"谢谢，目前，{BEGINS}年内更换。", f"{BEGINS}年内更换。"),
        ("非常感谢，年内更换。", "年内更换。"),
        (f"{BEGINS}年底前完成管网改造。", "年底前完成管网改造。"),
        (f"{BEGINS}其余年底前完成。", "其余年底前完成。"),
        (f"{BEGINS}年底前实现全覆盖，方便群众。", "年底前实现全覆盖，方便群众。"),
    ],
)
def test_a_promise_says_of_what(words, what, tmp_path):
    assert [one for one, _ in _said(words, tmp_path)] == [what]


@pytest.mark.parametrize(
    "verb",
    [
        "实现全覆盖",
        "实现清零",
        "实现达标",
        "完成",
        "建成",
        "开工",
        "竣工",
        "通车",
        "投入使用",
        "投用",
        "启用",
        "解决",
        "整改到位",
        "更换完毕",
        "更换完",
        "改造",
        "修复",
        "修好",
        "出台",
        "印发",
        "发放",
        "开通",
        "上线",
        "推开",
        "推广",
        "落实",
        "启动",
        "实施",
        "执行",
        "公布",
        "公开",
        "交付",
        "建成并启用",
    ],
)
def test_every_verb_that_needs_its_matter(verb, tmp_path):
    assert _said(f"{BEGINS}我们将年底前{verb}。", tmp_path)[0][0].startswith(BEGINS)


@pytest.mark.parametrize(
    "front",
    [
        "我",
        "我们",
        "我局",
        "我市",
        "我县",
        "我区",
        "我镇",
        "将",
        "可",
        "能",
        "要",
        "会",
        "都",
        "也",
        "计划",
        "确保",
        "力争",
        "争取",
        "全部",
        "全面",
        "全市",
        "全县",
        "全区",
        "全镇",
        "基本",
        "陆续",
        "逐步",
        "如期",
        "按时",
        "按期",
        "彻底",
    ],
)
def test_every_word_that_adds_no_matter(front, tmp_path):
    assert _said(f"{BEGINS}年底前{front}完成。", tmp_path)[0][0].startswith(BEGINS)


@pytest.mark.parametrize(
    "idle",
    [
        "感谢提问",
        "谢谢",
        "非常感谢",
        "十分感谢",
        "衷心感谢",
        "再次感谢",
        "好的",
        "好",
        "是的",
        "是",
        "对",
        "首先",
        "同时",
        "另外",
        "目前",
        "对此",
        "下一步",
        "接下来",
        "今后",
        "下阶段",
        "我",
        "我们",
    ],
)
def test_a_clause_that_names_no_matter_is_left_out(idle, tmp_path):
    assert _said(f"{idle}，{BEGINS}年底前完成。", tmp_path)[0][0].startswith(BEGINS)


def test_the_date_of_a_promise_is_that_of_its_own_clause(tmp_path):
    words = "明年的管网计划已经编好，年底前完成。"
    assert _said(words, tmp_path) == [(words, "年底前")]


def test_those_who_ask_promise_nothing(tmp_path):
    assert _said("我们将继续关注，年底前再来。", tmp_path, front="", who="市民王芳说") == []
