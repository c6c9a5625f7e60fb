"""What comes of opening an app: the rules' decision, the page that is shown, the events that tell of it.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (the Security requirements message with its
optional Learn more link; not shown in Office 365's native apps).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fake_okta.apps import App
from fake_okta.certificates import hexadecimal
from fake_okta.device_verdict import Verdict
from fake_okta.messages import Certificate, Foreseen, OpenApp, Page, SignInResult
from fake_okta.org import Org
from fake_okta.policy import AccessRequest, Decision, decide
from fake_okta.syslog import Detail, Result, Target
from fake_okta.user_agent import ClientRead
from fake_okta.users import Person

_OLD_CLIENTS: Final = ("active_sync", "legacy")


@dataclass(slots=True)
class Asked:
    """An app being opened: by whom, in which session, with what client. Not frozen only for speed."""

    request: OpenApp
    session_id: str
    person: Person
    app: App
    client: ClientRead

    @property
    def by_old_client(self) -> bool:
        """Whether this is ActiveSync or legacy authentication, which only Office 365 apps tell apart."""
        return self.app.office365 and self.client.client_type in _OLD_CLIENTS

    @property
    def can_be_challenged(self) -> bool:
        """Whether the app looks at devices and the client can be sent to the mutual TLS host at all."""
        return self.app.secured and not self.by_old_client


class AppAccess:
    """Decides on opened apps and writes down what was decided."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def not_assigned(self, asked: Asked) -> SignInResult:
        """Denied before any rule: the person does not have the app."""
        result = SignInResult(
            "denied", "not_assigned", "", "access_denied", "not_asked", "not_asked", app=asked.app.label
        )
        self._log_outcome(asked, result)
        return result

    def decide(self, asked: Asked, verdict: Verdict) -> SignInResult:
        """Apply the app's rules to the user, the client, the address and this verdict on the device."""
        decision = decide(asked.app.rules, self._access_request(asked, verdict))
        result = self._result(asked, decision, verdict)
        self._log_decision(asked, decision, result)
        if result.factor_prompted:
            self._log(asked, "user.authentication.auth_via_mfa", details={"user": asked.person.id})
        self._log_outcome(asked, result)
        return result

    def foresee(self, asked: Asked, verdict: Verdict) -> Foreseen:
        """What :meth:`decide` would say, and nothing is written down."""
        decision = decide(asked.app.rules, self._access_request(asked, verdict))
        return Foreseen(self._result(asked, decision, verdict), decision.rule.trust)

    def log_certificate(self, asked: Asked, presented: Certificate | None, verdict: Verdict) -> None:
        """'Authentication of device via certificate', with the device that the certificate was issued to."""
        details: dict[str, Detail] = {"user": asked.person.id, "app": asked.app.label}
        targets: tuple[Target, ...] = ()
        issued = verdict.certificate
        if issued is not None:
            details["udid"] = issued.udid
        if presented is not None:
            serial = hexadecimal(presented.serial_number)
            details["serial_number"] = serial
            targets = (Target(serial, "Certificate", "Okta MTLS", der=presented.der),)
        if verdict.binds:
            details["bound_now"] = True
        details["reason"] = verdict.reason
        self._log(
            asked,
            "user.authentication.authenticate",
            "SUCCESS" if verdict.trusted else "FAILURE",
            None if verdict.trusted else _logged_reason(verdict),
            targets=targets,
            debug_data=None
            if issued is None
            else {"macosUdid": issued.udid, "deviceDisplayName": issued.display_name},
            details=details,
        )

    def _access_request(self, asked: Asked, verdict: Verdict) -> AccessRequest:
        device: Literal["trusted", "untrusted", "ignored"] = "trusted" if verdict.trusted else "untrusted"
        if verdict.reason == "not_asked":
            # Such a client reaches no device condition: the form keeps old clients out of rules with one.
            device = "ignored"
        client_type, platform = asked.client
        zones = self._org.zones.holding(asked.request.client.ip_address)
        return AccessRequest(asked.person.login, asked.person.groups, zones, client_type, platform, device)

    def _result(self, asked: Asked, decision: Decision, verdict: Verdict) -> SignInResult:
        device: Literal["trusted", "untrusted", "not_asked"] = "trusted" if verdict.trusted else "untrusted"
        if verdict.reason == "not_asked":
            device = "not_asked"
        reason: str = "ok"
        page: Page = "app"
        if not decision.allowed:
            to_blame = device == "untrusted" and _trusted_would_be_let_in(decision)
            reason = verdict.reason if to_blame else "denied_by_rule"
            page = self._page(asked, device_to_blame=to_blame)
        explained = page == "security_requirements"
        return SignInResult(
            outcome="allowed" if decision.allowed else "denied",
            reason=reason,
            rule=decision.rule.name,
            page=page,
            device=device,
            device_reason=verdict.reason,
            factor_prompted=decision.allowed and decision.rule.prompt_for_factor,
            learn_more_url=self._org.device_trust.learn_more_url if explained else None,
            bound_now=verdict.binds,
            serial_number=None if verdict.certificate is None else verdict.certificate.serial_number,
            app=asked.app.label,
        )

    def _page(self, asked: Asked, *, device_to_blame: bool) -> Page:
        if asked.request.webview and asked.app.office365:
            return "none"
        explained = device_to_blame and self._org.device_trust.in_force
        return "security_requirements" if explained else "access_denied"

    def _log_decision(self, asked: Asked, decision: Decision, result: SignInResult) -> None:
        outcome: Result = "ALLOW" if decision.allowed else "DENY"
        if result.factor_prompted:
            outcome = "CHALLENGE"
        self._log(
            asked,
            "policy.evaluate_sign_on",
            outcome,
            f"Sign-on policy evaluation resulted in {outcome}",
            debug_data={"policyName": asked.app.label, "policyRulePriority": str(decision.priority)},
            details={
                "user": asked.person.id,
                "app": asked.app.label,
                "rule": result.rule,
                "trust": decision.rule.trust,
                "device": result.device,
            },
            decision=decision,
        )

    def _log_outcome(self, asked: Asked, result: SignInResult) -> None:
        details: dict[str, Detail] = {
            "user": asked.person.id,
            "app": asked.app.label,
            "rule": result.rule,
            "reason": result.reason,
            "device_reason": result.device_reason,
        }
        if result.outcome == "allowed":
            self._log(asked, "user.authentication.sso", details=details)
            return
        details["page"] = result.page
        self._log(
            asked, "application.policy.sign_on.deny_access", "FAILURE", result.reason.upper(), details=details
        )

    def _log(
        self,
        asked: Asked,
        event_type: str,
        outcome: Result = "SUCCESS",
        reason: str | None = None,
        *,
        details: dict[str, Detail],
        targets: tuple[Target, ...] = (),
        debug_data: dict[str, str] | None = None,
        decision: Decision | None = None,
    ) -> None:
        self._org.log.append(
            event_type,
            outcome,
            reason,
            actor=(asked.person.id, asked.person.login),
            targets=(*targets, asked.app.target),
            debug_data=debug_data,
            session_id=asked.session_id,
            client=asked.request.client,
            details=details,
            decision=decision,
        )


def _trusted_would_be_let_in(decision: Decision) -> bool:
    return decide(decision.rules, decision.request._replace(device="trusted")).allowed


def _logged_reason(verdict: Verdict) -> str:
    # Only NO_CERTIFICATE is documented; the others are this fake's, in its manner.
    return "USER_MISMATCH" if verdict.reason == "bound_to_another_user" else verdict.reason.upper()
