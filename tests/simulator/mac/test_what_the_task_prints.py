"""The registration task's lines and notes, whole: what Jamf Pro keeps as a policy's log, and what the trace is told."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.mac.machine import Account, Mac
from simulator.mac.mishaps import delete_device_trust_password, reset_login_keychain
from simulator.steps import Note
from tests.simulator.mac.estate import DAY, Estate

OPENING = [
    "INFO: Registration for Okta Device Trust of user ada.",
    "INFO: The home directory is /Users/ada.",
]
SETTING_UP = ["INFO: Setting up the Okta keychain.", "DEBUG:step keychain"]
NEW_KEYCHAIN = [
    *SETTING_UP,
    "INFO: A new Okta keychain is made and added to the search list.",
    "DEBUG:step keychain_password",
    "INFO: Its password is in the login keychain.",
]
LOOKING = ["INFO: Looking for the certificate.", "DEBUG:step enroll"]
ENROLLING = [*LOOKING, "INFO: Enrolling this Mac.", "INFO: Importing the certificate.", "DEBUG:step import"]
BROWSERS = [
    "DEBUG:step metadata",
    "INFO: Setting up Safari.",
    "DEBUG:step safari",
    "INFO: Setting up Chrome.",
    "DEBUG:step chrome",
]
ENDING = [
    "INFO: Access for the whitelisted apps: apple:,teamid:ONE.",
    "DEBUG:step partition_list",
    "INFO: Writing the scheduled task.",
    "DEBUG:step agent_file",
    "INFO: Loading the scheduled task.",
    "DEBUG:step launch_agent",
    "INFO: All is done: this Mac is set up.",
]
FAILED = "The registration task ends with an error."
UNDONE = "INFO: What was made of the Okta keychain is deleted again."


def printed(estate: Estate, mac: Mac, account: Account | None, *words: str, **changed: str) -> list[str]:
    return estate.run(mac, account, "1.2.1", *words, **changed).output.split("\n")


def test_a_first_run_prints_each_step_with_verbose_and_its_headlines_without(estate: Estate) -> None:
    whole = [*OPENING, *NEW_KEYCHAIN, *ENROLLING, *BROWSERS, *ENDING]
    mac, account = estate.mac()
    assert printed(estate, mac, account, "VERBOSE", team_ids="apple:,teamid:ONE") == whole
    mac, account = estate.mac("ben", index=1)
    brief = [line for line in whole if not line.startswith("DEBUG")]
    assert printed(estate, mac, account, team_ids="apple:,teamid:ONE") == brief


@pytest.mark.parametrize(("later", "days"), [(0, 365), (DAY - 1, 364), (100 * DAY, 265)])
def test_a_second_run_says_how_many_whole_days_the_certificate_has_left(
    estate: Estate, later: int, days: int
) -> None:
    mac, account = estate.enrolled()
    estate.at += later
    assert printed(estate, mac, account, "verbose", team_ids="apple:,teamid:ONE") == [
        *OPENING,
        *SETTING_UP,
        "INFO: The Okta keychain is there already.",
        *LOOKING,
        f"INFO: A certificate is present, with {days} days left: nothing is enrolled.",
        *BROWSERS,
        *ENDING,
    ]


def test_uninstalling_prints_what_it_removes(estate: Estate) -> None:
    mac, account = estate.enrolled()
    whole = [
        *OPENING,
        "INFO: Uninstalling.",
        "INFO: Removing the Okta keychain.",
        "INFO: Removing the scheduled task and its files.",
        "INFO: All is removed.",
    ]
    assert printed(estate, mac, account, "UnInstall") == whole


def test_uninstalling_offline_prints_what_it_leaves(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.troubles = {"org": "blocked"}
    warnings = [line for line in printed(estate, mac, account, "uninstall") if line.startswith("WARN")]
    (warning,) = warnings
    assert warning.startswith("WARN: Okta does not say which host has an identity preference (")
    assert warning.endswith("); it stays.")


HEADLINES = {
    "keychain": "The Okta keychain could not be set up.",
    "keychain_password": "The Okta keychain could not be set up.",
    "enroll": "Okta Device Trust did not enroll this Mac.",
    "import": "The certificate could not be imported.",
    "metadata": "The browsers could not be set up.",
    "safari": "The browsers could not be set up.",
    "chrome": "The browsers could not be set up.",
    "partition_list": "The whitelisted apps could not be given access.",
    "agent_file": "The scheduled task could not be written.",
    "launch_agent": "The scheduled task could not be loaded.",
}


@pytest.mark.parametrize("step", HEADLINES)
def test_a_failing_step_prints_its_headline_its_status_and_that_all_is_undone(
    estate: Estate, step: str
) -> None:
    mac, account = estate.mac()
    estate.fails = step
    ending = [f"ERROR: {HEADLINES[step]}", "ERROR: Status 1.", FAILED, UNDONE]
    assert printed(estate, mac, account)[-4:] == ending


def test_an_update_that_fails_prints_no_undoing_since_nothing_is_undone(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.fails = "chrome"
    ending = [
        "INFO: Setting up Chrome.",
        "ERROR: The browsers could not be set up.",
        "ERROR: Status 1.",
        FAILED,
    ]
    assert printed(estate, mac, account)[-4:] == ending


NOT_UNDER_WAY = "ERROR: The registration did not get under way."
NO_KEYCHAIN = "ERROR: The Okta keychain could not be set up."


def test_without_anybody_at_the_console_the_run_ends_at_once(estate: Estate) -> None:
    mac, _ = estate.mac()
    cause = "ERROR: Running as [], which is not a user context."
    outcome = estate.run(mac, None)
    assert outcome.output.split("\n") == [NOT_UNDER_WAY, cause, FAILED]
    assert (outcome.exit_status, outcome.reason) == (1, "no_console_user")
    assert estate.notes == [ran("failed", "no_console_user", account="")]


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"url": ""}, "The script has no org URL."),
        ({"org_token": ""}, "The script has no org token."),
        *(
            ({"url": url}, f"The org URL {url} is no address: the placeholder is still in it.")
            for url in ("<URL", "URL>", "(URL", "URL)")
        ),
    ],
)
def test_a_script_that_was_not_filled_in_says_what_is_missing(
    estate: Estate, changed: dict[str, str], cause: str
) -> None:
    mac, account = estate.mac()
    outcome = estate.run(mac, account, **changed)
    assert outcome.output.split("\n") == [*OPENING, NOT_UNDER_WAY, f"ERROR: {cause}", FAILED]
    assert (outcome.exit_status, outcome.reason) == (1, "placeholder")
    assert estate.notes == [ran("failed", "placeholder")]


def test_a_script_with_its_quotes_lost_is_told_of_by_whom_it_ran_for(estate: Estate) -> None:
    mac, account = estate.mac()
    outcome = estate.run(mac, account, org_token="it's")
    lines = ['  File "Okta Device Registration Task", line 4', "SyntaxError: invalid syntax"]
    assert (outcome.exit_status, outcome.reason) == (1, "syntax_error")
    assert outcome.output.split("\n") == lines
    assert estate.notes == [ran("failed", "syntax_error", version="")]


def test_a_url_with_capitals_is_an_address_like_any_other(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.run(mac, account, url="https://XYZ.okta.com").reason == "ok"


def test_a_password_that_is_missing_or_left_over_is_told_with_security_s_status(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_device_trust_password(mac, account))
    missing = "ERROR: security find-generic-password: non-zero exit status 44."
    assert printed(estate, mac, account)[-3:] == [NO_KEYCHAIN, missing, FAILED]
    account.okta_keychain = None
    account.login_keychain.passwords["device_trust"] = "left over"
    left = "ERROR: security add-generic-password: return status 45."
    assert printed(estate, mac, account)[-4:] == [NO_KEYCHAIN, left, FAILED, UNDONE]


def test_a_login_keychain_that_is_not_there_stops_one_version_before_and_another_after_its_own(
    estate: Estate,
) -> None:
    mac, account = estate.mac()
    account.login_keychain.available = False
    halted = "ERROR: The default keychain is unavailable; nothing is done."
    assert printed(estate, mac, account) == [*OPENING, NOT_UNDER_WAY, halted, FAILED]
    old = estate.run(mac, account, "1.2.0").output.split("\n")
    status = "ERROR: security add-generic-password: return status 37."
    assert old[-4:] == [NO_KEYCHAIN, status, FAILED, UNDONE]


def test_okta_s_own_sentence_is_printed_where_it_refuses(estate: Estate) -> None:
    mac, account = estate.mac()
    *_, headline, sentence, end, _ = printed(estate, mac, account, org_token="wrong")
    assert (headline, end) == ("ERROR: Okta Device Trust did not enroll this Mac.", FAILED)
    assert sentence == "ERROR: E0000011: Invalid token provided"


def test_the_mac_s_own_log_has_each_line_with_its_time_and_where_it_comes_from(estate: Estate) -> None:
    mac, account = estate.mac()
    mac.log = []  # type: ignore[assignment]
    lines = printed(estate, mac, account, "verbose")
    assert list(mac.log) == [(estate.at, f"okta_device_registration: Okta: {line}") for line in lines]


@pytest.mark.parametrize(
    ("macos", "version", "status", "line", "reason"),
    [
        ("12.3", "1.2.1", 127, "bad interpreter: No such file or directory", "python_missing"),
    ],
)
def test_a_script_without_its_python_says_what_the_shell_says(
    estate: Estate, macos: str, version: str, status: int, line: str, reason: str
) -> None:
    mac, account = estate.mac(macos=macos)
    outcome = estate.run(mac, account, version, "uninstall")
    assert (outcome.exit_status, outcome.output, outcome.reason) == (status, line, reason)
    assert estate.notes == [ran("failed", reason, mode="uninstall")]


# --- what the trace is told ----------------------------------------------------------------------------------


def ran(
    outcome: str,
    reason: str,
    cause: int | None = None,
    *,
    account: str = "ada",
    mode: str = "enroll",
    version: str = "1.2.1",
) -> Note:
    details = {"account": account, "mode": mode, "version": version}
    return Note("task.ran", "ada", outcome, reason, cause, details)


def imported(serial: str, not_after: int, cause: int | None = None) -> Note:
    details: dict[str, Any] = {"account": "ada", "serial_number": serial, "not_after": not_after}
    return Note("certificate.imported", "ada", "", "", cause, details)


def removed(serial: str, reason: str, cause: int | None) -> Note:
    return Note("certificate.removed", "ada", "", reason, cause, {"account": "ada", "serial_number": serial})


def deleted(reason: str, cause: int | None) -> Note:
    return Note(
        "keychain.changed", "ada", "", reason, cause, {"account": "ada", "change": "Okta keychain deleted"}
    )


def test_each_note_of_a_run_has_the_one_before_it_for_its_cause(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert account.okta_keychain is not None
    identity = account.okta_keychain.identities[0]
    serial = identity.serial_text
    first = len(estate.trace.records) - 2
    assert estate.notes == [imported(serial, identity.certificate.not_after), ran("completed", "ok", first)]
    estate.run(mac, account)
    assert estate.notes == [ran("skipped", "certificate_present")]
    estate.run(mac, account, "1.2.1", "uninstall")
    at = len(estate.trace.records) - 3
    assert estate.notes == [
        removed(serial, "uninstalled", None),
        deleted("uninstalled", at),
        ran("completed", "ok", at + 1, mode="uninstall"),
    ]


def test_a_failing_step_tells_of_all_that_it_undoes(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.fails = "metadata"
    estate.run(mac, account)
    at = len(estate.trace.records) - 4
    told = estate.notes[0]
    serial = told.details["serial_number"]
    assert estate.notes == [
        imported(serial, told.details["not_after"]),
        removed(serial, "step_failed:metadata", at),
        deleted("step_failed:metadata", at + 1),
        ran("failed", "step_failed:metadata", at + 2),
    ]


def test_a_renewal_tells_of_the_new_one_the_old_one_and_itself_in_the_order_of_its_version(
    estate: Estate,
) -> None:
    for index, version in enumerate(("1.2.1", "1.2.0")):
        mac, account = estate.in_use(version, name="ada", index=index)
        assert account.okta_keychain is not None
        old = account.okta_keychain.identities[0].serial_text
        estate.at += 340 * DAY
        assert estate.renew(mac, account) == "renewed"
        new = account.okta_keychain.identities[0]
        at = len(estate.trace.records) - 3
        first, second = (None, at) if version == "1.2.1" else (at, None)
        told = [
            imported(new.serial_text, new.certificate.not_after, first),
            removed(old, "renewed", second),
            Note("agent.passed", "ada", "renewed", "ok", at + 1, {"account": "ada"}),
        ]
        assert estate.notes == (told if version == "1.2.1" else [told[1], told[0], told[2]])


def test_a_renewal_that_is_refused_or_fails_tells_why(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.at += 340 * DAY
    estate.troubles = {"org": "blocked"}
    assert estate.renew(mac, account) == "failed"
    assert estate.notes == [
        Note("agent.passed", "ada", "failed", "network:blocked", None, {"account": "ada"})
    ]
    estate.troubles = {}
    estate.fails = "renew"
    assert estate.renew(mac, account) == "failed"
    failed = Note("agent.passed", "ada", "failed", "step_failed:renew", None, {"account": "ada"})
    assert estate.notes == [failed]


def test_a_keychain_that_stays_shut_is_told_of_once(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(reset_login_keychain(mac, account))
    assert estate.renew(mac, account) == "failed"
    missing = Note("agent.passed", "ada", "failed", "keychain_password_missing", None, {"account": "ada"})
    assert estate.notes == [missing]
    assert estate.renew(mac, account) == "failed"
    assert estate.notes == []
