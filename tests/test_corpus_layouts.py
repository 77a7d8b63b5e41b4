"""One meeting as minutes write it down in many ways: whatever the layout, it is read alike."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.folding import fold
from corpus.head import is_field, presiding
from corpus.people.labels import is_person, read_label
from corpus.record import read_transcript
from corpus.turns.called import Called, called


class Said(NamedTuple):
    """One turn: who, with which office, and what kind it is."""

    name: str
    title: str
    body: str
    kind: str
    words: str


MEETING = (
    Said("马向东", "副主任", "县人大常委会", "opening", "各位委员，现在开始专题询问。请大家提问。"),
    Said(
        "谭丽华", "委员", "", "question", "北岭片七个村今年夏天连续停水。水厂什么时候能够建成通水？"
    ),
    Said("何志远", "局长", "县水利局", "answer", "主体工程已完成六成，明年五月底前建成通水。"),
    Said("孙国强", "委员", "", "question", "污水处理厂的异味问题查过没有，处罚了没有？"),
    Said(
        "罗燕",
        "局长",
        "县生态环境局",
        "answer",
        "今年开展执法检查11次。\n企业已投入420万元加装除臭设备。",
    ),
    Said("孙国强", "委员", "", "question", "调试完还有味道怎么办？"),
    Said("罗燕", "局长", "县生态环境局", "answer", "如果仍不达标，依法责令停产整治。"),
    Said(
        "马向东",
        "副主任",
        "县人大常委会",
        "closing",
        "今天的询问到这里。请县政府书面报告整改情况。",
    ),
)
ANSWERED = {2: 1, 4: 3, 6: 5}
"""The place of each answer, and that of its question."""
HEAD = """清河县人大常委会专题询问会议记录

时　　间：2024年9月12日上午9:00
地　　点：县人大常委会三楼会议室
主 持 人：马向东（县人大常委会副主任）
出　　席：常委会组成人员23人
参会单位：县水利局、县生态环境局
记 录 人：周小娟

