"""Everything that a trace tells of an estate, read once for those who ask why: settings, acts, faults, the task's policy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from simulator.account_story import MacStory, read_stories
from simulator.finding import picked
from simulator.grounds import Grounds
from simulator.reading import Reading
from simulator.task_policy import TaskPolicy
from simulator.trace import Record

_RECORDS_AT_ONCE = 400_000
_BEFORE = 4
"""The evaluation of the rules is told so many records, at most, before the sign-in that it belongs to."""


@dataclass(frozen=True, slots=True)
class Estate:
    """What a trace says; the Macs' own stories are read when asked for, some at a time."""

    reading: Reading
    grounds: Grounds
    policy: TaskPolicy

    @classmethod
    def read(cls, reading: Reading) -> Estate:
        """All but the Macs' own stories."""
        return cls(reading, Grounds.read(reading), TaskPolicy.read(reading.records))

    @property
    def safari_keeps(self) -> bool:
        """Whether Safari, as Chrome does, keeps what it first presented."""
        return self.grounds.assumed.get("safari_keeps_certificate") == "yes"

    def stories(self, macs: Sequence[str] | None = None) -> Iterator[MacStory]:
        """The stories of some Macs, or of all: so many at once as some records tell of."""
        names = self.reading.macs() if macs is None else macs
        everybody = max(1, len(self.reading.groups))
        at_once = max(1, everybody * _RECORDS_AT_ONCE // max(1, len(self.reading.records)))
        for first in range(0, len(names), at_once):
            yield from self.some_stories(names[first : first + at_once])

    def some_stories(self, macs: Collection[str]) -> Iterable[MacStory]:
        """The stories of these Macs, all at once."""
        return read_stories(self.reading, macs).values()

    def decisions(self, opened: Iterable[Record]) -> dict[int, Record]:
        """How Okta evaluated the rules at some sign-ins, by their ``seq``; none for those that no rule decided."""
        sought = {record.seq: range(max(0, record.seq - _BEFORE), record.seq) for record in opened}
        found = picked(self.reading.records, {seq for before in sought.values() for seq in before})
        decided: dict[int, Record] = {}
        for seq, before in sought.items():
            for earlier in before:
                record = found.get(earlier)
                if record is None:
                    continue
                if record.kind in {"app.opened", "app.opened_elsewhere"}:
                    decided.pop(seq, None)
                elif record.kind == "policy.evaluate_sign_on":
                    decided[seq] = record
        return decided
