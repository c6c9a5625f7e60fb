"""API clients, roles and accounts: who may log in how, for how long, and what they may do then."""

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.messages import Basic, Bearer, CreateToken, KeepAlive, ListAccounts
from fake_jamf.speech.access import (
    AccountEdit,
    CreateAccount,
    CreateClientToken,
    EditAccount,
    FindAccount,
    FindApiClient,
    InvalidateToken,
    ListAccountDetails,
    ListApiRoles,
    ListPrivileges,
    ReadOwnAccount,
    ReadVersion,
    RemoveAccount,
    RemoveApiClient,
    RemoveApiRole,
    RotateClientSecret,
    SaveApiClient,
    SaveApiRole,
)
from fake_jamf.speech.computers import ListComputerDetails, RemoveComputer
from fake_jamf.speech.key import Key
from tests.fake_jamf.api.estate import Estate

READS = frozenset({"Read Computers"})
API = Key("name", "api")


@pytest.fixture
def estate():
    return Estate().filled()


def refusal(estate, message, *credentials):
    with pytest.raises(JamfError) as refused:
        estate.handle(message, *credentials)
    return refused.value.code, refused.value.status


def client_token(estate, credentials=None):
    given = credentials or estate.credentials
    return estate.handle(CreateClientToken("client_credentials", given.client_id, given.client_secret))


# --- API clients ----------------------------------------------------------------------------------------------


def test_an_api_client_may_do_what_any_of_its_roles_may(estate):
    bearer = Bearer(client_token(estate).token)
    assert len(estate.handle(ListComputerDetails(), bearer)) == 2
    assert refusal(estate, RemoveComputer(Key("id", "1")), bearer) == ("FORBIDDEN", 403)
    estate.handle(SaveApiRole(None, "Remover", frozenset({"Delete Computers"})))
    estate.handle(SaveApiClient(1, "inventory", ("Reader", "Remover"), 600, True))
    assert estate.handle(RemoveComputer(Key("id", "1")), bearer) == 1
    estate.handle(RemoveApiRole(1))
    assert refusal(estate, ListComputerDetails(), bearer) == ("FORBIDDEN", 403)


def test_an_api_client_s_token_lives_as_long_as_its_setting_says_to_the_second(estate):
    token = client_token(estate)
    assert (token.life_s, token.role_ids) == (600, (1,))
    estate.now += 599
    estate.handle(ListComputerDetails(), Bearer(token.token))
    estate.now += 1
    assert refusal(estate, ListComputerDetails(), Bearer(token.token)) == ("INVALID_TOKEN", 401)


def test_an_api_client_s_token_is_not_kept_alive_but_can_be_ended(estate):
    bearer = Bearer(client_token(estate).token)
    assert refusal(estate, KeepAlive(), bearer) == ("INVALID_TOKEN", 401)
    estate.handle(InvalidateToken(), bearer)
    assert refusal(estate, ListComputerDetails(), bearer) == ("INVALID_TOKEN", 401)


def test_a_disabled_client_logs_in_no_more_but_its_tokens_stay_good_until_it_is_deleted(estate):
    bearer = Bearer(client_token(estate).token)
    estate.handle(SaveApiClient(1, "inventory", ("Reader",), 600, False))
    with pytest.raises(JamfError, match="authentication failed"):
        client_token(estate)
    estate.handle(ListComputerDetails(), bearer)
    estate.handle(RemoveApiClient(1))
    assert refusal(estate, ListComputerDetails(), bearer) == ("INVALID_TOKEN", 401)


def test_a_new_secret_ends_the_old_one(estate):
    new = estate.handle(RotateClientSecret(1))
    assert (new.client_id, new.client_secret != estate.credentials.client_secret) == (
        estate.credentials.client_id,
        True,
    )
    with pytest.raises(JamfError):
        client_token(estate)
    assert client_token(estate, new).token
    assert new.client_secret not in repr(new)


@pytest.mark.parametrize("status", ["401", "400"])
def test_a_wrong_secret_an_unknown_client_and_one_without_a_secret_get_the_same_answer(status):
    estate = Estate(invalid_client_status=status).filled()
    other = estate.handle(SaveApiClient(None, "other", (), 60, True))
    for client_id, secret in [
        (estate.credentials.client_id, "wrong"),
        (estate.credentials.client_id, ""),
        ("unknown", estate.credentials.client_secret),
        (other.client_id, ""),
    ]:
        message = CreateClientToken("client_credentials", client_id, secret)
        assert refusal(estate, message) == ("INVALID_CLIENT", int(status))
        assert secret == "" or secret not in repr(message)
    assert refusal(estate, CreateClientToken("password", "", "")) == ("UNSUPPORTED_GRANT_TYPE", 400)
    lines = [
        (event.reason, event.details["entry_point"])
        for event in estate.jamf.drain_log()
        if event.kind == "access"
    ]
    assert lines == [("Failed token creation", "Universal API (OAuth)")] * 4


def test_a_client_keeps_its_other_roles_where_one_is_called_otherwise_or_deleted(estate):
    estate.handle(SaveApiRole(None, "Remover", frozenset({"Delete Computers"})))
    estate.handle(SaveApiClient(1, "inventory", ("Reader", "Remover"), 600, True))
    estate.handle(SaveApiRole(1, "Inventory reader", READS))
    assert estate.handle(FindApiClient(1)).roles == ("Inventory reader", "Remover")
    estate.handle(RemoveApiRole(1))
    assert estate.handle(FindApiClient(1)).roles == ("Remover",)


