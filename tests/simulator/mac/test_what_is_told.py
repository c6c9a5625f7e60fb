"""What the trace is told of people, keychains, commands and check-ins, whole: nothing missing and nothing beside."""

from __future__ import annotations

from typing import Any

import pytest

from fake_jamf import messages as jamf
from fake_okta import messages as okta
from simulator.chance import octets
from simulator.mac import person, terminal
from simulator.mac.checkin import CheckedIn, check_in, recon, refresh_profiles
from simulator.mac.configuration import tell
from simulator.mac.keychain import make_password
from simulator.mac.local_log import read
from simulator.mac.machine import Account, Mac
from simulator.mac.mishaps import (
    copy_keychain,
    delete_certificate,
    delete_device_trust_password,
    delete_okta_keychain,
    reset_login_keychain,
)
from simulator.mac.registration import run_task
from simulator.steps import Note
from tests.simulator.mac.estate import DAY, HOST, IP, START, YEAR, Estate, PowerCut

TASK = "okta.py"
CAUSE = 0  # the first record of every trace: a number like any other


def serial(account: Account) -> str:
    assert account.okta_keychain is not None
    return account.okta_keychain.identities[0].serial_text


# --- apps and browsers ---------------------------------------------------------------------------------------


def opened(
    outcome: str, reason: str, cause: int | None = None, *, kind: str = "app.opened", **more: Any
) -> Note:
    details = {
        "person": "ada",
        "account": "ada",
        "app": "salesforce",
        "client": "safari",
        "named": "",
        "prompt": "none",
        "prompted": "none",
        **more,
    }
    return Note(kind, "ada", outcome, reason, cause, details)


TRUSTED = {"page": "app", "rule": "Trusted Macs", "device": "trusted", "device_reason": "ok"}
NOT_REACHED = {
    "page": "none",
    "rule": "",
    "device": "not_asked",
    "device_reason": "not_asked",
    "serial_number": "",
}


def test_an_app_that_opens_is_told_with_the_certificate_and_its_support_only_where_named(
    estate: Estate,
) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "safari", cause=CAUSE)
    good = {**TRUSTED, "serial_number": serial(account)}
    assert estate.notes == [opened("allowed", "ok", CAUSE, **good)]
    estate.open(mac, account, "safari", named="again")
    assert estate.notes == [opened("allowed", "ok", named="again", support="supported", **good)]


def test_a_denied_app_is_told_with_what_the_person_sees(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "firefox", named="tried")
    denied = {
        "page": "security_requirements",
        "rule": "Deny everything else",
        "device": "untrusted",
        "device_reason": "no_certificate",
        "serial_number": "",
    }
    told = opened(
        "denied", "no_certificate", named="tried", support="not_supported", client="firefox", **denied
    )
    assert estate.notes == [told]


@pytest.mark.parametrize(
    ("trouble", "reason"), [("inspected", "mtls_inspected"), ("blocked", "mtls_blocked")]
)
def test_a_handshake_that_fails_is_told_as_an_untrusted_device_with_that_reason(
    estate: Estate, trouble: str, reason: str
) -> None:
    mac, account = estate.enrolled()
    estate.troubles = {"mtls": trouble}  # type: ignore[dict-item]
    estate.open(mac, account, "safari")
    told = opened(
        "denied", reason, page="none", rule="", device="untrusted", device_reason=reason, serial_number=""
    )
    assert estate.notes == [told]


