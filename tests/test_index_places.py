"""Places that the records do not mention."""

import pytest

from index.places import unheard


@pytest.mark.parametrize(
    ("question", "held", "places"),
    [
        ("洛阳市教育局怎么控辍保学", set(), ("洛阳市",)),
        ("洛阳怎么控辍保学", set(), ("洛阳",)),
        ("洛阳怎么控辍保学", {"洛阳"}, ()),
        ("平顶山市怎么做", {"平顶", "顶山"}, ()),
        ("平顶山市怎么做", {"平顶"}, ("平顶山市",)),
        ("来宾有多少", set(), ()),
        ("宝丰县和宝丰县", set(), ("宝丰县",)),
        ("农村怎么办", set(), ()),
    ],
)
def test_places_of_which_nothing_is_said(question: str, held: set, places: tuple) -> None:
    assert unheard(question, held.__contains__) == places
