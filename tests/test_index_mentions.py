"""Who and which department a question names."""

import pytest

from corpus.model import Speaker
from index.mentions import Directory, stems

PEOPLE = [
    Speaker("邱红标", "局长", "市教育局", "official"),
    Speaker("全宪雍", "局长", "市医保局", "official"),
    Speaker("董汉生", "局长", "市人社局", "official"),
    Speaker("李自召", "主任", "市卫健委", "official"),
    Speaker("郭东晓", "理事长", "市残联", "official"),
    Speaker("张庆一", "副市长", "市政府", "official"),
    Speaker("王大明", "局长", "市财政局", "official"),
    Speaker("王小红", "局长", "市水利局", "official"),
    Speaker("胡献民", "委员", None, "member"),
]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(PEOPLE)


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("邱红标说了什么", {"邱红标"}),
        ("胡献民委员问的事", {"胡献民"}),
        ("邱局长怎么看辍学", {"邱红标"}),
        ("王局长怎么看", {"王大明", "王小红"}),
        ("李局长怎么看", set()),
        ("张市长怎么看", {"张庆一"}),
        ("张副市长怎么看", {"张庆一"}),
        ("孩子辍学怎么办", set()),
    ],
)
def test_people_by_name_and_by_surname_with_title(
    directory: Directory, question: str, people: set[str]
) -> None:
    assert directory.read(question).people == people


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("市教育局怎么说", "市教育局"),
        ("教育部门的措施", "市教育局"),
        ("卫健委的家庭医生", "市卫健委"),
        ("衛生健康委員會的家庭醫生", "市卫健委"),
        ("人力资源和社会保障局的培训", "市人社局"),
        ("医疗保障局的报销", "市医保局"),
        ("残联的办证", "市残联"),
        ("残疾人联合会的办证", "市残联"),
    ],
)
def test_bodies_by_every_common_form(directory: Directory, question: str, body: str) -> None:
    assert directory.read(question).organizations == {body}


@pytest.mark.parametrize("question", ["教育质量怎么提高", "医保报销比例", "残疾儿童康复"])
def test_a_matter_is_no_body(directory: Directory, question: str) -> None:
    assert directory.read(question).organizations == frozenset()


def test_a_title_that_one_person_holds_names_that_person(directory: Directory) -> None:
    assert directory.read("副市长觉得怎么样").titles == {"张庆一"}
    assert directory.read("局长觉得怎么样").titles == frozenset()


def test_strangers_and_absent_departments_are_reported(directory: Directory) -> None:
    assert directory.read("赵建国局长怎么说").strangers == ("赵建国",)
    assert directory.read("赵局长怎么说").strangers == ("赵局长",)
    assert directory.read("校长强迫实习生").strangers == ()
    assert directory.read("吉林省长春市何时启用").strangers == ()
    held = {"赵建", "建国"}.__contains__
    assert directory.read("赵建国局长怎么说", held).strangers == ()
    assert directory.read("李局长怎么说").strangers == ()
    assert directory.read("公安局怎么办案").absent == ("公安局",)
    assert directory.read("教育局怎么办").absent == ()


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("邱红标说了什么？", ""),
        ("邱红标和王大明都说了什么", ""),
        ("邱红标、王大明两位局长分别讲了哪些内容", ""),
        ("邱红标以及王大明与王小红各自的看法", ""),
        ("邱红标和和谐社区", " 和和谐社区"),
        ("市医保局局长", ""),
        ("胡献民委员问的问题", ""),
        ("邱红标说的辍学", " 说的辍学"),
        ("主任开场说了什么", ""),
        ("最后强调了什么", ""),
        ("开场白里的辍学", "开场白里的辍学"),
        ("辍学怎么办", "辍学怎么办"),
        ("说了什么", "说了什么"),
    ],
)
def test_the_rest_is_empty_when_only_somebodys_words_are_asked_for(
    directory: Directory, question: str, rest: str
) -> None:
    assert directory.read(question).rest == rest


def test_occasions(directory: Directory) -> None:
    assert directory.read("副市长汇报了什么").kinds == {"report"}
    assert directory.read("开场白讲了什么").kinds == {"opening"}


def test_stems_of_a_body() -> None:
    assert stems("市卫健委") >= {"卫健", "卫健委", "卫生健康"}
    assert stems("平顶山市教育局") >= {"教育"}


def test_an_empty_directory_names_nobody() -> None:
    found = Directory([]).read("教育局局长邱红标怎么说")
    assert (found.people, found.organizations) == (frozenset(), frozenset())


def test_a_longer_name_hides_the_one_in_it() -> None:
    both = Directory(
        [Speaker("李萍", "主任", None, "chair"), Speaker("李萍萍", "委员", None, "member")]
    )
    assert both.read("李萍萍谈教育").people == {"李萍萍"}
    assert both.read("李萍萍和李萍谈教育").people == {"李萍萍", "李萍"}


def test_a_call_that_fits_several_names_them_all(directory: Directory) -> None:
    assert directory.read("王局长怎么看，邱局长呢").several == (("王局长", ("王大明", "王小红")),)
    assert directory.read("张市长怎么看").several == ()
