"""What each step of a remedy, as it is printed, is in a scenario: the acts that an admin does, or what is no longer so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulator.judgement.small_worlds import DENY, TRUSTED, World

Raw = dict[str, Any]
_NARROW = ("users", "groups", "excluded_users", "excluded_groups", "location", "zones", "clients")
_HOURS = ("09:00", "11:00", "13:00", "15:00", "16:00")
"""When the steps are done, on the day after the sign-in went wrong."""


def mended(world: World, steps: list[str]) -> World:
    """The world in which somebody does what the steps say. Raises KeyError for words of which nobody knows the acts."""
    day = int(world.when.split()[1]) + 1
    for step, hour in zip(steps, _HOURS[: len(steps)], strict=True):
        if step in EDITS:
            world = EDITS[step](world, f"day {day} 08:00")
        else:
            acts = tuple((f"day {day} {hour}", act) for act in ACTS[step](world))
            world = world._replace(before=(*world.before, *acts))
    return world


def _act(do: str, **settings: Any) -> Callable[[World], list[Raw]]:
    return lambda _world: [{"do": do, **settings}]


def _on_the_mac(do: str, **settings: Any) -> Callable[[World], list[Raw]]:
    return lambda world: [{"do": do, "mac": world.mac, **settings}]


def _on_the_user(do: str) -> Callable[[World], list[Raw]]:
    return lambda world: [{"do": do, "person": world.mac}]


def _rules(change: Callable[[list[Raw]], list[Raw]]) -> Callable[[World], list[Raw]]:
    def acts(world: World) -> list[Raw]:
        (app,) = world.more["okta"]["apps"]
        return [{"do": "set_rules", "app": app["name"], "rules": change(app["rules"])}]

    return acts


def _each(access: str, **changed: Any) -> Callable[[World], list[Raw]]:
    return _rules(
        lambda rules: [
            rule | changed if rule["access"] in (access or rule["access"]) else rule for rule in rules
        ]
    )


def _widened(access: str) -> Callable[[World], list[Raw]]:
    return _rules(
        lambda rules: [
            {key: value for key, value in rule.items() if rule["access"] != access or key not in _NARROW}
            for rule in rules
        ]
    )


def _open_first(rules: list[Raw]) -> list[Raw]:
    return sorted(rules, key=lambda rule: rule["access"] != "allow")


def _sparing_ada(rules: list[Raw]) -> list[Raw]:
    deny, *others = rules
    return [deny | {"excluded_users": ["ada"]}, *others]


def _moved_down(rules: list[Raw]) -> list[Raw]:
    return sorted(rules, key=lambda rule: rule["access"] == "allow" and "trust" not in rule)


def _asking(rules: list[Raw]) -> list[Raw]:
    return [{"trust": "trusted", **rule} if rule["access"] == "allow" else rule for rule in rules]


_RUN = _on_the_mac("push_task")

ACTS: dict[str, Callable[[World], list[Raw]]] = {
    "ask Okta for the feature": _act("enable_feature"),
    "enable the setting": _act("enable_device_trust"),
    "take it into management": _on_the_mac("manage"),
    "enable the policy": _act("edit_policy", enabled=True),
    "widen the scope": _act("edit_policy", exclude_groups=[]),
    "add the trigger": _act("edit_policy", triggers=["recurring check-in"]),
    "flush the policy's log": _act("flush_policy_log"),
    "make the policy Ongoing": _act("edit_policy", frequency="Ongoing"),
    "run the task by hand": _RUN,
    "run the task again": _RUN,
    "run the task once more": _RUN,
    "run the task until it completes": lambda world: [*_RUN(world), *_RUN(world)],
    "push the right org's task": _on_the_mac("push_task", org="production"),
    "uninstall": _on_the_mac("uninstall_task"),
    "enroll": _RUN,
    "put in a newer task": _act("edit_task", version="1.3.3"),
    "paste the secret key into the task as it is shown": _act("edit_task", org_token="pasted"),
    "add the app's team to the task": _act("edit_task", whitelist_added=["M932RC5J66"]),
    "revoke by device": _on_the_mac("revoke_device_certificates"),
    "revoke it": _on_the_user("revoke_user_certificates"),
    "enter the account's password in Okta": _act("edit_device_trust"),
    "enter the tenant's URL in Okta": _act("edit_device_trust", tenant_url="https://acme.jamfcloud.com"),
    "give it the three privileges": _act("set_privileges", privileges=["Read Computers", "Read Accounts", "Read User"]),
    "install the modules": _on_the_mac("set_python3", python3="ready"),
    "reset the login keychain": _on_the_mac("reset_login_keychain"),
    "set the clock right": _on_the_mac("set_clock", by="0 seconds"),
    "log in": _on_the_mac("log_in"),
    "wait for the next check-in": lambda _world: [],
    "wait for the scheduled task": lambda _world: [],
    "quit the browser": _on_the_mac("quit"),
    "activate the user": _on_the_user("activate_user"),
    "unsuspend the user": _on_the_user("unsuspend_user"),
    "create the user": _on_the_user("create_user"),
    "put the permissive rules first": _rules(_open_first),
    "put a rule that lets in trusted Macs first": _rules(lambda rules: [TRUSTED, *rules]),
    "where that is not meant, spare the person in the rule that denies": _rules(_sparing_ada),
    "ask for Not trusted in the rule that denies": _each("deny", trust="not_trusted"),
    "widen the conditions of the rule that lets in": _widened("allow"),
    "widen the conditions of the rule that denies": _widened("deny"),
    "activate the rule": _each("", active=True),
    "activate the rules": _each("", active=True),
    "end the rules with one that denies everybody": _rules(lambda rules: [*rules, DENY]),
    "ask for Trusted in it": _rules(_asking),
    "move it down": _rules(_moved_down),
    "set rules that ask for Trusted": _act("set_rules", app="salesforce", rules="trusted_macs_only"),
}  # fmt: skip
"""The acts of a step by its words."""


def _lifted(world: World, moment: str) -> World:
    """What was in force is over from a moment on."""
    faults = [fault | {"until": moment} for fault in world.more["faults"]]
    return world._replace(more=world.more | {"faults": faults})


def _with_client(name: str) -> Callable[[World, str], World]:
    return lambda world, _moment: world._replace(opened={**world.opened, "client": name})


def _with_office(world: World, _moment: str) -> World:
    fleet = [group | {"office_version": "16.15"} for group in world.more["fleet"]]
    return world._replace(more=world.more | {"fleet": fleet})


def _with_accounts(world: World, _moment: str) -> World:
    fleet = [
        group | {"people": [{"name": person["name"]} for person in group["people"]]}
        for group in world.more["fleet"]
    ]
    return world._replace(more=world.more | {"fleet": fleet})


EDITS: dict[str, Callable[[World, str], World]] = {
    "mend what stops it": _lifted,
    "bring Jamf Pro back": _lifted,
    "wait until it writes again": _lifted,
    "wait until Okta can be reached again": _lifted,
    "try again when the network is faster": _lifted,
    "allow both to the letter": _lifted,
    "let it through to the letter": _lifted,
    "exempt the mutual TLS host": _lifted,
    "use a supported client": _with_client("chrome"),
    "sign in with the browser instead": _with_client("chrome"),
    "use a tested version": _with_office,
    "an account for each user": _with_accounts,
}
"""What no act of a timeline does: another client, another version, other accounts, the end of an outage."""
