"""Whatever bytes a file holds: a scenario or an answer, never a traceback."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.stories import built_in

STORIES = [path.read_bytes() for path in sorted(built_in().glob("*/*.yaml"))]
SCRAPS = [
    *(
        b"null",
        b"~",
        b"[]",
        b"{}",
        b": ",
        b"- ",
        b"\n",
        b"{",
        b"}",
        b'"',
        b"'",
        b"&a ",
        b"*a",
        b"!!x ",
        b"|\n",
        b"<<: ",
    ),
    *(
        b"? ",
        b"%",
        b"#",
        b"\t",
        b"\x00",
        b"\xff",
        b"day 0",
        b"day 99999999999",
        b"-1",
        b"1e999",
        b"nan",
        b"true",
    ),
    *(
        b"9999-12-31",
        b"0001-01-01",
        b"25:61",
        b"name",
        b"expect",
        b"fleet.ada.count",
        b"\xe2\x80\xa8",
        b"\x85",
    ),
]
EDITS = st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(SCRAPS))


def answer(file: Path) -> str | None:
    """What a file is answered with, or None where it is a scenario."""
    try:
        load(file)
    except ScenarioMistakes as mistakes:
        return str(mistakes)
    return None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.sampled_from(STORIES), edits=st.lists(EDITS, min_size=1, max_size=4))
def test_a_mangled_story_is_loaded_or_answered(tmp_path, story, edits):
    data = story
    for place, cut, scrap in edits:
        at = int(place * len(data))
        data = data[:at] + scrap + data[at + cut :]
    file = tmp_path / "mangled.yaml"
    file.write_bytes(data)
    told = answer(file)
    assert told is None or told.startswith(f"{file}:")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_bytes_are_answered(tmp_path, data):
    file = tmp_path / "any.yaml"
    file.write_bytes(data)
    told = answer(file)
    assert told is None or told.startswith(f"{file}:")
