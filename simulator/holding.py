"""What browsers hold on a Mac, worked out backwards: what routine visits and quits have left in their memory.

Nobody plays the visits that change nothing, so before a change, or before a sign-in that is played, the memory is
brought up to date: the last quit since it was last known, then the first visit after that quit.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.mac.browser import Browser, remembering
from simulator.mac.machine import Account, Mac
from simulator.resident import Resident


class Holding:
    """The browsers' memories of one Mac, each with the second up to which it is known."""

    __slots__ = ("_known_at", "_mac", "_residents")

    def __init__(self, mac: Mac, residents: list[Resident]) -> None:
        self._mac = mac
        self._residents = residents
        self._known_at: dict[str, int] = {}

    def settle(self, account: str, at: int) -> None:
        """Bring the memories of an account's browsers up to second ``at`` (visits at ``at`` itself not included)."""
        known_at = self._known_at.get(account)
        self._known_at[account] = at
        if known_at is None or known_at >= at:
            return
        ended_at = max((end for end in self._ends(account, known_at, at)), default=None)
        for client, browser in self._browsers(account):
            if ended_at is not None:
                browser.quit()
            if not remembering(self._mac, client):
                continue
            first = self._first_visit(account, client, known_at if ended_at is None else ended_at, at)
            if first is not None and not browser.remembers(self._mac.mtls_host):
                browser.present(self._mac, self._account(account), self._mac.mtls_host, first)

    def pass_over(self, at: int) -> None:
        """The Mac was off up to second ``at``: nobody visited or quit anything meanwhile."""
        for account in self._known_at:
            self._known_at[account] = at

    def _account(self, account: str) -> Account:
        return self._mac.accounts[account]

    def _browsers(self, account: str) -> list[tuple[str, Browser]]:
        return list(self._account(account).browsers.items())

    def _ends(self, account: str, after: int, before: int) -> Iterator[int]:
        for resident in self._residents:
            if resident.account == account:
                end = resident.routine.last_browser_end(after, before)
                if end is not None:
                    yield end

    def _first_visit(self, account: str, client: str, after: int, before: int) -> int | None:
        visits = [
            at
            for resident in self._residents
            if resident.account == account
            for stream in resident.streams
            if stream.client == client
            and stream.handshakes
            and (at := resident.routine.next_open(stream.key, after)) is not None
            and at < before
        ]
        return min(visits, default=None)

    def stale_accounts(self, at: int) -> Iterator[str]:
        """Accounts with a browser that holds something else than it would choose now."""
        host = self._mac.mtls_host
        for name, account in self._mac.accounts.items():
            if any(browser.is_stale(self._mac, account, host, at) for browser in account.browsers.values()):
                yield name

    def quit_all(self, account: str, at: int) -> list[str]:
        """Quit an account's browsers; the clients that held something stale."""
        host = self._mac.mtls_host
        owner = self._account(account)
        stale = [c for c, browser in owner.browsers.items() if browser.is_stale(self._mac, owner, host, at)]
        for browser in owner.browsers.values():
            browser.quit()
        return stale

    def next_boundary(self, account: str, after: int) -> int | None:
        """The next second later than ``after`` at which a certificate begins or ceases to be valid, or None."""
        owner = self._account(account)
        identities = list(owner.okta_keychain.identities) if owner.okta_keychain is not None else []
        for browser in owner.browsers.values():
            identities += [held for held in browser.memory.values() if held is not None]
        # Okta judges by the true time, browsers choose by the Mac's own clock: each has a boundary of its own.
        clocks = {0, self._mac.clock_skew_s}
        moments = [
            moment - skew_s
            for identity in identities
            for moment in (identity.certificate.not_before, identity.certificate.not_after + 1)
            for skew_s in clocks
            if moment - skew_s > after
        ]
        return min(moments, default=None)
