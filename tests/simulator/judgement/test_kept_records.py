"""A run that is saved is read from its parts on disk: the same records, verdicts and digest, in bounded memory."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import saved
from simulator.expectations import judge
from simulator.finding import of_kinds
from simulator.kept import KeptRecords
from simulator.run import calendar_of, play, play_story
from simulator.scenario.load import load
from simulator.sought import Sought
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


KINDS = ("pki.cert.renew", "app.opened", "mac.woke")
MIXED = [
    Record(
        n,
        60 * n,
        "mac",
        KINDS[n % 3],
        f"mac-{n % 4}",
        ("success", "failure")[n % 5 > 2],
        "",
        None,
        {"named": f"act {n % 2}"} if n % 6 == 0 else {},
    )
    for n in range(40)
]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    for first in range(0, 40, 10):
        write_part(folder / f"{first}.parquet", MIXED[first : first + 10])
    return [(folder / f"{first}.parquet", 10) for first in range(0, 40, 10)]


def some_of(values):
    return st.frozensets(st.sampled_from(values), max_size=2)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 4),
    st.builds(
        Sought,
        some_of(KINDS),
        some_of(["mac-0", "mac-1", "nobody"]),
        some_of(KINDS),
        st.sampled_from(["", "act 0", "act 1"]),
        some_of(KINDS),
    ),
)
def test_what_is_sought_is_found_on_disk_as_in_memory(mixed, whole, sought):
    """Of two parts or fewer, which are searched in memory, and of more, which DuckDB searches."""
    kept = KeptRecords(mixed[:whole], MIXED[whole * 10 :])
    assert [*kept.search(sought)] == [record for record in MIXED if sought.fits(record)]
    assert kept.pick({3, 17, 39}) == {seq: MIXED[seq] for seq in (3, 17, 39)}


def test_of_kinds_that_have_to_succeed_what_failed_is_not_found(mixed):
    found = of_kinds(KeptRecords(mixed), "pki.cert.renew", "app.opened", succeeded=["pki.cert.renew"])
    outcomes = {(record.kind, record.outcome) for record in found}
    assert outcomes == {
        ("pki.cert.renew", "success"),
        ("app.opened", "success"),
        ("app.opened", "failure"),
    }


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
