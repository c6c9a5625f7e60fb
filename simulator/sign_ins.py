"""Sign-ins on one Mac: played where their outcome may have changed, told as segments where it has not."""

from __future__ import annotations

from collections.abc import Iterable

from fake_okta.messages import SignInResult
from simulator.resident import Resident, Stream
from simulator.stage import Held, Stage

_NO_HANDSHAKE = {"mtls_blocked", "mtls_inspected"}


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
        opened = held[-1]
        came = (opened[2], opened[3], result.device, result.device_reason, opened[5]["prompted"])
        stream.in_session = result.reason != "authentication_failed" and not result.reason.startswith(
            "network:"
        )
        stream.handshakes = result.device != "not_asked" and result.reason not in _NO_HANDSHAKE
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


def _changed_something(held: Held) -> bool:
    """Whether a sign-in changed something at Okta: it bound a certificate, say."""
    return any(note[0].startswith("pki.") or note[5].get("bound_now") for note in held)
