"""Names, titles and organisations, and who is the same person."""

import pytest

from corpus.people import People, mentions, role_of
from corpus.people.identity import Identities
from corpus.people.labels import is_person, read_label
from corpus.people.names import is_name, name_at


def _read(text):
    people = People.of(text)
    return [
        (one.name, one.title, one.organization)
        for one in map(people.speaker, mentions(people.folded, 0, len(text)))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("市教育局局长邱红标回答", [("邱红标", "局长", "市教育局")]),
        ("胡献民委员询问", [("胡献民", "委员", None)]),
        ("市教育局党组书记、局长王强起立", [("王强", "党组书记、局长", "市教育局")]),
        ("市委常委、常务副市长雷鸣说,", [(None, "常委", "市委"), ("雷鸣", "常务副市长", None)]),
        ("王局长表示", [("王", "局长", None)]),
        ("市财政局相关负责人说", [(None, "相关负责人", "市财政局")]),
        ("外交部长王毅表示", [("王毅", "部长", "外交部")]),
        ("家住城东的石女士说", [("石女士", None, None)]),
        ("新华社记者提问", [(None, "记者", "新华社")]),
        ("接过话筒的市教育局局长邱红标", [("邱红标", "局长", "市教育局")]),
        ("外交部發言人華春瑩表示", [("華春瑩", "發言人", "外交部")]),
        ("发言人玛丽亚·扎哈罗娃说", [("玛丽亚·扎哈罗娃", "发言人", None)]),
        ("局长高度重视这个问题", [(None, "局长", None)]),
        (
            "委员胡献民和市教育局局长邱红标出席",
            [("胡献民", "委员", None), ("邱红标", "局长", "市教育局")],
        ),
        ("各位委员踊跃发言", []),
        ("网友“风中劲草”提问", [("风中劲草", "网友", None)]),
        ("《江城晚报》记者提问", [(None, "记者", "江城晚报")]),
        ("员宝林委员询问", [("员宝林", "委员", None)]),
        ("经营者代表屠苏表示", [("屠苏", "经营者代表", None)]),
        ("代课教师占到三成", [(None, "教师", None)]),
        ("区人大常委会法工委主任牧歌表示", [("牧歌", "主任", "区人大常委会法工委")]),
        ("市气象台首席预报员战鹰介绍", [("战鹰", "首席预报员", "市气象台")]),
        ("代表全市人民问一问", []),
        ("民建联葛珮帆表示", [("葛珮帆", None, "民建联")]),
        ("村民应小妹皱眉。应小妹说", [("应小妹", "村民", None)]),
        ("牧民阿依努尔反映", [("阿依努尔", "牧民", None)]),
        ("窗口的小岳说", [("小岳", None, None)]),
        ("居民们说", []),
        ("听众就直奔主题", [(None, "听众", None)]),
        ("另有记者问", [(None, "记者", None)]),
        ("本报记者问", [(None, "记者", None)]),
        ("委员长孙无忌提问", [("长孙无忌", "委员", None)]),
    ],
)
def test_what_an_attribution_says(text, found):
    assert _read(text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王强说:“好。”", "王强"),
        ("邱红标回答", "邱红标"),
        ("欧阳娜表示", "欧阳娜"),
        ("司马相如说", "司马相如"),
        ("钱进的回答", "钱进"),
        ("郝运则建议", "郝运"),
        ("经纬问的是", "经纬"),
        ("萨仁高娃介绍,游客多了。萨仁高娃说", "萨仁高娃"),
        ("索南卓玛询问", "索南卓玛"),
        ("阿迪力江·艾山主持会议", "阿迪力江·艾山"),
        ("张简。", "张简"),
        ("呼延云表示", "呼延云"),
        ("冷锋明确答复", "冷锋"),
        ("强大明回答", "强大明"),
        ("屈平连忙回应", "屈平"),
        ("金铃亮出录音", "金铃"),
        ("仲孙立放下筷子", "仲孙立"),
        ("田志强开宗明义", "田志强"),
        ("毕仲明说,", "毕仲明"),
        ("麻省理分坐两侧。麻省理说,", "麻省理"),
        ("西门吹雪问", "西门吹雪"),
        ("娜仁托娅把话题转开", "娜仁托娅"),
        ("热合曼举着样品", "热合曼"),
        ("艾尼瓦尔·铁木尔准时坐下", "艾尼瓦尔·铁木尔"),
        ("强大的合力", None),
        ("解决了问题", None),
        ("刷卡问题", None),
    ],
)
def test_where_a_name_ends(text, name):
    assert name_at(text, 0) == name


