"""Questions, each with its right passage and those that BM25 takes for it.

What term factors are learnt from (`index.training.weighting`): a passage that
shares many terms with a question and does not answer it shows which of these
terms say nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DatasetError
from corpus.text import normalise
from index import segmenter
from index.training import pairs as sources
from index.training.pairs import Pair

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from index.encoder import Encoder

Rows: TypeAlias = NDArray[np.int64]
Told: TypeAlias = Callable[[str, int, int], None]

MOST = 6_000
"""Questions of one source, where nothing else is said."""
# Windows are no questions; a few of council and news keep the factors from
# bending to how people write to an office.
QUESTIONS: Mapping[str, int] = MappingProxyType(
    {
        "dialog_smile_mental_health": 0,
        "gov_hk_legco_ict_zhs": 3_000,
        "gov_laws_toc_article": 0,
        "gov_tw_legislature_ict_zhs": 0,
        "gov_tw_legislature_qa_zhs": 14_000,
        "gov_tw_minister_meetings_ict_zhs": 0,
        "law_lawyer_llama_lawbench": 8_000,
        "ly-gazette-turns": 0,
        "news_peoples_daily_ict": 0,
        "news_xinwenlianbo_ict": 3_000,
        "news_xinwenlianbo_title_body": 8_000,
        sources.OWN_WINDOW: 0,
    }
)
WORTH: Mapping[str, float] = MappingProxyType(
    {
        "gov_covid_policy_qa": 3.0,
        "gov_hk_legco_qa_zhs": 4.0,
        "gov_message_board_reply": 3.0,
        "gov_message_board_title_body": 1.0,
        "gov_tw_legislature_qa_zhs": 1.0,
        "gov_tw_minister_meetings_zhs": 1.0,
        sources.OWN_EXCHANGE: 3.0,
    }
)
OTHERS_WORTH = 0.1
"""What a question counts whose source is not official questions and answers."""
RIVALS = 16
K1, B = 1.2, 0.75
_LONGEST = 400
_PASSAGES = 20_000
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Questions with the passages to tell apart, of each the right one first.

    Question ``i`` has passages ``starts[i]:starts[i + 1]``. ``impacts``
    ``(passages, terms)`` is what a term of the question adds to BM25's score of
    the passage, ``near`` ``(passages,)`` the cosine of the two; ``asked``
    ``(questions, terms)`` is above 0 where a question has a term, ``worth``
    ``(questions,)`` what a question counts.
    """

    terms: tuple[str, ...]
    impacts: csr_array
    near: NDArray[np.float32]
    asked: csr_array
    starts: Rows
    worth: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.worth)

    def take(self, questions: Rows) -> Rivalry:
        """These questions alone, in this order."""
        passages, starts = _ranges(self.starts, questions)
        return Rivalry(
            self.terms,
            self.impacts[passages],
            self.near[passages],
            self.asked[questions],
            starts,
            self.worth[questions],
        )


def mine(
    pairs: Iterable[Pair],
    encoder: Encoder,
    *,
    seed: int = 0,
    told: Told = lambda stage, done, whole: None,
) -> Rivalry:
    """Each question's ``RIVALS`` best passages by BM25 among those of its own source.

    ``told`` counts questions. Raises DatasetError where there is no question.
    """
    chosen = _chosen(pairs, random.Random(seed))
    whole = sum(len(asked) for asked, _ in chosen.values())
    if not whole:
        raise DatasetError("no questions to learn term factors from: give pairs or transcripts")
    terms: dict[str, int] = {}
    parts: list[Rivalry] = []
    for name, (asked, kept) in chosen.items():
        before = sum(map(len, parts))
        made = _Source(asked, kept, terms, encoder)
        parts += made.rivalries(WORTH.get(name, OTHERS_WORTH))
        told("rivals", before + len(asked), whole)
    return _joined(parts, tuple(terms))


def _chosen(
    pairs: Iterable[Pair], chance: random.Random
) -> dict[str, tuple[list[Pair], list[Pair]]]:
    """For each source the pairs whose questions are asked, and all whose passages are there."""
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        if QUESTIONS.get(pair.source, MOST):
            by_source.setdefault(pair.source, []).append(pair)
    return {
        name: _drawn(rows, QUESTIONS.get(name, MOST), chance) for name, rows in by_source.items()
    }


def _drawn(rows: list[Pair], most: int, chance: random.Random) -> tuple[list[Pair], list[Pair]]:
    """At most ``most`` of the pairs, and the pairs whose passages they are searched in."""
    if len({row.positive for row in rows}) > _PASSAGES and len(rows) > 2 * most:
        rows = chance.sample(rows, 2 * most)
    return (rows if len(rows) <= most else chance.sample(rows, most)), rows


