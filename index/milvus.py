"""The same passages in Milvus: dense vectors, our own terms as sparse vectors, facets.

``milvus://host:19530`` is a server or cluster (``?replicas=3``: so many copies of
everything in its memory), anything else a file for Milvus Lite. Passages are spread over
partitions by meeting. A passage's sparse vector holds what BM25 gives each of its terms apart
from their rarity, the question's holds rarity times how often a term counts:
their inner product is the BM25 of ``index.bm25``. Texts, exchanges and
statistics stay in the index folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from corpus.errors import DependencyError, IndexFolderError, SettingError
from index import bm25, store
from index.disk import write_synced
from index.filters import Filters
from index.hits import Row
from index.keys import folded, key
from index.layout import Allowed
from index.lexical import Lexical
from index.milvus_rows import rows_of
from index.opened import Opened
from index.postings import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEME = "milvus://"
FILE = "STORE"
BATCH = 500
_LONGEST_NAME = 512
_MOST_SPEAKERS = 256
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the passages of a generation are in Milvus."""

    uri: str
    collection: str
    generation: str


def load(folder: Path, uri: str, progress: Progress = lambda _: None) -> int:
    """Send what serves in an index folder to Milvus, and ask it from now on.

    What was sent there from this folder before is dropped at the end; what is at
    another address stays. Returns how many passages were sent. Raises DependencyError,
    IndexFolderError, SettingError.
    """
    replicas = replicas_of(uri)
    generation = store.current(folder)
    opened = Opened.of(generation)
    client = _connect(uri)
    place = Place(uri, f"xunwen_{generation.name.replace('-', '_')}", generation.name)
    _create(client, place.collection, opened.manifest.encoder.dimensions)
    sent = 0
    batch: list[dict[str, Any]] = []
    for row in rows_of(opened):
        batch.append(row)
        if len(batch) == BATCH:
            client.insert(place.collection, batch)
            sent, batch = sent + len(batch), []
            progress(sent)
    if batch:
        client.insert(place.collection, batch)
    client.flush(place.collection)
    client.load_collection(place.collection, replica_number=replicas)
    fields = {"uri": uri, "collection": place.collection, "generation": place.generation}
    former = _former(folder)
    write_synced(folder / FILE, json.dumps(fields))
    if former:
        _drop(client, former, place)
    return sent + len(batch)


def place_of(generation: Path) -> Place | None:
    """Where a generation's passages are in Milvus; None when they are not there."""
    place = _stated(generation.parents[1])
    return place if place and place.generation == generation.name else None


