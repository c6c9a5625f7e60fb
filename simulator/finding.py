"""Finding records: in a list at once; on disk by a query for each part, so that nobody holds more than was sought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any

from simulator.excerpt import Excerpt
from simulator.kept import KeptRecords
from simulator.sought import Sought
from simulator.trace import Record, causes


class _OnDisk(Iterable[Record]):
    """Looks for the records anew each time that they are gone through."""

    def __init__(self, records: KeptRecords, sought: Sought) -> None:
        self._records = records
        self._sought = sought

    def __iter__(self) -> Iterator[Record]:
        return self._records.search(self._sought)


def _found(records: Sequence[Record], sought: Sought) -> Iterable[Record]:
    if isinstance(records, KeptRecords):
        return _OnDisk(records, sought)
    return [record for record in records if sought.fits(record)]


def of_kinds(records: Sequence[Record], *kinds: str, succeeded: Collection[str] = ()) -> Iterable[Record]:
    """The records of some kinds, in their order; they can be gone through again.

    Of the kinds ``succeeded`` those alone whose outcome is success: of a year in which renewals fail, a fraction.
    """
    return _found(records, Sought(frozenset(kinds), succeeded=frozenset(succeeded)))


class Remembered(Iterable[Record]):
    """Records that are gone through several times: read once where they are few enough, else each time.

    Texts that many of them have in their details are kept once.
    """

    MOST = 150_000

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._few: list[Record] | None = None

    def __iter__(self) -> Iterator[Record]:
        if self._few is not None:
            yield from self._few
            return
        few: list[Record] = []
        for record in self._records:
            if len(few) <= self.MOST:
                few.append(Record._make((*record[:8], _interned(record.details))))
            yield record
        if len(few) <= self.MOST:
            self._few = few


def _interned(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: intern(value) if type(value) is str else value for key, value in details.items()}


def about(
    records: Sequence[Record],
    subjects: Collection[str],
    kinds: Collection[str] = (),
    whoever: Collection[str] = (),
) -> Iterable[Record]:
    """The records about some Macs, of all kinds or of some; those of kind ``whoever`` whomever they are about."""
    if not subjects:
        return of_kinds(records, *whoever) if whoever else []
    return _found(records, Sought(frozenset(kinds), frozenset(subjects), frozenset(whoever)))


def named(records: Sequence[Record], name: str) -> Iterable[Record]:
    """What came of an act to which the scenario gives a name."""
    return _found(records, Sought(name=name))


def chains(records: Sequence[Record], last: Sequence[Record]) -> list[list[Record]]:
    """For each of some records what led to it, the nearest cause first."""
    if not isinstance(records, KeptRecords):
        return [[*causes(records, record.seq)] for record in last]
    known: dict[int, Record] = {}
    lacking = {record.cause for record in last if record.cause is not None}
    while lacking:  # a cause is always earlier, so this ends
        found = records.pick(lacking)
        known |= found
        lacking = {record.cause for record in found.values() if record.cause is not None} - known.keys()
    return [[*_back(record, known)] for record in last]


def _back(record: Record, known: dict[int, Record]) -> Iterator[Record]:
    while record.cause is not None and record.cause < record.seq:
        record = known[record.cause]
        yield record


def picked(records: Sequence[Record], seqs: Collection[int]) -> dict[int, Record]:
    """Some records by ``seq``; of an excerpt those that are in it."""
    if isinstance(records, KeptRecords | Excerpt):
        return records.pick(seqs)
    return {seq: records[seq] for seq in seqs}
