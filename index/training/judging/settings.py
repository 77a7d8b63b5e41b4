"""Every setting of learning to judge."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.errors import SettingError


@dataclass(frozen=True, slots=True)
class Judging:
    """Every setting; ``steps`` of at most ``tokens`` pieces, pads among them.

    AdamW's ``rate`` rises in a line over the first ``rising`` steps and falls in a
    line over all. ``weak`` is how many windows of mere pairs there are for each of
    the questions', ``strays`` how many with a question about another record; one record
    in ``held`` is not learnt from (none where it is 0). The first ``known`` records were learnt from
    before: a share ``again`` of their windows and lessons is gone through once more, so that what
    comes new among them does not push aside what they taught.

    Every ``every`` steps, vectors are taught with up to ``batch_size`` questions of a record
    and all that is said in it, or, in a share ``others`` of these steps, with as many mere
    pairs: ``keep`` times how far they are from what they were and ``contrast`` times how badly
    they find what answers, of mere pairs what they found before; cosines count ``scale`` times.

    With a teacher, judging gets layers of its own after the first ``shared``: those of the
    teacher's that are named in ``between``, each before a copy of one of the encoder's, with
    ``gate`` of them counting at first and gates moving ``opening`` times as fast as the rest.
    Where judging has layers of its own, what it shares with vectors stays as it is.

    At the end a share ``before`` of every weight is what it was at the start, of those that
    judge if they judged already: it keeps what new lessons push aside (Wortsman et al., 2022, arXiv
    2109.01903).
    """

    steps: int = 1000
    tokens: int = 5000
    rate: float = 1e-4
    rising: int = 40
    decay: float = 0.01
    weak: float = 0.1
    strays: float = 0.2
    held: int = 16
    known: int = 0
    again: float = 1.0
    every: int = 2
    batch_size: int = 48
    others: float = 0.3
    keep: float = 2.0
    contrast: float = 1.0
    scale: float = 20.0
    shared: int = 2
    between: tuple[int, ...] = (3, 6, 8, 10)
    gate: float = 0.2
    opening: float = 20.0
    before: float = 0.5
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name in ("steps", "tokens", "rate", "rising", "every", "scale", "shared"):
            if getattr(self, name) <= 0:
                raise SettingError(f"{name}: want more than 0, not {getattr(self, name)}")
        for name in (
            "decay",
            "weak",
            "strays",
            "held",
            "known",
            "again",
            "others",
            "keep",
            "contrast",
            "before",
            "opening",
        ):
            if getattr(self, name) < 0:
                raise SettingError(f"{name}: want 0 or more, not {getattr(self, name)}")
        for name in ("others", "before", "again"):
            if getattr(self, name) > 1:
                raise SettingError(f"{name}: want at most 1, not {getattr(self, name)}")
        if any(at < 0 for at in self.between):
            raise SettingError(f"between: want numbers from 0, not {self.between}")
        if self.held == 1:
            raise SettingError("held: 1 would hold back every record; want 0 or 2 and more")
        if self.batch_size < 2:
            raise SettingError(f"batch_size: want 2 or more, not {self.batch_size}")

    def quick(self) -> Judging:
        """The same in about a minute: to see whether it runs."""
        return replace(self, steps=20, rising=5, tokens=2000, batch_size=16)
