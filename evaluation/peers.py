"""What people would otherwise use, on the same turns and the same questions.

Each is taken as its own documentation has it, with jieba cutting the words
where it needs words (search mode, which helps it); txtai gets our encoder, so
that the way of retrieving is compared and not the model. Like our search they
return no questions of the record. Installed by the extra ``peers``, never
part of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from corpus.errors import DependencyError, SettingError
from corpus.model import Transcript
from evaluation.model import Dataset, turns
from evaluation.runs import Manifest, Run, ranked

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

CUTOFF = 100
Rank: TypeAlias = Callable[[str], list[tuple[str, float]]]
"""A question -> at most ``CUTOFF`` turns with their scores, in no promised order."""


class Encoder(Protocol):
    """Our encoder, as far as a peer uses it; `index.encoder.Encoder` is one."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[float32]: ...


def run_peer(
    dataset: Dataset,
    name: str,
    encoder: Encoder,
    manifest: Manifest,
    step: Callable[[], None] = lambda: None,
) -> Run:
    """One peer's run over the judged questions; ``step`` is called after each.

    Raises SettingError for a name not in `PEERS`, DependencyError when the
    peer is not installed.
    """
    if name not in PEERS:
        raise SettingError(f"there is no peer {name} (there are: {', '.join(PEERS)})")
    texts = _said(dataset.transcripts)
    rank = PEERS[name](list(texts), list(texts.values()), encoder)
    hits = {}
    for question in dataset.judged:
        hits[question.question_id] = ranked(rank(question.text))
        step()
    return Run(replace(manifest, system=name), hits)


def _said(transcripts: Iterable[Transcript]) -> dict[str, str]:
    """Turn id -> words of every turn that is not a question."""
    listed = turns(transcripts).items()
    return {name: t.words(turn.spans) for name, (t, turn) in listed if turn.kind != "question"}


def _rank_bm25(names: list[str], texts: list[str], _: Encoder) -> Rank:
    """BM25Okapi with its defaults (k1 1.5, b 0.75)."""
    index = _library("rank_bm25").BM25Okapi([_cut(text) for text in texts])

    def rank(question: str) -> list[tuple[str, float]]:
        return _best(names, index.get_scores(_cut(question)))

    return rank


def _bm25s(names: list[str], texts: list[str], _: Encoder) -> Rank:
    """bm25s with its defaults (Lucene's formula, k1 1.5, b 0.75)."""
    index = _library("bm25s").BM25()
    index.index([_cut(text) for text in texts], show_progress=False)

    def rank(question: str) -> list[tuple[str, float]]:
        known = [word for word in _cut(question) if word in index.vocab_dict]
        return _best(names, index.get_scores(known)) if known else []

    return rank


def _tfidf(names: list[str], texts: list[str], _: Encoder) -> Rank:
    """scikit-learn's TF-IDF with its defaults, compared by cosine."""
    library = _library("sklearn.feature_extraction.text")
    vectorizer = library.TfidfVectorizer(tokenizer=_cut, token_pattern=None)
    table = vectorizer.fit_transform(texts)

    def rank(question: str) -> list[tuple[str, float]]:
        return _best(names, (table @ vectorizer.transform([question]).T).toarray().ravel())

    return rank


def _txtai(names: list[str], texts: list[str], encoder: Encoder) -> Rank:
    """txtai's hybrid index (BM25 and vectors, half and half), our vectors.

    Its own words, which are single signs, serve it better than jieba's.
    """
    index = _library("txtai").Embeddings(
        method="external",
        transform=lambda given: _no_zeros(encoder.encode_passages(list(given))),
        hybrid=True,
        content=False,
    )
    index.index((number, text, None) for number, text in enumerate(texts))

    def rank(question: str) -> list[tuple[str, float]]:
        return [(names[number], score) for number, score in index.search(question, CUTOFF)]

    return rank


def _no_zeros(vectors: NDArray[float32]) -> NDArray[float32]:
    """A text without a known word has no direction; txtai divides by its length all the same."""
    import numpy as np

    return np.where(vectors.any(axis=1, keepdims=True), vectors, vectors.shape[1] ** -0.5)


PEERS: dict[str, Callable[[list[str], list[str], Encoder], Rank]] = {
    "rank_bm25": _rank_bm25,
    "bm25s": _bm25s,
    "tfidf": _tfidf,
    "txtai": _txtai,
}


def _best(names: Sequence[str], scores: NDArray[float32]) -> list[tuple[str, float]]:
    """The turns that score above 0, no more than the cutoff; ties by id."""
    hits = [(name, float(score)) for name, score in zip(names, scores, strict=True) if score > 0]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:CUTOFF]


def _cut(text: str) -> list[str]:
    """Words by jieba in search mode: long words and the shorter ones in them."""
    return [word for word in _jieba().lcut_for_search(text) if word.strip()]


@cache
def _jieba() -> Any:
    """jieba, without its four lines about loading its own dictionary."""
    jieba = _library("jieba")
    jieba.setLogLevel("WARNING")
    return jieba


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise DependencyError(
            f"{name.split('.')[0]} is not installed: pip install 'xunwen[peers]'"
        ) from error
