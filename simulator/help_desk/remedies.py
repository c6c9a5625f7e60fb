"""What each step of a printed remedy is when somebody does it: who, which acts, and what has to come of it first.

The words are those of :mod:`simulator.diagnosis_causes`. What changes sign-on rules, a network or a plan is nobody's here:
a help desk tells the caller so, and that is all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from simulator.diagnosis_causes import CAUSES, ways_of
from simulator.scenario import timeline as script
from simulator.scenario.acts_on_macs import Act

By = Literal["desk", "person", "administrator", "nobody"]
NOW = "day 0"
"""Acts of a timeline have a moment of their own; these are played when their turn has come."""


class Whom(NamedTuple):
    """Whom a remedy is for: the Mac, the macOS account, the Okta user, the browser that was used."""

    mac: str
    account: str
    person: str
    client: str


class Step(NamedTuple):
    """One step: who does it, the acts, and whether the task has to have run on the Mac before the next one."""

    by: By
    acts: Callable[[Whom], list[Act]] = lambda _whom: []
    runs_the_task: bool = False
    until_it_completes: bool = False
    """A run that fails is followed by another."""


def steps_of(cause: str) -> list[Step]:
    """The steps of a cause's remedy: of several ways the first that needs nobody but the desk, else the first that helps.

    Empty where none of them helps.
    """
    ways = [[STEPS.get(words, _NOBODY) for words in way] for way in ways_of(CAUSES[cause].remedy)]
    helpful = [way for way in ways if all(step.by != "nobody" for step in way)]
    by_the_desk = [way for way in helpful if all(step.by != "administrator" for step in way)]
    return (by_the_desk or helpful or [[]])[0]


def _on_the_mac(kind: type[Any], do: str, **settings: Any) -> Callable[[Whom], list[Act]]:
    return lambda whom: [kind(at=NOW, do=do, mac=whom.mac, **settings)]


def _in_the_account(kind: type[Any], do: str) -> Callable[[Whom], list[Act]]:
    return lambda whom: [kind(at=NOW, do=do, mac=whom.mac, account=whom.account)]


def _on_the_user(do: str) -> Callable[[Whom], list[Act]]:
    return lambda whom: [script.UserAct.model_validate({"at": NOW, "do": do, "person": whom.person})]


def _by_admin(kind: type[Any], do: str, **settings: Any) -> Step:
    return Step("administrator", lambda _whom: [kind(at=NOW, do=do, **settings)])


def _quit(whom: Whom) -> list[Act]:
    return [
        script.BrowserAct.model_validate(
            {"at": NOW, "do": "quit", "mac": whom.mac, "account": whom.account, "client": whom.client}
        )
    ]


_NOBODY = Step("nobody")
_PUSH = _on_the_mac(script.PushTask, "push_task")
_RUN = Step("desk", _PUSH, runs_the_task=True)
_RIGHT_ORG = _on_the_mac(script.PushTask, "push_task", org="production")
_FLUSH = _on_the_mac(script.FlushPolicyLog, "flush_policy_log")
_READS = ["Read Computers", "Read Accounts", "Read User"]

STEPS: dict[str, Step] = {
    # on one Mac, or of one user
    "run the task by hand": _RUN,
    "run the task again": _RUN,
    "run the task once more": _RUN,
    "run the task until it completes": Step("desk", _PUSH, runs_the_task=True, until_it_completes=True),
    "enroll": _RUN,
    "push the right org's task": Step("desk", _RIGHT_ORG, runs_the_task=True),
    "flush the policy's log": Step("desk", _FLUSH, runs_the_task=True),
    "uninstall": Step("desk", _in_the_account(script.KeychainAct, "uninstall_task")),
    "install the modules": Step("desk", _on_the_mac(script.SetPython3, "set_python3", python3="ready")),
    "reset the login keychain": Step("desk", _in_the_account(script.KeychainAct, "reset_login_keychain")),
    "take it into management": Step("desk", _on_the_mac(script.JamfComputerAct, "manage")),
    "revoke by device": Step(
        "desk", _on_the_mac(script.RevokeDeviceCertificates, "revoke_device_certificates")
    ),
    "set the clock right": Step("desk", _on_the_mac(script.SetClock, "set_clock", by="0 seconds")),
    "activate the user": Step("desk", _on_the_user("activate_user")),
    "unsuspend the user": Step("desk", _on_the_user("unsuspend_user")),
    "create the user": Step("desk", _on_the_user("create_user")),
    "log in": Step("person", _in_the_account(script.RestartAct, "restart")),
    "quit the browser": Step("person", _quit),
    "wait for the next check-in": Step("desk", runs_the_task=True),
    "wait for the scheduled task": Step("desk", runs_the_task=True),
    # of the whole estate
    "ask Okta for the feature": _by_admin(script.SettingAct, "enable_feature"),
    "enable the setting": _by_admin(script.WizardAct, "enable_device_trust"),
    "enable the policy": _by_admin(script.EditPolicy, "edit_policy", enabled=True),
    "add the trigger": _by_admin(
        script.EditPolicy, "edit_policy", triggers=["enrollmentComplete", "recurring check-in"]
    ),
    "make the policy Ongoing": _by_admin(script.EditPolicy, "edit_policy", frequency="Ongoing"),
    "put in a newer task": _by_admin(script.EditTask, "edit_task", version="1.3.3"),
    "paste the secret key into the task as it is shown": _by_admin(
        script.EditTask,
        "edit_task",
        org_token="pasted",  # noqa: S106  # how it is pasted
        org_url="pasted",
    ),
    "enter the account's password in Okta": _by_admin(script.WizardAct, "edit_device_trust"),
    "give it the three privileges": _by_admin(script.SetPrivileges, "set_privileges", privileges=_READS),
}
"""Every step that somebody here can do, by its words; any other is nobody's."""


def told_of(steps: Sequence[Step]) -> str:
    """What a call came to: mended by the desk and the caller, passed on to an administrator, or advised and no more."""
    if not steps:
        return "advised"
    return "passed_on" if any(step.by == "administrator" for step in steps) else "mended"
