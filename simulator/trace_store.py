"""Records as columns on disk: parts of a trace in Parquet, written and read by DuckDB, which is used nowhere else.

A part is written beside its name and then renamed, so that what bears the name is whole. Details are JSON text; a
record without a cause has none in the column either.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from simulator.trace import Record

_NO_CAUSE = -1
_TEXTS = ("source", "kind", "subject", "outcome", "reason")
# "at" is a word of DuckDB's own SQL, hence the quotation marks.
_READ = f'seq, "at", {", ".join(_TEXTS)}, cause, details'
_WRITE = f'seq, "at", {", ".join(_TEXTS)}, nullif(cause, {_NO_CAUSE}) AS cause, details'


def _connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Runs are played side by side, one a process: each writer keeps to one thread.
    connection.execute("SET threads TO 1").fetchall()
    return connection


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literal(path: Path) -> str:
    """A path as an SQL text that names this one file, although DuckDB takes brackets and stars for patterns."""
    escaped = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
    return _quoted(escaped)


def _columns(records: Sequence[Record]) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {
        "seq": np.array([record.seq for record in records], dtype=np.int64),
        "at": np.array([record.at for record in records], dtype=np.int64),
        "cause": np.array(
            [_NO_CAUSE if record.cause is None else record.cause for record in records], dtype=np.int64
        ),
        "details": np.array(
            [json.dumps(record.details, separators=(",", ":")) for record in records], dtype=object
        ),
    }
    for name in _TEXTS:
        columns[name] = np.array([getattr(record, name) for record in records], dtype=object)
    return columns


def write_part(path: Path, records: Sequence[Record]) -> None:
    """Write records as one Parquet file of that name, whole or not at all."""
    beside = path.with_name(path.name + ".part")
    with _connect() as connection:
        connection.register("part", _columns(records))
        copy = (
            f"COPY (SELECT {_WRITE} FROM part) TO {_quoted(str(beside))} (FORMAT parquet, COMPRESSION zstd)"
        )
        connection.execute(copy).fetchall()
    beside.replace(path)


def read_parts(paths: Sequence[Path]) -> list[Record]:
    """The records of all parts, by ``seq``."""
    if not paths:
        return []
    files = ", ".join(_literal(path) for path in paths)
    with _connect() as connection:
        rows = connection.execute(f"SELECT {_READ} FROM read_parquet([{files}]) ORDER BY seq").fetchall()
    return [Record._make((*row[:8], json.loads(row[8]))) for row in rows]
