"""Days on which a macOS account is at the console of a Mac that is on, looked up from what a trace tells of habits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.account_story import AccountStory, Span, last_before
from simulator.habits import Routine


def days_of_use(account: AccountStory, since: int, until: int, needed_s: int) -> Iterator[int]:
    """The end of each day's use after ``since`` and up to ``until``, epoch seconds.

    Only days count on which the account has the console of the Mac, awake, for ``needed_s`` seconds on end: so long as the
    slowest check-in takes to come round.
    """
    calendar = next(iter(account.people.values())).calendar
    absent = [*account.mac.off_spans(), *account.mac.console_spans(account.name), (0, since)]
    for day in range(calendar.day_of(since), calendar.days):
        pieces = _without(_at_console(account, day), absent)
        if pieces and pieces[-1][1] > until:
            return
        if any(ends - begins >= needed_s for begins, ends in pieces):
            yield pieces[-1][1]


def _at_console(account: AccountStory, day: int) -> list[Span]:
    """When the account has the console on a local day, by habits: where several share a Mac, who came last has it."""
    mine = [*account.people.values()]
    others = [
        r for other in account.mac.accounts.values() if other is not account for r in other.people.values()
    ]
    midnight = mine[0].calendar.midnight(day)
    console = last_before(account.mac.console, midnight)
    if not others or (console is not None and console.kind == "account.logged_in"):
        return _awake([*mine, *others], day)
    found = []
    for begins, ends in _spans(mine, day):
        later = [span for span in _spans(others, day) if span[0] >= begins]
        found += _without([(begins, ends)], later)
    return sorted(found)


def _awake(routines: list[Routine], day: int) -> list[Span]:
    if any(routine.always_on for routine in routines):
        calendar = routines[0].calendar
        return [(calendar.midnight(day), calendar.midnight(day + 1))]
    return _spans(routines, day)


def _spans(routines: Iterable[Routine], day: int) -> list[Span]:
    return sorted(routine.span(day) for routine in routines if routine.works(day))


def _without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of some spans."""
    left = [*spans]
    for begins, ends in taken:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, begins)), (max(first, ends), last))
            if piece[0] < piece[1]
        ]
    return left
