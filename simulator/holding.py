"""What browsers hold on a Mac, worked out backwards: what routine visits and quits have left in their memory.

Nobody plays the visits that change nothing, so before a change, or before a sign-in that is played, the memory is
brought up to date: the last quit since it was last known, then the first visit after that quit.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.mac.browser import OktaSession, remembering
from simulator.mac.keychain import Identity
from simulator.mac.machine import Mac
from simulator.place import BROWSER_END, OPEN_APP, Place
from simulator.resident import Resident, Stream


class Holding:
    """The browsers' memories of one Mac, each with the place up to which it is known.

    Attributes:
        session_idle_s: how long sessions at Okta live unused; 0 where it makes no difference whether one is alive.
    """

    __slots__ = ("_known", "_mac", "_residents", "session_idle_s")

    def __init__(self, mac: Mac, residents: list[Resident]) -> None:
        self.session_idle_s = 0
        self._mac = mac
        self._residents = residents
        self._known: dict[str, Place] = {}

    def settle(self, account: str, here: Place) -> None:
        """Bring the memories of an account's browsers up to ``here``, from what was not played since."""
        known = self._known.get(account)
        self._known[account] = here
        owner = self._mac.accounts[account]
        if known is None or known >= here or not owner.browsers:
            return
        ended_at = self._last_end(account, known, here)
        since = known if ended_at is None else Place(ended_at, BROWSER_END, 0)
        for client, browser in owner.browsers.items():
            if ended_at is not None:
                browser.quit()
            if self.session_idle_s:
                self._settle_sessions(account, client, since, here)
            if browser.remembers(self._mac.mtls_host) or not remembering(self._mac, client):
                continue
            first = self._first_visit(account, client, since, here)
            if first is not None:
                browser.present(self._mac, owner, self._mac.mtls_host, first)

    def _settle_sessions(self, account: str, client: str, since: Place, here: Place) -> None:
        browser = self._mac.accounts[account].browsers[client]
        for number, (resident, stream) in enumerate(self._streams()):
            if resident.account != account or stream.client != client or not stream.in_session:
                continue
            after = max(since.excluded(OPEN_APP, number), here.at - self.session_idle_s)
            used_at = resident.routine.last_open(stream.key, after, here.reached(OPEN_APP, number))
            held = browser.sessions.get(resident.person)
            if used_at is not None and (held is None or held.alive_until < used_at + self.session_idle_s):
                left = OktaSession("", self.session_idle_s, used_at + self.session_idle_s)
                browser.sessions[resident.person] = left

    def _streams(self) -> Iterator[tuple[Resident, Stream]]:
        return ((resident, stream) for resident in self._residents for stream in resident.streams)

    def know(self, account: str, here: Place) -> None:
        """Up to ``here`` all was played, or nothing happened: an account's browsers hold what they hold."""
        self._known[account] = here

    def _last_end(self, account: str, known: Place, here: Place) -> int | None:
        number = list(self._mac.accounts).index(account)
        after, before = known.excluded(BROWSER_END, number), here.reached(BROWSER_END, number)
        last: int | None = None
        for resident in self._residents:
            if resident.account == account:
                end = resident.routine.last_browser_end(after, before)
                if end is not None and (last is None or end > last):
                    last = end
        return last

    def _first_visit(self, account: str, client: str, since: Place, here: Place) -> int | None:
        visits = []
        for number, (resident, stream) in enumerate(self._streams()):
            if resident.account != account or stream.client != client or not stream.handshakes:
                continue
            at = resident.routine.next_open(stream.key, since.excluded(OPEN_APP, number))
            if at is not None and at < here.reached(OPEN_APP, number):
                visits.append(at)
        return min(visits, default=None)

    def is_stale(self, account: str, at: int) -> bool:
        """Whether a browser of an account holds something else than it would choose now."""
        owner, host = self._mac.accounts[account], self._mac.mtls_host
        return any(browser.is_stale(self._mac, owner, host, at) for browser in owner.browsers.values())

    def quit_all(self, account: str, at: int) -> list[str]:
        """Quit an account's browsers; the clients that held something stale."""
        host = self._mac.mtls_host
        owner = self._mac.accounts[account]
        stale = [c for c, browser in owner.browsers.items() if browser.is_stale(self._mac, owner, host, at)]
        for browser in owner.browsers.values():
            browser.quit()
        return stale

    def next_boundary(self, account: str, after: int) -> int | None:
        """The next second later than ``after`` at which a certificate begins or ceases to be valid, or None."""
        # Okta judges by the true time, browsers choose by the Mac's own clock: each has a boundary of its own.
        skew_s = self._mac.clock_skew_s
        first: int | None = None
        for identity in self._identities(account):
            certificate = identity.certificate
            for moment in (certificate.not_before, certificate.not_after + 1):
                if moment > after and (first is None or moment < first):
                    first = moment
                if skew_s and moment - skew_s > after and (first is None or moment - skew_s < first):
                    first = moment - skew_s
        return first

    def _identities(self, account: str) -> list[Identity]:
        """What is in an account's keychain, and what its browsers hold."""
        owner = self._mac.accounts[account]
        found = [] if owner.okta_keychain is None else [*owner.okta_keychain.identities]
        for browser in owner.browsers.values():
            for held in browser.memory.values():
                if held.identity is not None and held.identity not in found:
                    found.append(held.identity)
        return found
