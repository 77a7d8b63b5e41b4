"""What is known of a whole record: what it is called and when it was held."""

import pytest

from corpus.record import read_transcript
from corpus.title import title_of

SAID = "主持人：请提问。\n记者：如何解决？\n李局长：我们劝返。\n"


@pytest.mark.parametrize(
    ("name", "front", "date"),
    [
        ("会议", "2020年4月30日专题询问", "2020-04-30"),
        ("会议", "2020 年 4 月 30 日专题询问", "2020-04-30"),
        ("会议20200501", "2020年4月30日专题询问", "2020-05-01"),
        ("会议20200501-2020.6.1", "专题询问", "2020-06-01"),
        ("会议20209999", "2020年4月30日专题询问", "2020-04-30"),
        ("会议20209999-20200501", "2020年4月30日专题询问", "2020-05-01"),
        ("会议2020-13-1", "2020年4月30日专题询问", "2020-04-30"),
        ("会议", "原定2020年2月30日，改为2020年4月30日", "2020-04-30"),
        ("会议", "立法院 109年4月30日", "2020-04-30"),
        ("会议", "中华民国109年13月1日，109年4月30日", "2020-04-30"),
        ("会议20209999", "专题询问", None),
        ("会议", "109年4月30日", None),
        ("会议", "立法院 2021年2月29日", None),
    ],
)
def test_the_date_is_the_first_that_is_a_day(tmp_path, name, front, date):
    record = tmp_path / f"{name}.txt"
    record.write_text(f"{front}\n{SAID}", "utf-8")
    assert read_transcript(record).date == date


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("某区专题询问实录\n2023年6月15日\n", "某区专题询问实录"),
        ("县政府会议记录\n时间：2024年5月10日\n地点：会议室\n", "县政府会议记录"),
        ("# 某区\t专题  询问　实录\n", "某区 专题 询问 实录"),
        ("2023年6月15日\n", "a"),
    ],
)
def test_a_date_is_no_part_of_the_title(tmp_path, front, title):
    record = tmp_path / "a.txt"
    record.write_text(front + SAID, "utf-8")
    assert read_transcript(record).title == title


@pytest.mark.parametrize(
    "line",
    [
        "2023-06-15",
        "2023/6/15 14:30",
        "2023年6月15日（星期四）上午9时",
        "2023 年 6 月 15 日 周四 下午2点30分",
        "二〇二三年六月十五日",
        "中華民國109年4月30日",
        "6月15日晚",
        "时间：2024年5月10日",
        "會議時間：上午",
        "日  期：2024年5月10日",
        "地 点：会议室",
        "来源：某报",
        "作者：张三",
        "责任编辑：张三",
        "记者：张三",
        "摄影：张三",
        "文号：某发1号",
        "主 持 人：张三",
        "记录：张三",
        "整理人：张三",
        "出席人员：张三、李四",
        "应询单位：县水利局",
        "□ 记者 丛笑 文/图",
        "本报全媒体记者 米芾 见习记者 白鹿",
        "本报讯 记者 南宫雪 通讯员 李想",
        "（本报记者 周颖 通讯员 刘波）",
        "通讯员 刘波",
        "序号\t询问人及问题",
        "甲\t编号",
        "时间\t甲",
        "地点\t甲",
        "发言人\t甲",
        "应询单位\t甲",
        "主要内容\t甲",
        "问题\t甲",
        "姓名\t甲",
        "单位\t甲",
        "职务\t甲",
        "备注\t甲",
        "* * *",
    ],
)
def test_what_heads_something_else_is_no_title(line):
    assert title_of(["某区专题询问实录", line]) == "某区专题询问实录"
    assert title_of([line]) == ""


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["问在要害", "答在实处"], "问在要害 答在实处"),
        (["问在要害", "——专题询问侧记"], "问在要害——专题询问侧记"),
        (["2023年6月15日某市听证会"], "2023年6月15日某市听证会"),
        (["时间都去哪儿了"], "时间都去哪儿了"),
        (["本报记者追问五部门"], "本报记者追问五部门"),
        (["第一章\t总则"], "第一章 总则"),
        (["甲", "乙", "丙", "丁"], "甲"),
        (["甲", "——乙", "丙", "丁"], "甲——乙"),
        ([], ""),
    ],
)
def test_lines_of_a_title_are_joined_by_a_blank(lines, title):
    assert title_of(lines) == title
