"""What a question becomes before anything is searched."""

import pytest

from index.figures import missing
from index.mentions import Directory
from index.question import read_question
from index.thesaurus import renderings


@pytest.mark.parametrize(
    ("question", "answer", "lacks"),
    [
        ("教师工资涨了多少钱", "提高了教师待遇", True),
        ("总投入多少钱", "总投入将近2500万元", False),
        ("签约率达到百分之多少", "签约服务扎实推进", True),
        ("户贷率是多少", "户贷率为1.6%", False),
        ("有几个村没脱贫", "现在还有贫困村10个", False),
        ("多少学生辍学", "没有出现因贫辍学现象", True),
        ("什么时候完成", "年底前全部完成", False),
        ("什么时候完成", "全力推进", True),
        ("培训多长时间", "每期15天", False),
        ("怎么解决辍学", "依法治理", False),
    ],
)
def test_a_figure_that_is_asked_for_and_not_given_is_missing(
    question: str, answer: str, lacks: bool
) -> None:
    assert missing(question, answer) is lacks


def test_the_longest_spoken_form_is_rendered_once() -> None:
    assert "如何解决" in renderings("娃不上学咋办")
    assert renderings("咋") == ("如何", "怎么", "怎样")
    assert renderings("依法治理") == ()


def test_renderings_are_searched_with_less_weight(encoder) -> None:
    question = read_question("娃念不起书", encoder, Directory([]))
    assert question.counts.keys() >= {"娃", "念不", "起书"}
    assert question.weighed["因贫"] < question.weighed["念不"]
    assert float(question.vector @ question.vector) == pytest.approx(1.0, abs=1e-5)


def test_figures_are_searched_in_plain_digits(encoder) -> None:
    question = read_question("贫困人口二万一千三百人", encoder, Directory([]))
    assert "21300" in question.weighed
