"""Opening apps: session, handshake on the other host, what the browser remembers, and what is told of it."""

from __future__ import annotations

import pytest

from fake_okta import messages as okta
from fake_okta.errors import session_invalid
from simulator.mac.person import close_window, open_app, open_home_page, quit_browser
from simulator.steps import Ask, Note
from tests.simulator.mac.estate import DAY, HOST, IP, YEAR, Estate

DETAILS = {
    "person",
    "account",
    "app",
    "client",
    "page",
    "rule",
    "device",
    "device_reason",
    "serial_number",
    "prompt",
    "prompted",
    "named",
    "support",
}


def test_what_is_told_of_an_opened_app_is_complete_and_nothing_else(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome", named="first", cause=1)
    (note,) = estate.notes
    assert (note.kind, note.subject, note.outcome, note.reason) == ("app.opened", "ada", "allowed", "ok")
    assert set(note.details) == DETAILS
    assert note.details["named"] == "first"
    assert note.details["rule"] == "Trusted Macs"
    assert note.details["prompt"] == "none"
    assert note.cause == 1
    assert account.okta_keychain is not None
    assert note.details["serial_number"] == account.okta_keychain.identities[0].serial_text


def test_without_a_certificate_the_serial_number_is_blank(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.open(mac, account, "chrome").reason == "no_certificate"
    assert estate.notes[0].details["serial_number"] == ""
    assert estate.notes[0].details["page"] == "security_requirements"


def test_the_handshake_takes_place_on_the_mutual_tls_host(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    assert [message.host for message in estate.asked] == ["org", "org", "mtls", "org"]
    assert mac.mtls_host == HOST


def test_a_session_is_used_again_until_it_has_been_idle_too_long(estate: Estate) -> None:
    mac, account = estate.enrolled()

    def starts() -> int:
        estate.open(mac, account, "chrome")
        return sum(isinstance(message, okta.StartSession) for message in estate.asked)

    assert [starts(), starts()] == [1, 0]
    estate.at += 7000
    assert starts() == 0
    estate.at += 7000
    assert starts() == 0
    estate.at += 7200
    assert starts() == 1
    assert isinstance(estate.asked[0], okta.StartSession), "a session that is over is not tried"


def test_each_browser_has_its_own_session_and_quitting_ends_it(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    estate.open(mac, account, "safari")
    assert any(isinstance(message, okta.StartSession) for message in estate.asked)
    estate.play(quit_browser(mac, account, "chrome"))
    estate.open(mac, account, "chrome")
    assert any(isinstance(message, okta.StartSession) for message in estate.asked)


def test_a_session_that_okta_no_longer_knows_is_started_anew_once(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    held = account.browser("chrome").sessions["ada"]
    account.browser("chrome").sessions["ada"] = held._replace(session_id="gone")
    assert estate.open(mac, account, "chrome").outcome == "allowed"
    assert isinstance(estate.asked[1], okta.StartSession)


def test_a_session_of_a_preview_org_is_started_anew_there(estate: Estate) -> None:
    mac, account = estate.enrolled()
    preview = "https://preview.oktapreview.com"
    estate.open(mac, account, "chrome", org=preview)
    sessions = account.browser("chrome").sessions
    (held_as,) = sessions
    sessions[held_as] = sessions[held_as]._replace(session_id="gone")
    assert estate.open(mac, account, "chrome", org=preview).outcome == "allowed"
    assert set(estate.orgs) == {preview}


@pytest.mark.parametrize("refused", [False, True])
def test_a_browser_that_is_quit_while_an_answer_is_on_its_way_has_no_session_left(
    estate: Estate, refused: bool
) -> None:
    mac, account = estate.enrolled()
    task = open_app(mac, account, "ada", "wiki", "chrome", ip_address=IP)
    start = next(task)
    assert isinstance(start, Ask)
    opening = task.send(estate.okta.handle(start.message, start.credentials))
    assert isinstance(opening, Ask)
    answer = estate.okta.handle(opening.message, opening.credentials)
    account.browser("chrome").quit()
    if refused:
        again = task.throw(session_invalid())
        assert isinstance(again, Ask)
        assert isinstance(again.message, okta.StartSession)
    else:
        told = task.send(answer)
        assert isinstance(told, Note)
        assert told.outcome == "allowed"
    assert account.browser("chrome").sessions == {}


def test_without_a_certificate_the_handshake_is_anonymous(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.open(mac, account, "chrome")
    assert estate.asked_as == ["Anonymous", "SessionCookie", "Anonymous", "SessionCookie"]


@pytest.mark.parametrize("operation", ["suspend", "deactivate"])
def test_whoever_may_not_sign_in_is_told_so(estate: Estate, operation: str) -> None:
    mac, account = estate.in_use(client="chrome")
    estate.admin(okta.SetUserStatus("ada", operation))  # type: ignore[arg-type]
    result = estate.open(mac, account, "chrome")
    assert (result.outcome, result.reason, result.device) == ("denied", "authentication_failed", "not_asked")


def test_an_app_that_does_not_look_at_devices_shakes_no_hands(estate: Estate) -> None:
    mac, account = estate.mac()
    result = estate.open(mac, account, "chrome", "wiki")
    assert (result.outcome, result.device) == ("allowed", "not_asked")
    assert not account.browser("chrome").remembers(HOST)
    estate.run(mac, account)
    assert estate.open(mac, account, "chrome").outcome == "allowed"


@pytest.mark.parametrize("trouble", ["blocked", "inspected", "unreachable", "timed_out"])
def test_a_blocked_handshake_is_told_apart_and_leaves_no_memory(estate: Estate, trouble: str) -> None:
    mac, account = estate.enrolled()
    estate.troubles["mtls"] = trouble  # type: ignore[assignment]
    result = estate.open(mac, account, "chrome")
    reason = "mtls_inspected" if trouble == "inspected" else "mtls_blocked"
    assert (result.outcome, result.reason) == ("denied", reason)
    assert estate.notes[0].details["serial_number"] == ""
    assert not account.browser("chrome").remembers(HOST)
    estate.troubles.clear()
    assert estate.open(mac, account, "chrome").outcome == "allowed"


def test_an_org_that_cannot_be_reached_is_another_reason(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.troubles["org"] = "unreachable"
    result = estate.open(mac, account, "chrome")
    assert (result.reason, result.page, result.device) == ("network:unreachable", "none", "not_asked")


# --- the stale certificate --------------------------------------------------------------------------------


def test_the_story_of_the_stale_certificate(estate: Estate) -> None:
    mac, account = estate.in_use(client="chrome")
    estate.at += YEAR - 10 * DAY
    assert estate.renew(mac, account) == "renewed"
    assert estate.open(mac, account, "chrome").outcome == "allowed"
    estate.at += 11 * DAY
    assert estate.open(mac, account, "chrome").reason == "certificate_expired"
    estate.play(close_window(mac, account, "chrome"))
    assert estate.told("browser.window_closed")
    assert estate.open(mac, account, "chrome").reason == "certificate_expired"
    assert estate.open(mac, account, "safari").outcome == "allowed"
    estate.play(quit_browser(mac, account, "chrome"))
    assert estate.told("browser.quit")
    assert estate.open(mac, account, "chrome").outcome == "allowed"


def test_who_met_the_host_before_enrollment_is_denied_until_chrome_is_quit(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.open(mac, account, "chrome").reason == "no_certificate"
    estate.run(mac, account)
    assert estate.open(mac, account, "chrome").reason == "no_certificate"
    assert estate.open(mac, account, "safari").outcome == "allowed"
    estate.play(quit_browser(mac, account, "chrome"))
    assert estate.open(mac, account, "chrome").outcome == "allowed"


# --- clients ----------------------------------------------------------------------------------------------


def test_office_works_by_version(estate: Estate) -> None:
    mac, account = estate.in_use()
    for office_version, outcome in (
        ("16.13.1", "allowed"),
        ("16.15", "allowed"),
        ("16.14", "denied"),
        ("16.16", "allowed"),
    ):
        mac.office_version = office_version
        assert estate.open(mac, account, "office", "mail").outcome == outcome


def test_office_shows_no_message_and_a_browser_does(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.open(mac, account, "office", "mail").page == "none"
    assert estate.open(mac, account, "safari", "mail").page == "security_requirements"


def test_legacy_office_is_never_challenged(estate: Estate) -> None:
    mac, account = estate.in_use(office_version="14.7.7")
    result = estate.open(mac, account, "office", "mail")
    assert result.device == "not_asked"
    assert not any(isinstance(message, okta.PresentCertificate) for message in estate.asked)


def test_backup_and_sync_stops_at_googles_page_and_the_browser_is_the_way_out(estate: Estate) -> None:
    mac, account = estate.in_use()
    result = estate.open(mac, account, "google_backup_and_sync")
    assert (result.outcome, result.reason, result.device) == (
        "denied",
        "stopped_at_google_account_page",
        "trusted",
    )
    assert estate.open(mac, account, "google_drive").outcome == "allowed"
    assert estate.open(mac, account, "safari").outcome == "allowed"


def test_firefox_is_taken_for_a_mac_without_a_certificate(estate: Estate) -> None:
    mac, account = estate.in_use()
    result = estate.open(mac, account, "firefox")
    assert (result.reason, result.page) == ("no_certificate", "security_requirements")


def test_a_chooser_is_told_of(estate: Estate) -> None:
    for answer, outcome in (("picks", "allowed"), ("cancels", "denied")):
        mac, account = estate.enrolled(name=answer, index=len(answer), chooser_answer=answer)
        account.chrome_policy = ()
        assert estate.open(mac, account, "chrome").outcome == outcome
        assert estate.notes[0].details["prompt"] == "chooser"


def test_a_browser_is_running_from_its_first_use(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert "chrome" not in account.browsers
    estate.open(mac, account, "chrome")
    assert account.browser("chrome").running_since == estate.at
    estate.at += 60
    estate.open(mac, account, "chrome")
    assert account.browser("chrome").running_since == estate.at - 60


# --- the home page ----------------------------------------------------------------------------------------


def test_locks_show_after_an_app_was_tried_from_the_home_page_on_an_untrusted_mac(estate: Estate) -> None:
    mac, account = estate.mac()

    def locked(*, okta_mobile: bool = False) -> tuple[str, ...]:
        task = open_home_page(
            mac, account, "ada", "safari", ip_address=IP, okta_mobile=okta_mobile, named="look"
        )
        return estate.play(task)

    assert locked() == ()
    estate.open(mac, account, "safari", from_home_page=True)
    assert locked() == ("mail", "salesforce")
    (note,) = estate.notes
    assert (note.kind, note.details["locked"]) == ("home.opened", ["mail", "salesforce"])
    assert note.details["named"] == "look"
    assert locked(okta_mobile=True) == ()
    estate.run(mac, account)
    assert estate.open(mac, account, "safari").outcome == "allowed"
    assert locked() == ("mail", "salesforce")
    estate.play(quit_browser(mac, account, "safari"))
    assert locked() == ()


def test_a_home_page_that_cannot_be_reached_is_a_denial(estate: Estate) -> None:
    mac, account = estate.mac()
    estate.troubles["org"] = "timed_out"
    assert estate.play(open_home_page(mac, account, "ada", "safari", ip_address=IP)) == ()
    assert (estate.notes[0].outcome, estate.notes[0].reason) == ("denied", "network:timed_out")
