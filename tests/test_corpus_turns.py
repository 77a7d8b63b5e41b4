"""Styles of record, told by evidence, and the verbs of a newspaper's prose."""

import pytest

from corpus.errors import RecordError, SettingError
from corpus.mend import mend
from corpus.turns.narrative import read_narrative
from corpus.turns.style import check_speakers, read_turns

OPENING = "市人大常委会委员胡献民和市教育局局长邱红标出席。\n"


def _told(text):
    turns = read_narrative(mend(text))
    return [
        (turn.speaker.name, turn.kind, "".join(text[start:end] for start, end in turn.spans))
        for turn in turns
    ]


ASKING = [
    "提问",
    "询问",
    "发问",
    "追问",
    "反问",
    "质询",
    "质疑",
    "问道",
    "请教",
    "连问",
    "问",
    "紧追不舍",
    "不依不饶",
    "提出这样的问题",
    "抛出一个问题",
    "发出疑问",
    "的问题是",
    "想知道",
]
ANSWERING = [
    "回答",
    "答询",
    "答复",
    "回复",
    "回应",
    "应答",
    "作答",
    "应询",
    "答疑",
    "解答",
    "解释",
    "答道",
    "答",
    "给出答案",
    "作出回应",
    "做出说明",
    "作了解释",
    "进行了说明",
    "予以答复",
    "的回答是",
]
SAYING = [
    "表示",
    "说道",
    "说明",
    "说",
    "介绍",
    "指出",
    "强调",
    "坦言",
    "坦承",
    "直言",
    "称",
    "认为",
    "透露",
    "谈到",
    "提到",
    "补充",
    "承诺",
    "表态",
    "讲",
    "汇报",
    "总结",
    "希望",
    "建议",
    "保证",
    "分析",
    "告诉记者",
    "举例",
    "接话",
    "话锋一转",
    "开门见山",
    "提醒",
    "插话",
    "笑言",
    "重申",
    "承认",
]


@pytest.mark.parametrize("verb", ASKING)
def test_every_verb_of_asking(verb):
    text = f"{OPENING}胡献民委员{verb}：“辍学问题如何解决？”"
    assert _told(text) == [("胡献民", "question", "辍学问题如何解决？")]


@pytest.mark.parametrize("verb", ANSWERING)
def test_every_verb_of_answering(verb):
    text = f"{OPENING}胡献民委员问：“如何解决？”\n邱红标{verb}：“我们将劝返。”"
    assert _told(text)[1:] == [("邱红标", "answer", "我们将劝返。")]


@pytest.mark.parametrize("verb", SAYING)
def test_every_verb_of_saying(verb):
    text = f"{OPENING}胡献民委员问：“如何解决？”\n邱红标{verb}：“我们将劝返。”"
    assert [(name, words) for name, _, words in _told(text)[1:]] == [("邱红标", "我们将劝返。")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“如何解决？”胡献民委员问。", [("胡献民", "question", "如何解决？")]),
        ("“如何解决？”胡献民委员的问题直截了当。", [("胡献民", "question", "如何解决？")]),
        ("首先发问的是胡献民委员。“如何解决？”", [("胡献民", "question", "如何解决？")]),
        ("胡献民委员询问如何解决辍学问题。", [("胡献民", "question", "如何解决辍学问题")]),
        ("如何解决？胡献民委员问。", [("胡献民", "question", "如何解决？")]),
        ("面对提问，邱红标站起身来：“我们将劝返。”", [("邱红标", "answer", "我们将劝返。")]),
        (
            "“我们将劝返，”邱红标说，“一个不少。”",
            [("邱红标", "statement", "我们将劝返，”邱红标说，“一个不少。")],
        ),
        ("主持人请邱红标回答。", []),
        ("会议指出，要坚持以人民为中心。", []),
        ("有人说，辍学不是问题。", []),
    ],
)
def test_where_the_attribution_stands(text, told):
    assert _told(OPENING + text) == told


def test_he_is_whom_the_narration_named():
    text = OPENING + "胡献民委员问：“如何？”\n邱红标回答了胡献民的提问。他说：“我们将劝返。”"
    assert _told(text)[1:] == [("邱红标", "answer", "我们将劝返。")]


def test_who_is_addressed_in_the_narration_answers_the_bare_quotation_behind():
    text = "“您去过吗？”主持人孟真问区水务局局长张强。\n“去过。”\n"
    assert [(name, kind) for name, kind, _ in _told(text)] == [
        ("孟真", "question"),
        ("张强", "answer"),
    ]


