"""Newspaper accounts: whose a quotation is, however it is broken, and what nobody says."""

from __future__ import annotations

import pytest

from corpus.mend import mend
from corpus.turns.narrative import read_narrative


def told(text: str) -> list[tuple[str, str | None, str]]:
    """Kind, name (or organisation) and the first words of every turn."""
    return [
        (one.kind, one.speaker.name or one.speaker.organization, text[slice(*one.spans[0])][:6])
        for one in read_narrative(mend(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "县城管局局长孔繁星答复说，填埋场选址反复。\n“这件事我负主要责任。”他起身鞠了一躬，“6月底前处理完毕。”",
            [("answer", "孔繁星", "填埋场选址反")],
        ),
        (
            "代表卢青山问：“村民喝什么水？”\n孔繁星局长答：“用水车送水。”\n“质询是刚性监督。”散会后，代表田桂英对记者说，“我们盯的是问题。”",
            [
                ("question", "卢青山", "村民喝什么水"),
                ("answer", "孔繁星", "用水车送水。"),
                ("statement", "田桂英", "质询是刚性监"),
            ],
        ),
        (
            "副镇长廖兴全说：“落雨就加班。”\n72岁的胡光碧婆婆说的是另外一件事。“公交车只到二组。”她叹了口气，“能不能多开两里路？”",
            [("statement", "廖兴全", "落雨就加班。"), ("question", "胡光碧婆婆", "公交车只到二")],
        ),
        (
            "市局局长张红军说：“5月。”\n“补偿款呢？”种了半辈子藕的村民代表老翟声音发颤，“一分钱没见着。”",
            [("statement", "张红军", "5月。"), ("question", "老翟", "补偿款呢？”")],
        ),
        (
            "市物业协会秘书长欧小芳提出，建议建立联动的机制。对此，业主代表宣志刚持不同看法。“为什么先涨价？”他说，“应当先评价。”",
            [
                ("statement", "欧小芳", "建议建立联动"),
                ("question", "宣志刚", "为什么先涨价"),
            ],
        ),
        (
            "代表卢青山问：“村民喝什么水？”\n“询问不是终点。”市人大常委会副主任曾祥林在询问结束时强调，常委会将跟踪督办。",
            [("question", "卢青山", "村民喝什么水"), ("closing", "曾祥林", "询问不是终点")],
        ),
        (
            "拿药能不能报销？集采药为什么断货？在主会场，市人大常委会组成人员石慧芳连问两个问题。\n县医保局、县卫健局负责人共同回答了这一问题：年底前建成储备目录。",
            [
                ("question", "石慧芳", "拿药能不能报"),
                ("answer", "县医保局、县卫健局", "年底前建成储"),
            ],
        ),
        (
            "区人大代表王芳追问：“补助标准多少？”\n区人大常委会委员刘洋请区人社局说明培训情况。区人社局副局长陈刚介绍，去年培训310人。",
            [
                ("question", "王芳", "补助标准多少"),
                ("question", "刘洋", "请区人社局说"),
                ("answer", "陈刚", "去年培训31"),
            ],
        ),
        (
            "社区书记乐嘉说：“请大家说说想法。”\n居民代表高云同意方案一，认为一次投入长期受益。居民代表田亮则反对，担心遮挡采光。",
            [
                ("statement", "乐嘉", "请大家说说想"),
                ("statement", "高云", "同意方案一，"),
                ("statement", "田亮", "反对，担心遮"),
            ],
        ),
        (
            "部分委员与部门负责人面对面，一问一答，气氛热烈。\n“大家围绕饮水提问。”会议一开始，县人大常委会主任周德明说。\n县人大常委会委员储志勇就管护资金问题进行了询问。他问，资金缺口怎样补上？\n市价格队队长廖敏通报了成本。她说，成本为每立方米2.19元。\n各专门委员会负责同志、部分代表参加会议。",
            [
                ("opening", "周德明", "大家围绕饮水"),
                ("question", "储志勇", "资金缺口怎样"),
                ("answer", "廖敏", "成本为每立方"),
            ],
        ),
        (
            "“有一位网友留言，说小区楼道里堆满了杂物，这个问题请城管局回答。”区人大常委会副主任邵玉琴念道。区人大常委会副主任邵玉琴主持会议。\n区城管局副局长仇志伟回应，三天之内上门处理。",
            [("question", "邵玉琴", "有一位网友留"), ("answer", "仇志伟", "三天之内上门")],
        ),
        (
            "文小林委员是专程赶来的，他一直在记录。轮到他时，他提醒大家，落果要及时捡拾深埋。",
            [("statement", "文小林", "落果要及时捡")],
        ),
    ],
)
def test_who_says_it(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(text) == expected


def test_the_name_of_the_writer_and_a_dateline_are_nobodys_words() -> None:
    text = (
        "掌上东河讯　“办一个手续为什么跑七趟？”县人大常委会委员王建平问。\n"
        "县政务局局长王磊答：“我们压减到一趟。”\n"
        "县人大常委会主任薄海涛表示，常委会将听取整改报告。\n（欧阳旭）"
    )
    transcript = read_narrative(mend(text))
    said = ["".join(text[slice(*span)] for span in one.spans) for one in transcript]
    assert said == ["办一个手续为什么跑七趟？", "我们压减到一趟。", "常委会将听取整改报告。"]
    assert [one.kind for one in transcript] == ["question", "answer", "closing"]


@pytest.mark.parametrize(
    "text",
    ["李六委员对老师不足的问题怎么解决十分关切。", "王五委员提的问题是怎么解决入学难。"],
)
def test_a_word_is_never_cut_to_find_a_question_in_it(text: str) -> None:
    assert not any(words.startswith("题") for _, _, words in told(text))
