"""What holds for every text whatever: no crash, no hang, spans that are slices in order."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import XunwenError
from corpus.exchanges import link, replies
from corpus.folding import fold
from corpus.mend import mend
from corpus.people.labels import read_label
from corpus.readers.files import read_bytes
from corpus.record import transcribe
from corpus.turns.style import STYLES, read_turns

WORDS = [
    "市教育局局长邱红标",
    "胡献民委员",
    "王局长",
    "李委员",
    "主持人",
    "记者",
    "新华社记者",
    "主席",
    "施部長顏祥",
    "林健鋒議員",
    "问",
    "答",
    "他",
    "她",
    "回答",
    "询问",
    "追问",
    "表示",
    "说",
    "补充道",
    "请",
    "“",
    "”",
    "「",
    "」",
    "『",
    "』",
    "‘",
    "’",
    '"',
    "：",
    ":",
    "，",
    ",",
    "。",
    "？",
    "?",
    "！",
    "；",
    "\n",
    "\n\n",
    "\u3000\u3000",
    "（掌声）",
    "【",
    "】",
    "**",
    "# ",
    "> ",
    "12",
    "4258",
    "2020年4月30日",
    "立法會 ─ 2013年2月1日",
    "我们将继续努力",
    "如何解决",
    "下一步",
    "会场",
    "对此",
    "摄",
    "(本报记者 甲乙)",
    "\r\n",
    "\ufeff",
    "\x00",
    "𠮷",
    "Whisky",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=60).map("".join)
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _check(text, turns):
    end = 0
    for turn in turns:
        assert turn.spans
        for start, stop in turn.spans:
            assert end <= start < stop <= len(text)
            end = stop
        assert turn.turn_id == f"t{turn.spans[0][0]}"
    ids = {turn.turn_id for turn in turns}
    exchanges = link(turns, text)
    for turn_id, reply in replies(exchanges).items():
        assert {turn_id, reply.answers, *reply.also_answers} <= ids
        assert 0 <= reply.confidence <= 1


@CALM
@given(TEXTS, st.sampled_from([None, *STYLES]))
def test_turns_are_slices_in_order_whatever_the_text(text, style):
    _check(text, read_turns(text, style)[1])


@CALM
@given(TEXTS)
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@CALM
@given(TEXTS)
def test_what_is_mended_stands_in_the_source(text):
    mended = mend(text)
    assert "".join(text[place] for place in mended.offsets) == mended.text
    assert list(mended.offsets) == sorted(set(mended.offsets))


@CALM
@given(TEXTS)
def test_every_label_can_be_read(label):
    read_label(label)


HEADS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"WEBVTT\n\n",
    b"1\n00:00:01,000 --> 00:00:02,000\n",
    b"<akomaNtoso>",
    b"<html><body>",
    b"<TEI>",
    b'[{"text": "',
    b'{"segments": [',
    b"speaker,text\n",
    b"\xff\xfe",
]


@CALM
@given(
    st.sampled_from(HEADS),
    st.binary(max_size=300) | TEXTS.map(str.encode),
    st.sampled_from([".txt", ".json", ".xml", ".csv"]),
)
def test_every_file_is_read_or_refused(head, body, suffix):
    path = Path("/nowhere") / f"record{suffix}"
    try:
        extract = read_bytes(head + body, path)
        transcript = transcribe(extract, path)
    except XunwenError:
        return
    _check(transcript.text, transcript.turns)


LONG = {
    "narrative": "市教育局局长邱红标回答，近年来我们控辍保学。“如何解决？”胡献民委员询问。\n",
    "no two alike": "“第#件事如何解决？”胡献民委员询问。\n市教育局局长邱红标回答，第#件事已办。\n副市长张庆一表示，好#。\n",
    "labelled": "记者：请问如何解决？\n邱红标：我们将继续努力。\n",
    "quotes": "“" * 40 + "他说" + "”" * 39 + "\n",
    "names": "局长王强、局长李明、局长赵亮、委员孙晓先后提问，",
    "digits": "4258\n立法會 ─ 2013年2月1日\n",
    "one line": "市长张三说，好。",
    "blanks": "   \n\t\n　　\n。",
    "stars": "**",
    "brackets": "【【（（",
    "colons": "甲：",
}


def _seconds(kind, size):
    """Of this process's own work, the least of three: what else the machine does is left out."""
    times = size // len(LONG[kind].encode()) + 1
    text = "".join(LONG[kind].replace("#", str(number)) for number in range(times))
    return min(_once(text) for _ in range(3))


def _once(text):
    began = time.process_time()
    _check(text, read_turns(text)[1])
    return time.process_time() - began


@pytest.mark.parametrize("kind", LONG)
def test_four_times_the_text_takes_far_less_than_sixteen_times_the_work(kind):
    assert _seconds(kind, 240_000) < 9 * _seconds(kind, 60_000)
