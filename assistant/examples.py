"""Questions to begin with: the shipped record's, or some that were asked in the index's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.library import Shelf
    from corpus.model import Transcript

SHIPPED = "专题询问侧记"
"""The record that the examples are about."""
EXAMPLES = (
    "辍学问题怎么解决？",
    "村医队伍怎么管理？",
    "贷款还不上怎么办？",
    "危房改造有什么困难？",
)
MOST = len(EXAMPLES)
RECORDS, TRIED = 20, 24
"""How many records are read for examples, the newest first, and how many questions are tried."""
SHORTEST, LONGEST = 6, 30


def examples(shelf: Shelf) -> tuple[str, ...]:
    """At most four short questions, each with an answer in the shelf's records."""
    if SHIPPED in shelf.records:
        return EXAMPLES
    newest = (shelf.transcript(one.transcript_id) for one in shelf.holdings[:RECORDS])
    asked = dict.fromkeys(words for one in newest if one for words in _short(one))
    tried = islice(asked, TRIED)
    answered = (words for words in tried if shelf.searcher.ask(words, k=1).answered)
    return tuple(islice(answered, MOST))


def _short(transcript: Transcript) -> Iterator[str]:
    """The sentences of its questions that are short questions themselves."""
    from corpus.text import sentences

    for exchange in transcript.exchanges:
        for spans in sentences(transcript.text, exchange.question.spans):
            words = transcript.words(spans)
            if SHORTEST <= len(words) <= LONGEST and words[-1] in "？?" and "\n" not in words:
                yield words
