"""Comparable text, and the way back."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from corpus.text import normalise, normalise_with_map, sentences, within


def test_what_is_folded() -> None:
    assert normalise("ＡＢ①㎡臺灣輟學\u202e\u200b１２") == "ab1m2台湾辍学12"


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=60))
def test_the_map_leads_every_character_back(text: str) -> None:
    mapped = normalise_with_map(text)
    assert mapped.text == normalise(text)
    for place, character in enumerate(mapped.text):
        start, end = mapped.span(place, place + 1)
        assert character in normalise(text[start:end])


def test_sentences_end_at_stops_semicolons_and_paragraphs() -> None:
    text = "一是宣传；二是培训。“对！”他说。\n\n下一步"
    found = ["".join(text[a:b] for a, b in spans) for spans in sentences(text, ((0, len(text)),))]
    assert found == ["一是宣传；", "二是培训。", "“对！”", "他说。", "下一步"]


def test_a_sign_alone_goes_with_the_sentence_behind_it() -> None:
    text = "啊\n \n 好。\n\n对"
    assert list(sentences(text, ((0, len(text)),))) == [((0, 7),), ((9, 10),)]


def test_a_hundred_thousand_blank_lines_are_read_at_once() -> None:
    text = "啊" + "\n " * 100_000 + "好。"
    started = perf_counter()
    assert list(sentences(text, ((0, len(text)),))) == [((0, len(text)),)]
    assert perf_counter() - started < 5


def test_a_turn_of_twenty_thousand_lines_is_read_at_once() -> None:
    lines = tuple((4 * line, 4 * line + 3) for line in range(20_000))
    started = perf_counter()
    assert list(sentences("好的。\n" * 20_000, lines)) == [(line,) for line in lines]
    assert perf_counter() - started < 5


def test_a_sentence_over_a_gap_has_two_pieces() -> None:
    text = "第一书记专\n\n题培训班。后来"
    assert list(sentences(text, ((0, 5), (7, 14)))) == [((0, 5), (7, 12)), ((12, 14),)]


@given(st.text(max_size=80), st.data())
def test_sentences_are_slices_in_order_and_lose_no_word(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
    pieces = [span for sentence in sentences(text, spans) for span in sentence]
    assert pieces == sorted(pieces)
    assert all(any(low <= a < b <= high for low, high in spans) for a, b in pieces)
    words = "".join(text[a:b] for a, b in spans)
    assert bare("".join(text[a:b] for a, b in pieces)) == bare(words)


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.integers(0, 12), st.integers(0, 12))
def test_within_maps_a_range_of_the_words_to_the_source(start: int, end: int) -> None:
    spans = ((10, 14), (20, 23), (30, 35))
    places = [place for low, high in spans for place in range(low, high)]
    wanted = places[start:end]
    assert [p for low, high in within(spans, start, end) for p in range(low, high)] == wanted
