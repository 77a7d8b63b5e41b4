"""Every setting of a distillation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corpus.errors import SettingError
from index.training.recipe import REPEATS


@dataclass(frozen=True, slots=True)
class Distil:
    """Every setting; the defaults take about an hour on two cores.

    ``layers`` are those of the teacher's that the student starts with;
    ``vocabulary`` its pieces, the commonest in the first ``counted`` pairs of each source.
    ``steps`` batches of ``batch_size`` pairs of one source; AdamW's ``rate`` rises
    in a line over the share ``rising`` of them and falls in a line to nothing.
    ``asked`` and ``said`` pieces are read of a query and of a positive, the two
    that stand around a text among them.

    A source has ``repeats`` times as many chances as pairs (1 unless named), a
    source with one of ``seldom`` in its name ``seldom_times`` as many again, and
    no source more than ``most`` pairs.

    The loss is ``vectors`` times how far the student's vectors are from the
    teacher's, ``batches`` times how far its likenesses within the batch are,
    and ``pairs`` times how badly it tells the pairs apart. Cosines count
    ``scale`` times before a softmax. Texts whose teacher's cosine is above
    ``alike_asked`` (queries) or ``alike_said`` (positives) are not held against each other.
    """

    layers: tuple[int, ...] = (0, 2, 4, 7, 9, 11)
    vocabulary: int = 10_000
    counted: int = 6_000
    steps: int = 400
    batch_size: int = 160
    rate: float = 1.5e-4
    rising: float = 0.1
    decay: float = 0.01
    asked: int = 48
    said: int = 144
    most: int = 30_000
    repeats: Mapping[str, float] = field(default_factory=lambda: REPEATS)
    seldom: tuple[str, ...] = ("ict", "news")
    seldom_times: float = 0.3
    vectors: float = 2.0
    batches: float = 0.5
    pairs: float = 0.5
    scale: float = 20.0
    alike_asked: float = 0.95
    alike_said: float = 0.9
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name in ("vocabulary", "counted", "steps", "rate", "most", "scale"):
            if getattr(self, name) <= 0:
                raise SettingError(f"{name}: want more than 0, not {getattr(self, name)}")
        for name in ("rising", "decay", "seldom_times", "vectors", "batches", "pairs"):
            if getattr(self, name) < 0:
                raise SettingError(f"{name}: want 0 or more, not {getattr(self, name)}")
        for name, least in (("batch_size", 2), ("asked", 3), ("said", 3)):
            if getattr(self, name) < least:
                raise SettingError(f"{name}: want {least} or more, not {getattr(self, name)}")
        if not self.layers or list(self.layers) != sorted({*self.layers}) or self.layers[0] < 0:
            raise SettingError(f"layers: want numbers from 0 that rise, not {self.layers}")

    def times(self, source: str) -> float:
        """How many chances a pair of this source has beside a pair of any other."""
        seldom = any(part in source for part in self.seldom)
        return self.repeats.get(source, 1.0) * (self.seldom_times if seldom else 1.0)

    def quick(self) -> Distil:
        """The same in about a minute: to see whether it runs."""
        return replace(self, steps=20, batch_size=32)
