"""Pages and their cursors.

Source: 'Pagination', Okta developer documentation: a cursor is opaque, and comes in the Link header of the page
before. It names a place, not an object, so that what is deleted meanwhile breaks no paging.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from fake_okta.errors import invalid_paging, validation_failed

T = TypeVar("T")

_LARGEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of many; ``after`` is the cursor of the next page, None on the last."""

    items: tuple[T, ...]
    after: str | None = None


def written(kind: str, *places: int) -> str:
    """A cursor."""
    told = ":".join((kind, *map(str, places)))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def places(kind: str, cursor: str, count: int) -> tuple[int, ...]:
    """The places in a cursor; raises E0000029 for what is none of this kind."""
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        name, *numbers = told.split(":")
        found = tuple(int(number) for number in numbers)
    except ValueError:
        raise invalid_paging() from None
    if name != kind or len(found) != count or not all(abs(place) < _LARGEST for place in found):
        raise invalid_paging()
    return found


def size(limit: int | None, usual: int, most: int) -> int:
    """How many a page holds; more than the most is as many as the most. Raises E0000001 for less than one."""
    if limit is None:
        return usual
    if limit < 1:
        raise validation_failed("limit", "limit: must be greater than or equal to 1")
    return min(limit, most)


def numbered_page(
    kind: str, found: Iterable[T], number: Callable[[T], int], after: str | None, count: int
) -> Page[T]:
    """The page of objects that come in the order of their numbers."""
    (last,) = places(kind, after, 1) if after else (-1,)
    rest = (one for one in found if number(one) > last)
    return _cut(rest, count, lambda one, _: written(kind, number(one)))


def ordered_page(kind: str, found: Iterable[T], after: str | None, count: int) -> Page[T]:
    """The page of objects in an order of their own: a cursor counts them."""
    (skipped,) = places(kind, after, 1) if after else (0,)
    if skipped < 0:
        raise invalid_paging()
    rest = islice(found, min(skipped, 2**40), None)
    return _cut(rest, count, lambda _, taken: written(kind, skipped + taken))


def _cut(rest: Iterator[T], count: int, cursor: Callable[[Any, int], str]) -> Page[T]:
    items = tuple(islice(rest, count))
    more = len(items) == count and next(rest, None) is not None
    return Page(items, cursor(items[-1], count) if more and items else None)
