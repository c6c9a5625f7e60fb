"""Lists of the Jamf Pro API: filtered, sorted, and told page by page with the total count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fake_jamf.api.call import Call
from fake_jamf.api.rsql import Field, predicate
from fake_jamf.wire_text import Unreadable

PAGE_SIZE, LARGEST_PAGE = 100, 2000


def listed(
    records: Iterable[Any],
    call: Call,
    fields: Mapping[str, Field],
    show: Callable[[Any], Any],
    largest: int = LARGEST_PAGE,
) -> dict[str, Any]:
    """A page of records as the client asked for it; the page after the last is empty. Raises ``Unreadable``."""
    wanted = call.parameter("filter")
    if wanted:
        holds = predicate(wanted, fields)
        records = [record for record in records if holds(record)]
    ordered = _sorted([*records], call.words("sort"), fields)
    page, size = paging(call, largest)
    results = [show(record) for record in ordered[page * size : (page + 1) * size]]
    return {"totalCount": len(ordered), "results": results}


def paging(call: Call, largest: int = LARGEST_PAGE) -> tuple[int, int]:
    """The page, from 0 on, and its size. Raises ``Unreadable``; a size beyond the largest is the largest."""
    page = _count(call, "page", 0)
    size = _count(call, "page-size", PAGE_SIZE)
    if size < 1:
        raise Unreadable("page-size: at least 1 is expected")
    return page, min(size, largest)


def _count(call: Call, name: str, otherwise: int) -> int:
    said = call.parameter(name)
    if said is None or said == "":
        return otherwise
    if not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise Unreadable(f"{name}: a whole number is expected")
    return int(said)


def _sorted(records: list[Any], wanted: list[str], fields: Mapping[str, Field]) -> list[Any]:
    # Stable, so the last criterion is sorted by first.
    for word in reversed(wanted):
        name, _, direction = word.partition(":")
        if name not in fields or direction.lower() not in ("", "asc", "desc"):
            raise Unreadable(f"nothing can be sorted by {word!r}")
        records.sort(key=_order(fields[name]), reverse=direction.lower() == "desc")
    return records


def _order(field: Field) -> Callable[[Any], Any]:
    """What is not there comes first; text is sorted without regard to case."""

    def key(record: Any) -> Any:
        found = field.of(record)
        if isinstance(found, tuple):
            found = found[0] if found else None
        if found is None:
            return (0,)
        return (1, found.casefold() if isinstance(found, str) else found)

    return key
