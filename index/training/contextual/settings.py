"""Every setting of a contextual training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from corpus.errors import SettingError
from index.training.contextual.body import Shape
from index.training.recipe import REPEATS

# Attention has to be learnt from what is like the records asked: statutes,
# consulting rooms and news, which the table knows already, come by seldom.
SHARES: Mapping[str, float] = MappingProxyType(
    {
        **REPEATS,
        "dialog_smile_mental_health": 0.05,
        "gov_laws_title_article": 0.3,
        "gov_laws_toc_article": 0.1,
        "gov_tw_legislature_ict_zhs": 0.5,
        "med_toyhom_internal": 0.2,
        "news_peoples_daily_ict": 0.3,
        "news_peoples_daily_title_body": 0.5,
        "news_xinwenlianbo_ict": 0.3,
        "news_xinwenlianbo_title_body": 0.5,
    }
)


@dataclass(frozen=True, slots=True)
class Contextual:
    """Every setting; the defaults are for an accelerator (the model card has a trial on a CPU).

    ``masked`` texts to guess words in, in batches of ``masked_batch``; then ``epochs``
    over the pairs in batches of ``batch_size``, made of groups of ``group`` that
    lie close. ``asked`` and ``said`` words are read of a query and of a positive.
    ``kept`` is what stays of the layers' part after guessing; positives with a
    cosine of ``alike`` or more are not held against each other.
    """

    shape: Shape = Shape()
    masked: int = 1_000_000
    masked_batch: int = 128
    epochs: float = 3.0
    batch_size: int = 256
    group: int = 64
    asked: int = 32
    said: int = 64
    masked_rate: float = 1e-3
    rate: float = 5e-4
    words_rate: float = 1e-4
    kept: float = 0.25
    alike: float = 0.9
    overlap: int = 1
    repeats: Mapping[str, float] = field(default_factory=lambda: SHARES)
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name in ("epochs", "batch_size", "group", "rate"):
            if getattr(self, name) <= 0:
                raise SettingError(f"{name}: want more than 0, not {getattr(self, name)}")

    def quick(self) -> Contextual:
        """The same in about a minute: to see whether it runs."""
        return replace(self, masked=2_000, epochs=0.5, batch_size=64, group=16)
