"""The small things that every door says or reads: language, dates, quotations, origins."""

from __future__ import annotations

import pytest

from assistant.filters import first_day, last_day, make_filters
from assistant.language import CHINESE, ENGLISH, Language, accepted, table
from assistant.render import Piece, finding_document, permalink, pieces
from assistant.settings import origin, prefix
from assistant.summary import Summary, counted
from corpus.errors import SettingError
from corpus.model import UNKNOWN, Source, Turn
from index.answer import Finding


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, CHINESE),
        ("", CHINESE),
        ("en-US,en;q=0.9", ENGLISH),
        ("fr,en;q=0.5,zh;q=0.8", CHINESE),
        ("fr;q=x, en;q=0.1", ENGLISH),
        ("de", CHINESE),
        ("zh-TW", CHINESE),
        ("zh;q=0, en", ENGLISH),
    ],
)
def test_the_browsers_language_decides(header, code):
    assert accepted(header) == Language(code)


def test_both_languages_have_every_word():
    words = table()
    assert words[CHINESE].keys() == words[ENGLISH].keys()
    assert all(all(texts.values()) for texts in words.values())


def test_one_thing_is_counted_as_one():
    words = Language(ENGLISH)
    assert [words("exchanges_count", number) for number in (0, 1, 2)] == [
        "0 exchanges",
        "1 exchange",
        "2 exchanges",
    ]
    assert Language(CHINESE)("turns_count", 1) == "1 次发言"
    assert [counted(number, "person", "people") for number in (1, 2_000)] == [
        "1 person",
        "2,000 people",
    ]
    summary = Summary(records=1, turns=1, people=1, exchanges=1, nameless=1)
    assert list(summary.lines()) == [
        "read: 1 record, 1 turn, 1 person, 1 exchange",
        "uncertain: 1 turn whose speaker has no name, "
        "0 exchanges whose link is a guess (below 0.7)",
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年9月1日", "2024-09-01", "2024-09-01"),
        ("2024 年 9 月", "2024-09-01", "2024-09-30"),
        ("2024年", "2024-01-01", "2024-12-31"),
        ("2024/9/1", "2024-09-01", "2024-09-01"),
        ("2024.9.1", "2024-09-01", "2024-09-01"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-2", "2021-02-01", "2021-02-28"),
        ("2020-04-30", "2020-04-30", "2020-04-30"),
    ],
)
def test_part_of_a_date_is_a_range(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["二〇二〇", "2020-13", "2020-02-30", "20", "0000", "2020-00"])
def test_what_is_no_date_is_refused(text):
    for read in (first_day, last_day):
        with pytest.raises(SettingError, match="not a date"):
            read(text)


def test_empty_words_narrow_nothing_and_no_role_is_guessed():
    assert not make_filters(" ", "", None, "", "", "")
    with pytest.raises(SettingError, match="not one of"):
        make_filters(role="king")


def test_a_quotation_is_cut_where_evidence_begins_and_ends():
    source = Source("m", "题", None, "f" * 64, "narrative", "甲乙丙丁戊")
    turn = Turn("t0", UNKNOWN, "answer", ((0, 2), (3, 5)))
    finding = Finding(source, turn, None, ((1, 2),), 1.0)
    assert pieces(finding) == [Piece("甲", False), Piece("乙", True), Piece("丁戊", False)]
    assert "".join(piece.text for piece in pieces(finding)) == source.words(turn.spans)


def test_no_mark_breaks_the_words_where_evidence_touches_or_a_column_is_cut():
    source = Source("m", "题", None, "f" * 64, "narrative", "甲乙丙丁戊己")
    turn = Turn("t0", UNKNOWN, "answer", ((0, 2), (3, 6)))
    finding = Finding(source, turn, None, ((1, 2), (3, 4), (4, 5)), 1.0)
    assert pieces(finding) == [Piece("甲", False), Piece("乙丁戊", True), Piece("己", False)]
    shown = [one["text"] for one in finding_document(1, finding)["evidence"]]
    assert shown == ["乙", "丁", "戊"]


def test_a_permalink_is_safe_whatever_the_id():
    turn = Turn("t9", UNKNOWN, "answer", ((9, 10),))
    assert permalink("a/b?#", turn, "0123456789abcdef") == "/t/a%2Fb%3F%23?sha=0123456789ab#t9"


def test_an_origin_is_scheme_and_host():
    assert origin("https://Example.org/") == "https://example.org"
    assert origin("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    for wrong in (
        "*",
        "null",
        "example.org",
        "https://a.b/c",
        "https://a b",
        "https://a';x",
        "ftp://a",
    ):
        with pytest.raises(SettingError, match="--allow-origin"):
            origin(wrong)


def test_a_prefix_is_a_path():
    assert [prefix(text) for text in ("", "/", "/records/", "/a/b")] == ["", "", "/records", "/a/b"]
    for text in ("records", "/a b", "/a?b", "//x", "/{x}"):
        with pytest.raises(SettingError, match="not a path"):
            prefix(text)
