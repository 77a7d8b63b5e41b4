"""Citations in every style."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.cite import STYLES, Style, cite
from corpus.model import Source, Speaker, Turn

SOURCE = Source(
    "会议", "关于{教育}的_询问&答复", "2020-04-30", "ab" * 32, "narrative", "问题。回答\n在此。"
)
ASKED = Turn("t0", Speaker("胡献民", "委员"), "question", ((0, 3),))
TURN = Turn("t3", Speaker("邱红标", "局长", "市教育局", "official"), "answer", ((3, 9),))
URL = "https://x.cn/t/%E4%BC%9A%E8%AE%AE?sha=abababababab#t3"

EXPECTED = {
    "gbt7714": "邱红标. 答胡献民委员问[Z/OL]//关于{教育}的_询问&答复. (2020-04-30)[2026-01-02]: "
    f"第3–9字. {URL}.",
    "bibtex": "@misc{xunwen-abababab-t3,\n  author = {{邱红标}},\n  title = {{答胡献民委员问}},\n"
    "  howpublished = {关于\\{教育\\}的\\_询问\\&答复},\n  date = {2020-04-30},\n  year = {2020},\n"
    f"  note = {{市教育局局长 邱红标，第 3–9 字}},\n  url = {{{URL}}},\n  urldate = {{2026-01-02}},\n}}",
    "ris": "TY  - GEN\nAU  - 邱红标\nTI  - 答胡献民委员问\nT2  - 关于{教育}的_询问&答复\nPY  - 2020\n"
    f"DA  - 2020/04/30\nSP  - 3\nEP  - 9\nN1  - 市教育局局长 邱红标\nUR  - {URL}\nY2  - 2026/01/02\nER  - ",
    "plain": "市教育局局长 邱红标：“回答 在此。”（《关于{教育}的_询问&答复》，2020-04-30，"
    f"第 3–9 字）{URL}",
}


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_reads_as_its_style_wants(style):
    assert cite(SOURCE, TURN, ASKED, "https://x.cn", "2026-01-02", style) == EXPECTED[style]


def test_what_is_unknown_is_left_out():
    source = Source("m", "题", None, "0" * 64, "narrative", "好")
    turn = Turn("t0", Speaker(None, "局长"), "report", ((0, 1),))
    cited = cite(source, turn, None, "", "2026-01-02", "gbt7714")
    assert cited == "局长. 报告[Z/OL]//题. [2026-01-02]: 第0–1字. /t/m?sha=000000000000#t0."


def test_a_page_or_a_moment_is_part_of_the_place():
    paged = Source("m", "题", None, "0" * 64, "narrative", "一二三四五六", pages=(0, 2, 4))
    turn = Turn("t3", Speaker("邱红标"), "answer", ((3, 6),))

    def cited(source: Source, style: Style) -> str:
        return cite(source, turn, None, "", "2026-01-02", style)

    assert "[2026-01-02]: 第2–3页，第3–6字." in cited(paged, "gbt7714")
    assert "  pages = {2--3},\n  note = {邱红标，第 2–3 页，第 3–6 字}," in cited(paged, "bibtex")
    assert "SP  - 2\nEP  - 3\nN1  - 邱红标，第 2–3 页，第 3–6 字\n" in cited(paged, "ris")
    one = replace(paged, pages=(0, 3))
    assert "SP  - 2\nEP  - 2\n" in cited(one, "ris")
    spoken = replace(paged, pages=(), times=((0, 1.0), (3, 3725.5)))
    assert cited(spoken, "plain").startswith("邱红标：“四五六”（《题》，01:02:05，第 3–6 字）")
