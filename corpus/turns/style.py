"""Which style a record is written in, by the evidence in its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from corpus.errors import RecordError, SettingError
from corpus.folding import fold
from corpus.mend import mend
from corpus.model import Spans, Turn
from corpus.people.labels import read_label
from corpus.turns.label import Label
from corpus.turns.labelled import read_labelled
from corpus.turns.labels import labels
from corpus.turns.letters import letters
from corpus.turns.narrative import read_narrative
from corpus.turns.native import read_native
from corpus.turns.proposals import proposals

Style: TypeAlias = Literal["narrative", "labelled", "question_answer", "official_record", "native"]
STYLES: tuple[str, ...] = get_args(Style)[:4]
"""Those a person can force; ``native`` is a format that states its speakers."""
MOST_SPEAKERS = 20_000
"""No meeting has more; a file that seems to is a list, a log or an attack."""
_OFFICIAL = re.compile(r"(?:议员|委员|部长|局长|司长|署长|主席|次长|主任委员|处长)")
_FEW = 2
SPARSE = 0.12
"""Where fewer lines than this begin with a label, attributions in the prose may outnumber them."""
TOLD = 0.5
"""Where so many labels end in a verb (张三询问：), they may be an account's, which tells more."""


def read_turns(
    text: str, style: str | None = None, bold: Spans = (), where: str = "record"
) -> tuple[Style, tuple[Turn, ...]]:
    """Return the style and the turns of a text; ``style`` forces one.

    ``bold`` are words in bold letters that begin a paragraph: names, it may be.

    Raises SettingError for a style there is none of, RecordError (naming
    ``where``) for more speakers than a meeting has.
    """
    if style is not None and style not in STYLES:
        raise SettingError(
            f"style: there is none called {style!r}; choose from {', '.join(STYLES)}."
        )
    if style is None and (written := letters(text) or proposals(text)):
        return "question_answer", read_native(text, written)
    folded = fold(text)
    found = labels(folded, bold)
    check_speakers(len({folded[one.start : one.end] for one in found}), where)
    chosen = style or choose(folded, found)
    if chosen == "narrative" or not found:
        told = read_narrative(mend(text))
        alone = style is None and any(one.sort == "person" for one in found)
        if told or not alone:
            return "narrative", told
        chosen = "labelled"
    return chosen, read_labelled(text, found)  # type: ignore[return-value]


def check_speakers(number: int, where: str) -> None:
    """Raise RecordError for more speakers than a meeting has."""
    if number > MOST_SPEAKERS:
        raise RecordError(
            f"{where}: {number:,} speakers are more than the {MOST_SPEAKERS:,} one record may "
            "have; this is no record of a meeting."
        )


def choose(folded: str, found: Sequence[Label]) -> Style:
    """The style that the labels speak for; without enough of them, narrative."""
    paragraphs = [line for line in folded.splitlines() if line.strip()]
    names = Counter(folded[one.start : one.end] for one in found)
    if len(found) < _FEW:
        return "narrative"
    if len(found) < SPARSE * len(paragraphs) and len(found) <= len(read_narrative(mend(folded))):
        return "narrative"
    told = sum(one.kind is not None for one in found)
    if told >= TOLD * len(found) and len(found) < len(read_narrative(mend(folded))):
        return "narrative"
    quoted = sum(folded[one.words : one.words + 1] == "“" for one in found)
    if quoted > 0.6 * len(found):
        return "narrative"
    asked = sum(one.sort == "qa" for one in found)
    if asked > 0.6 * len(found):
        return "question_answer"
    official = sum(count for name, count in names.items() if _is_official(name))
    return "official_record" if official > 0.6 * len(found) and _assembly(names) else "labelled"


def _is_official(name: str) -> bool:
    return bool(_OFFICIAL.search(name)) and read_label(name).role in ("member", "official", "chair")


def _assembly(names: Counter[str]) -> bool:
    """Whether members or a chair speak under their office: 主席, 林委員滄敏, 林健鋒議員."""
    return any(read_label(name).role in ("chair", "member") for name in names)