def test_an_org_out_of_reach_is_told_as_a_denial_without_a_device(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.troubles = {"org": "unreachable"}
    estate.open(mac, account, "safari")
    assert estate.notes == [opened("denied", "network:unreachable", **NOT_REACHED)]


def test_an_app_stopped_by_a_page_of_its_own_is_told_as_denied_there(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "google_backup_and_sync")
    good = {**TRUSTED, "serial_number": serial(account), "page": "none"}
    told = opened("denied", "stopped_at_google_account_page", client="google_backup_and_sync", **good)
    assert estate.notes == [told]


def test_a_preview_org_s_app_is_told_under_a_kind_of_its_own_in_a_session_of_its_own(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "safari")
    estate.open(mac, account, "safari", org="https://preview.oktapreview.com")
    assert [note.kind for note in estate.notes] == ["preview.app.opened"]
    assert set(account.browsers["safari"].sessions) == {"ada", "ada https://preview.oktapreview.com"}


def test_what_is_asked_says_which_client_from_where_and_whether_from_the_home_page(estate: Estate) -> None:
    mac, account = estate.enrolled()
    for client, webview in (("safari", False), ("office", True)):
        for from_home_page in (True, False):
            estate.open(mac, account, client, "mail", from_home_page=from_home_page)
            (asked,) = (one for one in estate.asked if isinstance(one, okta.OpenApp))
            assert (asked.app, asked.from_home_page, asked.webview) == ("mail", from_home_page, webview)
            assert asked.client.ip_address == IP
            assert "10" in asked.client.user_agent


def test_the_home_page_is_told_with_its_locks_in_order(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.open(mac, account, "safari", from_home_page=True)
    locked = estate.play(
        person.open_home_page(mac, account, "ada", "safari", ip_address=IP, named="home", cause=CAUSE)
    )
    assert locked == ("mail", "salesforce")
    details = {"person": "ada", "account": "ada", "client": "safari", "named": "home"}
    told = Note("home.opened", "ada", "allowed", "ok", CAUSE, {**details, "locked": ["mail", "salesforce"]})
    assert estate.notes == [told]
    estate.troubles = {"org": "blocked"}
    assert estate.play(person.open_home_page(mac, account, "ada", "safari", ip_address=IP)) == ()
    details["named"] = ""
    told = Note("home.opened", "ada", "denied", "network:blocked", None, {**details, "locked": []})
    assert estate.notes == [told]


def test_okta_mobile_s_home_page_is_asked_for_as_such_and_has_no_locks(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.open(mac, account, "safari", from_home_page=True)
    page = person.open_home_page(mac, account, "ada", "safari", ip_address=IP, okta_mobile=True)
    assert estate.play(page) == ()
    (asked,) = (one for one in estate.asked if isinstance(one, okta.OpenHomePage))
    assert asked.okta_mobile
    assert asked.client.ip_address == IP


def test_quitting_and_closing_are_told_of_and_a_quit_browser_runs_again_from_then_on(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "safari")
    estate.at += 60
    details = {"account": "ada", "client": "safari"}
    estate.play(person.close_window(mac, account, "safari", CAUSE))
    assert estate.notes == [Note("browser.window_closed", "ada", "", "", CAUSE, details)]
    assert account.browsers["safari"].running_since == estate.at - 60
    assert set(account.browsers) == {"safari"}
    estate.play(person.quit_browser(mac, account, "safari", CAUSE))
    assert estate.notes == [Note("browser.quit", "ada", "", "", CAUSE, details)]
    assert account.browsers["safari"].running_since == estate.at
    assert not account.browsers["safari"].sessions


def test_office_s_support_is_told_by_its_version(estate: Estate) -> None:
    for index, (version, told) in enumerate((("16.14", "does_not_work"), ("16.20", "not_tested"))):
        mac, account = estate.enrolled(name=f"mac-{index}", index=index, office_version=version)
        estate.open(mac, account, "office", "mail", named="tried")
        assert estate.notes[-1].details["support"] == told


def test_a_session_that_led_to_nothing_is_used_again_all_the_same(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert estate.open(mac, account, "safari", "no such app").reason == "not_found"
    assert estate.open(mac, account, "safari").outcome == "allowed"
    assert not [one for one in estate.asked if isinstance(one, okta.StartSession)]
    estate.at += 2 * 3600
    assert estate.open(mac, account, "safari").outcome == "allowed"
    assert [one for one in estate.asked if isinstance(one, okta.StartSession)]


def test_everything_is_said_to_the_org_that_is_meant(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.run(mac, account)
    assert estate.orgs == [estate.org_url] * 2
    assert estate.asked_as == ["Anonymous"] * 2
    estate.open(mac, account, "safari", org="https://preview.oktapreview.com")
    assert set(estate.orgs) == {"https://preview.oktapreview.com"}
    estate.open(mac, account, "safari")
    assert set(estate.orgs) == {""}
    assert estate.asked_as == ["Anonymous", "SessionCookie", "PrivateKey", "SessionCookie"]
    assert not next(one for one in estate.asked if isinstance(one, okta.OpenApp)).from_home_page
    estate.at += YEAR - DAY
    assert estate.renew(mac, account) == "renewed"
    assert estate.orgs == [estate.org_url] * 2
    estate.run(mac, account, "1.2.1", "uninstall")
    assert estate.orgs == [estate.org_url]


@pytest.mark.parametrize(
    ("client", "app", "trust", "presents"),
    [
        ("safari", "salesforce", "trusted", True),
        ("chrome", "salesforce", "trusted", True),
        ("firefox", "salesforce", "any", True),
        ("google_backup_and_sync", "salesforce", "trusted", True),
        ("office", "mail", "trusted", True),
        ("safari", "wiki", "any", False),
    ],
)
def test_what_is_foreseen_of_an_app_is_what_is_told_once_it_is_opened(
    estate: Estate, client: str, app: str, trust: str, presents: bool
) -> None:
    mac, account = estate.in_use()
    if client == "chrome":
        account.chrome_policy = ()  # so that it asks
    foreseen = person.foresee_app(
        mac, account, "ada", app, client, ip_address=IP, foresee=estate.okta.foresee_sign_in
    )
    assert foreseen is not None
    assert not account.browser(client).remembers(HOST)
    result = estate.open(mac, account, client, app)
    assert (foreseen.result, foreseen.trust) == (result, trust)
    assert foreseen.details == estate.notes[0].details
    assert (foreseen.choice is not None) == presents
    if foreseen.choice is not None:
        assert foreseen.choice.prompt == foreseen.details["prompt"]
        assert foreseen.choice.identity is (
            None if client == "firefox" else account.okta_keychain.identities[0]
        )


def test_what_only_the_deed_can_tell_is_not_foreseen_and_nothing_is_said(estate: Estate) -> None:
    mac, account = estate.enrolled()
    asked: list[tuple[str, okta.OpenApp]] = []

    def foresee(login: str, message: okta.OpenApp, presents: object) -> None:
        asked.append((login, message))

    found = person.foresee_app(mac, account, "ada", "mail", "office", ip_address=IP, foresee=foresee)
    assert found is None
    ((login, message),) = asked
    assert (login, message.app, message.webview, message.from_home_page) == ("ada", "mail", True, False)
    assert message.client.ip_address == IP


# --- keychains and commands ----------------------------------------------------------------------------------


def changed(change: str, reason: str, cause: int | None, subject: str = "ada") -> Note:
    return Note("keychain.changed", subject, "", reason, cause, {"account": "ada", "change": change})


def test_each_mishap_is_told_of_by_its_name(estate: Estate) -> None:
    mac, account = estate.enrolled()
    gone = {"account": "ada", "serial_number": serial(account)}
    other, _ = estate.mac("other", index=1)
    estate.play(copy_keychain(mac, account, other, CAUSE))
    assert estate.notes == [changed("Okta keychain of ada copied", "icloud", CAUSE, "other")]
    estate.play(delete_device_trust_password(mac, account, CAUSE))
    assert estate.notes == [changed("Password device_trust deleted", "by_hand", CAUSE)]
    estate.play(reset_login_keychain(mac, account, CAUSE))
    assert estate.notes == [changed("Login keychain reset", "by_hand", CAUSE)]
    estate.play(delete_okta_keychain(mac, account, CAUSE))
    number = len(estate.trace.records) - 2
    assert estate.notes == [
        Note("certificate.removed", "ada", "", "keychain_deleted", CAUSE, gone),
        changed("Okta keychain deleted", "by_hand", number),
    ]


def test_what_icloud_carries_is_all_of_it_where_a_copy_is_usable(estate: Estate) -> None:
    for usable in ("yes", "no"):
        mac, account = estate.in_use(name=f"giver-{usable}", index=1)
        other, receiver = estate.mac(f"taker-{usable}", index=2, icloud_copy_usable=usable)
        estate.play(copy_keychain(mac, account, other))
        mine, copy = account.okta_keychain, receiver.okta_keychain
        assert mine is not None
        assert copy is not None
        assert (copy.password, copy.identities) == (mine.password, mine.identities)
        assert copy.identities is not mine.identities
        assert copy.partition_list == (mine.partition_list if usable == "yes" else frozenset())
        logins = (receiver.login_keychain, account.login_keychain)
        assert (logins[0].passwords == logins[1].passwords) == (usable == "yes")
        assert (logins[0].identity_preferences == logins[1].identity_preferences) == (usable == "yes")


def entered(command: str, output: str, cause: int | None = None, named: str = "") -> Note:
    details = {"command": command, "output": output, "account": "ada", "named": named}
    return Note("command.answered", "ada", "", "", cause, details)


def test_each_command_prints_this_and_is_told_of_without_the_password(estate: Estate) -> None:
    mac, account = estate.enrolled()
    info, _, password, access, version = terminal.COMMANDS
    teams = "teamid:AL798K98FX,teamid:BQR82RBBHL,teamid:EQHXZ8M8AV,teamid:M683GB7CPW,teamid:UBF8T346G9"
    listed = (
        'keychain: "okta.keychain"\n"labl"<blob>="Okta MTLS"\n'
        f"access: partition_id\n  apple-tool:,apple:,{teams}"
    )
    for command, output in (
        (info, 'Keychain "okta.keychain" no-timeout'),
        (password, "*" * 40),
        (access, listed),
        (version, "1.2.1"),
        (terminal.CHROME_POLICY, account.chrome_policy[0]),
        (terminal.JAMF_SCRIPTS, ""),
    ):
        estate.play(terminal.enter(mac, account, command, CAUSE, named="seen"))
        assert estate.notes == [entered(command, output, CAUSE, "seen")]


def test_the_chrome_policy_is_printed_an_entry_a_line_and_a_script_left_behind_by_its_name(
    estate: Estate,
) -> None:
    mac, account = estate.mac()
    account.chrome_policy = ("one", "two")
    mac.script_there = TASK
    assert estate.play(terminal.enter(mac, account, terminal.CHROME_POLICY)) == "one\ntwo"
    assert estate.play(terminal.enter(mac, account, terminal.JAMF_SCRIPTS)) == TASK


def test_all_certificates_are_printed_and_without_any_the_access_list_is_only_headed(estate: Estate) -> None:
    mac, account = estate.enrolled()
    keychain = account.okta_keychain
    assert keychain is not None
    keychain.identities.append(keychain.identities[0])
    printed = estate.play(terminal.enter(mac, account, terminal.COMMANDS[1])).split("\n")
    half = len(printed) // 2
    assert printed[:half] == printed[half:]
    assert printed[1] == "-----BEGIN CERTIFICATE-----"
    assert printed[half - 1] == "-----END CERTIFICATE-----"
    keychain.identities.clear()
    assert terminal.security(account, terminal.COMMANDS[3]) == 'keychain: "okta.keychain"'


def test_codesign_is_asked_for_by_the_path_of_the_app() -> None:
    assert terminal.codesign_of("slack") == "codesign -dv --verbose=4 /Applications/Slack.app"
    ring_central = "codesign -dv --verbose=4 /Applications/RingCentral\\ Meetings.app"
    assert terminal.codesign_of("ringcentral") == ring_central


def test_a_look_into_the_log_is_told_with_where_and_what_it_says(estate: Estate) -> None:
    mac, _ = estate.mac()
    mac.log = [(START, "one"), (START + 10, "two"), (START + 20, "three")]
    for where, since, reason, says in (
        ("console", START + 10, "by_device", "two\nthree"),
        ("asl", START + 10, "ok", "one\ntwo\nthree"),
        ("log_stream", START + 20, "ok", "three"),
    ):
        assert estate.play(read(mac, where, since, CAUSE, named="look")) == says  # type: ignore[arg-type]
        details = {"where": where, "says": says, "named": "look"}
        assert estate.notes == [Note("log.read", "ada", "done", reason, CAUSE, details)]


def test_what_is_not_named_is_told_without_a_name(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(read(mac, "asl", START))
    assert estate.notes[-1].details["named"] == ""
    estate.play(terminal.enter(mac, account, terminal.COMMANDS[0]))
    assert estate.notes[-1].details["named"] == ""


def test_a_password_that_is_all_there_was_is_told_of_as_a_keychain_gone(estate: Estate) -> None:
    mac, account = estate.mac()
    account.login_keychain.passwords["device_trust"] = "left over"
    estate.run(mac, account, "1.2.1", "uninstall")
    assert [note.kind for note in estate.notes] == ["keychain.changed", "task.ran"]


def test_a_failed_run_tells_that_a_keychain_is_gone_where_there_was_one_before_it(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_certificate(mac, account))
    estate.fails = "import"
    for known in (True, False):
        estate.play(run_task(mac, account, estate.script(), (), CAUSE))
        number = len(estate.trace.records) - 2
        gone = [changed("Okta keychain deleted", "step_failed:import", CAUSE)] if known else []
        assert estate.notes[:-1] == gone
        assert (estate.notes[-1].kind, estate.notes[-1].cause) == ("task.ran", number if known else CAUSE)


def test_uninstalling_is_told_certificate_by_certificate_from_its_cause_on(estate: Estate) -> None:
    mac, account = estate.enrolled()
    removed = {"account": "ada", "serial_number": serial(account)}
    estate.play(run_task(mac, account, estate.script(), ("uninstall",), CAUSE))
    number = len(estate.trace.records) - 3
    assert estate.notes == [
        Note("certificate.removed", "ada", "", "uninstalled", CAUSE, removed),
        changed("Okta keychain deleted", "uninstalled", number),
        Note(
            "task.ran",
            "ada",
            "completed",
            "ok",
            number + 1,
            {"account": "ada", "mode": "uninstall", "version": "1.2.1"},
        ),
    ]


def test_the_task_s_entry_joins_the_user_s_own(estate: Estate) -> None:
    mac, account = estate.mac()
    account.chrome_policy = ("the user's own",)
    estate.run(mac, account)
    own, of_okta = account.chrome_policy
    assert own == "the user's own"
    assert HOST in of_okta


# --- Jamf Pro's agent ----------------------------------------------------------------------------------------


def publish(estate: Estate, contents: str, *, update_inventory: bool) -> None:
    estate.jamf.handle(jamf.SetScript(TASK, contents), estate.console)
    scripts = (jamf.ScriptRun(TASK), jamf.ScriptRun(TASK, ("verbose",)))
    policy = jamf.Policy(
        "Okta", frozenset({"login"}), "Ongoing", scripts=scripts, update_inventory=update_inventory
    )
    estate.jamf.handle(jamf.SetPolicy(policy), estate.console)


@pytest.mark.parametrize("update_inventory", [True, False])
def test_a_policy_s_log_is_jamf_s_own_lines_around_what_each_script_printed(
    estate: Estate, update_inventory: bool
) -> None:
    publish(estate, estate.script(url=""), update_inventory=update_inventory)
    mac, _ = estate.mac()
    assert estate.play(check_in(mac, "login", CAUSE)) == CheckedIn(("Okta",), "")
    submitted = estate.asked[-1]
    printed = [
        "INFO: Registration for Okta Device Trust of user ada.",
        "INFO: The home directory is /Users/ada.",
        "ERROR: The registration did not get under way.",
        "ERROR: The script has no org URL.",
        "The registration task ends with an error.",
    ]
    each = [
        f"Running script {TASK}...",
        "Script exit code: 1",
        f"Script result: {printed[0]}",
        *printed[1:],
        "Error running script: return code was 1.",
    ]
    lines = ["Executing Policy Okta", *each, *each, *(["Running Recon..."] if update_inventory else [])]
    assert submitted == jamf.SubmitPolicyLog(1, "ada", "Failed", "\n".join(lines))
    assert [note.cause for note in estate.notes] == [CAUSE, CAUSE]
    assert mac.script_there == ""


def test_what_keeps_a_check_in_from_ending_is_told_with_what_ran_until_then(estate: Estate) -> None:
    publish(estate, "print()", update_inventory=False)
    mac, _ = estate.mac()
    assert estate.play(check_in(mac, "login")) == CheckedIn(("Okta",), "")
    estate.jamf.handle(jamf.DeleteComputer(mac.udid), estate.console)
    assert estate.play(check_in(mac, "login")) == CheckedIn((), "DEVICE_SIGNATURE")
    estate.troubles = {"jamf": "unreachable"}
    assert estate.play(check_in(mac, "login")) == CheckedIn((), "network:unreachable")


@pytest.mark.parametrize("enrolled", [True, False])
def test_an_inventory_has_the_mac_whole(estate: Estate, enrolled: bool) -> None:
    mac, _ = estate.enrolled() if enrolled else estate.mac()
    mac.add_account("guest")
    mac.profiles = ("Restrictions",)
    estate.play(recon(mac))
    expiry, found = ("2020-02-12 19:33:20", (("Okta MTLS", START + YEAR),)) if enrolled else ("none", ())
    report = jamf.InventoryReport(
        macos_version="10.14.6",
        username="ada",
        local_users=("ada", "guest"),
        extension_attributes=(("Okta Device Trust", expiry),),
        certificates=found,
        profiles=("Restrictions",),
    )
    assert estate.asked == [jamf.SubmitInventory(report)]


def test_with_nobody_at_the_console_the_inventory_has_nobody_s_certificate(estate: Estate) -> None:
    mac, _ = estate.enrolled()
    mac.console_user = ""
    estate.play(recon(mac))
    report = estate.asked[0].report
    assert (report.username, report.certificates) == ("", ())
    assert report.extension_attributes == (("Okta Device Trust", ""),)


def test_a_profile_is_told_of_when_it_is_installed_and_its_settings_go_with_it(
    estate: Estate,
) -> None:
    mac, _ = estate.mac()
    chrome, apple = "com.google.Chrome", "com.apple.applicationaccess"
    for name, settings in (
        ("Chrome", ((chrome, "AutoSelectCertificateForUrls", ["one", "two"]),)),
        ("One", ((chrome, "AutoSelectCertificateForUrls", "three"), (chrome, "HomepageLocation", "x"))),
        ("iCloud", ((apple, "allowCloudKeychainSync", False), (apple, "allowCamera", False))),
        ("Camera", ((apple, "allowCamera", False),)),
    ):
        profile = jamf.ConfigurationProfile(name, settings)
        estate.jamf.handle(jamf.SetProfile(profile), estate.console)
    estate.play(refresh_profiles(mac, CAUSE))
    names = ["Camera", "Chrome", "One", "iCloud"]
    assert estate.notes == [
        Note("profile.installed", "ada", "", "", CAUSE, {"profile": name}) for name in names
    ]
    assert (mac.managed_chrome_policy, mac.icloud_keychain_allowed) == (("one", "two", "three"), False)
    estate.play(refresh_profiles(mac))
    assert estate.notes == []
    assert mac.managed_chrome_policy == ("one", "two", "three")


@pytest.mark.parametrize(("value", "allowed"), [(False, False), (True, True), (0, False), (1, True)])
def test_icloud_keychain_is_allowed_as_a_profile_says_and_again_once_none_says_anything(
    estate: Estate, value: object, allowed: bool
) -> None:
    mac, _ = estate.mac()
    settings = (("com.apple.applicationaccess", "allowCloudKeychainSync", value),)
    for said, expected in ((settings, allowed), ((), True)):
        estate.jamf.handle(jamf.SetProfile(jamf.ConfigurationProfile("iCloud", said)), estate.console)
        estate.play(refresh_profiles(mac))
        assert mac.icloud_keychain_allowed is expected


def test_a_script_is_left_where_it_ran_by_a_power_cut_alone(estate: Estate) -> None:
    publish(estate, estate.script(), update_inventory=False)
    mac, _ = estate.mac()
    estate.cut_at = "import"
    with pytest.raises(PowerCut):
        estate.play(check_in(mac, "login"))
    assert mac.script_there == TASK


# --- the Mac itself ------------------------------------------------------------------------------------------


def test_a_new_mac_has_what_macs_have_and_nothing_of_okta_s(estate: Estate) -> None:
    mac = Mac(
        name="mac-1",
        udid="UDID",
        serial_number="C02",
        macos="10.15",
        now=lambda: 100,
        address=(1, 2, ("sales", 3)),
        org_url="https://acme.okta.com",
        cert_auth_domain="https://ok3-devicetrust.okta.com/",
    )
    told = (mac.name, mac.udid, mac.serial_number, mac.macos, mac.address, mac.org_url)
    assert told == ("mac-1", "UDID", "C02", "10.15", (1, 2, ("sales", 3)), "https://acme.okta.com")
    assert (mac.clients, mac.office_version, mac.python3) == (("chrome",), "16.15", "ready")
    assert (mac.accounts, mac.console_user, mac.script_there, mac.log) == ({}, "", "", None)
    assert (mac.profiles, mac.managed_chrome_policy, mac.icloud_keychain_allowed) == ((), (), True)
    assert (mac.clock(), mac.mtls_host, mac.device) == (
        100,
        "ok3-devicetrust.okta.com",
        okta.Device("UDID", "mac-1"),
    )
    account = mac.add_account("ada")
    assert (account.name, account.okta_keychain, account.chrome_policy) == ("ada", None, ())
    assert (account.agent_file, account.agent, account.browsers) == (None, None, {})
    assert account.login_keychain.usable


def test_a_mac_s_keys_and_passwords_are_those_of_its_own_dice_in_their_order(estate: Estate) -> None:
    mac, _ = estate.mac(index=7)
    for number in (1, 2):
        assert mac.next_key().material == octets(1, 0, ("tests", 7), f"key {number}", 32)
        assert mac.next_password() == make_password(1, 0, ("tests", 7), number)


def test_what_follows_is_caused_by_the_note_or_where_it_has_no_number_by_the_note_s_own_cause() -> None:
    for number, cause in ((None, 5), (0, 0), (7, 7)):
        telling = tell(Note("task.ran", "ada", cause=5))
        assert next(telling) == Note("task.ran", "ada", cause=5)
        with pytest.raises(StopIteration) as end:
            telling.send(number)
        assert end.value.value == cause
