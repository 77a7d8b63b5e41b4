"""The words of the static encoder: jieba's dictionary as a Unigram model.

A Unigram model whose pieces are jieba's words, scored ``log(frequency / total)``,
cuts a run of Chinese characters exactly as jieba does without its hidden Markov
model, and it lies in one ``tokenizer.json`` that every library reads. A shipped
table has room for some tens of thousands of rows, so the words that the training
text uses most stay; a word left out falls back to the shorter words in it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003ffff]"
# tokenizers' own regular expressions (Oniguruma) know scripts by name.
RUN = r"\p{Han}+|\p{N}+|[\p{L}&&[^\p{Han}]]+"
_HAN_RUN = re.compile(f"{HAN}+")
_OTHER_RUN = re.compile(r"[0-9]+|[a-z]+")
_PIECES_AT_ONCE = 4096


def dictionary() -> dict[str, int]:
    """Jieba's words that are Chinese characters throughout, with their frequencies."""
    import jieba

    words: Counter[str] = Counter()
    path = Path(jieba.__file__).with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency = line.split(" ")[:2]
        if _HAN_RUN.fullmatch(word):
            words[unicodedata.normalize("NFKC", word)] += int(frequency)
    return dict(words)


@cache
def _jieba() -> tuple[Mapping[str, int], Tokenizer]:
    """Jieba's words and a tokenizer that cuts into them, which takes seconds to make."""
    known = dictionary()
    return known, tokenizer_of(known)


def tokenizer_of(frequencies: Mapping[str, int]) -> Tokenizer:
    """A tokenizer that cuts into these words, most probable path first.

    Ids are given in order of falling frequency, ties by the word; 0 is unknown.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    total = math.log(sum(frequencies.values()))
    ranked = sorted(frequencies.items(), key=lambda item: (-item[1], item[0]))
    pieces = [(word, round(math.log(max(count, 1)) - total, 5)) for word, count in ranked]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *pieces], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUN), behavior="removed", invert=True)
    return tokenizer


def learn(texts: Iterable[str], size: int, *, longest: int = 8) -> Tokenizer:
    """A tokenizer of ``size`` pieces: every character met, then the commonest words.

    ``longest`` is the most characters a kept word may have. Frequencies stay
    jieba's, so the cut stays jieba's wherever all its words were kept; Latin
    words and numbers, which jieba leaves alone, bring their count in the texts.
    """
    known, tokenizer = _jieba()
    used, characters, others = _count(texts, tokenizer)
    kept = {character: known.get(character, 1) for character in sorted(characters)}
    kept |= {sign: others.get(sign, 1) for sign in "abcdefghijklmnopqrstuvwxyz0123456789"}
    for word, _ in sorted((used + others).items(), key=lambda item: (-item[1], item[0])):
        if len(kept) >= size - 1:
            break
        if len(word) <= longest or word in others:
            kept.setdefault(word, known.get(word) or others[word])
    return tokenizer_of(kept)


def _count(
    texts: Iterable[str], tokenizer: Tokenizer
) -> tuple[Counter[str], set[str], Counter[str]]:
    """How often dictionary words and Latin or digit runs occur, and which characters do."""
    words: Counter[int] = Counter()
    characters: set[str] = set()
    others: Counter[str] = Counter()
    for batch in _batches(texts):
        for text in batch:
            plain = unicodedata.normalize("NFKC", text).lower()
            characters.update(plain)
            others.update(_OTHER_RUN.findall(plain))
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            words.update(encoding.ids)
    used = {tokenizer.id_to_token(index) or "": count for index, count in words.items() if index}
    return Counter(used), set(filter(_HAN_RUN.fullmatch, characters)), others


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of a few thousand, which tokenizers cuts on every core."""
    remaining = iter(texts)
    while batch := list(islice(remaining, _PIECES_AT_ONCE)):
        yield batch
