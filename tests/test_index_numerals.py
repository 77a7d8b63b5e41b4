from time import perf_counter

import pytest

from index.numerals import number, with_figures


@pytest.mark.parametrize(
    ("text", "year", "figures"),
    [
        ("贫困人口2.13万人", None, "21300"),
        ("3亿元", None, "300000000"),
        ("1.2万亿", None, "1200000000000"),
        ("二十三个村", None, "23"),
        ("一百零五户", None, "105"),
        ("百分之二", None, "2"),
        ("百分之十五", None, "15"),
        ("四种措施", None, "4"),
        ("二〇二〇年", None, "2020"),
        ("三千五百万元", None, "35000000"),
        ("去年以来", 2020, "2019"),
        ("今年和明年", 2020, "2020 2021"),
    ],
)
def test_figures_are_added_in_plain_digits(text: str, year: int | None, figures: str) -> None:
    assert with_figures(text, year) == f"{text} {figures}"


@pytest.mark.parametrize("text", ["", "23个", "去年以来", "一定要", "万一", "统一领导", "2%"])
def test_what_is_no_other_form_of_a_figure_adds_nothing(text: str) -> None:
    assert with_figures(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "一" + "亿" * 600,
        "共有" + "一" * 5000 + "户",
        "百分之" + "二" * 25,
        "1" * 21 + "万",
        "0." + "1" * 11 + "万",
    ],
    ids=["units", "digits", "a share", "plain digits", "decimals"],
)
def test_a_run_longer_than_any_figure_adds_nothing(text: str) -> None:
    assert with_figures(text) == text


def test_the_longest_figures_are_added() -> None:
    assert with_figures("一" * 24) == f"{'一' * 24} {'1' * 24}"
    assert with_figures("1" * 20 + ".5亿") == f"{'1' * 20}.5亿 {'1' * 20}50000000"


def test_a_hundred_thousand_digits_are_passed_over_at_once() -> None:
    started = perf_counter()
    assert with_figures("0" * 100_000 + "个") == "0" * 100_000 + "个"
    assert perf_counter() - started < 2


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二十", 20), ("两万三", 20003), ("一亿二千万", 120000000), ("万万", None)],
)
def test_number(numeral: str, value: int | None) -> None:
    assert number(numeral) == value
