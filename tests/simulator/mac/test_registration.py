"""The registration task: order, versions, its two mistakes, and what each failing step leaves behind."""

from __future__ import annotations

import pytest

from fake_okta import messages as okta
from simulator.mac.keychain import Identity, OktaKeychain
from simulator.mac.mishaps import delete_device_trust_password, delete_okta_keychain, reset_login_keychain
from simulator.trace import Trace
from tests.simulator.mac.estate import DAY, HOST, YEAR, Estate, PowerCut, left_behind

STEPS = [
    "keychain",
    "keychain_password",
    "enroll",
    "import",
    "metadata",
    "safari",
    "chrome",
    "partition_list",
    "agent_file",
    "launch_agent",
]
EVERYTHING = {
    "keychain",
    "password",
    "certificate",
    "safari",
    "chrome",
    "partition_list",
    "agent_file",
    "launch_agent",
}


def test_a_first_run_goes_through_the_documented_steps_and_leaves_every_artifact(estate: Estate) -> None:
    mac, account = estate.mac()
    outcome = estate.run(mac, account)
    assert (outcome.exit_status, outcome.reason) == (0, "ok")
    assert estate.steps == STEPS
    assert left_behind(account) == EVERYTHING
    assert account.okta_keychain is not None
    assert account.login_keychain.passwords == {"device_trust": account.okta_keychain.password}
    assert set(account.login_keychain.identity_preferences) == {HOST, "*.okta.com"}


