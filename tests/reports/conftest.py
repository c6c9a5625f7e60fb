"""Small saved runs, written by hand: a year of one Mac whose browser keeps the expired certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from simulator.clock import Calendar, parse_start
from simulator.habits import Routine
from simulator.saved import Manifest, RunWriter, SavedRun, SavedVerdict, read_run
from simulator.trace import Trace
from tests.reports.playing import Play, play_below

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")
CALENDAR = Calendar(START_AT, ZONE, 402)
HELD = SavedVerdict(True, "first_try is denied", "it was denied", "ada", 3)


def year_of(trace: Trace, mac: str, person: str, reason: str = "certificate_expired") -> None:
    """Enrollment, a year of sign-ins, a renewal, denials until the browser is quit, and all is well again."""
    at = CALENDAR.parse_moment
    start, stop = at("day 0 09:00"), at("day 366 17:00")
    habits = Routine(CALENDAR, (1, 0, (mac, 0)), opens=3.0).details()
    added = trace.add(
        start,
        "mac.added",
        mac,
        details={"udid": f"U-{mac}", "serial": "C02", "group": "sales", "macos": "10.13.4"},
    )
    trace.add(start, "person.added", person, details={"mac": mac, "account": "me", "habits": habits})
    trace.add(start, "mac.enrolled", mac, cause=added)
    task = trace.add(
        start + 60,
        "task.ran",
        mac,
        "completed",
        details={"account": "me", "mode": "enroll", "version": "1.2.1"},
        cause=added,
    )
    first_end = at("day 365 09:00")
    issued = {"udid": f"U-{mac}", "serial_number": f"s1-{mac}", "not_after": first_end, "user": person}
    trace.add(start + 60, "pki.cert.issue", mac, "success", details=issued, cause=task, source="okta")
    kept = {"account": "me", "serial_number": f"s1-{mac}", "not_after": first_end}
    imported = trace.add(start + 61, "certificate.imported", mac, details=kept, cause=task)
    sign_in = {"person": person, "account": "me", "app": "salesforce", "client": "chrome"}
    fine = {
        **sign_in,
        "page": "app",
        "rule": "Trusted Macs",
        "device": "trusted",
        "serial_number": f"s1-{mac}",
    }
    opened = trace.add(start + 600, "app.opened", mac, "allowed", details=fine, cause=imported)
    renewed = trace.add(
        at("day 340 09:00"), "agent.passed", mac, "completed", "renewed", details={"account": "me"}
    )
    new = {**issued, "serial_number": f"s2-{mac}", "not_after": at("day 705 09:00")}
    trace.add(
        at("day 340 09:00"), "pki.cert.renew", mac, "success", details=new, cause=renewed, source="okta"
    )
    kept = {"account": "me", "serial_number": f"s2-{mac}", "not_after": at("day 705 09:00")}
    trace.add(at("day 340 09:00") + 1, "certificate.imported", mac, details=kept, cause=renewed)
    span = {"from_at": start + 600, "until_at": first_end}
    trace.add(
        first_end,
        "app.routine",
        mac,
        "allowed",
        details={**sign_in, "device": "trusted", **span},
        cause=opened,
    )
    bad = {**sign_in, "page": "security_requirements", "rule": "Everybody else", "device": "untrusted"}
    bad |= {"serial_number": f"s1-{mac}", "device_reason": reason}
    for minutes in (600, 605, 606):
        moment = at("day 365 00:00") + minutes * 60
        trace.add(moment, "app.opened", mac, "denied", reason, details=bad, cause=imported)
    quit_at = at("day 366 09:10")
    quit_ = trace.add(quit_at, "browser.quit", mac, details={"account": "me", "client": "chrome"})
    again = {**fine, "serial_number": f"s2-{mac}"}
    trace.add(quit_at + 60, "app.opened", mac, "allowed", details=again, cause=quit_)
    span = {"from_at": quit_at + 60, "until_at": stop}
    trace.add(
        stop, "app.routine", mac, "allowed", details={**sign_in, "device": "trusted", **span}, cause=quit_
    )


def with_fault(trace: Trace, mac: str) -> None:
    """Management taken away and given back, and a cell that is read-only for a while."""
    at = CALENDAR.parse_moment
    trace.add(
        at("day 370"),
        "fault.began",
        "upgrade",
        details={"fault": "read_only_cell", "name": "upgrade", "mac": ""},
    )
    trace.add(at("day 371"), "computer.unmanaged", mac)
    trace.add(at("day 373"), "computer.managed", mac)
    trace.add(
        at("day 374"),
        "fault.ended",
        "upgrade",
        details={"fault": "read_only_cell", "name": "upgrade", "mac": ""},
    )


def in_order(trace: Trace) -> Trace:
    """The same events by time, as a run would have told them."""
    records = sorted(trace.records, key=lambda record: record.at)
    place = {record.seq: seq for seq, record in enumerate(records)}
    return Trace(
        [
            record._replace(seq=seq, cause=None if record.cause is None else place[record.cause])
            for seq, record in enumerate(records)
        ]
    )


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., SavedRun]:
    """Writes a run of some Macs, and reads it again."""

    def saved(
        macs: Sequence[str] = ("ada",),
        *,
        story: str = "Chrome keeps presenting the expired certificate after a renewal",
        path: str = "scenarios/chrome/story.yaml",
        variant: str = "base",
        seed: int = 1,
        reason: str = "certificate_expired",
        verdicts: Sequence[SavedVerdict] = (HELD,),
        people: dict[str, str] | None = None,
    ) -> SavedRun:
        manifest = Manifest(
            story,
            path,
            seed,
            START_AT,
            CALENDAR.parse_moment("day 400"),
            ZONE,
            variant=variant,
            shows=("BRW-01", "TSK-05"),
            versions={"python": "3.11.7", "trustlab": "0.1.0"},
            input_sha256="ab" * 32,
            assumptions={"renewed_certificate": "bound"},
            command=f"trustlab run {path} --seed {seed}",
        )
        writer = RunWriter(tmp_path / "runs" / "run", manifest, {"story": story})
        trace = Trace()
        details = {"seed": seed, "start_at": START_AT, "end_at": manifest.end_at, "zone": ZONE}
        details |= {"days": 402, "holidays": []}
        trace.add(START_AT, "run.started", "run", details=details)
        for mac in macs:
            year_of(trace, mac, f"{mac}@acme.test", reason)
        with_fault(trace, macs[0])
        trace.add(manifest.end_at, "run.ended", "run")
        names = {f"{mac}@acme.test": "Ada Lovelace" for mac in macs} if people is None else people
        whole = in_order(trace)
        for record in whole:
            writer.see(record)
        writer.finish(whole.digest(), verdicts, names)
        return read_run(writer.folder)

    return saved


@pytest.fixture
def played(tmp_path: Path) -> Play:
    """Plays a story, or a built-in one, and reads the run that was kept."""
    return play_below(tmp_path)
