"""Why a finding came where it came: which words, which meaning, which name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import segmenter
from index.evidence import Sentence, Worth
from index.question import Question
from index.rerank import Features

MOST_WORDS = 6
OVERTOOK = "与问题合读，比得分略高的一条更像回答"


def reasons(
    question: Question,
    features: Features,
    sentences: Sequence[Sentence],
    worth: Worth,
    overtook: bool = False,
) -> tuple[str, ...]:
    """One line for each thing that spoke for a finding, in Chinese; the weightiest first.

    The first is that it ``overtook`` another since it reads better beside the question.
    """
    lines = tuple(_lines(question, features, sentences, worth))
    return (OVERTOOK, *lines) if overtook else lines


def _lines(
    question: Question, features: Features, sentences: Sequence[Sentence], worth: Worth
) -> Iterator[str]:
    if features.named or features.body:
        yield "问题点名：" + "、".join(sorted(_named(question)))
    words = shared_words(sentences, worth)
    if words:
        yield f"共有的词：{' '.join(words)}（占问题分量的 {_percent(features.said)}）"
    yield f"意思相近：{features.near_said:.2f}（1 为相同）"
    if features.context > 0:
        yield f"通读整句也相近：{features.context:.2f}"
    if features.asked > 0 or features.near_asked > 0:
        share = _percent(features.asked)
        yield f"所答之问也相近：用词 {share}，意思 {features.near_asked:.2f}"


def _named(question: Question) -> frozenset[str]:
    mentions = question.mentions
    return mentions.people | mentions.organizations | mentions.titles


def shared_words(sentences: Sequence[Sentence], worth: Worth) -> list[str]:
    """The terms of the question that the turn holds, weightiest first, none inside another.

    Pairs of characters that are no word are left out, unless there is nothing else.
    """
    held = frozenset().union(*(sentence.terms for sentence in sentences))
    shared = worth.weights.keys() & held
    words = {term for term in shared if len(term) > 1 and _is_word(term)} or shared
    order = sorted(words, key=lambda term: (-len(term), -worth.weights[term], term))
    kept: list[str] = []
    for term in order:
        if not any(term in other for other in kept):
            kept.append(term)
    return sorted(kept, key=lambda term: -worth.weights[term])[:MOST_WORDS]


def _is_word(term: str) -> bool:
    """Whether a term is one of the dictionary's, a figure or in other letters."""
    return term.isascii() or term in segmenter.pairs()


def _percent(share: float) -> str:
    return f"{100 * min(1.0, share):.0f}%"


def notes(
    question: Question,
    first: Features | None,
    unanswered: Sequence[str] = (),
    unmet: Sequence[str] = (),
) -> Iterator[str]:
    """What of a question nobody in the records fits, or more than one does, a line each, in Chinese.

    ``first`` is what is known of the first finding, None where nothing was let
    through; ``unanswered`` are those of several questions that have no answer,
    ``unmet`` says which filters nobody fits.
    """
    if first is None:
        yield from unmet or ("没有符合条件的发言。",)
    for call, bearers in question.mentions.several:
        yield f"“{call}”不止一位：{'、'.join(bearers)}。"
    for name in question.mentions.strangers:
        yield f"记录中没有名叫“{name}”的发言人。"
    for department in question.mentions.absent:
        yield f"记录中没有“{department}”的发言。"
    for place in question.elsewhere:
        yield f"记录中没有提到“{place}”。"
    if question.mentions.people and first is not None and not first.named:
        named = "、".join(sorted(question.mentions.people))
        yield f"没有找到{named}就此所说的话，下面是别人的发言。"
    for part in unanswered:
        yield f"没有找到对“{part}”的回答。"
