"""Records as columns on disk: parts of a trace in Parquet, written and read by DuckDB, which is used nowhere else.

A part is written beside its name and then renamed, so that what bears the name is whole. Details are JSON text; a
record without a cause has none in the column either.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import orjson
from numpy.typing import NDArray

from simulator.sought import SUCCESS, Sought
from simulator.trace import Record

_NO_CAUSE = -1
_TEXTS = ("source", "kind", "subject", "outcome", "reason")

_PARTS_A_QUERY = 8
"""Most of what is sought is rare, and each query takes its milliseconds."""
_AT_ONCE = 5_000

# "at" is a word of DuckDB's own SQL, hence the quotation marks.
_WRITTEN = """
    SELECT seq, "at", source, kind, subject, outcome, reason, nullif(cause, -1) AS cause, details FROM part
"""
_READ = """
    SELECT seq, "at", source, kind, subject, outcome, reason, cause, details FROM read_parquet($paths)
"""


@cache
def _database(_process: int) -> duckdb.DuckDBPyConnection:
    """One for all that a process reads and writes: to open one takes 20 ms and starts threads, a cursor of it 0.3 ms."""
    # Runs are played side by side, one a process: each keeps to one thread, and holds no file that it has read.
    return duckdb.connect(config={"threads": 1, "enable_external_file_cache": False})


def _connect() -> duckdb.DuckDBPyConnection:
    """A connection for one thread. A forked process opens a database of its own: threads are not forked along."""
    return _database(os.getpid()).cursor()


def _only(path: Path) -> str:
    """A path as a pattern that fits this one file, as DuckDB takes brackets, stars and question marks for more."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def _columns(records: Sequence[Record]) -> dict[str, NDArray[Any]]:
    values = dict(zip(Record._fields, zip(*records, strict=True), strict=True))
    causes = [_NO_CAUSE if cause is None else cause for cause in values["cause"]]
    columns: dict[str, NDArray[Any]] = {
        "seq": np.array(values["seq"], dtype=np.int64),
        "at": np.array(values["at"], dtype=np.int64),
        "cause": np.array(causes, dtype=np.int64),
        "details": np.array([orjson.dumps(details).decode() for details in values["details"]], dtype=object),
    }
    return columns | {name: np.array(values[name], dtype=object) for name in _TEXTS}


class PartWriter:
    """Writes parts, over one connection."""

    def __init__(self) -> None:
        self._connection = _connect()

    def write(self, path: Path, records: Sequence[Record]) -> None:
        """Write records as one Parquet file of that name, whole or not at all."""
        beside = path.with_name(path.name + ".part")
        self._connection.register("part", _columns(records))
        self._connection.sql(_WRITTEN).write_parquet(str(beside), compression="zstd")
        self._connection.unregister("part")
        beside.replace(path)

    def close(self) -> None:
        """Nothing more is to be written."""
        self._connection.close()


def write_part(path: Path, records: Sequence[Record]) -> None:
    """Write records as one Parquet file of that name, whole or not at all."""
    with closing(PartWriter()) as writer:
        writer.write(path, records)


def read_parts(paths: Sequence[Path]) -> list[Record]:
    """The records of all parts, by ``seq``."""
    if not paths:
        return []
    with _connect() as connection:
        return _read(connection, paths, "", {})


def search_parts(paths: Sequence[Path], sought: Sought) -> Iterator[Record]:
    """The records sought, a few parts at a time, of which never more than some thousand are in memory at once."""
    where, values = _condition(sought)
    with _connect() as connection:
        for first in range(0, len(paths), _PARTS_A_QUERY):
            asked = {"paths": [_only(path) for path in paths[first : first + _PARTS_A_QUERY]], **values}
            found = connection.execute(f"{_READ} {where} ORDER BY seq", asked)
            while rows := found.fetchmany(_AT_ONCE):
                yield from map(_record, rows)


def pick_from(path: Path, seqs: Iterable[int]) -> list[Record]:
    """Some records of a part, by ``seq``."""
    with _connect() as connection:
        return _read(connection, [path], "WHERE seq IN (SELECT unnest($seqs))", {"seqs": [*seqs]})


def _read(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], where: str, values: Mapping[str, object]
) -> list[Record]:
    found = connection.execute(
        f"{_READ} {where} ORDER BY seq", {"paths": [_only(path) for path in paths], **values}
    )
    return [_record(row) for row in found.fetchall()]


def _record(row: Sequence[Any]) -> Record:
    return Record._make((*row[:8], orjson.loads(row[8])))


def _condition(sought: Sought) -> tuple[str, dict[str, object]]:
    """What is sought as SQL. A name is looked for as it is written; who has it elsewhere in the details is let through."""
    asked: list[str] = []
    values: dict[str, object] = {}
    if sought.kinds:
        asked.append(_one_of("kind", "kinds", sought.kinds, values))
    if sought.subjects:
        whoever = _one_of("kind", "whoever", sought.whoever, values)
        asked.append(f"(subject IN (SELECT unnest($subjects)) OR {whoever})")
        values["subjects"] = sorted(sought.subjects)
    if sought.succeeded:
        of_these = _one_of("kind", "succeeded", sought.succeeded, values)
        asked.append(f"(outcome = $success OR NOT {of_these})")
        values["success"] = SUCCESS
    if sought.name:
        asked.append("contains(details, $name)")
        values["name"] = orjson.dumps({"named": sought.name}).decode()[1:-1]
    return f"WHERE {' AND '.join(asked)}" if asked else "", values


def _one_of(column: str, name: str, wanted: Iterable[str], values: dict[str, object]) -> str:
    """That a column has one of a few values, told one by one: a list would be joined, which takes twice the time."""
    named = {f"{name}_{number}": value for number, value in enumerate(sorted(wanted))}
    values |= named
    return f"({' OR '.join(f'{column} = ${each}' for each in named) or 'false'})"
