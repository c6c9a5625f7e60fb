"""The trace of a served estate: on disk, so that a server that runs for days does not grow with what it has seen."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from simulator.kept import KeptRecords
from simulator.trace import Record, Trace
from simulator.trace_store import PartWriter

A_PART: Final = 1000
"""Records in memory before they are written."""


class TraceOnDisk(Trace):
    """A trace whose records lie in a folder of its own, which is gone once nobody has the trace any more."""

    __slots__ = ("__weakref__", "_a_part", "_buffer", "_kept", "_writer", "folder")

    def __init__(self, a_part: int = A_PART) -> None:
        self._buffer: list[Record] = []
        self._kept = KeptRecords(tail=self._buffer)
        self._writer = PartWriter()
        self._a_part = a_part
        self.folder = Path(mkdtemp(prefix="trustlab-trace-"))
        weakref.finalize(self, _clean, self._writer, self.folder)
        super().__init__(self._kept, keep=self._take)

    def _take(self, record: Record) -> None:
        self._buffer.append(record)
        if len(self._buffer) < self._a_part:
            return
        path = self.folder / f"{record.seq}.parquet"
        self._writer.write(path, self._buffer)
        self._kept.add_part(path, len(self._buffer))
        self._buffer.clear()


def _clean(writer: PartWriter, folder: Path) -> None:
    writer.close()
    shutil.rmtree(folder, ignore_errors=True)
