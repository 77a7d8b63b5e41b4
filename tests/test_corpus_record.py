"""What is known of a whole record: when it was held."""

import pytest

from corpus.record import read_transcript

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
