"""A record laid out for reading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading import Run, blocks, read_marks
from corpus.model import UNKNOWN, Transcript, Turn


def record(text: str, *turns: Turn) -> Transcript:
    return Transcript("x", "题", None, "0" * 64, "narrative", text, turns, ())


def test_turns_and_narration_come_in_order():
    text = "张三问,甲乙丙。\n李四答,丁。"
    turns = (
        Turn("t4", UNKNOWN, "question", ((4, 8),)),
        Turn("t13", UNKNOWN, "answer", ((13, 15),)),
    )
    laid = list(blocks(record(text, *turns)))
    assert [(b.turn.turn_id if b.turn else None, b.paragraphs) for b in laid] == [
        (None, ((Run("张三问,"),),)),
        ("t4", ((Run("甲乙丙。"),),)),
        (None, ((Run("李四答,"),),)),
        ("t13", ((Run("丁。"),),)),
    ]


def test_a_column_break_is_joined_and_a_fragment_pasted_twice_is_shown_as_such():
    text = "甲乙\n\n丙丁戊己"
    turn = Turn("t0", UNKNOWN, "answer", ((0, 2), (4, 5), (7, 8)))
    [laid] = blocks(record(text, turn))
    assert laid.paragraphs == ((Run("甲乙"), Run("丙"), Run("丁戊", skipped=True), Run("己")),)


def test_marks_are_cut_where_spans_are():
    turn = Turn("t0", UNKNOWN, "answer", ((0, 3), (4, 7)))
    [laid] = blocks(record("甲乙丙\n丁戊己", turn), ((2, 5),))
    assert [run for run in laid.paragraphs[0] if run.marked] == [Run("丙", True), Run("丁", True)]


def test_quotation_marks_stand_around_the_words_and_not_among_the_narration():
    text = "张三问:“甲。”\n李四说,乙。"
    turns = (
        Turn("t5", UNKNOWN, "question", ((5, 7),)),
        Turn("t13", UNKNOWN, "answer", ((13, 14),)),
    )
    assert [(b.start, b.end, b.paragraphs) for b in blocks(record(text, *turns))] == [
        (0, 4, ((Run("张三问:"),),)),
        (4, 8, ((Run("“", around=True), Run("甲。"), Run("”", around=True)),)),
        (8, 13, ((Run("李四说,"),),)),
        (13, 14, ((Run("乙"),),)),
        (14, 15, ((Run("。"),),)),
    ]


def test_only_what_is_a_mark_is_read():
    assert read_marks("12-15,3-4,9-9,x-1,7-2") == ((3, 4), (12, 15))


@given(st.data())
def test_no_word_of_a_record_is_lost_or_said_twice(data):
    text = data.draw(st.text("甲乙。“”\n", min_size=1, max_size=60))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    turns = [Turn(f"t{start}", UNKNOWN, "answer", ((start, end),)) for start, end in spans]
    shown = "".join(
        run.text
        for block in blocks(record(text, *turns))
        for line in block.paragraphs
        for run in line
    )
    assert shown == text.replace("\n", "")