──────────────
"""
VERBS = {"question": "问", "answer": "答", "opening": "", "closing": ""}
LONG_VERBS = {"question": "提问", "answer": "回答", "opening": "", "closing": ""}


def behind(one: Said) -> str:
    """谭丽华委员, 县水利局局长何志远."""
    return f"{one.body}{one.title}{one.name}" if one.body else f"{one.name}{one.title}"


def apart(one: Said) -> str:
    """委员 谭丽华, 县水利局局长 何志远."""
    return f"{one.body}{one.title} {one.name}"


LAYOUTS = {
    "colon": lambda one: f"{behind(one)}：{one.words}",
    "colon, apart": lambda one: f"{apart(one)}：{one.words}",
    "colon, below": lambda one: f"{apart(one)}：\n{one.words}",
    "verb": lambda one: f"{behind(one)}{VERBS[one.kind]}：{one.words}",
    "verb, apart": lambda one: f"{apart(one)} {VERBS[one.kind]}：\n    {one.words}",
    "verb in brackets": lambda one: f"{behind(one)}（{LONG_VERBS[one.kind]}）：{one.words}".replace(
        "（）", ""
    ),
    "long verb": lambda one: f"{behind(one)}{LONG_VERBS[one.kind]}：{one.words}",
    "marked": lambda one: f"◆ {apart(one)} {VERBS[one.kind]}：\n    {one.words}",
    "bold": lambda one: f"**{behind(one)}**：{one.words}",
    "brackets": lambda one: f"【{behind(one)}】{one.words}",
    "alone": lambda one: f"{behind(one)}\n{one.words}",
    "alone, marked": lambda one: f"◆ {apart(one)}\n    {one.words}\n",
    "alone, verb": lambda one: f"{apart(one)} {VERBS[one.kind]}\n{one.words}\n",
    "name": lambda one: (
        f"{one.name}：{one.words}" if one.name == "马向东" else f"{apart(one)}：{one.words}"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "head", [HEAD, "清河县人大常委会专题询问\n2024年9月12日\n主持人：马向东\n"]
)
def test_the_same_meeting_is_read_alike(tmp_path: Path, layout: str, head: str) -> None:
    record = tmp_path / "record.txt"
    body = "\n\n".join(map(LAYOUTS[layout], MEETING))
    record.write_text(f"{head}\n{body}\n", "utf-8")
    transcript = read_transcript(record)
    read = [
        (turn.speaker.name, turn.kind, "".join(transcript.words(turn.spans).split()))
        for turn in transcript.turns
    ]
    assert read == [(one.name, one.kind, "".join(one.words.split())) for one in MEETING]
    for turn, one in zip(transcript.turns, MEETING, strict=True):
        if one.name != "马向东":
            assert (turn.speaker.title, turn.speaker.organization) == (one.title, one.body or None)
            assert turn.speaker.role == ("member" if one.title == "委员" else "official")
        else:
            assert turn.speaker.role == "chair"
    turns = transcript.turns
    links = {
        turns.index(answer): turns.index(one.question)
        for one in transcript.exchanges
        for answer in one.answers
    }
    assert links == ANSWERED
    assert transcript.title.startswith("清河县人大常委会专题询问")
    assert transcript.date == "2024-09-12"


@pytest.mark.parametrize(
    ("name", "value", "heads"),
    [
        ("时 间", "2024年9月12日上午9:00", True),
        ("主 持 人", "马向东(县人大常委会副主任)", True),
        ("主持", "马向东、谭丽华", True),
        ("主持人", "各位委员,现在开始", False),
        ("主持人", "", False),
        ("参会单位", "县水利局、县生态环境局", True),
        ("参会人员", "我想问一下水厂什么时候建成?", False),
        ("记录员", "周小娟", True),
        ("谭丽华", "县水利局", False),
    ],
)
def test_what_heads_minutes_is_nobodys_words(name: str, value: str, heads: bool) -> None:
    assert is_field(name, value) is heads


def test_who_presides_is_read_with_the_office_in_brackets() -> None:
    found = list(
        presiding("会议\n主 持 人：马向东（县人大常委会副主任）、罗燕\n主持人：大家好。\n")
    )
    assert [(one.name, one.title, one.organization) for one in found] == [
        ("马向东", "副主任", "县人大常委会"),
        ("罗燕", None, None),
    ]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("谭丽华委员问", Called("question", 5, sure=True)),
        ("罗燕局长答", Called("answer", 4, sure=True)),
        ("罗燕答", Called("answer", 2, sure=False)),
        ("陈学问", Called("question", 2, sure=False)),
        ("罗燕 答", Called("answer", 2, sure=True)),
        ("孙国强(追问)", Called("question", 3, sure=True)),
        ("何志远补充回答", Called("answer", 3, sure=True)),
        ("县水利局答复", Called("answer", 4, sure=True)),
        ("谭丽华委员", None),
        ("问", None),
        ("下一个问", None),
    ],
)
def test_the_last_word_of_a_label_calls_the_turn(label: str, expected: Called | None) -> None:
    assert called(label) == expected


def read(tmp_path: Path, text: str) -> list[tuple[str | None, str, str]]:
    record = tmp_path / "record.txt"
    record.write_text(text, "utf-8")
    transcript = read_transcript(record)
    return [(t.speaker.name, t.kind, transcript.words(t.spans)) for t in transcript.turns]


def test_a_name_that_ends_like_a_verb_is_a_name_where_nobody_answers_so(tmp_path: Path) -> None:
    text = "座谈会\n\n陈学问：水厂建成了。\n\n李敏：管网也通了。\n\n陈学问：明年再建一座。\n"
    assert [name for name, _, _ in read(tmp_path, text)] == ["陈学问", "李敏", "陈学问"]


def test_a_list_of_those_present_speaks_no_words(tmp_path: Path) -> None:
    text = """专题询问会议记录

