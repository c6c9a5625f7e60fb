"""The records of a run on disk, read as a sequence: part by part, with no more than a few parts in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import overload

from simulator.sought import Sought
from simulator.trace import Record

_PARTS_IN_MEMORY = 2
_FEW = 20_000
"""A run of so many records is read once and searched in memory: to ask DuckDB takes longer."""


class KeptRecords(Sequence[Record]):
    """The records of whole parts on disk, then those that are still in memory.

    Reading through it takes the memory of a part or two, however long the run was; looking up single records far apart
    reads a part for each: :meth:`search` and :meth:`pick` find many of them in one go.
    """

    def __init__(self, parts: Sequence[tuple[Path, int]] = (), tail: Sequence[Record] = ()) -> None:
        self._paths: list[Path] = []
        self._begins: list[int] = []
        self._on_disk = 0
        self._tail = tail
        self._read: Callable[[Path], Sequence[Record]] = lru_cache(_PARTS_IN_MEMORY)(_read)
        for path, records in parts:
            self.add_part(path, records)

    def add_part(self, path: Path, records: int) -> None:
        """A further part is whole; its records are in the tail no more."""
        self._paths.append(path)
        self._begins.append(self._on_disk)
        self._on_disk += records

    def __len__(self) -> int:
        return self._on_disk + len(self._tail)

    def __iter__(self) -> Iterator[Record]:
        for path in self._paths:
            yield from self._read(path)
        yield from self._tail

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            first, end, step = index.indices(len(self))
            if step < 0:
                return [self[at] for at in range(first, end, step)]
            return [*islice(self._from(first), 0, max(0, end - first), step)]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        if at >= self._on_disk:
            return self._tail[at - self._on_disk]
        part = bisect_right(self._begins, at) - 1
        return self._read(self._paths[part])[at - self._begins[part]]

    def _from(self, first: int) -> Iterator[Record]:
        """The records from one on; the parts before it are not read."""
        part = bisect_right(self._begins, first) - 1 if first < self._on_disk else len(self._paths)
        for path, begins in zip(self._paths[part:], self._begins[part:], strict=True):
            yield from islice(self._read(path), max(0, first - begins), None)
        yield from islice(self._tail, max(0, first - self._on_disk), None)

    def _is_small(self) -> bool:
        return self._on_disk <= _FEW and len(self._paths) <= _PARTS_IN_MEMORY

    def search(self, sought: Sought) -> Iterator[Record]:
        """The records sought, in their order."""
        if self._is_small():
            yield from (record for record in self if sought.fits(record))
            return
        from simulator.trace_store import search_parts  # DuckDB takes 70 ms to import

        found = search_parts([*self._paths], sought)
        yield from (record for record in found if sought.fits(record))
        yield from (record for record in self._tail if sought.fits(record))

    def pick(self, seqs: Iterable[int]) -> dict[int, Record]:
        """Some records by ``seq``; each part is looked into once."""
        if self._is_small():
            return {seq: self[seq] for seq in seqs}
        from simulator.trace_store import pick_from

        by_part: dict[int, list[int]] = {}
        for seq in sorted(seqs):
            by_part.setdefault(bisect_right(self._begins, seq) - 1, []).append(seq)
        found: dict[int, Record] = {}
        for part, those in by_part.items():
            on_disk = [seq for seq in those if seq < self._on_disk]
            if on_disk:
                found |= {record.seq: record for record in pick_from(self._paths[part], on_disk)}
            found |= {seq: self[seq] for seq in those[len(on_disk) :]}
        return found


def _read(path: Path) -> Sequence[Record]:
    from simulator.trace_store import read_parts  # DuckDB takes 70 ms to import

    return read_parts([path])
