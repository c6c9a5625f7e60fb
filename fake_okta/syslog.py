"""The System Log: what is recorded, under which documented event type, and how it is found again.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help, for the Device Trust events, and Okta's
published catalogue of event types for their neighbours. Events are kept for 90 days.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal

from fake_okta.ids import Ids
from fake_okta.messages import ClientSeen, Octets
from fake_okta.policy import Decision

KEPT: Final = 90 * 86_400

Result = Literal["SUCCESS", "FAILURE", "ALLOW", "DENY", "CHALLENGE"]
Detail = str | int | bool

VOCABULARY: Final[Mapping[str, str]] = {
    "user.authentication.authenticate": "Authentication of device via certificate",
    "user.credential.enroll": "Device Trust certificate enrollment",
    "pki.cert.issue": "Device Trust certificate issuance",
    "pki.cert.renew": "Device Trust certificate renewal",
    "pki.cert.revoke": "Device Trust certificate revocation",
    "user.session.start": "User login to Okta",
    "user.authentication.auth_via_mfa": "Authentication of user via MFA",
    "user.authentication.sso": "User single sign on to app",
    "policy.evaluate_sign_on": "Evaluation of sign-on policy",
    "application.policy.sign_on.deny_access": "Deny user access due to app sign on policy",
    "application.policy.sign_on.update": "Update app sign on policy",
    "application.lifecycle.create": "Create application",
    "user.lifecycle.create": "Create Okta user",
    "user.lifecycle.activate": "Activate Okta user",
    "user.lifecycle.deactivate": "Deactivate Okta user",
    "user.lifecycle.suspend": "Suspend Okta user",
    "user.lifecycle.unsuspend": "Unsuspend Okta user",
    "group.user_membership.add": "Add user to group membership",
    "group.user_membership.remove": "Remove user from group membership",
    "zone.create": "Create network zone",
    "zone.update": "Update network zone",
    "zone.delete": "Delete network zone",
    "zone.activate": "Activate network zone",
    "zone.deactivate": "Deactivate network zone",
    "user.lifecycle.delete.completed": "Delete Okta user",
    "user.account.update_profile": "Update user profile for Okta",
    "user.account.update_password": "Change user's password",
    "user.session.clear": "Clear user session",
    "user.session.end": "User logout from Okta",
    "group.lifecycle.create": "Create Okta group",
    "group.lifecycle.delete": "Delete Okta group",
    "group.profile.update": "Update Okta group profile",
    "application.lifecycle.update": "Update application",
    "application.lifecycle.activate": "Activate application",
    "application.lifecycle.deactivate": "Deactivate application",
    "application.lifecycle.delete": "Delete application",
    "application.user_membership.add": "Add user to application membership",
    "application.user_membership.remove": "Remove user's application membership",
    "group.application_assignment.add": "Assign application to group",
    "group.application_assignment.remove": "Remove application assignment from group",
    "application.policy.sign_on.rule.create": "Create rule for application sign on policy",
    "application.policy.sign_on.rule.delete": "Delete rule for application sign on policy",
    "policy.lifecycle.create": "Create policy",
    "policy.lifecycle.update": "Update policy",
    "policy.lifecycle.delete": "Delete policy",
    "policy.lifecycle.activate": "Activate policy",
    "policy.lifecycle.deactivate": "Deactivate policy",
    "policy.rule.add": "Create policy rule",
    "policy.rule.update": "Update policy rule",
    "policy.rule.delete": "Delete policy rule",
    "policy.rule.activate": "Activate policy rule",
    "policy.rule.deactivate": "Deactivate policy rule",
    "system.api_token.create": "Create API token",
    "system.api_token.revoke": "Revoke API token",
    "system.org.rate_limit.violation": "Rate limit violation",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What an event was done to. ``der`` of a certificate, for its fingerprint."""

    id: str
    type: Literal[
        "User", "Certificate", "AppInstance", "UserGroup", "NetworkZone", "PolicyEntry", "PolicyRule", "Token"
    ]
    display_name: str
    alternate_id: str | None = None
    der: Octets | None = field(default=None, repr=False)


