from importlib.resources import files

import pytest

from corpus.text import normalise
from index import glossary
from index.glossary import LONGEST, STOP, chinese


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("family doctor", "家庭医生"),
        ("poverty alleviation fund", "扶贫资金"),
        ("left-behind children", "留守儿童"),
        ("people's congress standing committee", "人大常委会"),
        ("people’s congress standing committee", "人大常委会"),
        ("rural revitalisation, rural revitalization", "乡村振兴, 乡村振兴"),
        ("what is being done about small loans?", "小额信贷 小额贷款?"),
        ("how will the mayor improve drainage", "市长 改善 提高 排水 排水管网"),
    ],
)
def test_the_longest_phrase_is_put_into_chinese_and_empty_words_go(
    question: str, official: str
) -> None:
    assert chinese(question) == official


@pytest.mark.parametrize(
    ("word", "official"),
    [
        ("teachers", "教师"),
        ("teacher's", "教师"),
        ("teacher’s", "教师"),
        ("teachers'", "教师"),
        ("cities", "市 城市"),
        ("taxes", "税收 税"),
        ("houses", "住房"),
        ("applied", "申请"),
        ("improved", "改善 提高"),
        ("improving", "改善 提高"),
        ("planted", "种植"),
        ("planting", "种植"),
        ("dropping", "下降"),
        ("dropped", "下降"),
        ("falling", "下降"),
        ("caring", "关爱 照护"),
        ("cares", "照护 关爱"),
        ("cars", "车辆 汽车"),
        ("illegally", "违法 非法"),
        ("bed", "床位"),
    ],
)
def test_a_word_is_found_in_its_other_forms(word: str, official: str) -> None:
    assert chinese(f"{word} xyzzy") == f"{official} xyzzy"


def test_what_is_unknown_or_not_latin_stays_where_it_is() -> None:
    assert chinese("in 2019, was zhang's school bus in 毕节?") == "2019, zhang's 校车 毕节?"


def test_a_phrase_does_not_reach_over_a_comma() -> None:
    assert chinese("family doctor") == "家庭医生"
    assert chinese("family, doctor") == "家庭, 医生"


def test_several_blanks_become_one() -> None:
    assert chinese("the  mayor   of the\ncounty") == "市长 县"


@pytest.mark.parametrize(
    "question",
    ["", "  县里的贷款  怎么还 ", "ct 检查能报销吗", "5g 什么时候通", "it 和 vip 用户怎么办理业务"],
)
def test_a_question_in_chinese_is_unchanged(question: str) -> None:
    assert chinese(question) == question


def test_a_question_of_empty_words_is_unchanged() -> None:
    assert chinese("what is this?") == "what is this?"


def test_without_latin_words_the_list_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "_entries", None)
    assert chinese("村里的路 2019 年修好了吗") == "村里的路 2019 年修好了吗"
    with pytest.raises(TypeError, match="not callable"):
        chinese("village roads")


def test_the_list_can_be_read_as_it_is_written() -> None:
    lines = files("index").joinpath("english.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    phrases = [left.replace("-", " ") for left, _ in pairs]
    assert [left for left, _ in pairs if normalise(left) != left] == []
    assert [phrase for phrase in phrases if not 1 <= len(phrase.split(" ")) <= LONGEST] == []
    assert [right for _, right in pairs if right != STOP and not 1 <= len(right.split()) <= 3] == []
    assert len(phrases) - len(set(phrases)) == 0