def test_a_role_that_is_called_otherwise_stays_with_its_clients(estate):
    estate.handle(SaveApiRole(1, "Inventory reader", READS))
    assert estate.handle(FindApiClient(1)).roles == ("Inventory reader",)
    assert len(estate.handle(ListComputerDetails(), Bearer(client_token(estate).token))) == 2


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (SaveApiRole(None, "Reader", READS), "DUPLICATE"),
        (SaveApiRole(None, "", READS), "BAD_REQUEST"),
        (SaveApiRole(None, "x", frozenset({"Fly"})), "BAD_REQUEST"),
        (SaveApiRole(9, "x", READS), "NOT_FOUND"),
        (SaveApiClient(None, "inventory", (), 60, True), "DUPLICATE"),
        (SaveApiClient(None, "x", ("none",), 60, True), "BAD_REQUEST"),
        (SaveApiClient(None, "x", (), 0, True), "BAD_REQUEST"),
        (SaveApiClient(9, "x", (), 60, True), "NOT_FOUND"),
        (RotateClientSecret(9), "NOT_FOUND"),
        (RemoveApiRole(9), "NOT_FOUND"),
        (RemoveApiClient(9), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_roles_and_clients_as_they_were(estate, message, code):
    before = estate.handle(ListApiRoles()), estate.handle(FindApiClient(1))
    assert refusal(estate, message)[0] == code
    assert (estate.handle(ListApiRoles()), estate.handle(FindApiClient(1))) == before


def test_the_privileges_that_roles_can_have_are_those_that_are_asked_for(estate):
    assert {"Read Computers", "Read User", "Flush Policy Logs"} <= set(estate.handle(ListPrivileges()))


# --- accounts -------------------------------------------------------------------------------------------------


def test_one_s_own_account_is_told_without_any_privilege(estate):
    bearer = Bearer(estate.with_privileges(READS))
    assert estate.handle(ReadOwnAccount(), bearer).privileges == READS
    assert estate.handle(ReadVersion(), bearer).startswith("11.")
    own = estate.handle(ReadOwnAccount(), Bearer(client_token(estate).token))
    assert (own.username, own.privileges) == ("inventory", READS)


def test_an_account_is_made_logs_in_and_is_deleted_with_its_tokens(estate):
    number = estate.handle(CreateAccount(AccountEdit("eve", "pw", "Eve", privileges=READS)))
    bearer = Bearer(estate.handle(CreateToken(), Basic("eve", "pw")).token)
    assert len(estate.handle(ListComputerDetails(), bearer)) == 2
    assert refusal(estate, ListAccounts(), bearer) == ("FORBIDDEN", 403)
    estate.handle(RemoveAccount(Key("id", str(number))))
    assert refusal(estate, ListComputerDetails(), bearer) == ("INVALID_TOKEN", 401)
    assert refusal(estate, CreateToken(), Basic("eve", "pw")) == ("UNAUTHORIZED", 401)


def test_an_edit_of_an_account_changes_what_it_says_and_nothing_else(estate):
    estate.handle(EditAccount(API, AccountEdit(full_name="A P I", privileges=READS)))
    found = estate.handle(FindAccount(API))
    assert (found.full_name, found.privileges, found.enabled) == ("A P I", READS, True)
    assert estate.token()
    estate.handle(EditAccount(API, AccountEdit(enabled=False)))
    assert refusal(estate, CreateToken(), Basic("api", "secret"))[0] == "UNAUTHORIZED"


def test_an_account_that_is_called_otherwise_needs_a_password_and_keeps_its_id(estate):
    assert refusal(estate, EditAccount(API, AccountEdit(username="new")))[0] == "BAD_REQUEST"
    assert estate.handle(EditAccount(API, AccountEdit(username="new", password="pw"))) == 2
    assert estate.token("new", "pw")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreateAccount(AccountEdit("api", "pw")), "DUPLICATE"),
        (CreateAccount(AccountEdit("", "pw")), "BAD_REQUEST"),
        (CreateAccount(AccountEdit("x")), "BAD_REQUEST"),
        (EditAccount(API, AccountEdit(password="", full_name="x")), "BAD_REQUEST"),
        (EditAccount(API, AccountEdit(username="admin", password="pw")), "DUPLICATE"),
        (EditAccount(Key("id", "99"), AccountEdit()), "NOT_FOUND"),
        (RemoveAccount(Key("name", "admin")), "BAD_REQUEST"),
        (RemoveAccount(Key("name", "none")), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_the_accounts_as_they_were(estate, message, code):
    before = estate.handle(ListAccountDetails())
    assert refusal(estate, message)[0] == code
    assert estate.handle(ListAccountDetails()) == before
    assert estate.token()


def test_no_password_or_secret_is_in_any_text_of_a_message():
    for message in (
        CreateAccount(AccountEdit("eve", "hunter2")),
        EditAccount(API, AccountEdit(password="hunter2")),
        CreateClientToken("client_credentials", "id", "hunter2"),
    ):
        assert "hunter2" not in repr(message) + str(message)
