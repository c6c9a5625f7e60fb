"""The scheduled task: when it renews, what a failing renewal loses, what it unlocks, and looking ahead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_okta import messages as okta
from simulator.mac.agent import (
    log_in,
    login_changes_lock,
    pass_agent,
    pass_matters_from,
    renewal_due_from,
    version,
)
from simulator.mac.keychain import PASSWORD_LABEL
from simulator.mac.machine import Account, Mac
from simulator.mac.mishaps import (
    delete_certificate,
    delete_chrome_entry,
    delete_okta_keychain,
    reset_login_keychain,
)
from simulator.steps import Note
from tests.simulator.mac.estate import DAY, YEAR, Estate, PowerCut


def pass_matters(mac: Mac, account: Account, at: int) -> bool:
    since = pass_matters_from(mac, account)
    return since is not None and at >= since


WINDOW = YEAR - 30 * DAY


def serials(account: Account) -> list[int]:
    keychain = account.okta_keychain
    return [one.certificate.serial_number for one in keychain.identities] if keychain else []


def test_none_is_tried_while_thirty_days_or_more_remain(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.at += WINDOW
    assert estate.renew(mac, account) == "unlocked"
    assert estate.asked == []
    estate.at += 1
    assert estate.renew(mac, account) == "renewed"


def test_a_renewal_says_who_asks_with_which_version_and_proves_the_key_that_it_had(estate: Estate) -> None:
    mac, account = estate.in_use("1.2.0")
    assert account.okta_keychain is not None
    for _ in range(2):
        (old,) = account.okta_keychain.identities
        estate.at += WINDOW + 1
        assert estate.renew(mac, account) == "renewed"
        asked = estate.asked[0]
        assert (asked.client_version, asked.device, asked.local_user) == ("1.2.0", mac.device, "ada")
        assert asked.proof.certificate is old.certificate
        assert estate.asked_as == ["Anonymous", "Anonymous"]


def test_a_renewal_writes_what_chrome_needs_where_it_is_gone(estate: Estate) -> None:
    mac, account = estate.in_use()
    before = account.chrome_policy
    estate.play(delete_chrome_entry(mac, account))
    estate.at += WINDOW + 1
    estate.renew(mac, account)
    assert account.chrome_policy == before != ()


@pytest.mark.parametrize("reason", ["step_failed:renew", "network:unreachable", "keychain_password_missing"])
def test_a_pass_that_fails_before_anything_is_changed_is_told_with_its_own_cause(
    estate: Estate, reason: str
) -> None:
    mac, account = estate.in_use()
    estate.at += WINDOW + 1
    if reason == "step_failed:renew":
        estate.fails = "renew"
    elif reason == "network:unreachable":
        estate.troubles = {"org": "unreachable"}
    else:
        account.login_keychain.passwords.clear()
    estate.play(pass_agent(mac, account, 0))
    details = {"account": "ada"}
    assert estate.notes == [Note("agent.passed", "ada", "failed", reason, 0, details)]


def test_a_routine_pass_says_nothing(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.renew(mac, account)
    assert estate.notes == []


def test_the_window_is_read_from_the_macs_own_clock(estate: Estate) -> None:
    mac, account = estate.in_use()
    due = renewal_due_from(mac, account)
    mac.clock_skew_s = 60 * DAY
    assert renewal_due_from(mac, account) == due
    estate.at += WINDOW - 59 * DAY
    assert pass_matters(mac, account, estate.at)
    # Okta reads the proof's window by its own clock, so a clock two months ahead is refused.
    assert estate.renew(mac, account) == "failed"
    assert estate.notes[-1].reason == "proof_invalid"


def test_a_renewal_leaves_the_new_certificate_alone_and_usable(estate: Estate) -> None:
    mac, account = estate.in_use()
    (old,) = serials(account)
    estate.at += WINDOW + 1
    assert estate.renew(mac, account) == "renewed"
    (new,) = serials(account)
    assert new != old
    assert set(account.login_keychain.identity_preferences.values()) == {new}
    estate.at += 40 * DAY
    assert estate.open(mac, account, "safari").outcome == "allowed"
    assert estate.open(mac, account, "slack").outcome == "allowed"


def test_a_renewal_tells_what_came_and_what_went(estate: Estate) -> None:
    mac, account = estate.in_use("1.2.1")
    estate.at += WINDOW + 1
    estate.renew(mac, account)
    assert [note.kind for note in estate.notes] == [
        "certificate.imported",
        "certificate.removed",
        "agent.passed",
    ]
    assert (estate.notes[-1].outcome, estate.notes[-1].reason) == ("renewed", "ok")
    assert estate.notes[1].cause == len(estate.trace) - 3


def test_no_org_token_is_sent(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.admin(okta.ResetSecretKey())
    estate.at += WINDOW + 1
    assert estate.renew(mac, account) == "renewed"
    assert any(isinstance(message, okta.Renew) for message in estate.asked)


@pytest.mark.parametrize(("answer", "came"), [("accepted", "renewed"), ("refused", "failed")])
def test_a_renewal_is_tried_after_expiry_as_well(
    new_estate: Callable[..., Estate], answer: str, came: str
) -> None:
    estate = new_estate(renewal_of_expired=answer)
    mac, account = estate.in_use()
    estate.at += YEAR + 20 * DAY
    assert estate.renew(mac, account) == came
    assert estate.notes[-1].reason == ("ok" if came == "renewed" else "certificate_expired")


def test_a_certificate_that_was_never_used_is_not_renewed(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.at += WINDOW + 1
    assert estate.renew(mac, account) == "failed"
    assert estate.notes[-1].reason == "certificate_unbound"


def test_a_refused_renewal_changes_nothing_and_is_tried_again(estate: Estate) -> None:
    mac, account = estate.in_use()
    before = serials(account)
    estate.at += WINDOW + 1
    estate.admin(okta.SetReadOnly(read_only=True))
    assert estate.renew(mac, account) == "failed"
    assert estate.notes[-1].reason == "read_only"
    assert serials(account) == before
    estate.admin(okta.SetReadOnly(read_only=False))
    estate.at += DAY
    assert estate.renew(mac, account) == "renewed"


def test_an_answer_that_is_lost_leaves_the_old_certificate_and_the_next_pass_renews(estate: Estate) -> None:
    mac, account = estate.in_use()
    before = serials(account)
    estate.at += WINDOW + 1
    estate.troubles["org"] = "answer_lost"
    assert estate.renew(mac, account) == "failed"
    assert estate.notes[-1].reason == "network:answer_lost"
    assert serials(account) == before
    estate.troubles.clear()
    estate.at += DAY
    assert estate.renew(mac, account) == "renewed"
    assert estate.unbound(mac) == 0


# --- failing steps ----------------------------------------------------------------------------------------

# What the keychain holds after a renewal cut at a step: o the old identity, n the new one;
# then whether Safari still gets at it without a prompt.
AFTER = {
    "1.2.0": {
        "renew": ("o", True),
        "delete_identity": ("o", True),
        "import": ("", False),
        "metadata": ("n", False),
        "safari": ("n", False),
        "chrome": ("n", False),
        "partition_list": ("n", False),
    },
    "1.2.1": {
        "renew": ("o", True),
        "import": ("o", True),
        "delete_identity": ("on", False),
        "metadata": ("n", False),
        "safari": ("n", False),
        "chrome": ("n", False),
        "partition_list": ("n", False),
    },
}


@pytest.mark.parametrize("how", ["fails", "power"])
@pytest.mark.parametrize(
    ("task", "step", "left", "works"),
    [(task, step, *after) for task, steps in AFTER.items() for step, after in steps.items()],
)
def test_a_step_of_a_renewal_that_is_cut_leaves(
    estate: Estate, task: str, step: str, left: str, works: bool, how: str
) -> None:
    mac, account = estate.in_use(task)
    old = serials(account)
    estate.at += WINDOW + 1
    if how == "fails":
        estate.fails = step
        assert estate.renew(mac, account) == "failed"
        assert estate.notes[-1].reason == f"step_failed:{step}"
    else:
        estate.cut_at = step
        with pytest.raises(PowerCut):
            estate.renew(mac, account)
    assert estate.steps == list(AFTER[task])[: list(AFTER[task]).index(step) + 1]
    assert "".join("o" if serial in old else "n" for serial in serials(account)) == left
    estate.fails = estate.cut_at = ""
    result = estate.open(mac, account, "safari")
    assert (result.outcome == "allowed" and estate.notes[-1].details["prompt"] == "none") is works


def test_a_certificate_lost_between_deletion_and_import_is_not_renewed_ever_after(estate: Estate) -> None:
    mac, account = estate.in_use("1.2.0")
    estate.at += WINDOW + 1
    estate.fails = "import"
    estate.renew(mac, account)
    estate.fails = ""
    assert renewal_due_from(mac, account) is None
    assert estate.renew(mac, account) == "unlocked"
    assert estate.run(mac, account, "1.2.0").reason == "ok"


# --- unlocking --------------------------------------------------------------------------------------------


def test_the_pass_at_login_opens_the_keychain(estate: Estate) -> None:
    mac, account = estate.in_use()
    assert account.okta_keychain is not None
    account.lock()
    assert [account.okta_keychain.unlocked, account.login_keychain.unlocked] == [False, False]
    log_in(mac, account)
    assert [account.okta_keychain.unlocked, account.login_keychain.unlocked] == [True, True]


def test_where_the_agent_cannot_start_nothing_opens_the_keychain_and_apps_ask(estate: Estate) -> None:
    mac, account = estate.in_use()
    mac.macos = "12.3"
    log_in(mac, account)
    assert account.okta_keychain is not None
    assert not account.okta_keychain.unlocked
    result = estate.open(mac, account, "safari")
    assert (result.outcome, estate.notes[-1].details["prompt"]) == ("denied", "keychain_password")


def test_without_python_no_pass_does_anything(estate: Estate) -> None:
    mac, account = estate.in_use()
    mac.macos = "12.3"
    estate.at += WINDOW + 1
    assert estate.renew(mac, account) == "nothing"
    assert (estate.asked, estate.notes) == ([], [])
    assert renewal_due_from(mac, account) is None
    assert not pass_matters(mac, account, estate.at)


def test_with_its_python_133_renews_where_121_cannot(estate: Estate) -> None:
    mac, account = estate.in_use("1.3.3", macos="12.3")
    estate.at += WINDOW + 1
    assert estate.renew(mac, account) == "renewed"


def test_a_keychain_whose_password_is_gone_cannot_be_opened_and_that_is_told(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(reset_login_keychain(mac, account))
    assert renewal_due_from(mac, account) is None
    assert pass_matters(mac, account, estate.at)
    assert estate.renew(mac, account) == "failed"
    assert estate.notes[-1].reason == "keychain_password_missing"
    estate.renew(mac, account)
    assert estate.notes == [], "it is told of once"
    assert not pass_matters(mac, account, estate.at)


def test_a_keychain_that_opens_again_is_found_by_the_next_pass(estate: Estate) -> None:
    mac, account = estate.in_use()
    password = account.login_keychain.passwords.pop(PASSWORD_LABEL)
    estate.renew(mac, account)
    account.login_keychain.passwords[PASSWORD_LABEL] = password
    assert pass_matters(mac, account, estate.at)
    estate.renew(mac, account)
    assert not pass_matters(mac, account, estate.at)


def test_without_a_keychain_there_is_nothing_to_do(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(delete_okta_keychain(mac, account))
    assert estate.renew(mac, account) == "nothing"
    assert renewal_due_from(mac, account) is None


def test_without_a_loaded_agent_there_is_no_pass(estate: Estate) -> None:
    mac, account = estate.mac()
    assert renewal_due_from(mac, account) is None
    estate.cut_at = "launch_agent"
    with pytest.raises(PowerCut):
        estate.run(mac, account)
    estate.at += WINDOW + 1
    assert renewal_due_from(mac, account) is None
    assert estate.renew(mac, account) == "nothing"


# --- looking ahead ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew_s", [0, -3 * DAY, 5 * DAY])
def test_looking_ahead_agrees_with_what_a_pass_does(estate: Estate, skew_s: int) -> None:
    mac, account = estate.in_use()
    mac.clock_skew_s = skew_s
    due = renewal_due_from(mac, account)
    assert due is not None
    for at in (due - skew_s - 1, due - skew_s):
        estate.at = at
        expected = pass_matters(mac, account, at)
        assert expected is (at + skew_s >= due)
        estate.renew(mac, account)
        assert bool(estate.asked) is expected


def test_a_locked_keychain_makes_the_next_pass_matter(estate: Estate) -> None:
    mac, account = estate.in_use()
    assert not pass_matters(mac, account, estate.at)
    assert account.okta_keychain is not None
    account.okta_keychain.unlocked = False
    assert pass_matters(mac, account, estate.at)
    estate.renew(mac, account)
    assert not pass_matters(mac, account, estate.at)


def test_a_pass_that_would_tell_of_a_lock_matters_at_once_and_one_that_has_told_of_it_no_more(
    estate: Estate,
) -> None:
    mac, account = estate.in_use()
    account.login_keychain.passwords.clear()
    assert pass_matters_from(mac, account) == 0
    estate.renew(mac, account)
    assert pass_matters_from(mac, account) is None


def test_without_a_keychain_or_a_certificate_no_pass_will_matter(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(delete_certificate(mac, account))
    assert pass_matters_from(mac, account) is None
    estate.play(delete_okta_keychain(mac, account))
    assert pass_matters_from(mac, account) is None


def test_a_login_opens_a_login_keychain_that_was_locked_whatever_else_there_is(estate: Estate) -> None:
    mac, account = estate.mac()
    assert not login_changes_lock(mac, account)
    account.lock()
    assert login_changes_lock(mac, account)


@pytest.mark.parametrize("macos", ["10.14.6", "12.3"])
@pytest.mark.parametrize("open_before", [True, False])
def test_it_is_known_beforehand_whether_a_login_changes_the_lock(
    estate: Estate, macos: str, open_before: bool
) -> None:
    mac, account = estate.in_use()
    mac.macos = macos
    assert account.okta_keychain is not None
    account.okta_keychain.unlocked = open_before
    foretold = login_changes_lock(mac, account)
    log_in(mac, account)
    assert foretold is (account.okta_keychain.unlocked is not open_before)


# --- version ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("task", "printed"), [("1.2.0", ""), ("1.2.1", "1.2.1")])
def test_version_is_printed_since_121_and_older_copies_make_a_pass(
    estate: Estate, task: str, printed: str
) -> None:
    mac, account = estate.in_use(task)
    estate.at += WINDOW + 1
    assert estate.play(version(mac, account)) == printed
    assert bool(estate.told("agent.passed")) is (printed == "")


def test_a_mac_without_the_task_prints_nothing(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.play(version(mac, account)) == ""