出席人员名单
马向东副主任
谭丽华委员
县水利局局长何志远
会议于上午九时开始。

谭丽华委员：水厂什么时候建成？
县水利局局长何志远：明年五月建成。
"""
    assert read(tmp_path, text) == [
        ("谭丽华", "question", "水厂什么时候建成？"),
        ("何志远", "answer", "明年五月建成。"),
    ]


def test_the_last_official_who_thanks_all_still_answers(tmp_path: Path) -> None:
    text = """专题询问会

马向东副主任：现在开始。
谭丽华委员：水厂什么时候建成？
县水利局局长何志远：明年五月建成，谢谢大家。
"""
    assert [kind for _, kind, _ in read(tmp_path, text)] == ["opening", "question", "answer"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("房　伟", ("房伟", None, None, None)),
        ("县公安局副局长　鲍　国　平", ("鲍国平", "副局长", "县公安局", "official")),
        ("符  坚委员", ("符坚", "委员", None, "member")),
        ("王 局长", ("王", "局长", None, "official")),
        ("觀光局藍局長正雄", ("藍正雄", "局長", "觀光局", "official")),
        ("李水生，市水务局局长", ("李水生", "局长", "市水务局", "official")),
        ("市水务局局长李水生、市财政局局长封尚礼", ("李水生", "局长", "市水务局", "official")),
        ("省人大代表、某公司董事长王小清", ("王小清", "董事长", "某公司", "member")),
        ("全国人大代表、县一中校长张三", ("张三", "校长", "县一中", "member")),
        ("市民代表 苗女士", ("苗女士", "市民代表", None, "other")),
        ("网友“清风”", ("清风", "网友", None, "other")),
        ("网友（清风）", ("清风", "网友", None, "other")),
        ("枫林苑业主代表（不愿具名）", (None, "业主代表", "枫林苑", "other")),
        ("翡翠湾业主白芷", ("白芷", "业主", "翡翠湾", "other")),
        ("区规划分局 艾青松", ("艾青松", None, "区规划分局", None)),
        ("居民代表 过春花", ("过春花", "居民代表", None, "other")),
        ("市民老赵", ("老赵", "市民", None, "other")),
        ("市民代表1", (None, "市民代表", None, "other")),
        ("参加人12", (None, None, None, None)),
        ("附近居民（采访同期声）", (None, "居民", None, "other")),
        ("主持人（杨帆）", ("杨帆", "主持人", None, "host")),
        ("特约评论员（江州大学教授 闵捷）", ("闵捷", "教授", "江州大学", "expert")),
        ("参加人1（消费者代表　侯春燕）", ("侯春燕", "消费者代表", None, "other")),
        ("参加人9（专家学者　省社科院研究员　董其昌）", ("董其昌", "研究员", "省社科院", "expert")),
        ("参加人11（经营者代表　自来水公司　段文）", ("段文", "经营者代表", "自来水公司", "other")),
        ("自来水公司（财务总监　段文）", ("段文", "财务总监", "自来水公司", "official")),
        ("特邀代表、马鞍制作技艺传承人　朝克图", ("朝克图", "传承人", None, "member")),
        ("副市长　乌兰图雅", ("乌兰图雅", "副市长", None, "official")),
        ("汪经理", ("汪", "经理", None, "other")),
        ("县交通局 副局长 覃勇 县教育局 局长 宁志勇", ("覃勇", "副局长", "县交通局", "official")),
        ("张伟、李娜等5位代表", ("张伟", "代表", None, "member")),
    ],
)
def test_what_a_label_says_of_the_person(label: str, expected: tuple[str | None, ...]) -> None:
    found = read_label(label)
    assert (found.name, found.title, found.organization, found.role) == expected
    assert is_person(fold(label)) or found.role is None


def test_a_topic_in_brackets_heads_what_follows_and_says_nothing(tmp_path: Path) -> None:
    text = """专题询问会

【问供水】
谭丽华委员：水厂什么时候建成？
县水利局局长何志远：明年五月建成。

