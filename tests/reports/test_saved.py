"""A saved run: what is written is what is read, and what is not whole is recognised."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.saved import Manifest, RunIncomplete, RunWriter, SavedVerdict, find_runs, read_run
from simulator.trace import Record, canonical
from simulator.trace_store import read_parts, write_part

MANIFEST = Manifest("Chrome keeps it", "scenarios/chrome.yaml", 1, 0, 86400, "UTC", shows=("BRW-01",))


def record(seq: int, cause: int | None = None) -> Record:
    return Record(seq, seq * 60, "mac", "mac.slept", "ada", "", "", cause, {})


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_DETAIL = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_SECOND = st.integers(-(2**40), 2**40)


@st.composite
def traces(draw: st.DrawFn) -> list[Record]:
    """Records as a trace could hold them, with any text in any place."""
    found = []
    for seq in range(draw(st.integers(1, 8))):
        cause = draw(st.none() | st.integers(0, seq - 1)) if seq else None
        source, kind, subject, outcome, reason = (draw(_TEXT) for _ in range(5))
        details = draw(st.dictionaries(_TEXT, _DETAIL, max_size=3))
        found.append(Record(seq, draw(_SECOND), source, kind, subject, outcome, reason, cause, details))
    return found


@settings(max_examples=60, deadline=None)
@given(traces())
def test_records_come_back_as_they_were(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        half = len(records) // 2
        paths = []
        for number, part in enumerate(part for part in (records[half:], records[:half]) if part):
            paths.append(Path(folder) / f"events-{number:04d}.parquet")
            write_part(paths[-1], part)
        back = read_parts(paths)
    assert back == records
    assert [canonical(one) for one in back] == [canonical(one) for one in records]


def test_a_finished_run_is_read_as_it_was(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", MANIFEST, {"story": "Chrome keeps it"}, flush_every=2)
    for seq in range(5):
        writer.see(record(seq, seq - 1 if seq else None))
    verdict = SavedVerdict(False, "first_try is denied", "it was allowed", "ada", 3)
    policy = [{"from_at": 0, "app": "salesforce", "holes": []}]
    writer.finish("d1d2", [verdict], {"ada": "Ada Lovelace"}, policy=policy)

    run = read_run(tmp_path / "run")

    assert [*run.records()] == [record(seq, seq - 1 if seq else None) for seq in range(5)]
    assert (run.verdicts, run.held, run.people) == ((verdict,), False, {"ada": "Ada Lovelace"})
    assert run.scenario == {"story": "Chrome keeps it"}
    assert [*run.policy] == policy
    assert (run.manifest.digest, run.manifest.shows, run.manifest.counts) == (
        "d1d2",
        ("BRW-01",),
        {"mac.slept": 5},
    )
    assert [part.records for part in run.manifest.parts] == [2, 2, 1]


_KILLED = """
import os, signal, sys
from pathlib import Path
from simulator.saved import Manifest, RunWriter
from simulator.trace import Record
writer = RunWriter(Path(sys.argv[1]), Manifest("s", "s.yaml", 1, 0, 9, "UTC"), {}, flush_every=3)
for seq in range(8):
    writer.see(Record(seq, seq, "mac", "mac.slept", "ada", "", "", None, {}))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_killed_in_the_middle_is_incomplete_and_its_parts_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, folder], check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert ended.returncode == -signal.SIGKILL

    with pytest.raises(RunIncomplete, match="did not come to its end"):
        read_run(folder)
    assert [one.seq for one in read_run(folder, leftover=True).records()] == [0, 1, 2, 3, 4, 5]


def test_a_part_left_half_written_is_not_taken_for_one(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", MANIFEST, {}, flush_every=1)
    writer.see(record(0))
    (tmp_path / "run" / "events-0001.parquet.part").write_bytes(b"PAR1 half")
    assert len(read_run(tmp_path / "run", leftover=True).records()) == 1


def finished(folder: Path) -> Path:
    writer = RunWriter(folder, MANIFEST, {})
    writer.see(record(0))
    writer.finish("d", [])
    return writer.folder


def test_a_stopped_run_says_why(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", MANIFEST, {})
    writer.see(record(0))
    writer.stop("an invariant broke")
    with pytest.raises(RunIncomplete, match="an invariant broke"):
        read_run(tmp_path / "run")
    assert len(read_run(tmp_path / "run", leftover=True).records()) == 1


def test_a_complete_run_is_never_overwritten(tmp_path: Path) -> None:
    first, second = finished(tmp_path / "run"), finished(tmp_path / "run")
    assert (first.name, second.name) == ("run", "run-2")
    assert find_runs(tmp_path) == [first, second]
    assert find_runs(first) == [first]


@pytest.mark.parametrize("name", ["scenario.json", "verdicts.json", "people.json", "events-0000.parquet"])
def test_a_run_that_lacks_a_file_is_incomplete(tmp_path: Path, name: str) -> None:
    folder = finished(tmp_path / "run")
    (folder / name).unlink()
    with pytest.raises(RunIncomplete, match=f"{name} is missing"):
        read_run(folder)


def test_a_part_that_was_changed_is_noticed(tmp_path: Path) -> None:
    folder = finished(tmp_path / "run")
    with (folder / "events-0000.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(RunIncomplete, match="is not what was written"):
        read_run(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"layout": "trustlab run 1", "parts": []}', "\xff"])
def test_a_folder_with_another_manifest_is_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(RunIncomplete):
        read_run(tmp_path)


def test_nothing_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunIncomplete, match="no saved run is here"):
        read_run(tmp_path / "nothing")
    assert find_runs(tmp_path / "nothing") == []


@pytest.mark.parametrize("name", ["it's", "a [b] c", "what?", "all*", "ü ñ", 'quo"te', "a{b}"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    for decoy in ("a b c", "what1", "all2", "ab"):
        finished(tmp_path / decoy)
    assert len(read_run(finished(tmp_path / name)).records()) == 1


def test_the_manifest_is_plain_json(tmp_path: Path) -> None:
    manifest = json.loads((finished(tmp_path / "run") / "manifest.json").read_text())
    assert manifest["status"] == "complete"
    assert manifest["layout"] == "trustlab run 1"
