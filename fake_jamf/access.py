"""Who asks, and whether they may; with the lines that Jamf Pro's access log has for it."""

from __future__ import annotations

from collections.abc import Callable

from fake_jamf.accounts import Account, Accounts
from fake_jamf.errors import JamfError, device_signature, forbidden, token_invalid, unauthorized
from fake_jamf.events import EventLog
from fake_jamf.inventory import ComputerRecord, Inventory
from fake_jamf.messages import Basic, Bearer, Console, Credentials, DeviceIdentity, Token
from fake_jamf.tokens import Tokens

API, TOKENS, CONSOLE = "JSS (API)", "Universal API", "JSS"
"""Entry points as the access log names them: the Classic API, the token endpoints, the web console."""


class Access:
    """The door: credentials in; out comes an account or a computer's record, or an error and a log line."""

    __slots__ = ("_accounts", "_inventory", "_log", "_now", "_tokens")

    def __init__(
        self,
        accounts: Accounts,
        tokens: Tokens,
        inventory: Inventory,
        log: EventLog,
        now: Callable[[], int],
    ) -> None:
        self._accounts = accounts
        self._tokens = tokens
        self._inventory = inventory
        self._log = log
        self._now = now

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
        account, entry_point = self._identify(credentials)
        if account.may(privilege):
            return account
        self._write(account.username, entry_point, "Privilege Missing", privilege=privilege)
        raise forbidden(privilege)

    def create_token(self, credentials: Credentials) -> Token:
        """A token for an account's name and password. Raises UNAUTHORIZED."""
        if not isinstance(credentials, Basic):
            raise self._failed_login("Unknown", TOKENS)
        account = self._log_in(credentials, TOKENS)
        return self._tokens.issue(account.username, self._now())

    def keep_alive(self, credentials: Credentials) -> Token:
        """A new token for an old one, which is dead at once. Raises INVALID_TOKEN; without one, UNAUTHORIZED.

        A disabled account's token is not renewed, but stays good until it expires (API clients' tokens do).
        """
        if not isinstance(credentials, Bearer):
            raise self._failed_login("Unknown", TOKENS)
        account = self._bearer(credentials, TOKENS)
        if not account.enabled:
            raise self._refused_token(account.username, TOKENS, "Account Disabled")
        self._tokens.invalidate(credentials.token)
        return self._tokens.issue(account.username, self._now())

    def _identify(self, credentials: Credentials) -> tuple[Account, str]:
        match credentials:
            case Bearer():
                return self._bearer(credentials, API), API
            case Basic():
                return self._log_in(credentials, API), API
            case Console(username):
                account = self._accounts.find(username)
                if account is None or not account.enabled:
                    raise self._failed_login(username, CONSOLE)
                return account, CONSOLE
            case _:
                raise self._failed_login("Unknown", API)

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
        if self._now() >= issued.expires_at:
            raise self._refused_token(issued.username, entry_point, "Token Expired")
        account = self._accounts.find(issued.username)
        assert account is not None, "accounts are never deleted"
        return account

    def _failed_login(self, username: str, entry_point: str) -> JamfError:
        self._write(username, entry_point, "Failed Login")
        return unauthorized()

    def _refused_token(self, username: str, entry_point: str, why: str) -> JamfError:
        self._write(username, entry_point, why)
        return token_invalid()

    def _write(self, username: str, entry_point: str, status: str, **details: str) -> None:
        outcome = "granted" if status == "Successful Login" else "refused"
        self._log.write("access", username, outcome, status, entry_point=entry_point, **details)
