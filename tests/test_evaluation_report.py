from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pypdfium2
import pytest
from test_evaluation_evaluation import QUESTIONS
from test_evaluation_ranker import ROADS, Ranker, record

from corpus.model import Speaker
from evaluation.charts import reliability_chart, risk_coverage_chart
from evaluation.contrast import contrast
from evaluation.evaluation import Evaluation, evaluate, judge
from evaluation.failures import Failure, Piece, Quote, failures, quote
from evaluation.judgments import bind
from evaluation.model import Dataset, Drift, Question
from evaluation.replies import Reply, Shown
from evaluation.report import fragment, page, panel
from evaluation.runs import Manifest, Run, ranked

NASTY = '<script>alert("1")</script>&{{ 7 * 7 }}'


class Page(HTMLParser):
    """Checks that elements nest, and gathers every address."""

    VOID = frozenset(["meta", "link", "br", "img", "circle", "path", "i", "b"])

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "action")
        ]
        if tag not in {"meta", "link", "br"}:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


@pytest.fixture(name="evaluation")
def _evaluation() -> Evaluation:
    dataset = bind("seed", QUESTIONS, [record()])
    ranker, manifest = Ranker(dataset.transcripts), Manifest("seed", "", "c0ffee", "static")
    return evaluate(dataset, ranker, manifest=manifest, systems=["dense", "full"])


@pytest.fixture(name="failed")
def _failed(evaluation: Evaluation) -> Evaluation:
    """q1 gets a wrong turn, q2 none, q4 one although nothing answers it."""
    replies = (
        Reply("q1", True, 0.75, (Shown("侧记#t33", ((33, 42),)),)),
        Reply("q2", False, 0.25, (Shown("侧记#t33", ()),)),
        Reply("q4", True, 0.5, (Shown("侧记#t10", ()),)),
    )
    return judge(evaluation.dataset, [scores.run for scores in evaluation.systems], replies)


def test_failures_show_what_was_given_and_what_is_right(failed: Evaluation) -> None:
    wrong, invented, withheld = failures(failed)
    assert wrong == Failure(
        question=QUESTIONS[0],
        outcome="wrong",
        confidence=0.75,
        rank=1,
        shown=Quote("t33", "王路", (Piece(ROADS[:9], True), Piece(ROADS[9:], False))),
        right=(
            Quote(
                "t10",
                "局长 邱红标",
                (Piece("我们逐户劝返辍学学生。", True), Piece("今年没有一个孩子失学。", False)),
            ),
        ),
    )
    assert (invented.question.question_id, invented.outcome, invented.right) == (
        "q4",
        "invented",
        (),
    )
    assert (withheld.question.question_id, withheld.outcome) == ("q2", "withheld")


def test_without_replies_the_first_hit_is_judged() -> None:
    dataset = Dataset("s", (Question("q1", "问"), Question("q2", "问")), {}, (record(),))
    dataset = replace(dataset, qrels={"q1": {"侧记#t10": 1}, "q2": {"侧记#t10": 1}})
    hits = {"q1": ranked([("侧记#t33", 2.0), ("侧记#t10", 1.0)]), "q2": ()}
    first, second = failures(judge(dataset, [Run(Manifest("s", "full"), hits)]))
    assert (first.outcome, first.confidence, first.rank) == ("wrong", None, 2)
    assert (second.shown, second.rank) == (None, None)


def test_a_long_turn_is_cut_around_its_evidence() -> None:
    text = "头" * 500 + "依据" + "尾" * 500
    transcript = replace(record(), text=text)
    turn = replace(record().turns[1], spans=((0, 1002),), speaker=Speaker(label="某委员"))
    pieces = quote(transcript, turn, ((500, 502),)).pieces
    assert [(piece.text[:2], len(piece.text), piece.marked) for piece in pieces] == [
        ("…", 1, False),
        ("头头", 60, False),
        ("依据", 2, True),
        ("尾尾", 178, False),
        ("…", 1, False),
    ]


def test_words_on_both_sides_of_a_gap_are_joined() -> None:
    turn = replace(record().turns[1], spans=((10, 14), (16, 21)))
    assert quote(record(), turn, ((12, 14), (16, 18))).pieces == (
        Piece("我们", False),
        Piece("逐户辍学", True),
        Piece("学生。", False),
    )


def test_the_page_is_whole_and_asks_nobody_for_anything(failed: Evaluation) -> None:
    text = page([(failed, None)])
    parsed = Page(text)
    assert parsed.stack == []
    assert parsed.addresses == ["data:,"]
    assert "script" not in parsed.tags
    assert not re.search(r"https?:|url\(|@import", text)
    for said in ("首位即答对", "dense", "有答案而未答", "无答案而作答", "dense → full", "c0ffee"):
        assert said in text


