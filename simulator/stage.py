"""The stage: where services, network, clock and trace meet, and the one order of everything that happens.

Every moment has a unique place: (second, rank, entity). Ranks say what comes first within a second: faults, then
admins and scripted acts, then what Macs and people do of themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from heapq import heapify
from operator import attrgetter
from typing import Any

import simpy

from fake_jamf.jamf import Jamf
from fake_okta import messages as okta_speech
from fake_okta.okta import Okta
from fake_okta.policy import Decision
from fake_okta.syslog import LogEvent
from simulator.causes import Causes
from simulator.network import NetworkError
from simulator.trace import Trace
from simulator.vocabulary import PREVIEW
from simulator.weather import Weather, allowed
from simulator.wiring import Send

RANK_FAULT = 2
RANK_SCRIPT = 3
RANK_MAC = 4
_ENTITIES = 1 << 32
_FEW_MOMENTS = 1000


Held = list[tuple[Any, ...]]
"""Notes of a sign-in that wait until it is known whether they are worth telling: arguments of ``Stage.note``."""


class WholeSeconds(simpy.Environment):
    """A SimPy environment whose time is epoch seconds: it stays an integer, as start, delays and ``until`` are.

    The time is read without a function of Python's: a Mac's year asks for it two hundred times, a twentieth of its calls.
    """

    now = property(attrgetter("_now"))  # SimPy's own, with its function in Python


def clock(env: simpy.Environment) -> Callable[[], int]:
    """What tells the epoch second."""
    return partial(attrgetter("now"), env)


class Moment(simpy.Event):
    """A SimPy event at an epoch second, with its place among all others of that second."""

    def __init__(self, env: simpy.Environment, at: int, rank: int, entity: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        # SimPy types priorities as its own two; any integer sorts, and its own (0 and 1) stay first.
        env.schedule(self, priority=rank * _ENTITIES + entity, delay=at - env.now)  # type: ignore[arg-type]


class Stage:
    """What acts need: ``now``, ``send``, ``note``; built by the world.

    Attributes:
        env: the SimPy environment; its time is epoch seconds, whole.
        trace: the only record.
        causes: what explains what, for the trace's ``cause``.
        weather: the network as faults have left it.
    """

    __slots__ = (
        "_names",
        "_previews",
        "_send",
        "_swept",
        "causes",
        "env",
        "jamf",
        "now",
        "okta",
        "trace",
        "weather",
    )

    def __init__(
        self, env: simpy.Environment, okta: Okta, jamf: Jamf, send: Send, trace: Trace, weather: Weather
    ) -> None:
        self.env = env
        self.now = clock(env)
        self.okta = okta
        self.jamf = jamf
        self.trace = trace
        self.weather = weather
        self.causes = Causes(trace)
        self._send = send
        self._names: dict[str, str] = {}
        self._previews: dict[str, tuple[Okta, Send]] = {}
        self._swept = _FEW_MOMENTS

    def add_preview(self, okta: Okta, send: Send) -> None:
        """Another Okta org beside the production org, with its own ``Send``; what is said to it names its URL."""
        self._previews[okta.org_url] = okta, send

    def org(self, url: str = "") -> Okta:
        """The Okta org with this URL; the production org for any other."""
        return self._previews[url][0] if url in self._previews else self.okta

    def _sender(self, org: str) -> Send:
        return self._previews[org][1] if org in self._previews else self._send

    def introduce(self, identifier: str, name: str) -> None:
        """From now on, services' records of this UDID (or user id) are told under the Mac's name (or login)."""
        self._names[identifier] = name

    def moment(self, at: int, rank: int, entity: int = 0) -> Moment:
        """An event at ``at`` (at once where that is past)."""
        return Moment(self.env, max(at, self.now()), rank, entity)

    def forget_abandoned(self) -> None:
        """Drop the moments that nobody waits for any more, where what is to come has doubled since this was last done.

        A Mac that looks anew at what is next leaves the moment behind that it waited for, and SimPy keeps it until its
        time: after each change from outside one for every Mac, for up to a year.
        """
        queue = self.env._queue  # noqa: SLF001 - SimPy has no way to take back what is scheduled
        if len(queue) < 2 * self._swept:
            return
        queue[:] = [one for one in queue if one[3].callbacks or not isinstance(one[3], Moment)]
        heapify(queue)
        self._swept = max(len(queue), _FEW_MOMENTS)

    # --- speaking -----------------------------------------------------------------------------------------

    def say(self, message: Any, credentials: Any, cause: int | None = None, org: str = "") -> Any:
        """An administrator or the services themselves say something: no network of a Mac in between."""
        try:
            return self._sender(org)(message, credentials)
        finally:
            self.drain(cause)

    def deliver(
        self,
        message: Any,
        credentials: Any,
        mac: str,
        allow_list: tuple[str, ...] | None,
        hold: Held | None,
        org: str = "",
    ) -> Any:
        """A Mac says something over its network; the services' new log entries go to the trace, or to ``hold``.

        Raises OktaError, JamfError or NetworkError.
        """
        host = message.host if isinstance(message, okta_speech.Message) else "jamf"
        if not self.lets_through(allow_list, host, org):
            raise NetworkError("blocked", host)
        self.weather.check_way_out(host, mac)
        if isinstance(message, okta_speech.PresentCertificate) and message.certificate is not None:
            self.weather.check_certificate(mac)
        try:
            reply = (self._sender(org) if org else self._send)(message, credentials)
        finally:
            self.drain(None, hold)
        self.weather.check_way_back(host, mac)
        return reply

    def lets_through(self, allow_list: tuple[str, ...] | None, host: str, org: str = "") -> bool:
        """Whether an outbound allow list lets a Mac through to a host: org, mtls or jamf."""
        return allow_list is None or allowed(self._host_name(host, org), allow_list)

    def _host_name(self, host: str, org: str) -> str:
        if host == "jamf":
            return self.jamf.url.split("//")[-1]
        okta = self.org(org)
        url = okta.org_url if host == "org" else okta.cert_auth_domain
        return url.split("//")[-1]

    # --- telling ------------------------------------------------------------------------------------------

    def note(
        self,
        kind: str,
        subject: str,
        outcome: str = "",
        reason: str = "",
        cause: int | None = None,
        details: Mapping[str, Any] | None = None,
        source: str = "",
    ) -> int:
        """Record an event now; where nothing led to it by name, what explains its reason is its cause."""
        details = {} if details is None else details
        known_as = kind.removeprefix(PREVIEW) if self._previews else kind
        found = self.causes.of(known_as, subject, reason, details)
        seq = self.trace.add(
            self.now(), kind, subject, outcome, reason, cause if found is None else found, details, source
        )
        self.causes.learn(seq, kind, subject, outcome, details)
        return seq

    def drain(self, cause: int | None = None, hold: Held | None = None) -> None:
        """Copy the services' own new log entries into the trace (or ``hold`` them), in their order."""
        for entry in self.jamf.drain_log():
            subject = self._names.get(entry.subject, entry.subject)
            self._keep(hold, (entry.kind, subject, entry.outcome, entry.reason, cause, entry.details, "jamf"))
        self._drain_okta(self.okta, "", cause, hold)
        for preview, _ in self._previews.values():
            self._drain_okta(preview, PREVIEW, cause, hold)

    def _drain_okta(self, okta: Okta, prefix: str, cause: int | None, hold: Held | None) -> None:
        for event in okta.drain_log():
            if event.event_type == "user.session.start" and event.outcome == "SUCCESS":
                continue  # sessions come with sign-ins, most of which are not played: only a refused one is told
            details: dict[str, Any] = dict(event.details)
            user = details.get("user")
            if user is not None:
                user = details["user"] = self._names.get(str(user)) or _login(event, str(user))
            mac = self._names.get(str(details["udid"])) if "udid" in details else None
            subject = mac or user or event.actor_login or "okta"
            reason = str(details.pop("reason", "") or event.reason or "")
            if event.decision is not None and event.decision.priority > 1:
                details["unmet"] = _unmet(event.decision)
            details["display"] = event.display_message
            note = (prefix + event.event_type, subject, event.outcome.lower(), reason, cause, details, "okta")
            self._keep(hold, note)

    def _keep(self, hold: Held | None, note: tuple[Any, ...]) -> None:
        if hold is None:
            self.note(*note)
        else:
            hold.append(note)


def _login(event: LogEvent, user: str) -> str:
    """The login of a user of whom nobody has heard before, as the event itself tells it; the id where it does not."""
    return next((target.alternate_id for target in event.targets if target.id == user), None) or user


def _unmet(decision: Decision) -> list[list[str]]:
    """The rules before the deciding one: name, access, device condition, and the conditions that were not met."""
    return [
        [rule.name, rule.access, rule.trust, " ".join(unmet.conditions)]
        for rule, unmet in zip(decision.rules, decision.not_matched(), strict=False)
    ]
