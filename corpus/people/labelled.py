"""The parts of a label."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Role


@dataclass(frozen=True, slots=True)
class Labelled:
    """The parts of a label, as printed; None where it has none.

    ``surname`` says that ``name`` is only a surname, ``note`` is what stands in
    brackets behind (``(譯文)``, ``(市教育局局长)``, ``(蔡委員代)``).
    """

    name: str | None = None
    title: str | None = None
    organization: str | None = None
    role: Role | None = None
    surname: bool = False
    note: str | None = None
