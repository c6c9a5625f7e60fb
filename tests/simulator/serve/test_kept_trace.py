"""A served estate's trace on disk reads as one in memory does, and is gone with it."""

import gc

import pytest

from simulator.serve.kept_trace import TraceOnDisk
from simulator.serve.live import LiveWorld
from simulator.trace import Trace
from tests.simulator.serve.conftest import DAY


@pytest.fixture
def traces():
    """The same events in both."""
    memory, disk = Trace(), TraceOnDisk(a_part=7)
    for trace in (memory, disk):
        for number in range(40):
            trace.add(number, "mac.slept", f"mac-{number}", cause=number - 1 if number else None)
    return memory, disk


@pytest.mark.parametrize(
    ("first", "end", "step"),
    [(0, 40, 1), (3, 9, 1), (6, 8, 1), (13, 36, 5), (33, 99, 1), (40, 50, 1), (39, 2, -4), (9, 3, 1)],
)
def test_any_part_of_it_is_read_as_from_memory(traces, first, end, step):
    memory, disk = traces
    assert disk.records[first:end:step] == memory.records[first:end:step]


def test_a_late_part_is_read_without_the_early_ones(traces):
    memory, disk = traces
    early = [path for path in disk.folder.iterdir() if path.name != "34.parquet"]
    assert len(early) == 4
    for path in early:
        path.unlink()
    assert disk.records[33:40] == memory.records[33:40]


def test_most_of_it_is_on_disk(traces):
    _, disk = traces
    folder = disk.folder
    assert (len(disk._buffer), len(list(folder.iterdir()))) == (5, 5)


def test_an_estate_tells_the_same_in_both(live, clock):
    other = LiveWorld(live._scenario, 1, 3600.0, clock, b"salt", new_trace=lambda: TraceOnDisk(a_part=20))
    for one in (live, other):
        one.advance(20 * DAY)
    assert other.world.stage.trace.digest() == live.world.stage.trace.digest()
    assert [*other.world.stage.trace.records] == [*live.world.stage.trace.records]
    before = other.world.stage.trace.folder
    other.reset()
    gc.collect()
    assert not before.exists()