def _stated(folder: Path) -> Place | None:
    """Where the passages were sent last. Raises IndexFolderError."""
    try:
        return Place(**json.loads((folder / FILE).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexFolderError(
            f"{folder / FILE}: not readable. Delete it to search on this machine."
        ) from error


def _former(folder: Path) -> Place | None:
    """The same, where that can be told."""
    try:
        return _stated(folder)
    except IndexFolderError:  # it is about to be written anew
        return None


def _drop(client: Any, former: Place, place: Place) -> None:
    """Drop what another generation had where ``place`` is now. Raises IndexFolderError."""
    from pymilvus.exceptions import MilvusException

    if former.collection == place.collection or _address(former.uri) != _address(place.uri):
        return
    try:
        if client.has_collection(former.collection):
            client.drop_collection(former.collection)
    except MilvusException as error:
        raise IndexFolderError(
            f"{place.uri}: all passages are there, but the collection {former.collection}, which "
            f"nobody needs now, could not be dropped: {error.message}"
        ) from error


class Remote:
    """Passages in Milvus, searched there; safe to share between threads."""

    def __init__(self, place: Place, lexical: Lexical) -> None:
        """``lexical`` knows the statistics. Raises DependencyError, IndexFolderError."""
        self._client = _connect(place.uri)
        self._place = place
        self.rarity = lexical.rarity
        self.knows = lexical.knows
        self._client.load_collection(place.collection, replica_number=replicas_of(place.uri))

    def search(
        self,
        terms: Mapping[str, float],
        field: Field,
        cutoff: int,
        allowed: Allowed | None = None,
    ) -> list[Row]:
        """See ``index.lexical.Lexical.search``."""
        weights = {
            folded(key(term)): bm25.weight(count, self.rarity(term, field))
            for term, count in terms.items()
            if count > 0 and self.knows(term)
        }
        if not weights:
            return []
        asks = "asks == true" if field == "asked" else "asks == false"
        return self._found("terms", weights, cutoff, [asks, *_conditions(allowed)])

    def near(
        self, vector: NDArray[np.float32], cutoff: int, allowed: Allowed | None = None
    ) -> list[Row]:
        """See ``index.dense.Dense.search``."""
        return self._found("vector", vector.tolist(), cutoff, list(_conditions(allowed)))

    def _found(
        self, field: str, wanted: object, cutoff: int, conditions: Sequence[str]
    ) -> list[Row]:
        from pymilvus.exceptions import MilvusException

        try:
            (found,) = self._client.search(
                self._place.collection,
                data=[wanted],
                anns_field=field,
                limit=cutoff,
                filter=" and ".join(conditions),
                search_params={"metric_type": "IP"},
                output_fields=["row"],
            )
        except MilvusException as error:
            raise IndexFolderError(f"{self._place.uri}: {error.message}") from error
        hits = (Row(int(hit["row"]), float(hit["distance"])) for hit in found)
        return sorted(hits, key=lambda hit: (-hit.score, hit.row))


@dataclass(frozen=True, slots=True)
class RemoteDense:
    """The dense part of a ``Remote``."""

    remote: Remote

    def search(
        self, vector: NDArray[np.float32], cutoff: int, allowed: Allowed | None = None
    ) -> list[Row]:
        """See ``index.dense.Dense.search``."""
        return self.remote.near(vector, cutoff, allowed)


def _conditions(allowed: Allowed | None) -> Iterator[str]:
    """Milvus's own words for what filters let through."""
    if allowed is None:
        return
    filters: Filters = allowed.filters
    named = {"speakers": filters.speaker, "bodies": filters.organization, "roles": filters.role}
    for field, value in named.items():
        if value is not None:
            yield f"ARRAY_CONTAINS({field}, {json.dumps(value, ensure_ascii=False)})"
    if filters.transcript is not None:
        yield f"transcript == {json.dumps(filters.transcript, ensure_ascii=False)}"
    if filters.since is not None or filters.until is not None:
        first, last = filters.since or "0001-01-01", filters.until or "9999-12-31"
        yield f'day >= "{first}" and day <= "{last}" and day != ""'


def _create(client: Any, name: str, dimensions: int) -> None:
    """An empty collection; one of this name that is there goes first."""
    from pymilvus import DataType

    if client.has_collection(name):
        client.drop_collection(name)
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("asks", DataType.BOOL)
    schema.add_field(
        "transcript", DataType.VARCHAR, max_length=_LONGEST_NAME, is_partition_key=True
    )
    schema.add_field("day", DataType.VARCHAR, max_length=10)
    for facet in ("speakers", "bodies", "roles"):
        schema.add_field(
            facet,
            DataType.ARRAY,
            element_type=DataType.VARCHAR,
            max_capacity=_MOST_SPEAKERS,
            max_length=_LONGEST_NAME,
        )
    indexes = client.prepare_index_params()
    indexes.add_index("vector", index_type="FLAT", metric_type="IP")
    indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=indexes)


def replicas_of(uri: str) -> int:
    """How many replicas an address asks for; one unless it says. Raises SettingError."""
    asked = parse_qs(urlsplit(uri).query) if uri.startswith(SCHEME) else {}
    stated = asked.get("replicas", ["1"])[-1]
    if not stated.isascii() or not stated.isdigit() or int(stated) < 1:
        raise SettingError(f"{uri}: replicas={stated}: want a number from 1 on")
    return int(stated)


def _address(uri: str) -> str:
    """What Milvus's client calls the place."""
    return "http://" + uri[len(SCHEME) :].partition("?")[0] if uri.startswith(SCHEME) else uri


def _connect(uri: str) -> Any:
    """A client of the server, or of the file. Raises DependencyError, IndexFolderError."""
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise DependencyError("--store: Milvus needs pip install 'xunwen[milvus]'") from error
    try:
        return MilvusClient(_address(uri))
    except MilvusException as error:
        raise IndexFolderError(
            f"{uri}: Milvus cannot be reached ({error.message}). Is it running there?"
        ) from error