class _Source:
    """One source: its passages by BM25, and its questions."""

    def __init__(
        self, asked: Sequence[Pair], kept: Sequence[Pair], terms: dict[str, int], encoder: Encoder
    ) -> None:
        """Cut and count; ``terms`` grows by those that are new."""
        texts = list(dict.fromkeys(pair.positive for pair in kept))
        place = {text: row for row, text in enumerate(texts)}
        self._right = np.asarray([place[pair.positive] for pair in asked], dtype=np.int64)
        self._also: dict[str, set[int]] = {}
        for pair in kept:
            self._also.setdefault(pair.query, set()).add(place[pair.positive])
        self._queries = [pair.query for pair in asked]
        short = [query[:_LONGEST] for query in self._queries]
        counts, asked_terms = _counts(texts, terms), _counts(short, terms)
        counts.resize(len(texts), len(terms))
        self._bm25 = bm25(counts)
        self._scored = self._bm25.T.tocsr()
        self._asked = asked_terms
        self._passages = encoder.encode_passages([normalise(text) for text in texts])
        self._questions = encoder.encode_questions([normalise(text) for text in short])

    def rivalries(self, worth: float) -> list[Rivalry]:
        """The questions, some hundreds at a time."""
        starts = range(0, len(self._queries), _AT_ONCE)
        return [
            self._rivalry(np.arange(s, min(s + _AT_ONCE, len(self._queries))), worth)
            for s in starts
        ]

    def _rivalry(self, questions: Rows, worth: float) -> Rivalry:
        asked = self._asked[questions]
        groups = self._groups(questions, (asked @ self._scored).toarray())
        sizes = np.asarray([len(group) for group in groups])
        passages, owners = np.concatenate(groups), np.repeat(np.arange(len(groups)), sizes)
        near = (self._passages[passages] * self._questions[questions][owners]).sum(axis=1)
        return Rivalry(
            terms=(),
            impacts=self._bm25[passages].multiply(asked[owners]).tocsr(),
            near=near.astype(np.float32),
            asked=asked,
            starts=np.concatenate([[0], np.cumsum(sizes)]),
            worth=np.full(len(questions), worth, dtype=np.float32),
        )

    def _groups(self, questions: Rows, scores: NDArray[np.float32]) -> list[Rows]:
        """For each question the row of its right passage, then those of its rivals."""
        for row, question in enumerate(questions):
            scores[row, list(self._also[self._queries[question]])] = -1.0
        most = min(RIVALS, scores.shape[1])
        best = np.argsort(-scores, axis=1, kind="stable") if scores.shape[1] == most else None
        best = np.argpartition(-scores, most - 1, axis=1)[:, :most] if best is None else best
        return [
            np.concatenate([[right], found[own[found] > 0]])
            for right, found, own in zip(self._right[questions], best, scores, strict=True)
        ]


def bm25(counts: csr_array) -> csr_array:
    """What each term of each passage adds to its score, same shape as ``counts``."""
    lengths = counts.sum(axis=1)
    total, found = counts.shape[0], np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (total - found + 0.5) / (found + 0.5))
    longer = np.repeat(K1 * (1 - B + B * lengths / lengths.mean()), np.diff(counts.indptr))
    made = counts.copy()
    made.data = counts.data * (K1 + 1) / (counts.data + longer) * rarity[counts.indices]
    made.data = made.data.astype(np.float32)
    return made


def _counts(texts: Sequence[str], terms: dict[str, int]) -> csr_array:
    """How often each text has each term, shape ``(texts, terms)``."""
    from scipy.sparse import csr_array

    columns: list[int] = []
    counts: list[int] = []
    starts = [0]
    for text in texts:
        found = Counter(segmenter.terms(text))
        columns += [terms.setdefault(term, len(terms)) for term in found]
        counts += found.values()
        starts.append(len(columns))
    parts = (np.asarray(counts, np.float32), np.asarray(columns, np.int32), np.asarray(starts))
    made = csr_array(parts, shape=(len(texts), len(terms)))
    made.sort_indices()
    return made


def _joined(parts: Sequence[Rivalry], terms: tuple[str, ...]) -> Rivalry:
    """Rivalries one after another, over all terms."""
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Rivalry(
        terms,
        _stacked([part.impacts for part in parts], len(terms)),
        np.concatenate([part.near for part in parts]),
        _stacked([part.asked for part in parts], len(terms)),
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([part.worth for part in parts]),
    )


def _stacked(tables: Sequence[Any], width: int) -> csr_array:
    """Tables of growing widths one below the other."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(table.nnz for table in tables)])
    rows = [table.indptr[1:] + start for table, start in zip(tables, starts, strict=False)]
    data = np.concatenate([table.data for table in tables])
    columns = np.concatenate([table.indices for table in tables])
    pointers = np.concatenate([[0], *rows])
    return csr_array((data, columns, pointers), shape=(len(pointers) - 1, width))


def _ranges(starts: Rows, chosen: Rows) -> tuple[Rows, Rows]:
    """The places of the chosen ranges in a row, and where each begins in it."""
    sizes = starts[chosen + 1] - starts[chosen]
    fresh = np.concatenate([[0], np.cumsum(sizes)])
    return np.repeat(starts[chosen] - fresh[:-1], sizes) + np.arange(fresh[-1]), fresh
