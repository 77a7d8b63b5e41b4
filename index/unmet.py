"""Which of the filters nobody fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from index.filters import Filters
from index.mentions import Directory


def unmet(filters: Filters, directory: Directory, met: Callable[[Filters], bool]) -> Iterator[str]:
    """A line for each filter that by itself lets nothing through, in Chinese.

    ``met`` tells whether any turn fits; nothing is said where it is only
    together that the filters fit nobody.
    """
    who, body, role = filters.speaker, filters.organization, filters.role
    if who is not None and not met(Filters(speaker=who)):
        yield _several(who, directory.names(who)) or f"记录中没有名叫“{who}”的发言人。"
    if body is not None and not met(Filters(organization=body)):
        yield _several(body, directory.organizations(body)) or f"记录中没有“{body}”的发言。"
    if role is not None and not met(Filters(role=role)):
        yield "记录中没有以这一身份发言的人。"
    days = Filters(since=filters.since, until=filters.until)
    if days and not met(days):
        yield "没有日期在这段时间内的会议记录。"


def _several(name: str, meant: Set[str]) -> str | None:
    """What to do about a name in part that fits more than one; None where it fits none."""
    return f"“{name}”不止一个：{'、'.join(sorted(meant))}。请写全名。" if meant else None