def test_a_first_run_tells_of_the_certificate_and_then_of_itself(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.run(mac, account)
    imported, ran = estate.notes
    assert (imported.kind, imported.details["not_after"]) == ("certificate.imported", estate.at + YEAR)
    assert (ran.kind, ran.outcome, ran.reason) == ("task.ran", "completed", "ok")
    assert ran.details == {"account": "ada", "mode": "enroll", "version": "1.2.1"}
    assert estate.trace.records[ran.cause].kind == "certificate.imported"  # type: ignore[index]


def test_a_note_whose_number_is_zero_is_a_cause_like_any_other(estate: Estate) -> None:
    estate.trace = Trace()
    mac, account = estate.mac()
    estate.run(mac, account)
    assert estate.told("task.ran")[0].cause == 0


def test_what_okta_is_told_is_the_hardware_uuid_and_the_local_short_name(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.run(mac, account)
    enroll = next(message for message in estate.asked if isinstance(message, okta.Enroll))
    assert (enroll.device, enroll.local_user) == (okta.Device("UDID-ada", "ada"), "ada")
    assert enroll.client_version == "1.2.1"


# --- failing steps ----------------------------------------------------------------------------------------

# What is left after the step failed in a first run: the same for both versions, since nothing was updated.
AFTER_FAILURE = {
    "keychain": set(),
    "keychain_password": set(),
    "enroll": set(),
    "import": set(),
    "metadata": set(),
    "safari": set(),
    "chrome": set(),
    "partition_list": {"chrome"},
    "agent_file": {"chrome"},
    "launch_agent": {"chrome", "agent_file"},
}
BURNT = {"import", "metadata", "safari", "chrome", "partition_list", "agent_file", "launch_agent"}


@pytest.mark.parametrize("version", ["1.2.0", "1.2.1"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_in_a_first_run_leaves_no_material_and_may_burn_a_certificate(
    estate: Estate, step: str, version: str
) -> None:
    mac, account = estate.mac()
    estate.fails = step
    outcome = estate.run(mac, account, version)
    assert (outcome.exit_status, outcome.reason) == (1, f"step_failed:{step}")
    assert left_behind(account) == AFTER_FAILURE[step]
    assert estate.unbound(mac) == (step in BURNT)
    assert estate.told("task.ran")[0].outcome == "failed"
    assert len(estate.told("certificate.removed")) == len(estate.told("certificate.imported"))


@pytest.mark.parametrize(
    "step", ["metadata", "safari", "chrome", "partition_list", "agent_file", "launch_agent"]
)
def test_a_step_that_fails_in_an_update_wipes_the_material_up_to_120_and_keeps_it_from_121_on(
    estate: Estate, step: str
) -> None:
    for version, keeps in (("1.2.0", False), ("1.2.1", True)):
        mac, account = estate.enrolled(version, name=f"mac-{version}", index=int(keeps))
        estate.fails = step
        assert estate.run(mac, account, version).exit_status == 1
        assert ("certificate" in left_behind(account)) is keeps
        assert ("password" in left_behind(account)) is keeps
        assert bool(estate.told("certificate.removed")) is not keeps
        estate.fails = ""


# What is left where power fails just before a step.
AFTER_POWER_CUT = {
    "keychain": set(),
    "keychain_password": {"keychain"},
    "enroll": {"keychain", "password"},
    "import": {"keychain", "password"},
    "metadata": {"keychain", "password", "certificate"},
    "safari": {"keychain", "password", "certificate"},
    "chrome": {"keychain", "password", "certificate", "safari"},
    "partition_list": {"keychain", "password", "certificate", "safari", "chrome"},
    "agent_file": {"keychain", "password", "certificate", "safari", "chrome", "partition_list"},
    "launch_agent": EVERYTHING - {"launch_agent"},
}


@pytest.mark.parametrize("step", STEPS)
def test_power_that_fails_before_a_step_leaves_what_was_done_and_says_nothing(
    estate: Estate, step: str
) -> None:
    mac, account = estate.mac()
    estate.cut_at = step
    with pytest.raises(PowerCut):
        estate.run(mac, account)
    assert left_behind(account) == AFTER_POWER_CUT[step]
    assert estate.unbound(mac) == (step in BURNT)
    assert not estate.told("task.ran")


# How many further runs it takes until the Mac is set up, and how many certificates were issued by then.
@pytest.mark.parametrize(
    ("step", "runs", "issued"),
    [
        ("keychain", 1, 1),
        ("keychain_password", 2, 1),
        ("enroll", 1, 1),
        ("import", 1, 2),
        ("metadata", 1, 1),
        ("launch_agent", 1, 1),
    ],
)
def test_after_a_power_cut_the_task_heals_when_it_is_run_again(
    estate: Estate, step: str, runs: int, issued: int
) -> None:
    mac, account = estate.mac()
    estate.cut_at = step
    with pytest.raises(PowerCut):
        estate.run(mac, account)
    estate.cut_at = ""
    taken = 1
    while estate.run(mac, account).exit_status:
        taken += 1
    assert taken == runs
    assert left_behind(account) == EVERYTHING
    assert len(estate.admin(okta.ListDeviceCertificates(mac.udid))) == issued


# --- Okta and the network say no --------------------------------------------------------------------------


def test_the_sixth_enrollment_fails_with_the_sentence_of_the_help_page(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.fails = "launch_agent"
    for _ in range(5):
        estate.run(mac, account)
    estate.fails = ""
    outcome = estate.run(mac, account)
    assert (outcome.exit_status, outcome.reason) == (1, "enrollment_limit")
    assert "Maximum enrollment limit of 5 certificates for a device is reached" in outcome.output
    assert "ERROR: " in outcome.output


def test_a_certificate_that_is_used_makes_room_for_another(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.fails = "launch_agent"
    for _ in range(4):
        estate.run(mac, account)
    estate.fails = ""
    assert estate.run(mac, account).exit_status == 0
    estate.open(mac, account, "safari")
    estate.play(delete_okta_keychain(mac, account))
    account.login_keychain.passwords.clear()
    assert estate.run(mac, account).exit_status == 0


def test_okta_refuses_in_its_own_words_and_the_trace_in_one(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.admin(okta.SetReadOnly(read_only=True))
    assert estate.run(mac, account).reason == "read_only"
    estate.admin(okta.SetReadOnly(read_only=False))
    assert estate.run(mac, account, org_token=estate.secret_key[::-1]).reason == "org_token_invalid"
    mac.udid = "UDID-unknown"
    assert estate.run(mac, account).reason == "computer_unknown"
    assert left_behind(account) == set()


@pytest.mark.parametrize(("trouble", "issued"), [("unreachable", 0), ("answer_lost", 1)])
def test_an_answer_that_is_lost_burns_a_certificate_and_one_that_was_never_asked_for_does_not(
    estate: Estate, trouble: str, issued: int
) -> None:
    mac, account = estate.mac()
    estate.troubles["org"] = trouble  # type: ignore[assignment]
    assert estate.run(mac, account).reason == f"network:{trouble}"
    assert estate.unbound(mac) == issued
    assert left_behind(account) == set()


# --- a certificate is there already -----------------------------------------------------------------------


@pytest.mark.parametrize("state", ["valid", "expired", "revoked"])
def test_any_certificate_that_is_present_blocks_enrollment(estate: Estate, state: str) -> None:
    mac, account = estate.in_use()
    if state == "expired":
        estate.at += YEAR + DAY
    if state == "revoked":
        estate.admin(okta.RevokeUserCertificates("ada"))
    outcome = estate.run(mac, account)
    assert (outcome.exit_status, outcome.reason) == (0, "certificate_present")
    assert estate.told("task.ran")[0].outcome == "skipped"
    assert not any(isinstance(message, okta.Enroll) for message in estate.asked)
    assert len(estate.admin(okta.ListDeviceCertificates(mac.udid))) == 1
    assert "is present" in outcome.output


def test_another_orgs_certificate_blocks_enrollment_as_well(estate: Estate) -> None:
    other = Estate(org="beta")
    mac, account = other.enrolled()
    estate.mac()
    assert estate.run(mac, account).reason == "certificate_present"
    assert estate.unbound(mac) == 0


def test_removing_the_certificate_and_running_again_enrolls_anew(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.admin(okta.RevokeUserCertificates("ada"))
    assert estate.open(mac, account, "safari").reason == "certificate_revoked"
    assert estate.run(mac, account, "1.2.1", "uninstall").reason == "ok"
    assert estate.run(mac, account).reason == "ok"
    assert estate.open(mac, account, "safari").outcome == "allowed"


def test_a_new_task_overwrites_the_whitelist_and_the_scheduled_task(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.run(mac, account, team_ids="apple:,teamid:M932RC5J66")
    assert account.okta_keychain is not None
    assert account.okta_keychain.partition_list == {"apple-tool:", "apple:", "teamid:M932RC5J66"}
    estate.run(mac, account, "1.2.0")
    assert "teamid:M932RC5J66" not in account.okta_keychain.partition_list
    assert account.agent_file is not None
    assert account.agent_file.version == "1.2.0"


# --- the two mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.2.0", "1.2.1"])
def test_a_keychain_deleted_without_its_password_makes_the_next_run_fail_once(
    estate: Estate, version: str
) -> None:
    mac, account = estate.enrolled(version)
    estate.play(delete_okta_keychain(mac, account))
    outcome = estate.run(mac, account, version)
    assert (outcome.exit_status, outcome.reason) == (1, "keychain_password_left")
    assert "45" in outcome.output
    assert not left_behind(account) & {"keychain", "password", "certificate"}
    assert estate.run(mac, account, version).reason == "ok"
    assert estate.unbound(mac) == 2


def test_a_keychain_without_its_password_is_wiped_up_to_120_and_stays_a_dead_end_from_121_on(
    estate: Estate,
) -> None:
    for version, second in (("1.2.0", "ok"), ("1.2.1", "keychain_password_missing")):
        mac, account = estate.enrolled(version, name=f"mac-{version}", index=len(version))
        estate.play(reset_login_keychain(mac, account))
        outcome = estate.run(mac, account, version)
        assert (outcome.exit_status, outcome.reason) == (1, "keychain_password_missing")
        assert "44" in outcome.output
        assert estate.run(mac, account, version).reason == second


def test_a_missing_password_is_remedied_by_uninstalling_and_enrolling_again(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(delete_device_trust_password(mac, account))
    result = estate.open(mac, account, "safari")
    assert (result.outcome, estate.notes[0].details["prompt"]) == ("denied", "keychain_password")
    estate.run(mac, account, "1.2.1", "uninstall")
    estate.run(mac, account)
    assert estate.open(mac, account, "safari").outcome == "allowed"


def test_a_password_that_fails_in_a_login_keychain_that_is_gone_halts_121_before_it_does_anything(
    estate: Estate,
) -> None:
    mac, account = estate.mac()
    account.login_keychain.available = False
    assert estate.run(mac, account, "1.2.1").reason == "login_keychain_unavailable"
    assert estate.steps == []
    assert estate.run(mac, account, "1.2.0").reason == "login_keychain_unavailable"
    assert estate.steps == ["keychain", "keychain_password"]
    assert left_behind(account) == set()


# --- who, and how it is called ----------------------------------------------------------------------------


def test_without_a_user_at_the_console_the_task_does_nothing(estate: Estate) -> None:
    mac, _ = estate.mac()
    outcome = estate.run(mac, None)
    assert (outcome.exit_status, outcome.reason) == (1, "no_console_user")
    assert "Running as []" in outcome.output
    assert estate.steps == []
    assert estate.told("task.ran")[0].details["account"] == ""


@pytest.mark.parametrize("word", ["uninstall", "UNINSTALL", "my-uninstall-mac"])
def test_uninstall_is_found_in_any_argument_and_any_case(estate: Estate, word: str) -> None:
    mac, account = estate.enrolled()
    assert estate.run(mac, account, "1.2.1", word).exit_status == 0
    assert estate.told("task.ran")[0].details["mode"] == "uninstall"


def test_a_computer_named_uninstall_is_never_enrolled(estate: Estate) -> None:
    mac, account = estate.mac("Uninstaller")
    assert estate.run(mac, account).exit_status == 0
    assert left_behind(account) == set()


def test_verbose_prints_more_and_does_the_same(estate: Estate) -> None:
    mac, account = estate.mac()
    quiet = estate.run(mac, account)
    other, its_account = estate.mac("bob", index=1)
    loud = estate.run(other, its_account, "1.2.1", "VERBOSE")
    assert "DEBUG:" not in quiet.output
    assert loud.output.count("DEBUG:") == len(STEPS)
    assert left_behind(account) == left_behind(its_account)


def test_no_line_of_the_log_has_the_org_token_or_the_password_in_it(estate: Estate) -> None:
    mac, account = estate.mac()
    outcome = estate.run(mac, account, "1.2.1", "verbose")
    assert estate.secret_key not in outcome.output
    assert account.login_keychain.passwords["device_trust"] not in outcome.output


# --- Python -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("macos", "python3", "version", "reason", "status"),
    [
        ("10.14.6", None, "1.2.1", "ok", 0),
        ("12.2", None, "1.2.1", "ok", 0),
        ("12.3", None, "1.2.1", "python_missing", 127),
        ("12.3", None, "1.3.3", "ok", 0),
        ("10.14.6", None, "1.3.3", "python_missing", 127),
        ("12.3", "without_modules", "1.3.3", "python_modules_missing", 1),
    ],
)
def test_each_version_needs_its_python(
    estate: Estate, macos: str, python3: str | None, version: str, reason: str, status: int
) -> None:
    mac, account = estate.mac(macos=macos, python3=python3)
    outcome = estate.run(mac, account, version)
    assert (outcome.reason, outcome.exit_status) == (reason, status)
    assert bool(left_behind(account)) is (reason == "ok")


# --- browsers ---------------------------------------------------------------------------------------------


def test_chromes_entry_is_left_alone_where_any_entry_names_okta_com(estate: Estate) -> None:
    mac, account = estate.mac()
    account.chrome_policy = ('{"pattern":"https://login.okta.com.example"}',)
    estate.run(mac, account)
    assert len(account.chrome_policy) == 1


def test_a_second_run_writes_chromes_entry_once(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.run(mac, account)
    assert len(account.chrome_policy) == 1


def test_a_new_keychain_makes_chrome_forget_only_by_assumption(estate: Estate) -> None:
    for answer, outcome in (("no", "denied"), ("yes", "allowed")):
        mac, account = estate.mac(
            f"mac-{answer}", index=len(answer), chrome_forgets_when_a_keychain_is_added=answer
        )
        assert estate.open(mac, account, "chrome").reason == "no_certificate"
        estate.run(mac, account)
        assert estate.open(mac, account, "chrome").outcome == outcome


def test_a_keychain_that_is_there_without_a_certificate_is_used(estate: Estate) -> None:
    mac, account = estate.mac()
    account.okta_keychain = OktaKeychain("secret", unlocked=False)
    account.login_keychain.passwords["device_trust"] = "secret"
    kept = account.okta_keychain
    assert estate.run(mac, account).reason == "ok"
    assert account.okta_keychain is kept
    assert kept.unlocked
    assert isinstance(kept.identities[0], Identity)
    assert "keychain" not in estate.steps
