"""Uninstalling: what goes, what stays, offline, and where a step fails."""

from __future__ import annotations

import pytest

from simulator.mac.mishaps import delete_okta_keychain
from tests.simulator.mac.estate import HOST, Estate, PowerCut, left_behind


def test_everything_goes_but_chromes_entry(estate: Estate) -> None:
    mac, account = estate.enrolled()
    outcome = estate.run(mac, account, "1.2.1", "uninstall")
    assert (outcome.exit_status, outcome.reason) == (0, "ok")
    assert left_behind(account) == {"chrome"}
    assert [note.kind for note in estate.notes] == ["certificate.removed", "keychain.changed", "task.ran"]
    assert estate.notes[-1].details["mode"] == "uninstall"


def test_it_needs_no_org_token_but_a_user_and_a_url(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert estate.run(mac, account, "1.2.1", "uninstall", url="").reason == "placeholder"
    assert estate.run(mac, None, "1.2.1", "uninstall").reason == "no_console_user"
    assert left_behind(account) >= {"certificate", "password"}
    assert estate.run(mac, account, "1.2.1", "uninstall", org_token="").reason == "ok"


def test_offline_one_identity_preference_stays(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.troubles["org"] = "unreachable"
    outcome = estate.run(mac, account, "1.2.1", "uninstall")
    assert outcome.exit_status == 0
    assert "WARN: " in outcome.output
    assert set(account.login_keychain.identity_preferences) == {HOST}
    assert account.okta_keychain is None


def test_it_cures_a_keychain_that_was_deleted_by_hand(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_okta_keychain(mac, account))
    assert estate.run(mac, account, "1.2.1", "uninstall").reason == "ok"
    assert estate.run(mac, account).reason == "ok"


def test_where_nothing_is_there_it_ends_well_and_tells_of_no_change(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.run(mac, account, "1.2.1", "uninstall").exit_status == 0
    assert [note.kind for note in estate.notes] == ["task.ran"]


@pytest.mark.parametrize(
    ("step", "left"),
    [
        (
            "uninstall_keychain",
            {
                "keychain",
                "password",
                "certificate",
                "safari",
                "chrome",
                "partition_list",
                "agent_file",
                "launch_agent",
            },
        ),
        ("uninstall_agent", {"chrome", "agent_file", "launch_agent"}),
    ],
)
def test_a_step_that_is_cut_leaves_what_comes_after_it(estate: Estate, step: str, left: set[str]) -> None:
    for name, fails in (("fails", True), ("power", False)):
        mac, account = estate.enrolled(name=name, index=int(fails))
        if fails:
            estate.fails = step
            assert estate.run(mac, account, "1.2.1", "uninstall").reason == f"step_failed:{step}"
        else:
            estate.cut_at = step
            with pytest.raises(PowerCut):
                estate.run(mac, account, "1.2.1", "uninstall")
        assert left_behind(account) == left
        estate.fails = estate.cut_at = ""
        assert estate.run(mac, account, "1.2.1", "uninstall").reason == "ok"
        assert left_behind(account) == {"chrome"}
