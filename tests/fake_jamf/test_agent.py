"""What a Mac's agent receives and what of it is logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    CheckIn,
    CheckInSettings,
    ConfigurationProfile,
    Console,
    DeleteComputer,
    DeviceIdentity,
    DuePolicy,
    GetCheckInSettings,
    GetProfiles,
    GetScript,
    Nobody,
    Scope,
    ScriptRun,
    ScriptToRun,
    SetCheckInSettings,
    SetManaged,
    SetProfile,
    SetScript,
    SubmitPolicyLog,
)

Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Ran = Callable[..., None]

NO_ICLOUD_KEYCHAIN = ("com.apple.applicationaccess", "allowCloudKeychainSync", False)


def test_a_due_policy_brings_its_scripts_with_contents_and_parameters(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish
) -> None:
    mac = enroll("ada")
    jamf.handle(SetScript("okta.py", "print('old')"), admin)
    policy = publish(scripts=(ScriptRun("okta.py", ("verbose",)),), update_inventory=True)
    jamf.handle(SetScript("okta.py", "print('new')"), admin)
    assert jamf.handle(CheckIn("recurring check-in", "ada"), mac) == (
        DuePolicy(
            policy, "okta", (ScriptToRun("okta.py", "print('new')", ("verbose",)),), update_inventory=True
        ),
    )
    assert jamf.handle(GetScript("okta.py"), admin) == "print('new')"


def test_a_policy_with_an_unknown_script_or_nine_parameters_is_refused(
    jamf: Jamf, admin: Console, publish: Publish
) -> None:
    with pytest.raises(JamfError, match=r"okta\.py"):
        publish(scripts=(ScriptRun("okta.py"),))
    jamf.handle(SetScript("okta.py", ""), admin)
    publish(scripts=(ScriptRun("okta.py", ("x",) * 8),))
    with pytest.raises(JamfError, match="9 parameters"):
        publish(scripts=(ScriptRun("okta.py", ("x",) * 9),))


def test_a_run_is_told_with_policy_user_status_and_output(
    jamf: Jamf, enroll: Enroll, publish: Publish, ran: Ran, clock: list[int]
) -> None:
    mac, policy = enroll("ada"), publish()
    jamf.drain_log()
    clock[0] += 5
    ran(mac, policy, "ada", "Failed", "ERROR: no")
    (event,) = jamf.drain_log()
    assert (event.at, event.kind, event.subject, event.outcome) == (
        clock[0],
        "policy.logged",
        mac.udid,
        "Failed",
    )
    assert event.details == {
        "policy": "okta",
        "policy_id": policy,
        "user": "ada",
        "status": "Failed",
        "output": "ERROR: no",
    }
    assert jamf.drain_log() == []


def test_a_routine_check_in_leaves_no_event(jamf: Jamf, enroll: Enroll, publish: Publish) -> None:
    mac = enroll("ada")
    publish()
    jamf.drain_log()
    jamf.handle(CheckIn("recurring check-in", "ada"), mac)
    assert jamf.drain_log() == []


def test_the_log_of_a_policy_that_does_not_exist_is_refused(jamf: Jamf, enroll: Enroll) -> None:
    with pytest.raises(JamfError) as refused:
        jamf.handle(SubmitPolicyLog(99, "", "Completed", ""), enroll("ada"))
    assert refused.value.code == "NOT_FOUND"


def test_profiles_in_scope_are_given_to_the_mac_itself_and_stay_when_it_is_unmanaged(
    jamf: Jamf, admin: Console, enroll: Enroll
) -> None:
    inside, outside = enroll("inside"), enroll("outside")
    scope = Scope(all_computers=False, computers=frozenset({"inside"}))
    profile = ConfigurationProfile("no iCloud keychain", (NO_ICLOUD_KEYCHAIN,), scope)
    jamf.handle(SetProfile(profile), admin)
    assert jamf.handle(GetProfiles(inside.udid), inside) == (profile,)
    assert jamf.handle(GetProfiles(outside.udid), outside) == ()
    jamf.handle(SetManaged(inside.udid, False), admin)
    assert jamf.handle(GetProfiles(inside.udid), admin) == (profile,)
    with pytest.raises(JamfError, match="Device Signature"):
        jamf.handle(GetProfiles(inside.udid), outside)


def test_a_profiles_user_limit_looks_at_the_user_of_the_last_recon(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Callable[..., None]
) -> None:
    mac = enroll("mac-1", owner="bob")
    profile = ConfigurationProfile("for ada", (), Scope(limit_to_users=frozenset({"ada"})))
    jamf.handle(SetProfile(profile), admin)
    recon(mac, user="bob")
    assert jamf.handle(GetProfiles(mac.udid), mac) == ()
    recon(mac, user="ada")
    assert jamf.handle(GetProfiles(mac.udid), mac) == (profile,)


def test_macs_check_in_every_fifteen_minutes_until_the_setting_changes(
    jamf: Jamf, admin: Console, enroll: Enroll
) -> None:
    mac = enroll("ada")
    assert jamf.handle(GetCheckInSettings(), mac) == CheckInSettings(interval_s=900, random_delay_s=300)
    jamf.handle(SetCheckInSettings(CheckInSettings(1800, 0)), admin)
    assert jamf.handle(GetCheckInSettings(), mac) == CheckInSettings(1800, 0)


@pytest.mark.parametrize("settings", [CheckInSettings(299), CheckInSettings(3601), CheckInSettings(900, -1)])
def test_a_check_in_setting_that_the_console_does_not_offer_is_refused(
    jamf: Jamf, admin: Console, settings: CheckInSettings
) -> None:
    with pytest.raises(JamfError):
        jamf.handle(SetCheckInSettings(settings), admin)
    assert jamf.handle(GetCheckInSettings(), admin) == CheckInSettings()


def test_check_in_settings_are_for_enrolled_macs(jamf: Jamf, admin: Console, enroll: Enroll) -> None:
    mac = enroll("ada")
    jamf.handle(DeleteComputer(mac.udid), admin)
    for credentials, code in ((mac, "DEVICE_SIGNATURE"), (Nobody(), "UNAUTHORIZED")):
        with pytest.raises(JamfError) as refused:
            jamf.handle(GetCheckInSettings(), credentials)
        assert refused.value.code == code
