"""When two rankings are the same for a reader, and what is said when they are not."""

import pytest

from evaluation.agreement import compare, reason
from index.hits import Hit


def ranking(*names: str, step: float = 0.01) -> list[Hit]:
    return [Hit(name, 1 - step * place) for place, name in enumerate(names)]


TEN = ranking(*"abcdefghij")


class Ranks:
    """A search that always finds the same."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits

    def rank(self, question: str) -> list[Hit]:
        return self.hits


def test_the_same_set_in_another_order_agrees() -> None:
    found = compare(Ranks(TEN), Ranks(TEN[::-1]), ["一", "二"])  # type: ignore[arg-type]
    assert (found.asked, found.share, found.differences) == (2, 1.0, ())


def test_another_set_is_listed_with_its_reason() -> None:
    there = Ranks([*TEN[:9], Hit("z", 0.5)])
    found = compare(Ranks(TEN), there, ["一"])  # type: ignore[arg-type]
    assert found.share == 0.0
    assert [(one.question, one.reason) for one in found.differences] == [
        ("一", "j is not among what Milvus found")
    ]


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ([*TEN[:9], Hit("z", 0.91), Hit("j", 0.91)], "j is as good as the tenth (0.910000)"),
        ([*TEN[:9], Hit("z", 0.91), Hit("j", 0.7)], "j has 0.910000 here, 0.700000 there"),
    ],
)
def test_reasons(there: list[Hit], why: str) -> None:
    assert reason(TEN, there) == why
