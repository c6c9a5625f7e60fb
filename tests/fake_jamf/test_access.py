"""Who may do what: passwords, tokens, privileges, and the access log's lines about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fake_jamf.accounts import PRIVILEGES, Accounts
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    Bearer,
    ChangePassword,
    CheckIn,
    CheckInSettings,
    ConfigurationProfile,
    Console,
    CreateToken,
    Credentials,
    DeleteComputer,
    DeviceIdentity,
    EnrollComputer,
    FlushPolicyLog,
    GetCheckInSettings,
    GetComputer,
    GetPolicyLog,
    GetProfiles,
    GetScript,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListPendingComputers,
    ListUsers,
    Message,
    Nobody,
    Policy,
    SetAccount,
    SetCheckInSettings,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
    SubmitInventory,
    SubmitPolicyLog,
)
from fake_jamf.tokens import Tokens

OKTA = frozenset({"Read Computers", "Read Accounts", "Read User"})
LOGIN = Basic("okta", "secret")


@pytest.fixture
def okta(jamf: Jamf, admin: Console) -> Bearer:
    """The token of an account with what Okta asks for."""
    jamf.handle(SetAccount("okta", "secret", OKTA), admin)
    return Bearer(jamf.handle(CreateToken(), LOGIN).token)


def refusal(jamf: Jamf, message: Message[Any], credentials: Credentials) -> tuple[str, int]:
    """The code and the HTTP status of the error that a message is answered with."""
    with pytest.raises(JamfError) as refused:
        jamf.handle(message, credentials)
    return refused.value.code, refused.value.status


def access_lines(jamf: Jamf) -> list[tuple[str, str]]:
    return [(event.subject, event.reason) for event in jamf.drain_log() if event.kind == "access"]


def test_okta_reads_what_its_three_privileges_allow_and_no_more(
    jamf: Jamf, okta: Bearer, enroll: Callable[..., DeviceIdentity]
) -> None:
    mac = enroll("mac-1", owner="ada")
    assert jamf.handle(GetComputer(mac.udid), okta).managed
    assert jamf.handle(ListAccounts(), okta) == ("admin", "okta")
    assert jamf.handle(ListUsers(), okta) == ("ada",)
    assert refusal(jamf, SetManaged(mac.udid, False), okta) == ("FORBIDDEN", 403)


@pytest.mark.parametrize("basic", ["off", "on"])
def test_name_and_password_instead_of_a_token_are_accepted_where_that_is_still_on(basic: str) -> None:
    assumptions = JamfAssumptions(classic_basic_auth=basic)  # type: ignore[arg-type]
    server = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 0, assumptions=assumptions)
    server.handle(SetAccount("okta", "secret", OKTA), Console("admin"))
    if basic == "on":
        assert server.handle(ListUsers(), LOGIN) == ()
    else:
        assert refusal(server, ListUsers(), LOGIN) == ("UNAUTHORIZED", 401)
    assert refusal(server, ListUsers(), Basic("okta", "wrong")) == ("UNAUTHORIZED", 401)
    assert server.handle(CreateToken(), LOGIN).token


def test_the_privilege_as_the_console_words_it_is_accepted(jamf: Jamf, admin: Console) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset({"Read Users"})), admin)
    token = jamf.handle(CreateToken(), LOGIN)
    assert jamf.handle(ListUsers(), Bearer(token.token)) == ()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_and_a_failed_login_each(
    jamf: Jamf, okta: Bearer
) -> None:
    jamf.drain_log()
    for wrong in (Basic("okta", "Secret"), Basic("nobody", "secret"), Basic("okta", ""), Basic("admin", "")):
        assert refusal(jamf, CreateToken(), wrong) == ("UNAUTHORIZED", 401)
    lines = [(name, "Failed Login") for name in ("okta", "nobody", "okta", "admin")]
    assert access_lines(jamf) == lines


def test_a_token_lives_thirty_minutes_to_the_second(jamf: Jamf, okta: Bearer, clock: list[int]) -> None:
    clock[0] += 1799
    jamf.handle(ListUsers(), okta)
    jamf.drain_log()
    clock[0] += 1
    for message in (ListUsers(), KeepAlive()):
        assert refusal(jamf, message, okta) == ("INVALID_TOKEN", 401)
    assert access_lines(jamf) == [("okta", "Token Expired")] * 2


def test_a_token_ages_by_the_clock_that_its_client_was_given_and_by_no_other() -> None:
    server, clients = [5], [1000]
    jamf = Jamf(
        url="https://acme.jamfcloud.com",
        seed=b"",
        now=lambda: server[0],
        client_clock=lambda: lambda: clients[0],
    )
    assert jamf.url == "https://acme.jamfcloud.com"
    jamf.handle(SetAccount("okta", "secret", OKTA), Console("admin"))
    token = jamf.handle(CreateToken(), LOGIN)
    assert token.expires_at == 2800
    server[0] += 86_400
    jamf.handle(ListUsers(), Bearer(token.token))
    clients[0] += 1800
    assert refusal(jamf, ListUsers(), Bearer(token.token)) == ("INVALID_TOKEN", 401)


def test_a_token_says_when_it_ends(jamf: Jamf, okta: Bearer, clock: list[int]) -> None:
    assert jamf.handle(CreateToken(), LOGIN).expires_at == clock[0] + 1800


def test_keep_alive_gives_a_new_token_and_kills_the_old_one(
    jamf: Jamf, okta: Bearer, clock: list[int]
) -> None:
    clock[0] += 1000
    renewed = jamf.handle(KeepAlive(), okta)
    assert renewed.expires_at == clock[0] + 1800
    assert refusal(jamf, ListUsers(), okta) == ("INVALID_TOKEN", 401)
    jamf.handle(ListUsers(), Bearer(renewed.token))


def test_after_a_password_change_new_logins_need_it_and_issued_tokens_live_on(
    jamf: Jamf, admin: Console, okta: Bearer, clock: list[int]
) -> None:
    jamf.handle(ChangePassword("okta", "rotated"), admin)
    assert refusal(jamf, CreateToken(), LOGIN) == ("UNAUTHORIZED", 401)
    jamf.handle(ListUsers(), okta)
    clock[0] += 1800
    assert refusal(jamf, ListUsers(), okta) == ("INVALID_TOKEN", 401)
    token = jamf.handle(CreateToken(), Basic("okta", "rotated"))
    assert refusal(jamf, SetScript("x", ""), Bearer(token.token)) == ("FORBIDDEN", 403)


def test_a_disabled_account_gets_no_token_and_its_token_is_not_renewed(
    jamf: Jamf, admin: Console, okta: Bearer
) -> None:
    jamf.handle(SetAccount("okta", "secret", OKTA, enabled=False), admin)
    assert refusal(jamf, CreateToken(), LOGIN) == ("UNAUTHORIZED", 401)
    assert refusal(jamf, ListUsers(), LOGIN) == ("UNAUTHORIZED", 401)
    assert refusal(jamf, ListUsers(), Console("okta")) == ("UNAUTHORIZED", 401)
    assert refusal(jamf, KeepAlive(), okta) == ("INVALID_TOKEN", 401)
    jamf.handle(ListUsers(), okta)


def test_privileges_taken_away_are_missing_at_once(jamf: Jamf, admin: Console, okta: Bearer) -> None:
    jamf.handle(SetAccount("okta", "secret", OKTA - {"Read User"}), admin)
    jamf.drain_log()
    assert refusal(jamf, ListUsers(), okta) == ("FORBIDDEN", 403)
    (event,) = jamf.drain_log()
    assert (event.kind, event.subject, event.reason) == ("access", "okta", "Privilege Missing")
    assert event.details["privilege"] == "Read User"


@pytest.mark.parametrize(
    "credentials", [Nobody(), DeviceIdentity("U"), Console("stranger"), Bearer("made up")]
)
def test_without_an_account_nothing_is_read(jamf: Jamf, credentials: Credentials) -> None:
    code, status = refusal(jamf, ListComputers(), credentials)
    assert (code, status) in {("UNAUTHORIZED", 401), ("INVALID_TOKEN", 401)}
    (event,) = jamf.drain_log()
    assert (event.kind, event.outcome) == ("access", "refused")


@pytest.mark.parametrize("credentials", [Nobody(), Console("admin"), Bearer("made up"), DeviceIdentity("U")])
def test_a_token_is_made_of_name_and_password_only(jamf: Jamf, credentials: Credentials) -> None:
    assert refusal(jamf, CreateToken(), credentials) == ("UNAUTHORIZED", 401)


def test_only_a_token_is_kept_alive(jamf: Jamf, okta: Bearer) -> None:
    assert refusal(jamf, KeepAlive(), LOGIN) == ("UNAUTHORIZED", 401)


def test_tokens_follow_from_the_seed() -> None:
    def tokens(seed: bytes) -> list[str]:
        jamf = Jamf(url="https://acme.jamfcloud.com", seed=seed, now=lambda: 0)
        jamf.handle(SetAccount("okta", "secret", OKTA), Console("admin"))
        return [jamf.handle(CreateToken(), LOGIN).token for _ in range(3)]

    assert tokens(b"one") == tokens(b"one")
    assert len({*tokens(b"one"), *tokens(b"other")}) == 6


def test_an_expired_token_is_told_from_an_unknown_one_for_a_day_and_then_forgotten(
    jamf: Jamf, okta: Bearer, clock: list[int]
) -> None:
    for later, why in ((86_399, ("okta", "Token Expired")), (1, ("Unknown", "Token Invalid"))):
        clock[0] += later + (1800 if later > 1 else 0)
        jamf.handle(CreateToken(), LOGIN)
        jamf.drain_log()
        assert refusal(jamf, ListUsers(), okta) == ("INVALID_TOKEN", 401)
        assert access_lines(jamf) == [why]


def test_no_password_token_or_script_reaches_the_log(jamf: Jamf, admin: Console, okta: Bearer) -> None:
    jamf.handle(SetScript("okta.py", "the org's key"), admin)
    jamf.handle(KeepAlive(), okta)
    told = repr(jamf.drain_log())
    assert not any(secret in told for secret in ("secret", "the org's key", okta.token))


def test_an_agent_answers_for_its_own_mac_only(jamf: Jamf, admin: Console) -> None:
    code = ("DEVICE_SIGNATURE", 401)
    assert refusal(jamf, CheckIn("login", ""), admin) == code
    assert refusal(jamf, CheckIn("login", ""), Nobody()) == code


EXISTING: list[Message[Any]] = [
    SetScript("script", ""),
    SetPolicy(Policy("policy", frozenset(), "Ongoing")),
    SetSmartGroup("smart", ()),
    SetStaticGroup("static", frozenset()),
    SetExtensionAttribute("attribute"),
    SetProfile(ConfigurationProfile("profile", ())),
]

NEEDS: list[tuple[Message[Any], str]] = [
    (GetComputer("U"), "Read Computers"),
    (ListComputers(), "Read Computers"),
    (ListAccounts(), "Read Accounts"),
    (ListUsers(), "Read User"),
    (GetScript("script"), "Read Scripts"),
    (GetPolicyLog("policy"), "Read Policies"),
    (GetPolicyLog(), "Read Policies"),
    (GetPolicyLog(udid="U"), "Read Computers"),
    (ListPendingComputers("policy"), "Read Policies"),
    (GetProfiles("U"), "Read macOS Configuration Profiles"),
    (GetCheckInSettings(), "Read Computer Check-In"),
    (EnrollComputer("V", "T", "other", "10.13"), "Enroll Computers and Mobile Devices"),
    (SetAccount("new", "x"), "Create Accounts"),
    (SetAccount("robot", "secret", frozenset()), "Update Accounts"),
    (ChangePassword("robot", "secret"), "Update Accounts"),
    (SetScript("new", ""), "Create Scripts"),
    (SetScript("script", ""), "Update Scripts"),
    (SetPolicy(Policy("new", frozenset(), "Ongoing")), "Create Policies"),
    (SetPolicy(Policy("policy", frozenset(), "Ongoing")), "Update Policies"),
    (SetSmartGroup("new", ()), "Create Smart Computer Groups"),
    (SetSmartGroup("smart", ()), "Update Smart Computer Groups"),
    (SetStaticGroup("new", frozenset()), "Create Static Computer Groups"),
    (SetStaticGroup("static", frozenset()), "Update Static Computer Groups"),
    (SetExtensionAttribute("new"), "Create Computer Extension Attributes"),
    (SetExtensionAttribute("attribute"), "Update Computer Extension Attributes"),
    (SetProfile(ConfigurationProfile("new", ())), "Create macOS Configuration Profiles"),
    (SetProfile(ConfigurationProfile("profile", ())), "Update macOS Configuration Profiles"),
    (SetCheckInSettings(CheckInSettings()), "Update Computer Check-In"),
    (SetManaged("U", False), "Update Computers"),
    (DeleteComputer("U"), "Delete Computers"),
    (FlushPolicyLog("policy"), "Flush Policy Logs"),
]


@pytest.mark.parametrize(("message", "privilege"), NEEDS, ids=[f"{type(m).__name__}: {p}" for m, p in NEEDS])
def test_each_operation_needs_its_privilege_and_no_other(
    jamf: Jamf, admin: Console, message: Message[Any], privilege: str
) -> None:
    jamf.handle(EnrollComputer("U", "S", "mac", "10.13"), DeviceIdentity("U"))
    for setting in EXISTING:
        jamf.handle(setting, admin)
    robot = Console("robot")
    jamf.handle(SetAccount("robot", "secret", PRIVILEGES - {privilege}), admin)
    assert refusal(jamf, message, robot) == ("FORBIDDEN", 403)
    jamf.handle(SetAccount("robot", "secret", frozenset({privilege})), admin)
    jamf.handle(message, robot)


def test_every_operation_is_either_an_agents_or_a_tokens_or_has_its_privilege_tested() -> None:
    needless = {
        message.__name__ for message in (CheckIn, SubmitPolicyLog, SubmitInventory, CreateToken, KeepAlive)
    }
    tested = {type(message).__name__ for message, _ in NEEDS}
    spoken = {kind.__name__ for kind in Message.__subclasses__() if kind.__module__ == Message.__module__}
    assert tested | needless == spoken


def test_a_password_s_hash_is_the_server_s_own_the_account_s_own_and_never_the_password() -> None:
    hashes = set()
    for seed, username, password in (
        (b"a", "ada", "pw"),
        (b"b", "ada", "pw"),
        (b"a", "ben", "pw"),
        (b"a", "ada", "qw"),
    ):
        accounts = Accounts(seed, "admin")
        accounts.set(username, password, None, enabled=True)
        account = accounts.find(username)
        assert account is not None
        assert account.password_hash is not None
        assert password.encode() not in account.password_hash
        hashes.add(account.password_hash)
    assert len(hashes) == 4


def test_a_seed_means_these_tokens_in_every_release_and_what_is_unknown_can_be_ended_too() -> None:
    tokens = Tokens(b"tests")
    assert [tokens.issue("okta", lambda: 100).token for _ in range(2)] == [
        "4cb860d1b75187fd365a39c9ccd641a81dc2bcb3232a31ab93f95cf9e936eea2",
        "33f5e0e585c99e697f7700fbc9434a875d5f29595f817072c7175173f12cfc73",
    ]
    tokens.invalidate("unknown")
