"""jamf policy and jamf recon: what runs, what the policy's log says, what the inventory holds."""

from __future__ import annotations

import pytest

from fake_jamf import messages as jamf
from simulator.mac.checkin import ATTRIBUTE, CheckedIn, attribute, check_in, recon, refresh_profiles
from simulator.mac.machine import Mac
from tests.simulator.mac.estate import START, Estate

TASK = "Okta Device Registration Task"


def publish(
    estate: Estate,
    *words: str,
    frequency: jamf.Frequency = "Once per user per computer",
    update_inventory: bool = False,
) -> None:
    estate.jamf.handle(jamf.SetScript(TASK, estate.script()), estate.console)
    policy = jamf.Policy(
        name="Okta Device Trust",
        triggers=frozenset({"recurring check-in", "enrollmentComplete"}),
        frequency=frequency,
        scripts=(jamf.ScriptRun(TASK, words),),
        update_inventory=update_inventory,
    )
    estate.jamf.handle(jamf.SetPolicy(policy), estate.console)


def logs(estate: Estate, mac: Mac) -> tuple[jamf.PolicyLogEntry, ...]:
    return estate.jamf.handle(jamf.GetPolicyLog(udid=mac.udid), estate.console)


def test_a_due_policy_runs_the_task_for_the_user_at_the_console(estate: Estate) -> None:
    publish(estate)
    mac, account = estate.mac()
    assert estate.play(check_in(mac, "recurring check-in")) == CheckedIn(("Okta Device Trust",))
    assert account.okta_keychain is not None
    assert estate.play(check_in(mac, "recurring check-in")) == CheckedIn()


def test_the_log_of_a_completed_run_reads_as_jamfs_own(estate: Estate) -> None:
    publish(estate)
    mac, _ = estate.mac()
    estate.play(check_in(mac, "recurring check-in"))
    (entry,) = logs(estate, mac)
    lines = entry.output.splitlines()
    assert lines[:3] == [
        "Executing Policy Okta Device Trust",
        f"Running script {TASK}...",
        "Script exit code: 0",
    ]
    assert lines[3].startswith("Script result: INFO: ")
    assert (entry.status, entry.username) == ("Completed", "ada")
    assert "Error running script" not in entry.output


def test_the_log_of_a_failed_run_ends_with_the_return_code(estate: Estate) -> None:
    publish(estate)
    mac, _ = estate.mac()
    mac.console_user = ""
    estate.play(check_in(mac, "enrollmentComplete"))
    (entry,) = logs(estate, mac)
    assert (entry.status, entry.username) == ("Failed", "")
    assert "Script exit code: 1" in entry.output
    assert entry.output.splitlines()[-1] == "Error running script: return code was 1."
    assert "Running as []" in entry.output


def test_what_failed_for_nobody_is_still_due_for_the_user(estate: Estate) -> None:
    publish(estate)
    mac, account = estate.mac()
    mac.console_user = ""
    estate.play(check_in(mac, "enrollmentComplete"))
    mac.console_user = "ada"
    estate.play(check_in(mac, "recurring check-in"))
    assert account.okta_keychain is not None


def test_parameters_reach_the_task(estate: Estate) -> None:
    publish(estate, "verbose")
    mac, _ = estate.mac()
    estate.play(check_in(mac, "recurring check-in"))
    assert "DEBUG:" in logs(estate, mac)[0].output


def test_lost_quotes_are_a_syntax_error_in_the_policy_log(estate: Estate) -> None:
    publish(estate)
    contents = estate.script().replace(f"'{estate.secret_key}'", "4" + estate.secret_key)
    estate.jamf.handle(jamf.SetScript(TASK, contents), estate.console)
    mac, account = estate.mac()
    estate.play(check_in(mac, "recurring check-in"))
    (entry,) = logs(estate, mac)
    assert entry.status == "Failed"
    assert "SyntaxError: invalid syntax" in entry.output
    assert "INFO:" not in entry.output
    assert estate.secret_key not in entry.output
    assert estate.told("task.ran")[0].reason == "syntax_error"
    assert account.okta_keychain is None


def test_a_mac_that_is_not_managed_gets_nothing_to_run(estate: Estate) -> None:
    publish(estate)
    mac, account = estate.mac()
    estate.jamf.handle(jamf.SetManaged(mac.udid, managed=False), estate.console)
    assert estate.play(check_in(mac, "recurring check-in")).policies == ()
    assert account.okta_keychain is None


def test_a_mac_whose_record_is_gone_is_refused(estate: Estate) -> None:
    publish(estate)
    mac, _ = estate.mac()
    estate.jamf.handle(jamf.DeleteComputer(mac.udid), estate.console)
    assert estate.play(check_in(mac, "recurring check-in")) == CheckedIn((), "DEVICE_SIGNATURE")


