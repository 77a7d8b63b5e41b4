"""Texts cut thousands at a time give the terms that one text gives."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from corpus.text import normalise
from index.keys import BITS, Cutter, folded, key
from index.segmenter import terms

TEXTS = [
    "",
    "脱贫攻坚2019年12.5%",
    "GDP增长",
    "〇一二",
    "é漢字xyz 3.14.15",
    "𠀀𠀁",
    "a",
    "_",
    "中\n国",
    "٣٤ ½",
]
written = st.text(st.sampled_from("脱贫攻坚〇𠀀éabz09. _，\n½٣")) | st.text()


@given(st.lists(written | st.sampled_from(TEXTS), max_size=6))
def test_a_batch_is_cut_as_its_texts_are(texts: list[str]) -> None:
    plain = [normalise(text) for text in texts]
    cut = Cutter().cut(plain)
    found = Counter(zip(cut.owners.tolist(), cut.keys.tolist(), strict=True))
    assert found == Counter(
        (place, key(term)) for place, text in enumerate(plain) for term in terms(text)
    )


def test_keys_fit_where_they_are_put() -> None:
    for term in ("中", "中国", "a", "ab", "abc", "2019", "\U000323af\U000323af"):
        assert 0 < key(term) < 2**BITS
        assert 0 < folded(key(term)) < 2**32
