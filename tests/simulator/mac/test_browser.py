"""What is presented: Chrome's memory, Safari's preference, prompts, and what a restart would change."""

from __future__ import annotations

import pytest

from simulator.mac.browser import NOTHING, choose
from simulator.mac.keychain import Identity
from simulator.mac.machine import Account, Mac
from simulator.mac.mishaps import delete_okta_keychain
from tests.simulator.mac.estate import DAY, HOST, YEAR, Estate


def renewed(estate: Estate, **assumptions: str) -> tuple[Mac, Account, Identity, Identity]:
    """A Mac whose Chrome presented a certificate that was renewed meanwhile: old and new identity."""
    mac, account = estate.in_use(client="chrome", **assumptions)
    assert account.okta_keychain is not None
    old = account.okta_keychain.identities[0]
    estate.at += YEAR - 10 * DAY
    assert estate.renew(mac, account) == "renewed"
    return mac, account, old, account.okta_keychain.identities[0]


def test_chrome_presents_what_it_presented_first_until_it_is_quit(estate: Estate) -> None:
    mac, account, old, new = renewed(estate)
    chrome = account.browser("chrome")
    assert chrome.present(mac, account, HOST, estate.at).identity is old
    assert chrome.present(mac, account, HOST, estate.at + 20 * DAY).identity is old
    chrome.close_window()
    assert chrome.present(mac, account, HOST, estate.at).identity is old
    chrome.quit()
    assert chrome.present(mac, account, HOST, estate.at).identity is new


def test_chrome_chooses_anew_once_the_key_is_gone_where_that_is_assumed(estate: Estate) -> None:
    mac, account, _, new = renewed(estate, chrome_keeps_identity_whose_key_was_deleted="no")
    chrome = account.browser("chrome")
    assert not chrome.is_stale(mac, account, HOST, estate.at)
    assert chrome.present(mac, account, HOST, estate.at).identity is new


@pytest.mark.parametrize(
    ("macos", "stays"), [("10.11.6", True), ("10.12.3", True), ("10.12.4", False), ("10.13", False)]
)
def test_before_macos_10_12_4_the_key_stays_and_so_does_chromes_memory(
    estate: Estate, macos: str, stays: bool
) -> None:
    mac, account, old, new = renewed(estate, macos=macos, chrome_keeps_identity_whose_key_was_deleted="no")
    presented = account.browser("chrome").present(mac, account, HOST, estate.at).identity
    assert presented is (old if stays else new)


def test_chrome_remembers_no_certificate_as_well(estate: Estate) -> None:
    mac, account = estate.mac()
    chrome = account.browser("chrome")
    assert chrome.present(mac, account, HOST, estate.at).identity is None
    estate.run(mac, account)
    assert chrome.present(mac, account, HOST, estate.at).identity is None
    assert chrome.is_stale(mac, account, HOST, estate.at)
    chrome.quit()
    assert chrome.present(mac, account, HOST, estate.at).identity is not None


def test_memory_is_by_host(estate: Estate) -> None:
    _mac, account, old, _ = renewed(estate)
    chrome = account.browser("chrome")
    assert not chrome.remembers("ok3-devicetrust.okta-emea.com")
    assert chrome.remembers(HOST)
    assert {host: choice.identity for host, choice in chrome.memory.items()} == {HOST: old}


def test_safari_and_webviews_choose_anew_each_time(estate: Estate) -> None:
    mac, account, _, new = renewed(estate)
    for client in ("safari", "office", "slack"):
        browser = account.browser(client)
        assert browser.present(mac, account, HOST, estate.at).identity is new
        assert not browser.remembers(HOST)


def test_safari_keeps_its_certificate_where_that_is_assumed(estate: Estate) -> None:
    mac, account = estate.in_use(client="safari", safari_keeps_certificate="yes")
    assert account.okta_keychain is not None
    old = account.okta_keychain.identities[0]
    estate.at += YEAR - 10 * DAY
    estate.renew(mac, account)
    assert account.browser("safari").present(mac, account, HOST, estate.at).identity is old


def test_looking_ahead_changes_nothing(estate: Estate) -> None:
    mac, account = estate.enrolled()
    chrome = account.browser("chrome")
    ahead = chrome.would_present(mac, account, HOST, estate.at)
    assert not chrome.remembers(HOST)
    assert chrome.present(mac, account, HOST, estate.at) == ahead


