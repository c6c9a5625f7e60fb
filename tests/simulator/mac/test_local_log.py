"""The task's lines on the Mac: kept where somebody will read them, found by the ways that its macOS has."""

from __future__ import annotations

import pytest

from simulator.mac.local_log import read
from tests.simulator.mac.estate import DAY, START, Estate, PowerCut


@pytest.mark.parametrize(
    ("macos", "where", "reason", "found"),
    [
        ("10.11.6", "console", "all_messages", True),
        ("10.12", "console", "by_device", True),
        ("10.12.6", "console", "by_device", True),
        ("10.11.6", "log_stream", "no_such_command", False),
        ("10.12.6", "log_stream", "ok", True),
        ("10.11.6", "asl", "ok", True),
    ],
)
def test_each_way_has_the_lines_where_this_macos_has_the_way(
    estate: Estate, macos: str, where: str, reason: str, found: bool
) -> None:
    mac, account = estate.mac(macos=macos)
    mac.log = []
    estate.run(mac, account)
    said = estate.play(read(mac, where, START))  # type: ignore[arg-type]
    assert ("Okta: INFO: Enrolling this Mac." in said) is found
    assert estate.notes[-1].reason == reason


def test_who_opens_the_console_afterwards_sees_nothing_of_the_past(estate: Estate) -> None:
    mac, account = estate.mac()
    mac.log = []
    estate.run(mac, account)
    estate.at += DAY
    assert estate.play(read(mac, "console", estate.at)) == ""
    assert estate.play(read(mac, "asl", estate.at)) != ""


def test_a_run_that_power_ended_has_left_its_lines(estate: Estate) -> None:
    mac, account = estate.mac()
    mac.log = []
    estate.cut_at = "import"
    with pytest.raises(PowerCut):
        estate.run(mac, account)
    last = estate.play(read(mac, "asl", START)).splitlines()[-1]
    assert last == "okta_device_registration: Okta: INFO: Importing the certificate."


def test_nothing_is_kept_where_nobody_will_read_it(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.run(mac, account)
    assert mac.log is None
    assert estate.play(read(mac, "asl", START)) == ""