@pytest.mark.parametrize("words", ["解决", "何时", "农业", "全面", "教育局", "向全"])
def test_words_that_look_like_names_are_none(words):
    assert not is_name(words)


@pytest.mark.parametrize(
    ("title", "organization", "role"),
    [
        ("主任", "市人大常委会", "chair"),
        ("主席", "市政协", "chair"),
        ("委员", None, "member"),
        ("立委", None, "member"),
        ("主任委员", "经建会", "official"),
        ("国务委员", None, "official"),
        ("局长", "市教育局", "official"),
        ("记者", "新华社", "reporter"),
        ("主持人", None, "host"),
        ("教授", "北京大学", "expert"),
        ("居民代表", None, "other"),
        (None, None, None),
    ],
)
def test_roles(title, organization, role):
    assert role_of(title, organization) == role


@pytest.mark.parametrize(
    ("label", "name", "title", "organization", "role"),
    [
        ("施部長顏祥", "施顏祥", "部長", None, "official"),
        ("吳副主任委員當傑", "吳當傑", "副主任委員", None, "official"),
        ("廖部長了以", "廖了以", "部長", None, "official"),
        ("張蔡委員美", "張蔡美", "委員", None, "member"),
        ("林兼主任委員信義", "林信義", "主任委員", None, "official"),
        ("陳主任檢察官淑雲", "陳淑雲", "主任檢察官", None, "official"),
        ("鄧主任秘書陽僖", "鄧陽僖", "主任秘書", None, "official"),
        ("林健鋒議員", "林健鋒", "議員", None, "member"),
        ("林議員", "林", "議員", None, "member"),
        ("葉劉淑儀議員", "葉劉淑儀", "議員", None, "member"),
        ("夷將．拔路兒主任委員", "夷將．拔路兒", "主任委員", None, "official"),
        ("商務及經濟發展局局長", None, "局長", "商務及經濟發展局", "official"),
        ("律政司司長", None, "司長", "律政司", "official"),
        ("主席", None, "主席", None, "chair"),
        ("主席（蔡委員其昌代）", "蔡其昌", "主席", None, "chair"),
        ("郭榮鏗議員 (譯文)", "郭榮鏗", "議員", None, "member"),
        ("黃委員昭順書面質詢", "黃昭順", "委員", None, "member"),
        ("主持人 李四", "李四", "主持人", None, "host"),
        ("路透社记者", None, "记者", "路透社", "reporter"),
        ("李四（市教育局局长）", "李四", "局长", "市教育局", "official"),
        ("李梅（政协委员）", "李梅", "委员", "政协", "member"),
        ("孙丽（县人大代表）", "孙丽", "代表", "县人大", "member"),
        ("县人大代表", None, "代表", "县人大", "member"),
        ("全国政协副主席", None, "副主席", "全国政协", "chair"),
        ("赵敏（全国人大代表、县一中校长）", "赵敏", "代表", "全国人大", "member"),
        ("周强（局長，黨組書記）", "周强", "局長", None, "official"),
        ("主席（林兼主任委員信義代）", "林信義", "主席", None, "chair"),
        ("周强（局长;党组书记）", "周强", "局长", None, "official"),
        ("周强（局长/党组书记）", "周强", "局长", None, "official"),
        ("周强（副市长兼公安局局长）", "周强", "副市长", None, "official"),
        ("周强（副市长兼任公安局局长）", "周强", "副市长", None, "official"),
        ("王刚（九三学社社员、市政协委员）", "王刚", "委员", "市政协", "member"),
        ("李四（北漂、政协）", "李四", None, None, None),
        ("刘洋 县人大代表", "刘洋", "代表", "县人大", "member"),
        ("周强 县水利局局长", "周强", "局长", "县水利局", "official"),
        ("县水利局局长、党组书记 周强", "周强", "局长", "县水利局", "official"),
        ("教育局 局长", None, "局长", "教育局", "official"),
        ("主持人（区人大常委会副主任 郑强）", "郑强", "副主任", "区人大常委会", "host"),
        ("主持人 李平（镇人大副主席）", "李平", "副主席", "镇人大", "host"),
        ("主持人（市人大常委会主任）", None, "主任", "市人大常委会", "host"),
        ("主持人（画外音）", None, "主持人", None, "host"),
        ("Whisky", "Whisky", None, None, None),
        ("SPEAKER_00", None, None, None, None),
        ("说话人1", None, None, None, None),
    ],
)
def test_labels(label, name, title, organization, role):
    read = read_label(label)
    assert (read.name, read.title, read.organization, read.role) == (
        name,
        title,
        organization,
        role,
    )