def test_while_jamf_cannot_be_reached_nothing_runs(estate: Estate) -> None:
    publish(estate)
    mac, _ = estate.mac()
    estate.troubles["jamf"] = "unreachable"
    assert estate.play(check_in(mac, "recurring check-in")) == CheckedIn((), "network:unreachable")


def test_the_cause_of_a_check_in_is_that_of_what_it_runs(estate: Estate) -> None:
    publish(estate)
    mac, _ = estate.mac()
    estate.play(check_in(mac, "recurring check-in", 0))
    assert estate.notes[0].cause == 0


def test_another_script_is_no_run_of_the_task(estate: Estate) -> None:
    publish(estate)
    estate.jamf.handle(jamf.SetScript(TASK, "print('hello')\n"), estate.console)
    mac, _ = estate.mac()
    assert estate.play(check_in(mac, "recurring check-in")).policies == ("Okta Device Trust",)
    assert estate.notes == []
    assert logs(estate, mac)[0].status == "Completed"


# --- inventory --------------------------------------------------------------------------------------------


def reported(estate: Estate, mac: Mac) -> str:
    okta_account = jamf.Console("admin")
    computer = estate.jamf.handle(jamf.GetComputer(mac.udid), okta_account)
    return dict(computer.extension_attributes)[ATTRIBUTE]


def test_the_extension_attribute_tells_expiry_none_and_nobody_apart(estate: Estate) -> None:
    estate.jamf.handle(jamf.SetExtensionAttribute(ATTRIBUTE), estate.console)
    mac, account = estate.mac()
    estate.play(recon(mac))
    assert reported(estate, mac) == "none"
    estate.run(mac, account)
    assert reported(estate, mac) == "none"
    estate.play(recon(mac))
    # 365 days after 2019-02-12 19:33:20 UTC.
    assert (START, reported(estate, mac)) == (1_550_000_000, "2020-02-12 19:33:20")
    mac.console_user = ""
    estate.play(recon(mac))
    assert reported(estate, mac) == ""


def test_the_attribute_of_a_keychain_without_a_certificate_is_none(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert account.okta_keychain is not None
    account.okta_keychain.identities.clear()
    assert attribute(mac.at_console()) == "none"
    assert attribute(None) == ""


def test_a_policy_that_updates_inventory_does_so_after_its_scripts(estate: Estate) -> None:
    estate.jamf.handle(jamf.SetExtensionAttribute(ATTRIBUTE), estate.console)
    publish(estate, update_inventory=True)
    mac, _ = estate.mac()
    estate.play(check_in(mac, "recurring check-in"))
    assert reported(estate, mac).startswith("2020-02-12")
    assert logs(estate, mac)[0].output.endswith("Running Recon...")


# --- profiles ---------------------------------------------------------------------------------------------


def test_profiles_set_chromes_policy_and_forbid_icloud_keychain(estate: Estate) -> None:
    entry = '{"pattern":"https://[*.]okta.com"}'
    settings = (
        ("com.google.Chrome", "AutoSelectCertificateForUrls", [entry]),
        ("com.apple.applicationaccess", "allowCloudKeychainSync", False),
    )
    profile = jamf.ConfigurationProfile("Device Trust", settings)
    estate.jamf.handle(jamf.SetProfile(profile), estate.console)
    mac, _ = estate.mac()
    estate.play(refresh_profiles(mac))
    assert mac.managed_chrome_policy == (entry,)
    assert not mac.icloud_keychain_allowed
    assert [note.details["profile"] for note in estate.told("profile.installed")] == ["Device Trust"]
    estate.play(refresh_profiles(mac))
    assert estate.notes == []
    assert mac.managed_chrome_policy == (entry,)


def test_a_profile_out_of_scope_takes_its_settings_along(estate: Estate) -> None:
    settings = (("com.apple.applicationaccess", "allowCloudKeychainSync", False),)
    mac, _ = estate.mac()
    for scope in (jamf.Scope(), jamf.Scope(all_computers=False)):
        estate.jamf.handle(
            jamf.SetProfile(jamf.ConfigurationProfile("No iCloud", settings, scope)), estate.console
        )
        estate.play(refresh_profiles(mac))
        assert mac.icloud_keychain_allowed is not scope.all_computers


@pytest.mark.parametrize("status", ["Completed", "Failed"])
def test_a_lost_policy_log_leaves_the_policy_due(estate: Estate, status: str) -> None:
    publish(estate)
    mac, account = estate.mac()
    if status == "Failed":
        mac.console_user = ""
    task = check_in(mac, "recurring check-in")
    estate.troubles["jamf"] = "answer_lost"
    assert estate.play(task).trouble == "network:answer_lost"
    estate.troubles.clear()
    assert (account.okta_keychain is None) or status == "Completed"
    assert estate.play(check_in(mac, "recurring check-in")).policies == ("Okta Device Trust",)
