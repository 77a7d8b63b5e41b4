from importlib.resources import files

import pytest

from corpus.text import normalise
from index.thesaurus import LONGEST, renderings


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("摸底数", ("底数", "排查", "摸排", "统计")),
        ("谁把关", ("审核", "审查", "审批", "监管")),
        ("一竿到底, 截胡", ("全覆盖", "延伸", "落实到位", "截留", "克扣", "滞留", "挪用")),
        ("老师调走了", ("教师流失", "教师队伍", "乡村教师待遇")),
        ("执法检查发现的问题", ()),
    ],
)
def test_a_paraphrase_is_rendered_in_official_words(
    question: str, official: tuple[str, ...]
) -> None:
    assert renderings(question) == official


def test_a_word_said_twice_is_rendered_once() -> None:
    assert renderings("谁把关，怎么把关") == renderings("谁把关")


def test_the_list_can_be_read_as_it_is_written() -> None:
    lines = files("index").joinpath("thesaurus.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    spoken = [left for left, _ in pairs]
    assert [left for left in spoken if normalise(left) != left.lower()] == []
    assert [left for left in spoken if not 1 <= len(left) <= LONGEST] == []
    assert [left for left, right in pairs if not 1 <= len(right.split(" ")) <= 5] == []
    assert [left for left, right in pairs if left in right.split(" ")] == []
    assert len(spoken) - len(set(spoken)) == 0
