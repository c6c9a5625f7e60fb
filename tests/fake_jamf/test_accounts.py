"""Accounts: how they are known and told, and what becomes of a password under another name."""

from __future__ import annotations

import pytest

from fake_jamf.accounts import Accounts
from fake_jamf.errors import JamfError
from fake_jamf.speech.access import AccountDetails
from fake_jamf.speech.key import Key

READS = frozenset({"Read Computers"})


@pytest.fixture
def accounts() -> Accounts:
    """With the administrator, and with an account for Okta whose name sorts before."""
    accounts = Accounts(b"tests", "root")
    accounts.set("okta", "secret", READS, enabled=True)
    return accounts


def test_an_account_is_told_whole_and_without_its_password(accounts: Accounts) -> None:
    account = accounts.by_key(Key("name", "okta"))
    account.full_name, account.email = "Okta", "okta@acme.test"
    assert account.details() == AccountDetails(2, "okta", "Okta", "okta@acme.test", READS, True)
    assert [one.username for one in accounts.all()] == ["root", "okta"]
    assert accounts.names() == ("okta", "root")


def test_an_account_is_found_by_number_or_name_as_the_key_says(accounts: Accounts) -> None:
    accounts.set("1", "pw", None, enabled=True)
    for key, number in ((Key("id", "1"), 1), (Key("name", "1"), 3), (Key("name", "okta"), 2)):
        assert accounts.by_key(key).id == number
    for key in (Key("id", "okta"), Key("name", "2")):
        with pytest.raises(JamfError, match=f"account with {key}"):
            accounts.by_key(key)


def test_an_account_that_is_called_otherwise_logs_in_by_the_new_name_with_the_password_given_for_it(
    accounts: Accounts,
) -> None:
    account = accounts.by_key(Key("name", "okta"))
    accounts.rename(account, "okta-2", "another")
    assert accounts.with_password("okta-2", "another") is account
    assert (accounts.with_password("okta-2", "secret"), accounts.find("okta")) == (None, None)
    assert (account.id, account.privileges) == (2, READS)


@pytest.mark.parametrize(("name", "password"), [("", "pw"), ("root", "pw"), ("okta-2", "")])
def test_an_account_keeps_name_and_password_where_another_name_is_refused(
    accounts: Accounts, name: str, password: str
) -> None:
    account = accounts.by_key(Key("name", "okta"))
    with pytest.raises(JamfError):
        accounts.rename(account, name, password)
    assert accounts.with_password("okta", "secret") is account
    assert accounts.names() == ("okta", "root")


def test_an_account_that_is_set_again_keeps_its_number_and_one_that_is_removed_returns_with_another(
    accounts: Accounts,
) -> None:
    accounts.set("okta", "another", READS, enabled=True)
    assert accounts.with_password("okta", "secret") is None
    assert accounts.with_password("okta", "another") is not None
    accounts.set("okta", "another", None, enabled=False)
    account = accounts.by_key(Key("name", "okta"))
    assert (account.id, account.privileges, account.enabled) == (2, None, False)
    accounts.remove(account)
    assert "okta" not in accounts
    assert accounts.create("okta").id == 3


def test_an_account_that_is_made_may_do_nothing_and_log_in_with_no_password_yet(accounts: Accounts) -> None:
    assert accounts.create("new").details() == AccountDetails(3, "new", "", "", frozenset(), True)
    assert accounts.with_password("new", "") is None
