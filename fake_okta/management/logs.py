"""The System Log API: polling and bounded queries, keywords, filters.

Source: 'System Log API' and 'System Log query', Okta developer documentation. Text in a filter is compared as it is
written; keywords are not. Of ``after`` and ``since`` in one request ``after`` counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import ceil
from typing import Any, Final, get_args

from fake_okta.errors import invalid_filter, validation_failed
from fake_okta.log_json import as_json
from fake_okta.management.filters import Filter, Values, matcher, terms_of
from fake_okta.management.messages import QueryLog, SortOrder
from fake_okta.management.paging import Page, places, written
from fake_okta.management.tokens import Caller
from fake_okta.messages import ClientSeen
from fake_okta.org import Org
from fake_okta.syslog import LogEvent, Target

MOST: Final = 1000
USUAL: Final = 100
A_WEEK: Final = 7 * 86_400
MOST_KEYWORDS: Final = 10
LONGEST_KEYWORD: Final = 40

_DEBUG: Final = "debugContext.debugData."
_NOT_CONTAINED: Final = (f"{_DEBUG}url", f"{_DEBUG}requestUri")
_OPEN_PATHS: Final = (_DEBUG, "transaction.detail.", "target.detailEntry.", "actor.detailEntry.")


class Logs:
    """The one operation on the log."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def query(self, message: QueryLog, caller: Caller) -> Page[LogEvent]:
        """A page of events. Raises E0000001, E0000029 or E0000053 for what cannot be asked."""
        limit = USUAL if message.limit is None else message.limit
        if not 0 <= limit <= MOST:
            raise validation_failed("'limit'", f"'limit': must be between 0 and {MOST}")
        if message.sort_order not in get_args(SortOrder):
            raise validation_failed(
                "'sortOrder'", f"'sortOrder': must be one of {', '.join(get_args(SortOrder))}"
            )
        tests = [*_tests(message)]
        down = message.sort_order == "DESCENDING"
        polling = message.until is None and not down
        events, place, since = self._from(message, down=down)
        until = message.until
        items: list[LogEvent] = []
        for event in events:
            number = event.number
            if down and event.published < since:
                break
            if event.published < since or (until is not None and event.published >= until):
                continue
            if any(not test(event) for test in tests):
                place = number + (-1 if down else 1)
                continue
            if len(items) == limit:
                return Page(tuple(items), written("log", place, ceil(since)) if limit or polling else None)
            items.append(event)
            place = number + (-1 if down else 1)
        return Page(tuple(items), written("log", place, ceil(since)) if polling else None)

    def _from(self, message: QueryLog, *, down: bool) -> tuple[Iterator[LogEvent], int, float]:
        """The events from where the query goes on, that place, and the earliest second that counts."""
        numbers = self._org.log.numbers
        if message.after:
            place, earliest = places("log", message.after, 2)
            since: float = earliest
        else:
            end = self._org.now() if message.until is None else message.until
            since = end - A_WEEK if message.since is None else message.since
            place = numbers.stop - 1 if down else numbers.start
        log = self._org.log
        return (log.backward(place) if down else log.forward(place)), place, since


def _tests(message: QueryLog) -> Iterator[Callable[[LogEvent], bool]]:
    if message.filter is not None:
        _check(message.filter)
        wanted = matcher(message.filter, case_exact=True)
        yield lambda event: wanted(_values(event))
    keywords = (message.q or "").casefold().split()
    if len(keywords) > MOST_KEYWORDS or any(len(one) > LONGEST_KEYWORD for one in keywords):
        limits = f"at most {MOST_KEYWORDS} keywords of at most {LONGEST_KEYWORD} characters"
        raise validation_failed("'q'", f"'q': {limits}")
    if keywords:
        yield lambda event: _words(event).issuperset(keywords)


def _check(given: Filter) -> None:
    for term in terms_of(given):
        open_path = any(term.path.startswith(one) and len(term.path) > len(one) for one in _OPEN_PATHS)
        if not open_path and term.path not in _paths():
            raise invalid_filter(f"field is not valid: {term.path}")
        if term.operator == "co" and term.path in _NOT_CONTAINED:
            raise invalid_filter(f"operator co is not supported for {term.path}")


def _values(event: LogEvent) -> Values:
    told: dict[str, Any] = {}

    def values(path: str) -> Iterable[Any]:
        # What is asked for most needs no whole event.
        if path == "eventType":
            return (event.event_type,)
        if path == "outcome.result":
            return (event.outcome,)
        if not told:
            told.update(as_json(event))
        return _at(told, path.split("."))

    return values


def _at(found: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(found, list):
        for one in found:
            yield from _at(one, path)
    elif not path:
        if not isinstance(found, dict):
            yield found
    elif isinstance(found, dict):
        yield from _at(found.get(path[0]), path[1:])


def _words(event: LogEvent) -> set[str]:
    words: set[str] = set()
    for value in _leaves(as_json(event)):
        whole = value.casefold()
        words.add(whole)
        for word in whole.split():
            words.add(word)
            words.update(re.split(r"[-_]", word))
    return words


def _leaves(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for value in found.values():
            yield from _leaves(value)
    elif isinstance(found, list):
        for value in found:
            yield from _leaves(value)
    elif isinstance(found, str):
        yield found


@cache
def _paths() -> frozenset[str]:
    """Every path of a LogEvent's documented shape but ``published``, found on an event that has all of it."""
    sample = LogEvent(
        0, 0, "pki.cert.issue", "SUCCESS", "", "", "", (Target("", "User", "", ""),), {}, 0, "",
        ClientSeen("", "192.0.2.1"), {}, None, "{:032x}".format,
    )  # fmt: skip
    place = ["geographicalContext.city", "geographicalContext.state", "geographicalContext.country",
             "geographicalContext.postalCode", "geographicalContext.geolocation.lat",
             "geographicalContext.geolocation.lon"]  # fmt: skip
    nested = [f"client.{one}" for one in place] + [f"request.ipChain.{one}" for one in place]
    nested += ["authenticationContext.issuer.id", "authenticationContext.issuer.type"]
    return frozenset([*_branches(as_json(sample), ""), *nested]) - {"published"}


def _branches(found: Any, path: str) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from _branches(value, f"{path}.{name}" if path else name)
    elif isinstance(found, list):
        for value in found:
            yield from _branches(value, path)
    else:
        yield path
