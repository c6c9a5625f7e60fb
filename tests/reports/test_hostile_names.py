"""Names that mean harm stay text: on the page, in the CSV, in the JSON, in the logs, whatever they are made of."""

from __future__ import annotations

import csv
import json
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.denials_csv import write_denials
from reports.exports.findings import write_findings
from reports.markup import text
from simulator.logs.replay import SYSTEM_LOG, write_logs
from simulator.saved import Manifest, RunWriter, SavedRun, SavedVerdict, read_run
from simulator.trace import Trace
from tests.reports.conftest import CALENDAR, START_AT, ZONE, in_order, year_of
from tests.reports.playing import Play, page_of
from tests.reports.reading import Page

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "--><!--",
    '" onclick="alert(1)',
    "'; DROP TABLE part; --",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "\u202eadA",
    "\u2066a\u2069",
    "a\x00\x1b[31mb\x7f",
    "\ufeff\ufffe",
    "&lt;b&gt;",
    "{subject}{0}%s",
    "y" * 10_000,
)
NAMES = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], include_characters="<>&\"'=+-@\t\r\n\u202e\u2028\x00"),
    min_size=1,
    max_size=30,
)
UNSEEN = "\u202e\u2066\u2069\u2028\ufeff\x00\x1b\x7f"


def saved(folder: Path, mac: str, reason: str, story: str, name: str) -> SavedRun:
    """A run in which all that a scenario, an inventory or a rule set names is as given."""
    end_at = CALENDAR.parse_moment("day 400")
    manifest = Manifest(story, f"{name}.yaml", 1, START_AT, end_at, ZONE, variant=name, command=story)
    writer = RunWriter(folder / "run", manifest, {"story": story})
    trace = Trace()
    details = {"seed": 1, "start_at": START_AT, "end_at": end_at, "zone": ZONE, "days": 402, "holidays": []}
    trace.add(START_AT, "run.started", "run", details=details)
    year_of(trace, mac, f"{mac}@acme.test", reason)
    for record in in_order(trace):
        changed = {"app": name, "rule": reason, "group": name, "serial_number": f"s-{name}"}
        used = {key: value for key, value in changed.items() if key in record.details}
        writer.see(record._replace(details={**record.details, **used}))
    verdict = SavedVerdict(held=False, expected=story, came=reason, subject=mac, seq=3)
    writer.finish("d", [verdict], {f"{mac}@acme.test": name})
    return read_run(writer.folder)


def shape(page: Page) -> tuple[set[str], set[str], list[str]]:
    """What of a page no name may change: its elements, its attributes, its scripts and styles."""
    names = {name for name, _ in page.elements}
    attributes = {attribute for _, those in page.elements for attribute in those}
    return names, attributes, [content for _, _, content in page.raw]


@cache
def shape_of_harmless_names() -> tuple[set[str], set[str], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        return shape(page_of(Path(folder), saved(Path(folder), "ada", "none", "A story", "name")))


@settings(max_examples=15, deadline=None)  # each is a whole report
@given(NAMES, NAMES, NAMES, NAMES)
def test_any_name_stays_text_everywhere(mac: str, reason: str, story: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = saved(Path(folder), mac, reason, story, name)
        page = page_of(Path(folder), run)
        assert shape(page) == shape_of_harmless_names()
        assert not any(sign in page.text for sign in UNSEEN)
        assert Page(f"<p>{text(mac)}</p>").text in page.text

        write_denials([run], Path(folder) / "denials.csv")
        with (Path(folder) / "denials.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        assert len(rows) == 3
        assert not any(
            cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            for row in rows
            for cell in row.values()
        )
        assert {(row["mac"].removeprefix("'"), row["app"].removeprefix("'")) for row in rows} == {
            (mac.removeprefix("'"), name.removeprefix("'"))
        }

        write_findings([run], Path(folder) / "findings.json")
        written = (Path(folder) / "findings.json").read_bytes()
        assert written.isascii()
        (found,) = json.loads(written)["runs"]
        assert (found["story"], found["variant"]) == (story, name)
        assert found["verdicts"][0]["mac"] == mac


ALLOWED = [name for name in HOSTILE if name.isprintable() and len(name) <= 100]
"""A scenario takes no control characters and no endless names: it is refused, with file, line and key."""


def test_hostile_names_of_apps_rules_and_groups_stay_text_in_the_logs(played: Play, tmp_path: Path) -> None:
    story = {
        "story": "Names",
        "length": "3 days",
        "okta": {
            "apps": [
                {
                    "name": f"{number} {name}",
                    "rules": [
                        {"name": name, "access": "allow", "platforms": ["osx"], "trust": "trusted"},
                        {"name": f"{name} no", "access": "deny"},
                    ],
                }
                for number, name in enumerate(ALLOWED)
            ]
        },
        "fleet": [{"name": "ada", "habits": {"opens_apps": "never"}}],
        "timeline": [
            {"at": f"day 1 12:{number:02}", "do": "open_app", "mac": "ada", "app": f"{number} {name}"}
            for number, name in enumerate(ALLOWED)
        ],
    }
    run = played(json.dumps(story))
    write_logs(run, tmp_path)
    written = (tmp_path / SYSTEM_LOG).read_bytes()
    assert written.isascii()
    lines = written.decode().split("\n")
    assert lines.pop() == ""
    events = [json.loads(line) for line in lines]
    opened = {
        event["target"][0]["displayName"]
        for event in events
        if event["eventType"] == "user.authentication.sso"
    }
    assert opened == {app["name"] for app in story["okta"]["apps"]}  # type: ignore[index]