def test_a_host_without_a_name_is_the_one_host_there_is():
    text = "主持人阎肃问：“为何？”\n局长邱红标说：“管道老化。”\n“何时修好？”主持人追问。\n"
    assert [name for name, _, _ in _told(text)] == ["阎肃", "邱红标", "阎肃"]


def test_the_head_of_a_government_winds_up_when_nobody_asks_any_more():
    text = (
        OPENING + "“如何？”胡献民委员问。\n邱红标答：“劝返。”\n市长缪建国动情地说：“一个不少。”\n"
    )
    assert _told(text)[-1] == ("缪建国", "statement", "一个不少。")


def test_what_the_reporter_tells_of_somebody_ends_indirect_speech():
    text = OPENING + "邱红标回答，我们将劝返。\n第二个短片曝光了食堂。胡献民看完，脸色凝重。\n"
    assert _told(text)[-1] == ("邱红标", "answer", "我们将劝返。")


def test_being_there_to_answer_is_no_answer():
    assert _told("市长缪建国到会应询，市人大常委会主任丰收主持会议。\n“好。”缪建国说。\n") == [
        ("缪建国", "statement", "好。")
    ]


def test_a_bare_dialogue_alternates():
    text = OPENING + "“如何？”胡献民委员问。\n“劝返。”邱红标答。\n“何时？”\n“今年。”\n"
    assert [(name, kind) for name, kind, _ in _told(text)] == [
        ("胡献民", "question"),
        ("邱红标", "answer"),
        ("胡献民", "question"),
        ("邱红标", "answer"),
    ]


def test_a_quotation_that_opens_again_in_every_paragraph_is_one_turn():
    text = OPENING + "邱红标说：“第一段。\n“第二段。”\n会场响起掌声。"
    assert _told(text) == [("邱红标", "statement", "第一段。\n“第二段。")]


DIALOGUE = "“如何？”胡献民委员问。\n局长邱红标答：“劝返。”\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "胡献民委员问：“如何？”邱红标说：“劝返。”“何时？”“今年。”",
            [
                ("胡献民", "如何？"),
                ("邱红标", "劝返。"),
                ("胡献民", "何时？"),
                ("邱红标", "今年。"),
            ],
        ),
        (
            "“太慢。”会议刚开始，胡献民委员就举起一张纸，“有图。”",
            [("胡献民", "太慢。”会议刚开始，胡献民委员就举起一张纸，“有图。")],
        ),
        (
            "胡献民委员问：“管没管？”邱红标脸一红，“管得不够。”",
            [("胡献民", "管没管？"), ("邱红标", "管得不够。")],
        ),
        ("“缺口多少？”胡献民委员的第一问就很具体。", [("胡献民", "缺口多少？")]),
        ("邱红标的回答让人鼓掌：“今年办。”", [("邱红标", "今年办。")]),
        (
            "“没有测算过吗？”面对胡献民的追问，邱红标表示，测算过。",
            [("胡献民", "没有测算过吗？"), ("邱红标", "测算过。")],
        ),
        ("胡献民接过话筒，经费够不够？", [("胡献民", "经费够不够？")]),
        ("邱红标作总结讲话，指出工作还有差距。", [("邱红标", "工作还有差距。")]),
        ("胡献民询问市教育局，质量如何提高？", [("胡献民", "质量如何提高？")]),
        (
            "胡献民委员说：“好。”\n邱红标当场敲定时间表：九月开工。",
            [("胡献民", "好。"), ("邱红标", "九月开工。")],
        ),
        (
            "邱红标安抚：“您别急。”放下电话，他转向胡献民委员：“今晚能供上？”",
            [("邱红标", "您别急。"), ("邱红标", "今晚能供上？")],
        ),
        (
            "新华社记者问到控辍的进展，邱红标介绍，已劝返百人。",
            [(None, "控辍的进展"), ("邱红标", "已劝返百人。")],
        ),
        ("“做了哪些工作？”8日，新华社记者的提问直指痛点。", [(None, "做了哪些工作？")]),
        (
            "邱红标说：“好。”\n第二个电话是一位开店的店主打来的。他问，何时办好？",
            [("邱红标", "好。"), (None, "何时办好？")],
        ),
        (
            "邱红标说：“好。”\n全场安静：“路灯还得修。”",
            [("邱红标", "好。"), (None, "路灯还得修。")],
        ),
    ],
)
def test_whose_a_quotation_is(text, told):
    assert [(name, words) for name, _, words in _told(OPENING + text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "“我的工资什么时候发？”大屏幕上，工人对着镜头问。\n",
        "“我的工资什么时候发？”\n",
        "代表走进检察院：“小案”怎么办\n",
        "“局长，您喝过这里的水吗？”\n——专题询问现场直击\n",
        "委员三问“夜间经济” 部门逐一“接招”\n",
    ],
)
def test_films_headlines_and_terms_are_nobodys_words(text):
    assert _told(text + DIALOGUE) == [
        ("胡献民", "question", "如何？"),
        ("邱红标", "answer", "劝返。"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("胡献民委员说：“邱局长，给个准话。”", "question"),
        ("胡献民委员说：“邱局长，路灯又坏了。”", "question"),
        ("市民王芳反映，路灯又坏了。市教育局局长邱红标答复，今晚就修。", "question"),
        ("“图纸改了四回！”市民王芳说。市教育局局长邱红标说：“您别急，我去查。”", "question"),
        ("市民王芳反映，建议装路灯。市教育局局长邱红标答复，会研究。", "statement"),
    ],
)
def test_what_is_put_to_an_official_is_a_question(text, kind):
    assert _told(OPENING + text)[0][1] == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("这一段先不开工，放在九月，行不行？", "answer"),
        ("这个问题，请专业的同志来答。", "statement"),
    ],
)
def test_an_official_who_is_asked_answers_or_hands_on(words, kind):
    text = f"{OPENING}“如何？”胡献民委员问。\n邱红标说：“{words}”"
    assert _told(text)[1][1] == kind


