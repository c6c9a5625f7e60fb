"""Moments and durations of a scenario: in the run, and in the right order."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.clock import Calendar, parse_duration_s, parse_start
from simulator.scenario.mistakes import quote
from simulator.scenario.model import Scenario
from simulator.scenario.translate import Finding
from simulator.scenario.tree import MappingNode, Path, at, entries_at, mark_of, text_at

_LONGEST_DAYS = 36_525
_YEARS = range(2000, 2101)
_DAY_S = 86_400


def check_times(tree: MappingNode) -> Iterator[Finding]:
    """Moments outside the run, spans that end before they begin, a run of no length."""
    span = _Run.of(tree)
    if isinstance(span, Finding):
        yield span
    if not isinstance(span, _Run):
        return
    for path, _ in entries_at(tree, "timeline"):
        yield from span.inside((*path, "at"))
        yield from span.ordered((*path, "at"), (*path, "until"))
        yield from span.inside((*path, "since"))
        yield from span.ordered((*path, "since"), (*path, "at"))
    for path, _ in entries_at(tree, "faults"):
        yield from span.inside((*path, "from"))
        yield from span.inside((*path, "until"))
        yield from span.ordered((*path, "from"), (*path, "until"))
    for path, _ in entries_at(tree, "fleet"):
        yield from span.inside((*path, "joins"))
        yield from span.away((*path, "habits", "away"))
        for person, _ in entries_at(tree, *path, "people"):
            yield from span.inside((*person, "logs_in_from"))
            yield from span.away((*person, "habits", "away"))
    for path, _ in entries_at(tree, "expect"):
        for key in ("at", "after", "before"):
            yield from span.inside((*path, key))
        yield from span.ordered((*path, "after"), (*path, "before"))


class _Run:
    """The run's span, epoch seconds."""

    def __init__(self, tree: MappingNode, start_at: int, zone: str, length_s: int) -> None:
        self.tree = tree
        self.start_at = start_at
        self.end_at = start_at + length_s
        self.calendar = Calendar(start_at, zone, 1)

    @classmethod
    def of(cls, tree: MappingNode) -> _Run | Finding | None:
        """The run, or what is wrong with its length or start; None where the model has said so already."""
        start = text_at(tree, "start") or str(Scenario.model_fields["start"].default)
        length = text_at(tree, "length") or str(Scenario.model_fields["length"].default)
        try:
            (start_at, zone), length_s = parse_start(start), parse_duration_s(length)
        except (ValueError, OverflowError):
            return None
        if int(start[:4]) not in _YEARS:
            what = f"the year is outside {_YEARS.start} to {_YEARS.stop - 1}"
            return Finding(("start",), mark_of(tree, ("start",)), what)
        if not 0 < length_s <= _LONGEST_DAYS * _DAY_S:
            what = "a run has some length" if length_s <= 0 else "a run has at most 100 years"
            return Finding(("length",), mark_of(tree, ("length",)), f"{what}; found {quote(length)}")
        return cls(tree, start_at, zone, length_s)

    def moment(self, path: Path) -> int | None:
        """The second of a moment; None where there is none. Raises OverflowError for one beyond all calendars."""
        text = text_at(self.tree, *path)
        if text is None or text in ("last_fault", "start"):
            return None
        try:
            return self.calendar.parse_moment(text)
        except ValueError:
            return None

    def inside(self, path: Path) -> Iterator[Finding]:
        """A moment before the start or at the end or after it."""
        try:
            found = self.moment(path)
            early, late = (
                found is not None and found < self.start_at,
                found is not None and found > self.end_at,
            )
        except OverflowError:
            early, late = False, True
        if not early and not late:
            return
        text = text_at(self.tree, *path) or ""
        side = "before the start" if early else "after the end"
        edge = self.calendar.text(self.start_at if early else self.end_at)
        hint = f"Write '{text} {edge[11:]}' or later." if text == "day 0" else ""
        yield Finding(path, mark_of(self.tree, path), f"{quote(text)} is {side} of the run ({edge})", hint)

    def ordered(self, first: Path, last: Path) -> Iterator[Finding]:
        """A span that ends before it begins, or at once."""
        try:
            begins, ends = self.moment(first), self.moment(last)
        except OverflowError:
            return
        if begins is not None and ends is not None and ends <= begins:
            what = f"{quote(text_at(self.tree, *last) or '')} is not later than '{first[-1]}'"
            yield Finding(last, mark_of(self.tree, last), what)

    def away(self, path: Path) -> Iterator[Finding]:
        if at(self.tree, *path) is not None:
            for span, _ in entries_at(self.tree, *path):
                yield from self.ordered((*span, "from"), (*span, "until"))
