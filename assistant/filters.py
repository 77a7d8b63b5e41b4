"""What a search is narrowed to, from the words a door was given."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, get_args

from corpus.errors import SettingError
from corpus.model import Role

if TYPE_CHECKING:
    from index.filters import Filters

ROLES: tuple[Role, ...] = get_args(Role)
NO_DATE = "not a date; write 2020-04-30, 2020-04 or 2020."
DAY = re.compile(r"(\d{4})(?:年|[-/.年](\d{1,2})(?:月|[-/.月](\d{1,2})日?)?)?", re.ASCII)


def make_filters(
    speaker: str | None = None,
    organization: str | None = None,
    role: str | None = None,
    transcript: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Filters:
    """Return the filters; empty words narrow nothing.

    Raises SettingError for a role that is none, a date that is none, or a first day
    after the last.
    """
    from index.filters import Filters

    first = first_day(since) if _said(since) else None
    last = last_day(until) if _said(until) else None
    if first and last and first > last:
        raise SettingError(f"dates: from {first} is after to {last}; change them round.")
    return Filters(
        speaker=_said(speaker),
        organization=_said(organization),
        role=_role(_said(role)),
        transcript=_said(transcript),
        since=first,
        until=last,
    )


def first_day(text: str | None) -> str:
    """``2020`` is 2020-01-01, ``2020-04`` and ``2020年4月`` are 2020-04-01."""
    year, month, day = _parts(text)
    return _day(text, year, month or 1, day or 1)


def last_day(text: str | None) -> str:
    """``2020`` is 2020-12-31, ``2020-04`` is 2020-04-30."""
    year, month, day = _parts(text)
    month = month or 12
    if month > 12:
        raise _no_date(text)
    return _day(text, year, month, day or calendar.monthrange(year, month)[1])


def _parts(text: str | None) -> tuple[int, int, int]:
    match = DAY.fullmatch(re.sub(r"\s", "", text or ""))
    if not match:
        raise _no_date(text)
    if any(part is not None and int(part) == 0 for part in match.groups()):
        raise _no_date(text)
    year, month, day = (int(part or 0) for part in match.groups())
    return year, month, day


def _day(text: str | None, year: int, month: int, day: int) -> str:
    import datetime

    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise _no_date(text) from None


def _no_date(text: str | None) -> SettingError:
    return SettingError(f"date {text!r}: {NO_DATE}")


def _role(role: str | None) -> Role | None:
    for known in ROLES:
        if role == known:
            return known
    if role is None:
        return None
    raise SettingError(f"role {role!r}: not one of {', '.join(ROLES)}.")


def _said(text: str | None) -> str | None:
    return (text or "").strip() or None
