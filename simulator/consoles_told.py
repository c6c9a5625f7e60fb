"""What a trace tells of the two consoles: how Okta's setting, the secret key and Okta's account in Jamf Pro stand at a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.trace import Record

_NEEDED = frozenset({"Read Computers", "Read Accounts", "Read User"})
_OF_PASTING = {
    "placeholder": "placeholder",
    "removed": "placeholder",
    "in_parentheses": "placeholder",
    "without_quotes": "syntax_error",
    "wrong": "org_token_invalid",
}


@dataclass(frozen=True, slots=True)
class Consoles:
    """One state of the consoles.

    Attributes:
        feature, setting: whether the org has the feature, and whether macOS Device Trust is enabled.
        pasted, url: how the secret key, and the org URL, were pasted into the task.
        version: of the task in Jamf Pro, "" where the trace does not tell.
        latest: of the task under Settings > Downloads.
        uploaded: which key the task in Jamf Pro has: the present one, an old one, or none.
        account: the Jamf Pro account that Okta uses.
        password: whether Okta has its present password.
        unprivileged: accounts that lack one of the three privileges.
        tenant: whether Okta's setting names the Jamf Pro that there is.
    """

    feature: bool = True
    setting: bool = True
    pasted: str = "pasted"
    url: str = "pasted"
    version: str = ""
    latest: str = ""
    uploaded: str = "present"
    account: str = "okta-api"
    password: bool = True
    unprivileged: frozenset[str] = frozenset()
    tenant: bool = True

    @property
    def wrong_key(self) -> str:
        """What is wrong with the secret key in the task in Jamf Pro, as a cause; "" where it is the present one."""
        if self.uploaded == "none":
            return "placeholder"
        if self.url == "without_quotes":
            return "syntax_error"
        told = _OF_PASTING.get(self.pasted, "") or _OF_PASTING.get(self.url, "")
        return told or ("" if self.uploaded == "present" else "org_token_invalid")


@dataclass(slots=True)
class ConsolesTold:
    """The states of a run, by the seconds from which they count."""

    states: list[tuple[int, Consoles]] = field(default_factory=list)
    _tenant: str = ""

    @classmethod
    def read(cls, setup: Mapping[str, Any], acts: Sequence[Record]) -> ConsolesTold:
        """From the set-up and the acts that no console refused."""
        account = str(setup.get("jamf_account", "okta-api"))
        enabled = bool(setup.get("setting", True)) and bool(setup.get("feature", True))
        begin = Consoles(
            feature=bool(setup.get("feature", True)),
            setting=enabled,
            pasted=str(setup.get("org_token", "pasted")),
            url=str(setup.get("org_url", "pasted")),
            version=str(setup.get("version", "")),
            latest=str(setup.get("latest_task", "")),
            uploaded="present" if enabled else "none",
            account=account,
            unprivileged=frozenset() if setup.get("privileges", True) else frozenset({account}),
        )
        told = cls([(-(1 << 62), begin)], str(setup.get("hosts", {}).get("jamf", "")))
        for act in acts:
            change = _CHANGES.get(act.details["action"])
            if change is not None:
                told.states.append((act.at, change(told.states[-1][1], act.details, told._tenant)))
        return told

    def at(self, at: int) -> Consoles:
        """The state before a second."""
        return next(state for since, state in reversed(self.states) if since < at)


_Change = Callable[[Consoles, Mapping[str, Any], str], Consoles]


def _wizard(state: Consoles, told: Mapping[str, Any], tenant: str) -> Consoles:
    url = str(told.get("tenant_url", ""))
    return replace(
        state,
        setting=True,
        account=told.get("account") or state.account,
        password=told.get("password") != "mistyped",
        tenant=state.tenant if not url else url.rpartition("://")[2].partition("/")[0] == tenant,
    )


def _password(state: Consoles, told: Mapping[str, Any], _tenant: str) -> Consoles:
    if told.get("account", state.account) != state.account:
        return state
    return replace(state, password=bool(told.get("tell_okta", False)))


def _privileges(state: Consoles, told: Mapping[str, Any], _tenant: str) -> Consoles:
    given, account = told.get("privileges"), str(told.get("account", state.account))
    enough = given == "administrator" or set(given or ()) >= _NEEDED
    unprivileged = state.unprivileged - {account} if enough else state.unprivileged | {account}
    return replace(state, unprivileged=unprivileged)


def _reset(state: Consoles, told: Mapping[str, Any], _tenant: str) -> Consoles:
    return replace(state, uploaded="present" if told.get("update_script", False) else "old")


def _edit_task(state: Consoles, told: Mapping[str, Any], _tenant: str) -> Consoles:
    uploaded = state.uploaded
    if state.setting or uploaded != "none":
        uploaded = "present"
    pasted, url = told.get("org_token") or state.pasted, told.get("org_url") or state.url
    version = str(told.get("version") or state.version)
    return replace(state, pasted=pasted, url=url, version=version, uploaded=uploaded)


def _download(state: Consoles, told: Mapping[str, Any], tenant: str) -> Consoles:
    return _edit_task(replace(state, version=state.latest), told, tenant)


_CHANGES: dict[str, _Change] = {
    "enable_device_trust": _wizard,
    "edit_device_trust": _wizard,
    "disable_device_trust": lambda state, _told, _tenant: replace(state, setting=False),
    "enable_feature": lambda state, _told, _tenant: replace(state, feature=True),
    "disable_feature": lambda state, _told, _tenant: replace(state, feature=False),
    "set_jamf_password": _password,
    "set_privileges": _privileges,
    "reset_secret_key": _reset,
    "edit_task": _edit_task,
    "download_task": _download,
}
"""What each act makes of a state."""
