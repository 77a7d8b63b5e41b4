"""The passages of an open index as rows of a Milvus collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from index import bm25
from index.keys import folded
from index.numbering import GONE
from index.postings import FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.model import Speaker
    from index.layout import Layout
    from index.opened import Opened
    from index.segment import Segment


def rows_of(opened: Opened) -> Iterator[dict[str, Any]]:
    """Every passage that counts: its row, vector, weighed terms and facets."""
    layout = opened.layout
    for segment, numbers in zip(opened.segments, layout.numbering.rows, strict=True):
        vectors = segment.vectors.all()
        starts, keys, worths = _terms_of_rows(opened, segment)
        for local in np.flatnonzero(numbers != GONE).tolist():
            row = int(numbers[local])
            own = slice(int(starts[local]), int(starts[local + 1]))
            terms = dict(zip(map(folded, keys[own].tolist()), worths[own].tolist(), strict=True))
            yield {"row": row, "vector": vectors[local].tolist(), "terms": terms or {0: 1.0}} | (
                _facets(layout, int(layout.turn_of_row[row]))
            )


def _terms_of_rows(
    opened: Opened, segment: Segment
) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.float32]]:
    """Postings turned back: where each row's terms begin, the terms, what BM25 gives them."""
    rows, keys, worths = [], [], []
    for field in FIELDS:
        postings = segment.postings[field]
        norms = opened.lexical.norms(segment.lengths, field)
        rows.append(postings.rows)
        keys.append(np.repeat(postings.terms, np.diff(postings.starts)))
        worths.append(bm25.share(postings.counts, norms[postings.rows]))
    every = np.concatenate(rows)
    order = np.argsort(every, kind="stable")
    held = np.bincount(every, minlength=len(segment.lengths))
    starts = np.concatenate(([0], np.cumsum(held)))
    return starts, np.concatenate(keys)[order], np.concatenate(worths)[order]


def _facets(layout: Layout, turn: int) -> dict[str, Any]:
    """What filters look at: who says it, or, of a question, who answers."""
    asks = layout.is_question(turn)
    turns = layout.answers_to(turn) if asks else [turn]
    people = [layout.people[layout.speakers[number]] for number in turns]
    place = layout.numbering.transcript_of(turn)
    return {
        "asks": asks,
        "transcript": layout.numbering.ids[place],
        "day": layout.numbering.dates[place] or "",
        "speakers": _known(people, "name"),
        "bodies": _known(people, "organization"),
        "roles": _known(people, "role"),
    }


def _known(people: list[Speaker], field: str) -> list[str]:
    return sorted({getattr(one, field) for one in people if getattr(one, field)})
