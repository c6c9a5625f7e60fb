"""Policies in the Classic API, which alone has them."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.classic_scope import scope_shown, scope_written
from fake_jamf.api.row import ApiRow, classic, classic_write
from fake_jamf.api.xml_reading import Reading
from fake_jamf.messages import Frequency, Policy, Trigger
from fake_jamf.speech.key import Key, KeyKind
from fake_jamf.speech.policies import (
    CreatePolicy,
    EditPolicy,
    FindPolicy,
    FoundPolicy,
    ListPolicies,
    PolicyEdit,
    RemovePolicy,
)
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_TRIGGERS: Final[tuple[tuple[str, Trigger], ...]] = (
    ("trigger_checkin", "recurring check-in"),
    ("trigger_enrollment_complete", "enrollmentComplete"),
    ("trigger_login", "login"),
    ("trigger_logout", "logout"),
    ("trigger_network_state_changed", "networkStateChange"),
    ("trigger_startup", "startup"),
)
_FREQUENCIES: Final[dict[str, Frequency]] = {
    "Ongoing": "Ongoing",
    "Once per computer": "Once per computer",
    "Once per user": "Once per user",
    "Once per user per computer": "Once per user per computer",
    "Once per computer per user": "Once per user per computer",
    "Once every day": "Once every day",
    "Once every week": "Once every week",
    "Once every month": "Once every month",
}
"""Frequencies as clients write them; the label in Okta's guide too."""

_NO_CATEGORY: Final = {"id": -1, "name": "No category assigned"}
_PARAMETERS: Final = range(4, 12)


def _listed(policies: tuple[FoundPolicy, ...], call: Call) -> Tree:
    return {"policies": [{"id": one.id, "name": one.policy.name} for one in policies]}


def _listed_by_maker(policies: tuple[FoundPolicy, ...], call: Call) -> Tree:
    """All are made in Jamf Pro itself (``jss``), none by Jamf Remote (``casper``)."""
    maker = call.values["maker"]
    if maker not in ("jss", "casper"):
        raise Unreadable("createdBy: jss or casper is expected")
    return _listed(policies if maker == "jss" else (), call)


def _listed_by_category(policies: tuple[FoundPolicy, ...], call: Call) -> Tree:
    """No policy has a category here."""
    without = call.values["category"].lower() in ("none", "-1", str(_NO_CATEGORY["name"]).lower())
    return _listed(policies if without else (), call)


def _shown(found: FoundPolicy, call: Call) -> Tree:
    policy = found.policy
    parts: Tree = {
        "general": _general(found.id, policy),
        "scope": scope_shown(policy.scope, found.references),
        "self_service": {"use_for_self_service": False},
        "package_configuration": {"packages": []},
        "scripts": _scripts(found),
        "printers": [],
        "dock_items": [],
        "account_maintenance": {"accounts": []},
        "reboot": {"message": "", "startup_disk": "Current Startup Disk"},
        "maintenance": {"recon": policy.update_inventory, "reset_name": False},
        "files_processes": {"run_command": ""},
        "user_interaction": {"message_start": "", "message_finish": ""},
        "disk_encryption": {"action": "none"},
    }
    subset = call.values.get("subset")
    if subset is not None:
        wanted = {part.strip().lower().replace("_", "") for part in subset.split("&")}
        parts = {name: part for name, part in parts.items() if name.replace("_", "") in wanted}
    return {"policy": parts}


def _general(number: int, policy: Policy) -> Tree:
    return {
        "id": number,
        "name": policy.name,
        "enabled": policy.enabled,
        "trigger": "EVENT" if policy.triggers else "USER_INITIATED",
        **{element: trigger in policy.triggers for element, trigger in _TRIGGERS},
        "trigger_other": policy.custom_event,
        "frequency": policy.frequency,
        "retry_event": "check-in" if policy.retry_attempts > 0 else "none",
        "retry_attempts": policy.retry_attempts,
        "notify_on_each_failed_retry": False,
        "offline": False,
        "category": _NO_CATEGORY,
        "site": {"id": -1, "name": "None"},
    }


def _scripts(found: FoundPolicy) -> list[Tree]:
    ids = {script.name: script.id for script in found.references.scripts}
    shown = []
    for run in found.policy.scripts:
        values = dict(zip(_PARAMETERS, run.parameters, strict=False))
        parameters = {f"parameter{number}": values.get(number, "") for number in _PARAMETERS}
        shown.append({"id": ids.get(run.script, 0), "name": run.script, "priority": "After", **parameters})
    return shown


def _edit(root: Reading) -> PolicyEdit:
    _refuse_categories(root)
    frequency = root.text("general/frequency")
    if frequency is not None and frequency not in _FREQUENCIES:
        raise Unreadable(f"general/frequency: there is no frequency {frequency!r}")
    said = ((trigger, root.truth(f"general/{element}")) for element, trigger in _TRIGGERS)
    return PolicyEdit(
        name=root.text("general/name"),
        enabled=root.truth("general/enabled"),
        triggers=tuple((trigger, on) for trigger, on in said if on is not None),
        custom_event=root.text("general/trigger_other"),
        frequency=None if frequency is None else _FREQUENCIES[frequency],
        retry_attempts=root.number("general/retry_attempts"),
        scope=scope_written(root),
        scripts=_runs(root) if root.part("scripts") is not None else None,
        update_inventory=root.truth("maintenance/recon"),
    )


def _refuse_categories(root: Reading) -> None:
    name = root.text("general/category/name") or root.text("general/category")
    if name and name.lower() not in ("none", "no category assigned"):
        raise Unreadable("general/category: there is no such category")


def _runs(root: Reading) -> tuple[tuple[Key, tuple[str, ...]], ...]:
    runs = []
    for one in root.parts("scripts/script"):
        parameters = [one.text(f"parameter{number}") or "" for number in _PARAMETERS]
        while parameters and not parameters[-1]:
            parameters.pop()
        runs.append((one.key(), tuple(parameters)))
    return tuple(runs)


def _rows_by(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"policies/{by}/{{value}}"
    find = lambda call: FindPolicy(call.key(by))  # noqa: E731
    return (
        classic(path, FindPolicy, find, _shown),
        classic(f"{path}/subset/{{subset}}", FindPolicy, find, _shown),
        classic_write(
            "PUT",
            path,
            EditPolicy,
            lambda call: EditPolicy(call.key(by), _edit(call.xml("policy"))),
            "policy",
        ),
        classic_write("DELETE", path, RemovePolicy, lambda call: RemovePolicy(call.key(by)), "policy"),
    )


def _list(call: Call) -> ListPolicies:
    return ListPolicies()


ROWS: Final = (
    classic("policies", ListPolicies, _list, _listed),
    classic("policies/createdBy/{maker}", ListPolicies, _list, _listed_by_maker),
    classic("policies/category/{category}", ListPolicies, _list, _listed_by_category),
    classic_write(
        "POST",
        "policies/id/{value}",
        CreatePolicy,
        lambda call: CreatePolicy(_edit(call.xml("policy"))),
        "policy",
    ),
    *_rows_by("id"),
    *_rows_by("name"),
)
