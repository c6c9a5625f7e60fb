"""Who asks, and whether they may; with the lines that Jamf Pro's access log has for it."""

from __future__ import annotations

from collections.abc import Callable

from fake_jamf.accounts import Account, Accounts
from fake_jamf.api_clients import ApiClients
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import (
    JamfError,
    device_signature,
    forbidden,
    invalid_client,
    token_invalid,
    unauthorized,
    unsupported_grant_type,
)
from fake_jamf.events import EventLog
from fake_jamf.inventory import ComputerRecord, Inventory
from fake_jamf.messages import Basic, Bearer, Console, Credentials, DeviceIdentity, Token
from fake_jamf.speech.access import ClientToken, CreateClientToken
from fake_jamf.tokens import Clock, IssuedToken, Tokens

API, TOKENS, CLIENTS, CONSOLE = "JSS (API)", "Universal API", "Universal API (OAuth)", "JSS"
"""Entry points as the access log names them: the APIs, the endpoints of tokens, the web console."""


class Access:
    """The door: credentials in; out comes an account or a computer's record, or an error and a log line."""

    __slots__ = ("_accounts", "_assumptions", "_client_clock", "_clients", "_inventory", "_log", "_tokens")

    def __init__(
        self,
        accounts: Accounts,
        clients: ApiClients,
        tokens: Tokens,
        inventory: Inventory,
        log: EventLog,
        client_clock: Callable[[], Clock],
        assumptions: JamfAssumptions,
    ) -> None:
        self._accounts = accounts
        self._clients = clients
        self._assumptions = assumptions
        self._tokens = tokens
        self._inventory = inventory
        self._log = log
        self._client_clock = client_clock

    def computer(self, credentials: Credentials) -> ComputerRecord:
        """The record of the Mac whose agent speaks.

        Raises DEVICE_SIGNATURE where its record is gone or never was, and where no agent speaks at all.
        """
        if isinstance(credentials, DeviceIdentity):
            record = self._inventory.find(credentials.udid)
            if record is not None:
                return record
        raise device_signature()

    def account(self, credentials: Credentials, privilege: str) -> Account:
        """The account that asks, which has the privilege. Raises UNAUTHORIZED, INVALID_TOKEN or FORBIDDEN.

        Privileges are those that the account has now, not those it had when a token was issued.
        """
        account = self.anybody(credentials)
        self.require(account, credentials, privilege)
        return account

    def require(self, account: Account, credentials: Credentials, privilege: str) -> None:
        """Raise FORBIDDEN where an account that is known already lacks a privilege."""
        if not account.may(privilege):
            entry_point = CONSOLE if isinstance(credentials, Console) else API
            self._write(account.username, entry_point, "Privilege Missing", privilege=privilege)
            raise forbidden(privilege)

    def anybody(self, credentials: Credentials) -> Account:
        """The account that asks, whatever it may do. Raises UNAUTHORIZED or INVALID_TOKEN."""
        match credentials:
            case Bearer():
                return self._bearer(credentials, API)
            case Basic() if self._assumptions.classic_basic_auth == "on":
                return self._log_in(credentials, API)
            case Basic(username):
                raise self._failed_login(username, API)
            case Console(username):
                account = self._accounts.find(username)
                if account is None or not account.enabled:
                    raise self._failed_login(username, CONSOLE)
                return account
            case _:
                raise self._failed_login("Unknown", API)

    def create_client_token(self, message: CreateClientToken) -> ClientToken:
        """A token for an API client's identifier and secret. Raises INVALID_CLIENT or UNSUPPORTED_GRANT_TYPE."""
        if message.grant_type != "client_credentials":
            raise unsupported_grant_type()
        record = self._clients.with_secret(message.client_id, message.client_secret)
        if record is None:
            self._write("Unknown", CLIENTS, "Failed token creation")
            raise invalid_client(int(self._assumptions.invalid_client_status))
        client = record.client
        self._write(client.client_id, CLIENTS, "Successful token creation")
        token = self._tokens.issue(client.name, self._client_clock(), client.client_id, client.life_s)
        role_ids = tuple(role.id for role in self._clients.roles() if role.name in client.roles)
        return ClientToken(token.token, client.life_s, role_ids)

    def invalidate(self, credentials: Credentials) -> None:
        """End a token at once. Raises INVALID_TOKEN; without one, UNAUTHORIZED."""
        if not isinstance(credentials, Bearer):
            raise self._failed_login("Unknown", TOKENS)
        self._bearer(credentials, TOKENS)
        self._tokens.invalidate(credentials.token)

    def create_token(self, credentials: Credentials) -> Token:
        """A token for an account's name and password. Raises UNAUTHORIZED."""
        if not isinstance(credentials, Basic):
            raise self._failed_login("Unknown", TOKENS)
        account = self._log_in(credentials, TOKENS)
        return self._tokens.issue(account.username, self._client_clock())

    def keep_alive(self, credentials: Credentials) -> Token:
        """A new token for an old one, which is dead at once. Raises INVALID_TOKEN; without one, UNAUTHORIZED.

        A disabled account's token is not renewed, but stays good until it expires (API clients' tokens do).
        """
        if not isinstance(credentials, Bearer):
            raise self._failed_login("Unknown", TOKENS)
        account = self._bearer(credentials, TOKENS)
        issued = self._tokens.find(credentials.token)
        if issued is not None and issued.client_id:
            # An API client logs in anew instead; what Jamf Pro answers here is not public.
            raise self._refused_token(account.username, TOKENS, "Token Invalid")
        if not account.enabled:
            raise self._refused_token(account.username, TOKENS, "Account Disabled")
        self._tokens.invalidate(credentials.token)
        return self._tokens.issue(account.username, self._client_clock())

    def _log_in(self, credentials: Basic, entry_point: str) -> Account:
        account = self._accounts.with_password(credentials.username, credentials.password)
        if account is None:
            raise self._failed_login(credentials.username, entry_point)
        self._write(account.username, entry_point, "Successful Login")
        return account

    def _bearer(self, credentials: Bearer, entry_point: str) -> Account:
        issued = self._tokens.find(credentials.token)
        if issued is None:
            raise self._refused_token("Unknown", entry_point, "Token Invalid")
        if issued.expired:
            raise self._refused_token(issued.username, entry_point, "Token Expired")
        account = self._owner(issued)
        if account is None:
            raise self._refused_token(issued.username, entry_point, "Token Invalid")
        return account

    def _owner(self, issued: IssuedToken) -> Account | None:
        """Whose token it is; None where the account or the API client was deleted since."""
        if not issued.client_id:
            return self._accounts.find(issued.username)
        record = self._clients.by_client_id(issued.client_id)
        # Disabling a client does not end its tokens (seen in the field).
        return None if record is None else self._clients.account_of(record.client)

    def _failed_login(self, username: str, entry_point: str) -> JamfError:
        self._write(username, entry_point, "Failed Login")
        return unauthorized()

    def _refused_token(self, username: str, entry_point: str, why: str) -> JamfError:
        self._write(username, entry_point, why)
        return token_invalid()

    def _write(self, username: str, entry_point: str, status: str, **details: str) -> None:
        outcome = "granted" if status.startswith("Successful") else "refused"
        self._log.write("access", username, outcome, status, entry_point=entry_point, **details)