【问治污】
孙国强委员：异味怎么治？
县生态环境局局长罗燕：加装除臭设备。
"""
    assert [name for name, _, _ in read(tmp_path, text)] == ["谭丽华", "何志远", "孙国强", "罗燕"]


def test_residents_who_ask_behind_an_answer_are_answered(tmp_path: Path) -> None:
    text = """问需会

谭丽华委员：水厂什么时候建成？
县水利局局长何志远：明年五月建成。
居民代表赵春花：那年底之前老人用水怎么办？
县水利局局长何志远：安排送水车。
市民刘女士：水费能不能减？
县水利局局长何志远：可以减半。
"""
    found = read(tmp_path, text)
    assert [kind for _, kind, _ in found] == ["question", "answer"] * 3
    assert found[4][0] == "刘女士"


def test_the_body_that_a_nameless_answer_begins_with_is_who_answers(tmp_path: Path) -> None:
    record = tmp_path / "record.txt"
    record.write_text(
        "代表问政会答复汇总\n\n问题：加装电梯推进不了，怎么办？\n答复：区住建局答复如下：年底前印发补偿意见。\n"
        "\n问题：公厕夜间能否开放？\n区城管局答复：二十八座公厕全天开放。\n",
        "utf-8",
    )
    transcript = read_transcript(record)
    assert [one.speaker.organization for one in transcript.turns] == [
        None,
        "区住建局",
        None,
        "区城管局",
    ]
    assert [len(one.answers) for one in transcript.exchanges] == [1, 1]


def test_a_title_with_a_colon_and_the_fields_around_a_talk_are_nobodys_words(
    tmp_path: Path,
) -> None:
    text = """在线访谈：区市场监管局局长谈食品安全

访谈时间：2023年6月20日
访谈嘉宾：区市场监管局局长沈国华
主 持 人：小雅

主持人：各位网友好，欢迎收看。
沈国华：大家好。
主持人：食品安全怎么保障？
沈国华：我们每周抽检一次。
主持人：感谢各位，再见！

责编：林海
审核：周燕
"""
    assert [(name, kind) for name, kind, _ in read(tmp_path, text)] == [
        ("小雅", "opening"),
        ("沈国华", "statement"),
        ("小雅", "question"),
        ("沈国华", "answer"),
        ("小雅", "closing"),
    ]


def test_who_has_heard_an_answer_gives_none(tmp_path: Path) -> None:
    text = """县人大常委会开展专题询问

县人大常委会委员江波问：“空编怎么补？”县委编办主任史建峰回答：“年底前补足六十个。”听完回答，江波点了点头：“六十个虽然不多，总算有了着落。”
"""
    assert [(name, kind) for name, kind, _ in read(tmp_path, text)] == [
        ("江波", "question"),
        ("史建峰", "answer"),
        ("江波", "statement"),
    ]


def test_those_present_are_known_by_surname_and_office(tmp_path: Path) -> None:
    text = """社区议事会会议记录
参加人员：社区党委书记穆晓莉、物业公司经理汪洋、街道城管办尤科长
主持人：穆晓莉

穆书记：今天议一议充电棚放在哪里。
汪经理：物业做了两个方案。
居民甲：往北挪一米行不行？
尤科长：可以走简易程序。
穆书记：好，散会。

居民代表签字：（略）
"""
    path = tmp_path / "record.txt"
    path.write_text(text, "utf-8")
    turns = read_transcript(path).turns
    assert [(one.speaker.name, one.speaker.organization, one.kind) for one in turns] == [
        ("穆晓莉", "社区", "opening"),
        ("汪洋", "物业公司", "statement"),
        ("居民甲", None, "question"),
        ("尤", "街道城管办", "answer"),
        ("穆晓莉", "社区", "closing"),
    ]


def test_an_official_who_only_presides_answers_nothing(tmp_path: Path) -> None:
    text = """国新办发布会
