"""Sign-ins on one Mac: played where their outcome may have changed, told as segments where it has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fake_okta.messages import SignInResult
from simulator.mac.machine import Mac
from simulator.mac.person import foresee_app
from simulator.resident import Resident, Stream
from simulator.stage import Held, Stage

_NO_HANDSHAKE = {"mtls_blocked", "mtls_inspected", "setting_disabled"}
"""What is said of a device that did not come to the end of a handshake, or was not asked for one."""


class SignIns:
    """The streams of a Mac's residents, and what the trace is told of them."""

    __slots__ = ("_mac", "_residents", "_stage")

    def __init__(self, stage: Stage, mac: str, residents: list[Resident]) -> None:
        self._stage = stage
        self._mac = mac
        self._residents = residents

    def begin(self, stream: Stream | None) -> None:
        """A sign-in begins now: what changes from here on is found by the next one."""
        if stream is not None:
            stream.changed_at = None
            stream.played_at = self._stage.now()

    def foresee(self, mac: Mac, resident: Resident, stream: Stream, ip_address: str) -> bool:
        """Whether a sign-in would come out now as the one before, which is worked out without playing it.

        Where it would, the browser holds what it would have presented, and those who watch the trace are shown the sign-in.
        After a renewal or a quit of Chrome nearly all do: to play them took a seventh of the time of a fleet.
        """
        if stream.since is None or not self._stage.weather.spares(mac.name):
            return False
        account = mac.accounts[resident.account]
        foreseen = foresee_app(
            mac, account, resident.person, stream.app, stream.client,
            ip_address=ip_address, foresee=self._stage.okta.foresee_sign_in,
        )  # fmt: skip
        if foreseen is None:
            return False
        result, details = foreseen.result, foreseen.details
        if _came(result, details["prompted"]) != stream.came:
            return False
        if foreseen.choice is not None:
            account.browser(stream.client).keep(mac, mac.mtls_host, foreseen.choice)
        evaluated = {"rule": result.rule, "trust": foreseen.trust, "device": result.device}
        self._pass_over_one("policy.evaluate_sign_on", resident.person, result, evaluated)
        self._pass_over_one("app.opened", mac.name, result, details)
        return True

    def _pass_over_one(
        self, kind: str, subject: str, result: SignInResult, details: Mapping[str, Any]
    ) -> None:
        self._stage.trace.pass_over(self._stage.now(), kind, subject, result.outcome, result.reason, details)

    def routine(
        self, resident: Resident, stream: Stream, began_at: int, result: SignInResult, held: Held
    ) -> None:
        """A sign-in of a person's own accord came out so.

        It is told where its outcome is not that of the one before; where it is, only what it changed at Okta.
        """
        if self._settle(resident, stream, began_at, held, result):
            self._tell(held)
        else:
            told = len(held) - 1 if _changed_something(held) else 0
            self._tell(held[:told])
            self._pass_over(held[told:])

    def broken_off(self, held: Held) -> None:
        """The Mac went off before the last answer came: what the sign-in changed at Okta until then is told."""
        if _changed_something(held):
            self._tell(held)

    def scripted(
        self, resident: Resident, stream: Stream | None, began_at: int, result: SignInResult, held: Held
    ) -> None:
        """A sign-in that the scenario asks for came out so: it is told, and the routine ones follow it."""
        if stream is not None:
            self._settle(resident, stream, began_at, held, result)
        self._tell(held)

    def _tell(self, held: Held) -> None:
        for note in held:
            self._stage.note(*note)

    def _pass_over(self, held: Held) -> None:
        for kind, subject, outcome, reason, _cause, details, _source in held:
            self._stage.trace.pass_over(self._stage.now(), kind, subject, outcome, reason, details)

    def _settle(
        self, resident: Resident, stream: Stream, began_at: int, held: Held, result: SignInResult
    ) -> bool:
        """Take an outcome in; whether it differs from the one before."""
        came = _came(result, held[-1][5]["prompted"])
        stream.in_session = result.reason != "authentication_failed" and not result.reason.startswith(
            "network:"
        )
        stream.handshakes = result.device != "not_asked" and result.device_reason not in _NO_HANDSHAKE
        if stream.since is not None and came == stream.came:
            return False
        self._close(resident, stream, began_at)
        stream.came = came
        stream.since = began_at
        return True

    def disturb(self, residents: Iterable[Resident]) -> None:
        """The next sign-in of each of these people's streams is to be played."""
        for resident in residents:
            for stream in resident.streams:
                if stream.changed_at is None:
                    stream.changed_at = self._stage.now()

    def close(self) -> None:
        """Tell of all routine sign-ins up to now."""
        for resident in self._residents:
            for stream in resident.streams:
                self._close(resident, stream, self._stage.now())

    def _close(self, resident: Resident, stream: Stream, until_at: int) -> None:
        if stream.since is None:
            return
        outcome, reason, device, *_ = stream.came
        details = {
            "person": resident.person,
            "account": resident.account,
            "app": stream.app,
            "client": stream.client,
            "device": device,
            "from_at": stream.since,
            "until_at": until_at,
        }
        self._stage.note("app.routine", self._mac, outcome, reason, details=details)
        stream.since = None


def _came(result: SignInResult, prompted: str) -> tuple[str, str, str, str, str]:
    return result.outcome, result.reason, result.device, result.device_reason, prompted


def _changed_something(held: Held) -> bool:
    """Whether a sign-in changed something at Okta: it bound a certificate, say."""
    return any(note[0].startswith("pki.") or note[5].get("bound_now") for note in held)
