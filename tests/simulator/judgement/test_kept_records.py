"""A run that is saved is read from its parts on disk: the same records, verdicts and digest, in bounded memory."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import saved
from simulator.expectations import judge
from simulator.kept import KeptRecords
from simulator.run import calendar_of, play, play_story
from simulator.scenario.load import load
from simulator.trace import Record, Trace
from simulator.trace_store import write_part

STORY = "scenarios/read_only_cell/across_the_expiry_date.yaml"
RECORDS = [Record(n, 60 * n, "mac", "mac.woke", f"mac-{n}", "", "", None, {}) for n in range(40)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    for first in range(0, 40, 10):
        write_part(folder / f"{first}.parquet", RECORDS[first : first + 10])
    return [(folder / f"{first}.parquet", 10) for first in range(0, 40, 10)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parts_and_tail_are_one_sequence(parts, data):
    whole = data.draw(st.integers(0, 4))
    kept = KeptRecords(parts[:whole], RECORDS[whole * 10 : data.draw(st.integers(whole * 10, 40))])
    plain = RECORDS[: len(kept)]
    assert [*kept] == plain
    index = data.draw(st.integers(-45, 45))
    if -len(plain) <= index < len(plain):
        assert kept[index] == plain[index]
    else:
        with pytest.raises(IndexError):
            kept[index]
    piece = data.draw(st.slices(45))
    assert [*kept[piece]] == plain[piece]


def test_judged_from_disk_it_is_as_judged_from_memory(tmp_path):
    loaded = load(STORY)
    in_memory = play_story(loaded, 1)
    manifest = saved.Manifest("a story", STORY, 1, 0, 10**9, "UTC")
    writer = saved.RunWriter(tmp_path / "run", manifest, {}, flush_every=25)
    on_disk = play(loaded.scenario, 1, Trace(writer.records, keep=writer.see))
    expected = [
        one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in loaded.scenario.expect
    ]
    verdicts = judge(expected, on_disk.records, calendar_of(loaded.scenario))
    writer.finish(on_disk.digest(), verdicts)
    assert len(saved.read_run(writer.folder).manifest.parts) > 5
    assert on_disk.digest() == in_memory.digest
    assert verdicts == in_memory.verdicts[: len(verdicts)]
    assert [*on_disk] == [*in_memory.trace]
    assert Trace(saved.read_run(writer.folder).records()).digest() == in_memory.digest


def test_a_run_that_is_saved_keeps_no_more_records_in_memory_than_a_few_parts(tmp_path):
    manifest = saved.Manifest("a story", "story.yaml", 1, 0, 10**9, "UTC")
    writer = saved.RunWriter(tmp_path / "run", manifest, {}, flush_every=100)
    trace = Trace(writer.records, keep=writer.see)
    before = _records_in_memory()
    for at in range(2050):
        trace.add(at, "mac.woke", "ada")
    assert len(trace) == len(trace.records) == 2050
    assert _records_in_memory() - before <= 100
    assert sum(record.at for record in trace) == sum(range(2050))
    assert _records_in_memory() - before <= 400


def _records_in_memory():
    gc.collect()
    return sum(type(thing) is Record for thing in gc.get_objects())
