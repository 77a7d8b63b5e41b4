"""What a question becomes before anything is searched."""

import pytest

from index.figures import asked, missing, uncounted
from index.framing import matter, parts, wants_detail, wants_several
from index.mentions import Directory
from index.premises import unmet_reversal, unmet_superlative, unmet_year
from index.question import read_question
from index.slips import meant
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
        ("哪天起施行", "自2020年1月1日起施行", False),
        ("从哪一天开始办", "今年开始办", True),
        ("几月几号开会", "9月10日召开", False),
        ("全省排第几", "满意度位居第二", False),
        ("全省排第几", "成绩很好", True),
        ("培训多长时间", "每期15天", False),
        ("怎么解决辍学", "依法治理", False),
        ("给多少补助", "第一,有3个办法", True),
        ("给多少补助", "每户补助2万元", False),
        ("没脱贫的那几个村卡在哪儿", "原因是产业薄弱", False),
        ("近几年做了什么", "开展了培训", False),
        ("说了第几年完成", "尽快完成", True),
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


@pytest.mark.parametrize(
    ("question", "said", "lacks"),
    [
        ("有几套周转房", "建成周转房30套", False),
        ("有几套周转房", "建成30所", True),
        ("一套多少块", "每套2万元", False),
        ("来了几位局长", "3人到会", False),
        ("抽调了多少名干部", "抽调58名业务骨干", False),
        ("退出了多少村", "退出贫困村502个", False),
        ("怎么解决", "解决了", False),
    ],
)
def test_a_number_is_wanted_of_the_things_that_were_asked_for(question, said, lacks) -> None:
    assert uncounted(question, said) is lacks


def test_how_many_is_asked_and_hardly_is_not() -> None:
    assert asked("一共几户")
    assert not asked("几乎没有")


@pytest.mark.parametrize(
    ("question", "asked_for"),
    [
        ("哪些部门提到了政策宣传", " 政策宣传"),
        ("请问医保怎么报销", " 医保怎么报销"),
        ("医保在会上有谁谈到了", "医保 "),
        ("扶志扶智怎么说的", "扶志扶智 "),
        ("几位负责人分别讲了危房", " 讲了危房"),
        ("危房改造有多少种说法", "危房改造 "),
        ("危房改造在哪几处发言里出现过", "危房改造 "),
        ("哪些部门说了什么？", " 什么？"),
        ("会上有谁讲了？", "会上有谁讲了？"),
    ],
)
def test_what_is_asked_for_is_left_without_its_frame(question: str, asked_for: str) -> None:
    assert " ".join(matter(question).split()) == " ".join(asked_for.split())


@pytest.mark.parametrize(
    "question",
    [
        "老人怎么看病",
        "怎么说服家长",
        "怎么说明",
        "怎么讲解政策",
        "哪些家庭可以领低保",
        "有哪些人员培训",
        "哪些人大代表",
        "哪些局部问题",
        "哪些领导小组",
        "孩子怎么才会上学",
        "老人不会上网怎么办",
        "社会上的闲散人员怎么管",
        "谁提高了工资",
        "谁提供资金",
        "谁谈判",
    ],
)
def test_no_word_is_cut_by_the_frame(question: str) -> None:
    assert matter(question) == question


def test_several_answers_are_expected() -> None:
    assert wants_several("哪些部门提到了宣传")
    assert not wants_several("怎么宣传")


@pytest.mark.parametrize(
    ("question", "said", "unmet"),
    [
        ("为什么取消签约服务", "签约服务扎实推进", True),
        ("为什么取消签约服务", "签约服务去年取消", False),
        ("签约服务怎么样", "签约服务扎实推进", False),
        ("安徽为什么退出走廊", "安徽加入走廊", True),
        ("为什么去掉一条", "增加一条", True),
    ],
)
def test_nobody_said_that_it_was_stopped(question: str, said: str, unmet: bool) -> None:
    assert unmet_reversal(question, said) is unmet


def test_nobody_said_which_was_first_or_spoke_of_that_year() -> None:
    assert unmet_superlative("收入最高的是哪个村", "三义沟村收入增加")
    assert unmet_reversal("村医为什么被开除", "村医队伍的管理")
    assert not unmet_superlative("收入最高的是哪个村", "收入最高的是三义沟村")
    assert unmet_year("2016年收了多少粮", "2019年丰收", 2020)
    assert not unmet_year("2020年收了多少粮", "今年丰收", 2020)
    assert not unmet_year("2019年收了多少粮", "2019年丰收", 2020)


def test_a_pair_that_sounds_like_a_word_of_the_record_meant_that_word() -> None:
    held = {"询问", "政策", "不会"}.__contains__
    assert meant("寻问政策", held, frozenset().__contains__) == ("询问",)
    assert meant("寻问政策", held, frozenset(["寻问"]).__contains__) == ()
    assert meant("询问政册", held, frozenset().__contains__) == ("政策",)
    assert meant("abc", held, frozenset().__contains__) == ()


def test_a_slip_is_searched_as_what_was_meant(encoder) -> None:
    question = read_question("结蒜", encoder, Directory([]), {"结算"}.__contains__)
    assert question.weighed["结算"] > 0


def test_a_question_in_english_is_asked_in_chinese(encoder) -> None:
    question = read_question("Will rural teachers get better pay?", encoder, Directory([]))
    assert question.text == "Will rural teachers get better pay?"
    assert question.weighed.keys() >= {"教师", "工资"}


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("辍学怎么办？待遇怎么提高？", ("辍学怎么办", "待遇怎么提高")),
        ("辍学怎么办，待遇怎么提高", ("辍学怎么办", "待遇怎么提高")),
        ("孩子不上学,怎么办", ()),
        ("孩子不上学,怎么办,老师够吗?", ("孩子不上学怎么办", "老师够吗")),
        ("辍学", ()),
    ],
)
def test_several_questions_in_one(question: str, asked: tuple[str, ...]) -> None:
    assert parts(question) == asked


def test_each_part_is_a_question_of_its_own(encoder) -> None:
    question = read_question("辍学怎么办？待遇怎么提高？", encoder, Directory([]))
    assert [part.plain for part in question.parts] == ["辍学怎么办", "待遇怎么提高"]
    assert "辍学" not in question.parts[1].weighed


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("村支书叫什么名字", True),
        ("培训了多少人", True),
        ("哪个县最多", True),
        ("什么时候完成", True),
        ("第三个是啥", True),
        ("辍学怎么防", False),
        ("几乎没人管了吗", False),
        ("哪些部门提到了政策宣传", False),  # that is about the asking
        ("谁讲了政策宣传", False),
    ],
)
def test_names_numbers_places_and_times_are_details(question: str, detail: bool) -> None:
    assert wants_detail(matter(question)) is detail