@pytest.mark.parametrize("who", ["家住城东的孙阿姨", "特约评论员、市药学会秘书长葛可久"])
def test_who_only_comments_does_not_answer(who):
    text = f"{OPENING}“如何？”胡献民委员问。\n邱红标答：“劝返。”\n{who}说：“太慢。”"
    assert _told(text)[2][1] == "statement"


def test_the_asker_who_speaks_again_does_not_answer_himself():
    text = OPENING + "“如何？”胡献民委员问。\n邱红标答：“劝返。”\n胡献民说：“不够。”"
    assert [kind for _, kind, _ in _told(text)] == ["question", "answer", "statement"]


def test_a_quotation_with_prose_beside_it_does_not_go_on_with_the_last_turn():
    text = OPENING + "“如何？”胡献民委员问。\n“不好说。”一个声音传来。\n"
    assert [(name, words) for name, _, words in _told(text)] == [
        ("胡献民", "如何？"),
        (None, "不好说。"),
    ]


def test_a_dateline_is_no_part_of_a_question():
    text = OPENING + "【本报讯】教育委员会昨日讨论此事。胡献民委员质疑，监管是否不力？"
    assert _told(text) == [("胡献民", "question", "监管是否不力？")]


def test_a_half_width_full_stop_ends_a_sentence():
    text = OPENING.replace("。", ".") + '邱红标说:"劝返."胡献民委员说:"好."'
    assert [name for name, _, _ in _told(text)] == ["邱红标", "胡献民"]


def test_no_turn_reaches_into_the_next():
    text = "好。“甲乙胡瑘询问。\n“征地完成”马跃进刑向大家“如何解决？”胡瑘询问。\n" * 3
    spans = [span for turn in read_narrative(mend(text)) for span in turn.spans]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))


QA = "教育部负责人就新规答记者问\n问：为什么？\n答：为了孩子。\n问：何时？\n答：今年。\n"
LABELLED = "记者：如何解决？\n李强：我们劝返。\n记者：何时？\n李强：今年。\n"
OFFICIAL = (
    "主席：請林委員滄敏質詢。\n林委員滄敏：部長，如何解決？\n施部長顏祥：會檢討。\n主席：散會。\n"
)


