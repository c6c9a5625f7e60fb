"""Lock-outs day by day: on how many Macs, by cause and by app, and how long each lasted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from reports.calendar import calendar
from reports.later import later
from reports.markup import Html, join, tag
from reports.table import Column, beside, note, table
from reports.view import RunView, words
from simulator.lock_outs import LockOut, LockOuts

_MOST_CALENDARS = 8
_MOST_LISTED = 200
_HOUR, _DAY = 3_600, 86_400
_LENGTHS = (
    ("less than an hour", _HOUR),
    ("less than a day", _DAY),
    ("less than a week", 7 * _DAY),
    ("less than a month (30 days)", 30 * _DAY),
    ("longer", None),
)
_HOW_LONG = (
    Column("lasted", "Lasted"),
    Column("lock_outs", "Lock-outs", "number"),
    Column("macs", "Macs", "number"),
    Column("sign_ins", "Denied sign-ins", "number"),
)
_EACH = (
    Column("mac", "Mac"),
    Column("who", "Who, where"),
    Column("from", "From", "time"),
    Column("until", "Until", "time"),
    Column("lasted", "Lasted"),
    Column("sign_ins", "Denied", "number"),
    Column("why", "Why"),
)


def build(view: RunView) -> Html:
    """The section; nothing where nobody was denied."""
    found = view.lock_outs
    if not found.found:
        return Html("")
    return join((*_calendars(view, found), *_how_long(view, found.found)))


def _calendars(view: RunView, found: LockOuts) -> Iterator[Html]:
    yield note(
        "A number is on how many Macs somebody was denied that day, routine sign-ins included; the darker, the more of the "
        "worst day of the calendar."
    )
    yield _calendar(view, "Lock-outs by day", found.by_day())
    keep_out = [cause for cause in view.run.root_causes if not cause.lets_in and cause.days]
    by_cause = [(cause.plain, [(day[0], day[1], day[2]) for day in cause.days]) for cause in keep_out]
    by_app = [(f"app {app}", [*found.by_day(app)]) for app in found.apps]
    for what, calendars in (("cause", by_cause), ("app", by_app)):
        if calendars:
            yield tag("h4", f"By {what}")
        for name, days in calendars[:_MOST_CALENDARS]:
            yield _folded(view, name, days)
        if len(calendars) > _MOST_CALENDARS:
            yield note(
                f"{len(calendars) - _MOST_CALENDARS:,} more, each with fewer denied sign-ins, are left out."
            )


def _calendar(view: RunView, caption: str, days: Iterable[tuple[int, int, int]]) -> Html:
    return calendar(caption, {view.date(at): macs for at, _, macs in days}, "Macs")


def _folded(view: RunView, name: str, days: list[tuple[int, int, int]]) -> Html:
    sign_ins = sum(times for _, times, _ in days)
    worst = max(macs for _, _, macs in days)
    told = (
        f"{sign_ins:,} denied sign-in{'' if sign_ins == 1 else 's'} on {len(days):,} day{'' if len(days) == 1 else 's'}, "
        f"{worst:,} Mac{'' if worst == 1 else 's'} on the worst"
    )
    summary = tag("summary", tag("bdi", name), " ", tag("span", told, class_="why"))
    content = later(_calendar(view, f"Lock-outs by day: {name}", days))
    return tag("details", summary, content, class_="mac")


def _how_long(view: RunView, found: list[LockOut]) -> Iterator[Html]:
    over = [one.until_at - one.from_at for one in found if one.until_at is not None]
    still = len(found) - len(over)
    yield tag("h4", "How long each lasted")
    told = f"{len(found):,} lock-out{'' if len(found) == 1 else 's'}: one person, Mac, app and client each, until the next sign-in that was let in."
    if over:
        told += f" Half were over within {lasted(int(median(over)))}, the longest within {lasted(max(over))}."
    if still:
        told += f" {still:,} {'was' if still == 1 else 'were'} not over when the run ended."
    yield note(told)
    yield table("How long lock-outs lasted", _HOW_LONG, _lengths(found))
    roots = {seq: cause for cause in view.run.root_causes for seq in cause.seqs}
    first = sorted(found, key=lambda one: -_length(view, one))[:_MOST_LISTED]
    rows = [
        (
            view.mac_link(one.mac),
            join((view.name(one.person), tag("span", f"{one.app}, {one.client}", class_="login"))),
            view.when(one.from_at),
            "not over" if one.until_at is None else view.when(one.until_at),
            lasted(_length(view, one)),
            one.sign_ins,
            roots[one.seq].plain if one.seq in roots else words(one.reason),
        )
        for one in first
    ]
    left = f"The {len(first):,} longest of {len(found):,}" if len(found) > len(first) else "Each lock-out"
    yield beside(left, table("Each lock-out", _EACH, rows, search=True))


def _length(view: RunView, one: LockOut) -> int:
    return (view.reading.end_at if one.until_at is None else one.until_at) - one.from_at


def _lengths(found: list[LockOut]) -> Iterator[tuple[str | int, ...]]:
    over = [one for one in found if one.until_at is not None]
    least = 0
    for name, most in _LENGTHS:
        those = [one for one in over if least <= (one.until_at or 0) - one.from_at < (most or 1 << 60)]
        least = most or 0
        yield _line(name, those)
    yield _line("not over when the run ended", [one for one in found if one.until_at is None])


def _line(name: str, those: list[LockOut]) -> tuple[str | int, ...]:
    return (name, len(those), len({one.mac for one in those}), sum(one.sign_ins for one in those))


def lasted(seconds: int) -> str:
    """A length of time as people say it.

    >>> lasted(59), lasted(5400), lasted(86_400 * 3 + 3_600)
    ('1 minute', '1 h 30 min', '3 days 1 h')
    """
    minutes = max(1, round(seconds / 60))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days:,} day{'' if days == 1 else 's'}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