def test_an_expired_certificate_is_never_offered_afresh(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert account.okta_keychain is not None
    last = account.okta_keychain.identities[0].certificate.not_after
    assert choose(mac, account, "chrome", HOST, last).identity is not None
    assert choose(mac, account, "chrome", HOST, last + 1).identity is None
    assert choose(mac, account, "safari", HOST, last + 1).identity is None


def test_expiry_is_read_from_the_macs_own_clock(estate: Estate) -> None:
    mac, account = estate.enrolled()
    mac.clock_skew_s = YEAR + DAY
    assert choose(mac, account, "chrome", HOST, estate.at).identity is None
    mac.clock_skew_s = 0
    assert choose(mac, account, "chrome", HOST, estate.at).identity is not None


@pytest.mark.parametrize(("assumed", "offered"), [("no", False), ("yes", True)])
def test_a_certificate_of_the_future_is_offered_only_by_assumption(
    estate: Estate, assumed: str, offered: bool
) -> None:
    mac, account = estate.enrolled(not_yet_valid_offered=assumed)
    mac.clock_skew_s = -DAY
    assert (choose(mac, account, "chrome", HOST, estate.at).identity is not None) is offered


def test_of_two_certificates_the_one_that_expires_last_goes_first(estate: Estate) -> None:
    mac, account = estate.enrolled()
    keychain = account.okta_keychain
    assert keychain is not None
    estate.at += 100 * DAY
    _other, its_account = estate.enrolled(name="other", index=1)
    assert its_account.okta_keychain is not None
    later = its_account.okta_keychain.identities[0]
    keychain.identities.append(later)
    assert choose(mac, account, "chrome", HOST, estate.at).identity is later


def test_stale_means_that_a_restart_would_change_what_is_presented(estate: Estate) -> None:
    mac, account = estate.in_use(client="chrome")
    chrome = account.browser("chrome")
    assert not chrome.is_stale(mac, account, HOST, estate.at)
    estate.at += YEAR - 10 * DAY
    estate.renew(mac, account)
    assert chrome.is_stale(mac, account, HOST, estate.at)
    assert not account.browser("safari").is_stale(mac, account, HOST, estate.at)
    chrome.quit()
    assert not chrome.is_stale(mac, account, HOST, estate.at)
    assert chrome.running_since is None


def test_whether_a_restart_would_change_anything_is_asked_of_the_same_host(estate: Estate) -> None:
    mac, account = estate.in_use(client="chrome", chooser_answer="cancels")
    assert not account.browser("chrome").is_stale(mac, account, HOST, estate.at)


def test_an_expired_certificate_without_a_successor_is_stale_too(estate: Estate) -> None:
    mac, account = estate.in_use(client="chrome")
    assert account.browser("chrome").is_stale(mac, account, HOST, estate.at + YEAR + 1)


# --- prompts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["picks", "cancels"])
def test_without_an_entry_for_the_host_chrome_asks_which_certificate(estate: Estate, answer: str) -> None:
    mac, account = estate.enrolled(chooser_answer=answer)
    account.chrome_policy = ()
    choice = account.browser("chrome").present(mac, account, HOST, estate.at)
    assert choice.prompt == "chooser"
    assert (choice.identity is not None) is (answer == "picks")
    assert account.browser("chrome").remembers(HOST)
    again = account.browser("chrome").present(mac, account, HOST, estate.at)
    assert again == choice._replace(prompt="none")
    assert again.prompted == "chooser"


def test_chrome_that_met_the_host_before_it_would_have_to_ask_is_stale(estate: Estate) -> None:
    mac, account = estate.mac(chooser_answer="cancels")
    chrome = account.browser("chrome")
    chrome.present(mac, account, HOST, estate.at)
    assert not chrome.is_stale(mac, account, HOST, estate.at)
    estate.run(mac, account)
    account.chrome_policy = ()
    assert choose(mac, account, "chrome", HOST, estate.at).identity is None
    assert chrome.is_stale(mac, account, HOST, estate.at)


@pytest.mark.parametrize(
    "entry",
    [
        '{"pattern":"https://ok2-devicetrust.okta.com","filter":{}}',
        '{"pattern":"https://ok3-devicetrust.okta.com","filter":{"ISSUER":{"CN":"Another CA"}}}',
        '{"pattern":"https://ok3-devicetrust.okta.com","filter":{"ISSUER":{"CN":"MTLS Certificate Authority”}}}',
    ],
)
def test_a_wrong_entry_is_as_good_as_none(estate: Estate, entry: str) -> None:
    mac, account = estate.enrolled()
    account.chrome_policy = (entry,)
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "chooser"


def test_a_managed_policy_takes_the_place_of_the_users_own(estate: Estate) -> None:
    mac, account = estate.enrolled()
    mac.managed_chrome_policy = ('{"pattern":"https://ok2-devicetrust.okta.com"}',)
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "chooser"
    mac.managed_chrome_policy = ('{"pattern":"https://[*.]okta.com"}',)
    account.chrome_policy = ()
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "none"


def test_chrome_may_ignore_the_users_own_policy_by_assumption(estate: Estate) -> None:
    mac, account = estate.enrolled(chrome_user_policy="ignored")
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "chooser"


def test_without_an_identity_preference_safari_asks_and_chrome_does_not(estate: Estate) -> None:
    mac, account = estate.enrolled()
    account.login_keychain.identity_preferences.clear()
    assert choose(mac, account, "safari", HOST, estate.at).prompt == "chooser"
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "none"


@pytest.mark.parametrize("left", [HOST, "*.okta.com"])
def test_either_identity_preference_is_enough(estate: Estate, left: str) -> None:
    mac, account = estate.enrolled()
    preferences = account.login_keychain.identity_preferences
    account.login_keychain.identity_preferences = {left: preferences[left]}
    assert choose(mac, account, "safari", HOST, estate.at).prompt == "none"


def test_apps_off_the_list_ask_for_the_keychains_password_and_present_nothing(estate: Estate) -> None:
    mac, account = estate.enrolled()
    for client, prompt in (("slack", "none"), ("ringcentral", "keychain_password")):
        choice = choose(mac, account, client, HOST, estate.at)
        assert (choice.prompt, choice.prompted, choice.identity is None) == (prompt, prompt, prompt != "none")


def test_the_right_team_identifier_on_the_list_ends_the_prompt_and_a_wrong_one_does_not(
    estate: Estate,
) -> None:
    for added, prompt in (("teamid:M932RC5J66", "none"), ("teamid:XXXXXXXXXX", "keychain_password")):
        mac, account = estate.mac(f"mac-{added[7:9]}", index=len(prompt))
        estate.run(mac, account, team_ids=f"apple:,{added}")
        assert choose(mac, account, "ringcentral", HOST, estate.at).prompt == prompt


def test_a_locked_keychain_or_a_missing_password_makes_every_app_ask(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert account.okta_keychain is not None
    account.okta_keychain.unlocked = False
    assert choose(mac, account, "chrome", HOST, estate.at).prompt == "keychain_password"
    account.okta_keychain.unlocked = True
    account.login_keychain.passwords.clear()
    assert choose(mac, account, "safari", HOST, estate.at).prompt == "keychain_password"


def test_a_refused_password_is_asked_for_again_and_not_remembered(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert account.okta_keychain is not None
    account.okta_keychain.unlocked = False
    chrome = account.browser("chrome")
    assert chrome.present(mac, account, HOST, estate.at).prompt == "keychain_password"
    account.okta_keychain.unlocked = True
    assert chrome.present(mac, account, HOST, estate.at).identity is not None


def test_nobody_is_asked_where_there_is_no_certificate(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_okta_keychain(mac, account))
    for client in ("chrome", "safari", "ringcentral"):
        assert choose(mac, account, client, HOST, estate.at) == NOTHING


def test_firefox_and_office_16_14_present_nothing(estate: Estate) -> None:
    mac, account = estate.enrolled(office_version="16.14")
    assert choose(mac, account, "firefox", HOST, estate.at) == NOTHING
    assert choose(mac, account, "office", HOST, estate.at) == NOTHING
    mac.office_version = "16.15"
    assert choose(mac, account, "office", HOST, estate.at).identity is not None