@dataclass(slots=True)
class LogEvent:
    """One event. Not frozen only for speed: nobody changes it after it was written.

    ``actor_id`` None is Okta itself. ``details`` is small and flat, for traces: ids, serial numbers as
    hexadecimal text and machine reasons, no names of people. ``decision`` is the policy decision that the
    event tells of. ``token_id`` is the API token that it was asked with.
    """

    number: int
    published: int
    event_type: str
    outcome: Result
    reason: str | None
    actor_id: str | None
    actor_login: str | None
    targets: tuple[Target, ...]
    debug_data: Mapping[str, str]
    transaction: int
    session_id: str | None
    client: ClientSeen | None
    details: Mapping[str, Detail]
    decision: Decision | None
    _name: Callable[[int], str] = field(repr=False, compare=False)
    token_id: str | None = None

    @property
    def uuid(self) -> str:
        """Its own id: made when asked for, since most events are never read so."""
        return self._name(self.number)

    @property
    def transaction_id(self) -> str:
        """The id that it shares with the other events of its request."""
        return self._name(self.transaction)

    @property
    def display_message(self) -> str:
        """The event type's sentence."""
        return VOCABULARY[self.event_type]

    @property
    def severity(self) -> Literal["INFO", "WARN"]:
        """WARN for a No, INFO for all else."""
        return "WARN" if self.outcome in ("FAILURE", "DENY") else "INFO"


class SystemLog:
    """The org's log: appended to, never changed, forgotten after ``kept_s`` seconds (Okta: 90 days)."""

    _token_id: str | None
    _client: ClientSeen | None

    def __init__(self, ids: Ids, now: Callable[[], int], kept_s: int = KEPT) -> None:
        self._kept_s = kept_s
        self._ids = ids
        self._now = now
        self._events: deque[LogEvent] = deque()
        self._not_drained = 0
        self._events_made = 0
        self._transactions = 0
        self.begin_request()

    def begin_request(self, token_id: str | None = None, client: ClientSeen | None = None) -> None:
        """All events until the next call share one transaction id, token and, where they name none, client."""
        self._in_transaction = False
        self._token_id, self._client = token_id, client

    @property
    def client(self) -> ClientSeen | None:
        """Who makes this request, where the transport knows."""
        return self._client

    @property
    def transaction_id(self) -> str | None:
        """That of the events since the last request began; None where there were none."""
        return self._ids.running(self._transactions) if self._in_transaction else None

    def append(
        self,
        event_type: str,
        outcome: Result = "SUCCESS",
        reason: str | None = None,
        *,
        actor: tuple[str, str] | None = None,
        targets: tuple[Target, ...] = (),
        debug_data: Mapping[str, str] | None = None,
        session_id: str | None = None,
        client: ClientSeen | None = None,
        details: Mapping[str, Detail] | None = None,
        decision: Decision | None = None,
    ) -> None:
        """Record an event now; ``actor`` is (id, login). Raises KeyError for an undocumented event type."""
        if event_type not in VOCABULARY:
            raise KeyError(event_type)
        if not self._in_transaction:
            self._in_transaction = True
            self._transactions += 1
        self._events_made += 1
        at = self._now()
        actor_id, actor_login = actor or (None, None)
        event = LogEvent(
            self._events_made, at, event_type, outcome, reason, actor_id, actor_login, targets,
            debug_data or {}, self._transactions, session_id, client or self._client, details or {}, decision,
            self._ids.running, self._token_id,
        )  # fmt: skip
        if self._events:
            self._forget_before(at - self._kept_s)
        self._events.append(event)
        self._not_drained += 1

    def drain(self) -> list[LogEvent]:
        """The events since the last drain, oldest first. What is too old is forgotten, also while nothing happens."""
        if self._kept_s and self._events:
            self._forget_before(self._now() - self._kept_s)
        if not self._not_drained:
            return []
        count = min(self._not_drained, len(self._events))
        self._not_drained = 0
        if not self._kept_s:
            events = [*self._events]
            self._events.clear()
            return events
        return [self._events[-back] for back in range(count, 0, -1)]

    def query(
        self, *, since: int | None = None, until: int | None = None, event_type: str | None = None
    ) -> Iterator[LogEvent]:
        """Events that are kept with ``since <= published < until``, oldest first."""
        oldest = self._now() - self._kept_s
        first = oldest if since is None else max(since, oldest)
        for event in self._events:
            if event.published < first or (until is not None and event.published >= until):
                continue
            if event_type is None or event.event_type == event_type:
                yield event

    @property
    def numbers(self) -> range:
        """The numbers of the kept events, in the order in which they were written; the first ever is 1."""
        end = self._events_made + 1
        return range(end - len(self._events), end)

    def forward(self, first: int) -> Iterator[LogEvent]:
        """The kept events, oldest first, from this number on."""
        skipped = max(0, first - self.numbers.start)
        if skipped > len(self._events) // 2:
            tail = list(islice(reversed(self._events), max(0, len(self._events) - skipped)))
            return reversed(tail)
        return islice(self._events, skipped, None)

    def backward(self, last: int) -> Iterator[LogEvent]:
        """The kept events, newest first, from this number on."""
        return islice(reversed(self._events), max(0, self.numbers.stop - 1 - last), None)

    def _forget_before(self, at: int) -> None:
        while self._events and self._events[0].published < at:
            self._events.popleft()