@pytest.mark.parametrize("label", ["廖部长了以", "张蔡委员美", "林滄敏委员"])
def test_an_office_in_the_middle_of_a_name_is_somebody(label):
    assert is_person(label)


@pytest.mark.parametrize("label", ["程序委员会意见", "王部长说明", "部长了解"])
def test_a_heading_with_an_office_in_it_is_nobody(label):
    assert not is_person(label)


def test_one_person_under_several_labels_is_one():
    front = "国务委员兼外交部长王毅就外交政策回答记者提问。\n"
    people = Identities.of(front, ["王毅", "王毅国务委员", "外长", "记者"])
    assert {people.speaker(label).name for label in ("王毅", "王毅国务委员", "外长")} == {"王毅"}
    assert people.speaker("记者").name is None


def test_a_member_by_surname_is_the_only_one_of_that_name():
    people = Identities.of("", ["林健鋒議員", "林議員", "陳偉業議員"])
    assert people.speaker("林議員").name == "林健鋒"


def test_that_office_is_the_one_named_in_front_with_both_places_as_proof():
    text = "记者来到市生态环境局。该局水科科长宁采臣介绍，已复测。"
    speaker = People.of(text).found["宁采臣"]
    assert speaker.organization == "市生态环境局水科"
    assert [text[start:end] for start, end in speaker.proof] == ["市生态环境局", "水科科长宁采臣"]


def test_that_office_without_one_in_front_stays_unknown():
    assert People.of("该局局长宁采臣介绍，已复测。").found["宁采臣"].organization is None


def test_two_of_one_surname_stay_two():
    people = Identities.of("", ["林健鋒議員", "林大輝議員", "林議員"])
    assert people.speaker("林議員").name == "林"


def test_an_office_gets_the_name_the_attendance_list_proves():
    front = "教育局局長吳克儉先生 , J.P.\n教育局副局長楊潤雄先生\n主席曾鈺成議員\n"
    people = Identities.of(front, ["教育局局長", "主席", "代理主席", "環境局局長"])
    education = people.speaker("教育局局長")
    assert (education.name, education.title, education.organization) == ("吳克儉", "局長", "教育局")
    assert "".join(front[a:b] for a, b in education.proof) == "教育局局長吳克儉"
    assert people.speaker("主席").name == "曾鈺成"
    assert people.speaker("代理主席").name is None
    assert people.speaker("環境局局長").name is None


def test_the_chair_in_brackets_stays_the_chair():
    people = Identities.of("主　　席　蘇委員震清\n", ["主席", "主席（林委員岱樺代）"])
    spoken = [people.speaker(label).name for label in ("主席", "主席（林委員岱樺代）", "主席")]
    assert spoken == ["蘇震清", "林岱樺", "林岱樺"]


def test_a_call_tells_where_somebody_belongs():
    people = Identities.of("", ["高部長華柱"], "主席：請國防部高部長答復。")
    assert people.speaker("高部長華柱").organization == "國防部"