def test_everything_from_records_is_escaped(evaluation: Evaluation) -> None:
    questions = [replace(QUESTIONS[0], text=NASTY, kind=NASTY), *QUESTIONS[1:]]
    dataset = bind(NASTY, questions, [record()], [Drift(NASTY, "q1", "kept", NASTY)])
    replies = [Reply("q1", True, 0.5, (Shown("侧记#t33", ()),))]
    text = page([(judge(dataset, [s.run for s in evaluation.systems], replies), None)])
    assert "<script" not in text
    assert "{{ 7 * 7 }}" in text
    assert text.count("&lt;script&gt;") >= 4
    Page(text)


def test_several_evaluations_make_one_page(evaluation: Evaluation, failed: Evaluation) -> None:
    text = page([(evaluation, None), (failed, None)])
    assert text.count("<h1>seed</h1>") == 2
    assert text.count("<!doctype html>") == 1


def test_many_cases_are_folded(evaluation: Evaluation) -> None:
    """Twenty stand open, the rest unfold; none is left out."""
    questions = tuple(Question(f"q{n}", f"问{n}") for n in range(25))
    right = {q.question_id: {"侧记#t10": 1} for q in questions}
    dataset = Dataset("many", questions, right, (record(),))
    wrong = {q.question_id: ranked([("侧记#t33", 1.0)]) for q in questions}
    good = {q.question_id: ranked([("侧记#t10", 1.0)]) for q in questions}
    runs = [Run(Manifest("many", "a"), good), Run(Manifest("many", "b"), wrong)]
    found = judge(dataset, runs)
    text = page([(found, contrast(found, "a", "b"))])
    assert text.count("<summary>其余 5 题</summary>") == 2
    assert text.count('<article class="case">') == 50
    assert "25 题有变化" in text
    assert "<td>RR@10</td>" in text
    assert text.count("p（校正）") == 1, "one other system, six measures"
    Page(text)


def test_a_panel_carries_its_style(evaluation: Evaluation) -> None:
    assert panel(evaluation).startswith("<style>")
    assert fragment(evaluation) in panel(evaluation)


def test_a_set_without_answers_judged_has_no_curves() -> None:
    dataset = Dataset("s", (Question("q1", "问"),), {"q1": {"侧记#t10": 1}}, (record(),))
    text = page([(judge(dataset, [Run(Manifest("s", "full"), {"q1": ()})]), None)])
    assert "<svg" not in text
    assert "前 100 位中没有正确的回答" in text


def test_the_curves_reach_where_they_should(evaluation: Evaluation) -> None:
    """Full coverage is the right edge, 386; three quarters of the answers given are right."""
    assert evaluation.abstention
    curve = risk_coverage_chart(evaluation.abstention)
    assert " L386.0 " in curve
    assert "现用门槛：作答 75%，答错 0.0%" in curve
    Page(curve)
    assert 'M46.0 236.0 L386.0 14.0"' in reliability_chart(evaluation.abstention.bins)
    dots = reliability_chart(evaluation.abstention.bins)
    assert dots.count("<circle") == len(evaluation.abstention.bins) == 3
    assert "2 题，把握 100%，答对 100%" in dots


@pytest.mark.parametrize("width", [375, 1280])
def test_the_report_opens_quietly_and_fits(new_context, failed: Evaluation, width: int) -> None:
    sheet = new_context(viewport={"width": width, "height": 900}).new_page()
    said: list[str] = []
    asked: list[str] = []
    sheet.on("console", lambda message: said.append(message.text))
    sheet.on("pageerror", lambda error: said.append(str(error)))
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.set_content(page([(failed, contrast(failed, "dense", "full"))]))
    assert sheet.locator("h1").inner_text() == "seed"
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("data:")] == said == []
    assert sheet.get_by_text("我们逐户劝返辍学学生。").first.is_visible()


def test_the_report_prints_what_is_open(new_context, failed: Evaluation) -> None:
    sheet = new_context().new_page()
    sheet.set_content(page([(failed, None)]))
    printed = pypdfium2.PdfDocument(sheet.pdf(prefer_css_page_size=True))
    words = "".join(printed[n].get_textpage().get_text_range() for n in range(len(printed)))
    assert (round(printed[0].get_width()), round(printed[0].get_height())) == (595, 842)
    assert "首位即答对" in words
    assert QUESTIONS[0].text in words
    assert QUESTIONS[1].text not in words
