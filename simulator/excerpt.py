"""What a running trace tells of one Mac: its own records and those that are about no Mac, kept as they come.

Somebody who has to know during a run why a Mac is locked out need not go through everybody's records for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import merge
from typing import overload

from simulator.trace import Record

_OF_MACS = frozenset({"mac", "jamf", "person"})
"""Who tells of Macs alone; Okta and administrators tell of people too."""


class Excerpt(Sequence[Record]):
    """Some records of a trace, in their order; their positions here are not their ``seq``."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def pick(self, seqs: Collection[int]) -> dict[int, Record]:
        """Those of some ``seq`` that are here."""
        return {record.seq: record for record in self._records if record.seq in seqs}


class Excerpts:
    """Listens to a trace and keeps, of each Mac, what it tells of the Mac and of its people."""

    def __init__(self) -> None:
        self._of_all: list[Record] = []
        self._of_mac: dict[str, list[Record]] = {}
        self._macs_of: dict[str, list[str]] = {}

    def see(self, record: Record) -> None:
        """The next record of the trace."""
        if record.kind == "mac.added":
            self._of_mac[record.subject] = []
            self._macs_of.setdefault(record.subject, []).insert(0, record.subject)
        elif record.kind == "person.added":
            macs = self._macs_of.setdefault(record.subject, [])
            if record.details["mac"] not in macs:
                macs.append(record.details["mac"])
        macs = self._macs_of.get(record.subject, [])
        if record.source in _OF_MACS and record.subject in self._of_mac:
            macs = [record.subject]  # not those of a person who happens to have the Mac's name
        for mac in macs:
            self._of_mac[mac].append(record)
        if not macs:
            self._of_all.append(record)

    def of(self, mac: str) -> Excerpt:
        """What was told of a Mac up to now."""
        return Excerpt([*merge(self._of_all, self._of_mac[mac], key=lambda record: record.seq)])