新闻局副局长 谢应君：欢迎出席发布会。请常斌介绍。
水利部副部长 常斌：普及率达到90%。
新华社记者：还有哪些短板？
常斌：短板在山区。
谢应君：最后一个问题。
封面新闻记者：水库怎么度汛？
常斌：逐库落实责任人。
谢应君：今天的发布会到这里，谢谢大家！
"""
    assert [(name, kind) for name, kind, _ in read(tmp_path, text)] == [
        ("谢应君", "opening"),
        ("常斌", "statement"),
        (None, "question"),
        ("常斌", "answer"),
        ("谢应君", "statement"),
        (None, "question"),
        ("常斌", "answer"),
        ("谢应君", "closing"),
    ]


def test_one_answer_to_several_questions_is_to_each(tmp_path: Path) -> None:
    text = """专题询问实录
王秀兰委员：指南为什么看不懂？
李国强委员：各区的标准为什么不一样？
市政府办公厅副主任朱宗尧：两位委员的问题一并回答。第一，逐条试读。第二，统一制定。
"""
    path = tmp_path / "record.txt"
    path.write_text(text, "utf-8")
    transcript = read_transcript(path)
    assert [len(one.answers) for one in transcript.exchanges] == [1, 1]


def test_what_the_reporter_tells_behind_a_label_is_whose_it_is(tmp_path: Path) -> None:
    text = """专题询问实录
张伟委员：饮水怎么保障？
县水利局局长李强：今年年底通水。
县住建局局长赵敏表示，管网也已列入计划。

现场发出测评票43张，收回43张。

县人大常委会主任孙涛强调，要抓好落实，办好实事。
"""
    assert [(name, kind) for name, kind, _ in read(tmp_path, text)] == [
        ("张伟", "question"),
        ("李强", "answer"),
        ("赵敏", "statement"),
        ("孙涛", "closing"),
    ]


def test_a_record_of_one_turn_is_read(tmp_path: Path) -> None:
    text = "市教育局局长张三：明年将新建学校十所。\n"
    assert [name for name, _, _ in read(tmp_path, text)] == ["张三"]


def test_a_page_of_definition_lists_names_who_speaks_in_its_terms(tmp_path: Path) -> None:
    said = (
        ("[主持人] 闵捷", "各位网友上午好！"),
        ("[嘉宾] 印象霞", "主持人好。"),
        ("[主持人] 闵捷", "目前有多少托位？"),
        ("[嘉宾] 印象霞", "2380个。<br />明年再增加六百个。"),
        ("[网友] 糖糖妈妈", "一个月收多少钱？"),
        ("[嘉宾] 印象霞", "不超过1600元。"),
        ("[主持人] 闵捷", "今天的访谈就到这里，我们下期再见。"),
    )
    talk = "".join(f"<dl><dt>{who}</dt><dd>{words}</dd></dl>" for who, words in said)
    page = (
        '<html><body><ul class="nav"><li><a href="/">首页</a></li></ul><h1>做好社区托育</h1>'
        "<table><tr><td>访谈嘉宾</td><td>区卫健局副局长 印象霞</td></tr></table>"
        f'<div class="talk">{talk}</div><div class="pager"><a href="1">上一篇：学校</a></div>'
        '<div class="footer">版权所有：区政府 备案号：0</div></body></html>'
    )
    path = tmp_path / "talk.html"
    path.write_text(page, "utf-8")
    transcript = read_transcript(path)
    assert [
        (one.speaker.name, one.kind, transcript.words(one.spans)) for one in transcript.turns
    ] == [
        ("闵捷", "opening", "各位网友上午好！"),
        ("印象霞", "statement", "主持人好。"),
        ("闵捷", "question", "目前有多少托位？"),
        ("印象霞", "answer", "2380个。\n明年再增加六百个。"),
        ("糖糖妈妈", "question", "一个月收多少钱？"),
        ("印象霞", "answer", "不超过1600元。"),
        ("闵捷", "closing", "今天的访谈就到这里，我们下期再见。"),
    ]