@pytest.mark.parametrize(
    ("text", "style", "kinds"),
    [
        (QA, "question_answer", "question answer question answer"),
        (LABELLED, "labelled", "question answer question answer"),
        (OFFICIAL, "official_record", "opening question answer closing"),
        (OPENING + "“如何？”胡献民委员问。", "narrative", "question"),
        (
            LABELLED.replace("记者：", "【记者】").replace("李强：", "【李强】"),
            "labelled",
            "question answer question answer",
        ),
        (
            LABELLED.replace("记者：", "**记者**：").replace("李强：", "**李强**："),
            "labelled",
            "question answer question answer",
        ),
        (
            LABELLED.replace("记者：", "### 记者:\n").replace("李强：", "### 李强:\n"),
            "labelled",
            "question answer question answer",
        ),
        (
            LABELLED.replace("记者：", "记者 00:12\n").replace("李强：", "李强 00:31\n"),
            "labelled",
            "question answer question answer",
        ),
        (
            LABELLED.replace("记者：", "[00:01:02] 记者: ").replace("李强：", "[00:01:09] 李强: "),
            "labelled",
            "question answer question answer",
        ),
    ],
)
def test_the_style_is_told_by_the_text(text, style, kinds):
    chosen, turns = read_turns(text)
    assert chosen == style
    assert [turn.kind for turn in turns] == kinds.split()


def test_who_answers_stands_in_the_heading():
    speaker = read_turns(QA)[1][1].speaker
    assert (speaker.name, speaker.title, speaker.organization) == (None, "负责人", "教育部")


@pytest.mark.parametrize(
    "label",
    ["孙丽（县人大代表）", "县人大代表", "孙丽 县人大代表", "孙丽（县政协委员、县一中校长）"],
)
def test_what_a_member_of_a_congress_or_conference_says_is_a_question(label):
    others = "王刚委员：停水怎么通知？\n周强（县水利局局长）：发短信。\n"
    _, turns = read_turns(f"{others}{label}：水费多少？\n周强（县水利局局长）：每吨两元。\n")
    assert [turn.kind for turn in turns][2:] == ["question", "answer"]


@pytest.mark.parametrize("scheme", ["http", "https", "file"])
def test_an_address_is_nobody(scheme):
    text = f"张三：好？\n李四：好。\n张三：何时？\n李四：今年。\n{scheme}://example.org/h.html"
    assert {turn.speaker.label for turn in read_turns(text)[1]} == {"张三", "李四"}


def test_who_is_called_for_the_last_word_states_and_answers_nobody():
    text = (
        "王刚委员：何时修？\n周强（县水利局局长）：年内。\n主持人：{}\n马超（副县长）：逐项整改。\n"
    )
    for called, kind in (("请副县长表态。", "statement"), ("请副县长补充。", "answer")):
        _, turns = read_turns(text.format(called))
        assert [turn.kind for turn in turns] == ["question", "answer", "statement", kind]
    _, turns = read_turns(
        "王刚委员：何时修？\n主持人：请局长表态。\n周强（县水利局局长）：年内。\n"
    )
    assert [turn.kind for turn in turns] == ["question", "statement", "answer"]


def test_bold_names_on_lines_of_their_own_are_labels():
    text = "**唐凤**\n我们开始？\n\n**王大明**\n好。\n\n**唐凤**\n那就这样？\n\n**王大明**\n对。\n"
    assert [turn.speaker.name for turn in read_turns(text)[1]] == ["唐凤", "王大明"] * 2


def test_numbered_headings_over_labelled_turns_are_no_labels():
    text = "问题一：钱从哪来？\n委员胡献民：多少？\n局长邱红标：三亿。\n问题二：谁来管？\n委员胡献民：谁？\n局长邱红标：我们。\n"
    _, turns = read_turns(text)
    assert [turn.speaker.name for turn in turns] == ["胡献民", "邱红标", "胡献民", "邱红标"]


def test_a_style_can_be_forced():
    assert read_turns(LABELLED, "narrative")[0] == "narrative"
    with pytest.raises(SettingError, match=r"style: there is none called 'verse'"):
        read_turns(LABELLED, "verse")


def test_page_heads_in_the_middle_of_a_sentence_are_stepped_over():
    page = "立法會 ─ 2013年 2月 1日\n{}\n"
    text = (
        page.format(4251)
        + "主席：請林健鋒議員發言，他會就經\n"
        + page.format(4252)
        + "濟發展提出意見。\n林健鋒議員：多謝主席。\n"
        + page.format(4253)
        + "主席：散會。\n"
    )
    _, turns = read_turns(text)
    words = "".join(text[start:end] for start, end in turns[0].spans)
    assert words == "請林健鋒議員發言，他會就經濟發展提出意見。"


def test_a_list_of_speakers_is_no_meeting():
    with pytest.raises(RecordError, match=r"list\.txt: 20,001 speakers"):
        check_speakers(20_001, "list.txt")
