"""The state of everything that a check looks at, for one account at one second, whether or not it explains anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.account_story import AccountStory, last_before
from simulator.artifacts import cannot_pass, key_lost, lacks_python
from simulator.diagnosis_causes import CAUSES
from simulator.diagnosis_certificates import why_not_enrolled, why_not_renewed
from simulator.estate import Estate
from simulator.grounds import OUT_OF_REACH, Grounds
from simulator.trace import Record


class States:
    """What is wrong, by check. ``at`` is the second after the one that is looked at; ``app`` "" for any.

    ``judged`` says whether the app's rules of that second have decided on a sign-in, ``asked`` whether any rules have:
    before that nobody asks for a certificate.
    """

    def __init__(
        self,
        estate: Estate,
        account: AccountStory,
        at: int,
        person: str,
        app: str,
        *,
        judged: bool,
        asked: bool,
    ) -> None:
        self._estate = estate
        self._account = account
        self._at = at
        self._person = person
        self._app = app
        self._judged = judged
        self._asked = asked

    @property
    def _grounds(self) -> Grounds:
        return self._estate.grounds

    def wrong(self, check: str, word: str) -> Iterator[str]:
        """What is wrong at a check, in plain words; ``word`` is the cause that is known, and not told again."""
        look = _LOOKS.get(check)
        if look is None:
            return
        for found in look(self):
            if found != word:
                yield CAUSES[found].plain if found in CAUSES else found

    def known(self, check: str) -> bool:
        """Whether a check at which nothing is seen to be wrong can be said to pass."""
        account, at = self._account, self._at
        if check == "policy":
            return self._judged
        keychain = bool(account.there_at(at) or account.brought_at(at))
        if check == "password":
            return keychain
        return check not in _SEEN_BY_PRESENTING or (self._asked and keychain)

    def obstacle(self) -> tuple[str, Record | None]:
        """What will keep out whoever tries first; "" for nothing that the trace tells of."""
        for check in ("user", "feature", "setting"):
            for found in _LOOKS[check](self):
                return found, None
        if self._account.valid_at(self._at):
            found = next(_LOOKS["handshake"](self), "") or next(_LOOKS["password"](self), "")
            return found, None
        if self._account.there_at(self._at):
            return why_not_renewed(self._estate, self._account, self._at)
        return why_not_enrolled(self._estate, self._account, self._at)

    def _has_certificate(self) -> bool:
        return bool(self._account.valid_at(self._at))

    def _feature(self) -> Iterator[str]:
        if self._grounds.feature_off(self._at):
            yield "feature_missing"

    def _setting(self) -> Iterator[str]:
        if self._grounds.setting_off(self._at):
            yield "setting_disabled"

    def _distribution(self) -> Iterator[str]:
        if not self._account.mac.managed_at(self._at):
            yield "unmanaged"
        elif self._why_not_given() in {"disabled", "out_of_scope"}:
            yield self._why_not_given()

    def _triggers(self) -> Iterator[str]:
        if self._why_not_given() == "trigger_missing":
            yield "trigger_missing"

    def _why_not_given(self) -> str:
        mac = self._account.mac
        if self._has_certificate():
            return ""
        return self._estate.policy.why_not(mac.name, mac.group, self._account.name, self._at)

    def _last_run(self) -> Record | None:
        runs = [run for run in self._account.runs if run.details["mode"] == "enroll"]
        return last_before(runs, self._at)

    def _python(self) -> Iterator[str]:
        last = self._last_run()
        if last is not None and last.reason.startswith("python_"):
            yield last.reason
            return
        word = cannot_pass(self._account, self._at)
        if not word.startswith("python_"):
            version = self._grounds.told.at(self._at).version
            word = lacks_python(self._account, version, self._at) if last is None else ""
        if word:
            yield word

    def _completed(self) -> Iterator[str]:
        last = self._last_run()
        if not self._has_certificate() and last is not None and last.outcome == "failed":
            yield f"its last run failed: {last.reason.replace('_', ' ')}"

    def _certificate(self) -> Iterator[str]:
        there = self._account.there_at(self._at)
        if not there and not self._account.brought_at(self._at):
            yield "no certificate is there"
        elif there and key_lost(self._account, self._at):
            yield "key_missing"
        elif there and not any(self._at <= one.not_after for one in there):
            yield "the certificate has expired"

    def _password(self) -> Iterator[str]:
        lost = self._account.password_lost_at(self._at)
        if lost:
            yield lost

    def _limit(self) -> Iterator[str]:
        if self._grounds.five_unbound(self._account, self._at):
            yield "enrollment_limit"

    def _handshake(self) -> Iterator[str]:
        mac = self._account.mac
        blocked = self._grounds.fault(mac.name, self._at - 1, "host_blocked", host="mtls")
        if self._grounds.fault(mac.name, self._at - 1, "tls_inspection"):
            yield "mtls_inspected"
        if self._grounds.kept_from(mac, "mtls") or blocked:
            yield "mtls_blocked"
        elif self._grounds.kept_from(mac, "jamf") or self._grounds.kept_from(mac, "org"):
            yield "network:blocked"

    def _revoked(self) -> Iterator[str]:
        there = self._account.there_at(self._at)
        if there and all(one.is_revoked(self._at) for one in there):
            yield "revoked"

    def _secret_key(self) -> Iterator[str]:
        wrong = self._grounds.wrong_key(self._at)
        if wrong:
            yield wrong

    def _user(self) -> Iterator[str]:
        status = self._grounds.status(self._person, self._at)
        if status != "active":
            yield f"user_{status}"

    def _jamf_account(self) -> Iterator[str]:
        grounds, mac = self._grounds, self._account.mac.name
        if grounds.tenant_wrong(self._at):
            yield "tenant_wrong"
        if grounds.password_wrong(mac, self._at - 1):
            yield "jamf_unauthorized"
        if grounds.privilege_lacking(self._at):
            yield "jamf_forbidden"
        if grounds.fault(mac, self._at - 1, "jamf_down"):
            yield "jamf_unreachable"

    def _okta_writes(self) -> Iterator[str]:
        if self._grounds.fault(self._account.mac.name, self._at - 1, "read_only_cell"):
            yield "read_only"

    def _okta_answers(self) -> Iterator[str]:
        if self._grounds.fault(self._account.mac.name, self._at - 1, *OUT_OF_REACH, host="org"):
            yield "okta_unreachable"

    def _scheduled_task(self) -> Iterator[str]:
        if self._account.there_at(self._at):
            word = cannot_pass(self._account, self._at)
            if word == "agent_gone":
                yield word

    def _clock(self) -> Iterator[str]:
        if self._account.mac.skew_at(self._at):
            yield "clock"


_SEEN_BY_PRESENTING = {"chrome_policy", "access_list", "relaunch", "owner", "client"}
"""Checks that only a certificate tells of that was asked for and is there."""

_LOOKS: dict[str, Callable[[States], Iterator[str]]] = {
    "feature": States._feature,  # noqa: SLF001  # the class's own table
    "setting": States._setting,  # noqa: SLF001
    "distribution": States._distribution,  # noqa: SLF001
    "python": States._python,  # noqa: SLF001
    "certificate": States._certificate,  # noqa: SLF001
    "password": States._password,  # noqa: SLF001
    "limit": States._limit,  # noqa: SLF001
    "handshake": States._handshake,  # noqa: SLF001
    "revoked": States._revoked,  # noqa: SLF001
    "secret_key": States._secret_key,  # noqa: SLF001
    "triggers": States._triggers,  # noqa: SLF001
    "completed": States._completed,  # noqa: SLF001
    "user": States._user,  # noqa: SLF001
    "jamf_account": States._jamf_account,  # noqa: SLF001
    "okta_writes": States._okta_writes,  # noqa: SLF001
    "okta_answers": States._okta_answers,  # noqa: SLF001
    "scheduled_task": States._scheduled_task,  # noqa: SLF001
    "clock": States._clock,  # noqa: SLF001
}
