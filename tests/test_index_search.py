"""Questions about the shipped record, asked as people ask them."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import NoRecordError, QuestionError
from corpus.model import Speaker
from index import store
from index.confidence import Calibration, Signals
from index.encoder import Encoder
from index.filters import Filters
from index.hits import Row
from index.mentions import Directory
from index.search import SYSTEMS, Searcher
from index.showing import Part, shown
from index.unmet import unmet


def first(searcher: Searcher, question: str, **how: object) -> tuple[str | None, str | None]:
    """Who answers first, and whose question it was."""
    answer = searcher.ask(question, **how)  # type: ignore[arg-type]
    found = (answer.findings or answer.nearest)[0]
    return found.turn.speaker.name, found.asked.speaker.name if found.asked else None


@pytest.mark.parametrize(
    ("question", "speaker", "asker"),
    [
        ("辍学问题怎么解决？", "邱红标", "胡献民"),
        ("輟學問題怎麼解決？", "邱红标", "胡献民"),
        ("危房改造有什么困难", "黄建军", "贾英志"),
        ("小额信贷逾期了怎么办", "吕文卿", "魏留庆"),
        ("村集体经济收入怎么管理", "林胜国", "赵红旗"),
        ("家庭医生提供哪些服务", "李自召", "梁雨萍"),
        ("残疾人办证太麻烦怎么办", "郭东晓", "陈卫华"),
        ("劝返了多少辍学学生", "邱红标", "胡献民"),
        ("全市累计减贫多少万人", "张庆一", None),
        (
            "张庆一怎么评价这次专题询问",
            "张庆一",
            None,
        ),  # though the chair's words come a little nearer
    ],
)
def test_the_right_official_comes_first(
    searcher: Searcher, question: str, speaker: str, asker: str | None
) -> None:
    assert first(searcher, question) == (speaker, asker)


@pytest.mark.parametrize("question", ["辍学问题怎么解决？", "怎么解决辍学问题", "危房改造怎么解决"])
def test_what_a_member_asked_is_answered_though_no_sentence_says_so(
    searcher: Searcher, question: str
) -> None:
    assert searcher.ask(question).answered


@pytest.mark.parametrize(
    ("filters", "turns"),
    [
        ({}, 24),
        ({"transcript": "专题询问侧记"}, 24),
        ({"role": "official"}, 12),
        ({"speaker": "李萍"}, 2),
    ],
)
def test_who_answers_is_as_sure_as_among_the_turns_that_filters_let_through(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, filters: dict[str, str], turns: int
) -> None:
    among = []
    sure = Calibration.probability

    def probability(self: Calibration, signals: Signals, turns: int) -> float:
        among.append(turns)
        return sure(self, signals, turns)

    monkeypatch.setattr(Calibration, "probability", probability)
    searcher.ask("辍学问题怎么解决？", filters=Filters(**filters))
    assert set(among) == {turns}


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("丁少革说了什么", "丁少革"),
        ("教育局怎么说", "邱红标"),
        ("市医保局局长", "全宪雍"),
        ("卫生健康委员会怎么说", "李自召"),
        ("人力资源和社会保障局的回答", "董汉生"),
        ("胡献民委员问的问题", "邱红标"),
        ("吕局长讲了什么", "吕文卿"),
        ("李萍主任强调了什么", "李萍"),
    ],
)
def test_who_and_where_in_the_question_decide(
    searcher: Searcher, question: str, speaker: str
) -> None:
    answer = searcher.ask(question)
    assert answer.answered
    assert answer.findings[0].turn.speaker.name == speaker


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("王建国局长说了什么？", "记录中没有名叫“王建国”的发言人。"),
        ("公安局怎么打击电信诈骗？", "记录中没有“公安局”的发言。"),
    ],
)
def test_who_is_not_in_the_record_is_said_so(searcher: Searcher, question: str, note: str) -> None:
    answer = searcher.ask(question)
    assert (answer.answered, answer.notes) == (False, (note,))


@pytest.mark.parametrize("question", ["今天天气怎么样", "红烧肉怎么做", "世界杯冠军是谁"])
def test_what_is_not_in_the_record_gets_no_answer_but_the_nearest(
    searcher: Searcher, question: str
) -> None:
    answer = searcher.ask(question, k=2)
    assert (answer.answered, answer.findings, len(answer.nearest)) == (False, (), 2)


def test_evidence_of_the_first_question_is_the_sentence_that_answers(searcher: Searcher) -> None:
    finding = searcher.ask("2019年劝返了多少辍学学生？").findings[0]
    marked = finding.source.words(finding.evidence)
    assert "累计劝返辍学学生1223人" in marked


def test_every_finding_is_slices_of_the_source(searcher: Searcher, seed) -> None:
    for question in ("辍学", "危房", "医保", "贷款", "残疾", "培训"):
        for finding in searcher.ask(question, k=20).findings:
            assert finding.source.text == seed.text
            inside = [
                any(low <= start and end <= high for low, high in finding.turn.spans)
                for start, end in finding.evidence
            ]
            assert inside
            assert all(inside)


def test_a_filter_lets_only_its_own_through(searcher: Searcher) -> None:
    def speakers(**filters: str) -> set[str | None]:
        answer = searcher.ask("脱贫攻坚工作怎么做", k=50, filters=Filters(**filters))
        return {finding.turn.speaker.name for finding in answer.findings + answer.nearest}

    assert speakers(speaker="邱红标") == {"邱红标"}
    assert speakers(organization="医保局") == {"全宪雍"}
    assert speakers(role="chair") == {"李萍"}
    assert speakers(since="2020-05-01") == set()
    assert speakers(since="2020-04-30", until="2020-04-30") == speakers()


def test_every_system_ranks_every_turn_once(searcher: Searcher) -> None:
    for system in SYSTEMS:
        hits = searcher.rank("贫困群众的医疗报销", system)
        assert len({hit.turn_id for hit in hits}) == len(hits) >= 10
        assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.turn_id))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "no word in it"),
        (" ？！…", "no word in it"),
        ("\u202e\u200b\x00", "no word in it"),
        ("问" * 10_000, "10,000 characters; at most 2,000"),
    ],
)
def test_what_cannot_be_a_question_is_refused(
    searcher: Searcher, question: str, message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        searcher.ask(question)


def test_controls_and_direction_marks_change_nothing(searcher: Searcher) -> None:
    plain = searcher.ask("辍学问题怎么解决")
    hidden = searcher.ask("\u202e辍\u200b学\x07问题怎么\u2066解决\u2069")
    assert plain.confidence == hidden.confidence
    assert [f.turn.turn_id for f in plain.findings] == [f.turn.turn_id for f in hidden.findings]


def test_the_reasons_name_words_meaning_and_department(searcher: Searcher) -> None:
    finding = searcher.ask("教育局怎么解决辍学").findings[0]
    assert finding.reasons[0] == "问题点名：市教育局"
    assert finding.reasons[1].startswith("共有的词：辍学 教育（")
    assert finding.reasons[2].startswith("意思相近：")


class Contrary:
    """A reader that likes the second best most."""

    first = 2

    def __init__(self) -> None:
        self.read: list[tuple[str, list[str]]] = []

    def worth_of(self, question: str, passages: list[str]) -> list[float]:
        self.read.append((question, passages))
        return [0.0, 5.0]


def test_a_reader_puts_the_best_in_a_new_order(searcher: Searcher, seed_index: Path) -> None:
    plain = searcher.rank("輟學問題怎麼解決？")
    reader = Contrary()
    contrary = Searcher(store.current(seed_index), searcher.encoder, reader=reader)  # type: ignore[arg-type]
    found = contrary.rank("輟學問題怎麼解決？")
    assert found[0][0] == plain[1][0]
    assert found[0].score == pytest.approx(plain[1].score + 5)
    assert found[1:] == [plain[0], *plain[2:]]
    question, passages = reader.read[0]
    assert question == "辍学问题怎么解决?"
    assert len(passages) == 2
    assert passages[0].startswith("近年来,在市委、市政府的坚强领导")
    answer = contrary.ask("辍学问题怎么解决？")
    assert answer.nearest[0].score == pytest.approx(plain[1].score + 5, abs=0.05)
    others = searcher.rank("辍学问题怎么解决？", "fused")
    assert contrary.rank("辍学问题怎么解决？", "fused") == others


def test_a_named_officials_silence_is_said(searcher) -> None:
    answer = searcher.ask("邱红标怎么说危房改造")
    assert not answer.answered
    assert answer.notes == ("没有找到邱红标就此所说的话，下面是别人的发言。",)
    assert searcher.ask("邱红标怎么说辍学").answered


def test_each_of_several_questions_is_answered_or_said_to_have_no_answer(searcher) -> None:
    answer = searcher.ask("小额贷款逾期怎么办？危房拆不掉怎么办？外星人来了吗？")
    assert [one.turn.speaker.name for one in answer.findings] == ["吕文卿", "黄建军"]
    assert answer.notes == ("没有找到对“外星人来了吗”的回答。",)


def test_a_filter_that_nobody_fits_is_said(searcher) -> None:
    answer = searcher.ask("辍学怎么办", filters=Filters(speaker="无此人"))
    assert not answer.answered
    assert answer.nearest == ()
    assert answer.notes == ("记录中没有名叫“无此人”的发言人。",)


@pytest.mark.parametrize(
    ("filters", "note"),
    [
        (Filters(organization="外星局"), "记录中没有“外星局”的发言。"),
        (Filters(role="expert"), "记录中没有以这一身份发言的人。"),
        (Filters(since="2021-01-01"), "没有日期在这段时间内的会议记录。"),
        (Filters(speaker="邱红标", organization="市残联"), "没有符合条件的发言。"),
    ],
)
def test_which_filter_nobody_fits_is_said(searcher, filters: Filters, note: str) -> None:
    assert searcher.ask("辍学怎么办", filters=filters).notes == (note,)


def test_a_name_that_fits_several_is_said_to(searcher) -> None:
    directory = Directory(
        Speaker(name, "局长", body) for name, body in (("王甲", "甲局"), ("王乙", "乙局"))
    )
    met = {"王甲", "王乙"}.__contains__
    lines = list(unmet(Filters(speaker="王局长"), directory, lambda one: met(one.speaker)))
    assert lines == ["“王局长”不止一个：王乙、王甲。请写全名。"]


def test_a_record_that_is_not_there_cannot_be_asked(searcher) -> None:
    with pytest.raises(NoRecordError, match="'无此': there is no record of this id"):
        searcher.ask("辍学怎么办", filters=Filters(transcript="无此"))


def test_an_answer_to_a_part_goes_before_a_best_hit_that_answers_nothing() -> None:
    hits = [Row(1, 0.9), Row(2, 0.8), Row(3, 0.7), Row(4, 0.1)]
    parts = [Part("甲", 3, 0.5), Part("乙", 4, 0.9), Part("丙", 2, 0.1)]
    assert [hit.row for hit in shown(hits, 0.1, parts, 0.25)] == [4, 3, 1, 2]
    assert [hit.row for hit in shown(hits, 0.3, parts, 0.25)] == [1, 4, 3, 2]
    assert [hit.row for hit in shown(hits, 0.3, [], 0.25)] == [1, 2, 3]


def test_a_searcher_that_nobody_holds_is_gone_at_once(seed_index: Path, encoder: Encoder) -> None:
    """An index that was rebuilt gives its memory and its files back without a collection."""
    searcher = Searcher.open(seed_index, encoder)
    searcher.ask("辍学问题怎么解决？")
    gone = list(map(weakref.ref, parts_of(searcher)))
    assert len(gone) == 9
    gc.disable()
    try:
        del searcher
        assert [one() for one in gone if one() is not None] == []
    finally:
        gc.enable()


def parts_of(searcher: Searcher) -> Iterator[object]:
    """The searcher, its records, and all that lists of rows are kept in."""
    lexical = searcher._opened.lexical
    yield from (searcher, searcher.records, searcher._findings, searcher._opened, lexical)
    for lane in lexical._fields.values():
        yield lane
        yield from lane._shelves
