"""A scenario's rules and policies as the consoles' forms take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from fake_jamf import messages as jamf
from fake_okta import messages as okta
from simulator.administration import SCRIPT_NAME
from simulator.mac.chrome_policy import entry_for
from simulator.mac.task_script import DEFAULT_TEAM_IDS
from simulator.scenario.services import RULE_SETS, ManagedChromePolicy, PolicyModel, RuleModel, Rules

ICLOUD_KEYCHAIN: Final = ("com.apple.applicationaccess", "allowCloudKeychainSync")
CHROME_POLICY: Final = ("com.google.Chrome", "AutoSelectCertificateForUrls")
"""Domain and key of what configuration profiles set."""


def okta_rules(rules: Rules) -> tuple[okta.Rule, ...]:
    """The rules of a scenario as Okta takes them; a name stands for a set of :data:`RULE_SETS`."""
    models = [RuleModel(**raw) for raw in RULE_SETS[rules]] if isinstance(rules, str) else rules
    return tuple(_okta_rule(model) for model in models)


def rules_told(rules: Rules) -> list[list[str]]:
    """Rules as a trace tells them: name, access, device condition, "active" or "inactive", and what else they look at.

    The last is left out where it is nothing; people, location and client are told, since they are what is meant for some.
    """
    return [
        [rule.name, rule.access, rule.trust, "active" if rule.active else "inactive", *_looks_at(rule)]
        for rule in okta_rules(rules)
    ]


def _looks_at(rule: okta.Rule) -> list[str]:
    people = rule.users or rule.groups or rule.excluded_users or rule.excluded_groups
    conditions = {
        "people": people,
        "location": rule.location != "anywhere",
        "client": rule.clients is not None,
    }
    found = " ".join(name for name, holds in conditions.items() if holds)
    return [found] if found else []


def _okta_rule(model: RuleModel) -> okta.Rule:
    return okta.Rule(
        name=model.name,
        access=model.access,
        users=frozenset(model.users),
        groups=frozenset(model.groups),
        excluded_users=frozenset(model.excluded_users),
        excluded_groups=frozenset(model.excluded_groups),
        location=model.location,
        zones=frozenset(model.zones),
        clients=None if model.clients is None else frozenset(model.clients),
        platforms=frozenset(model.platforms),
        trust=model.trust,
        prompt_for_factor=model.prompt_for_factor,
        active=model.active,
    )


def team_ids(added: Iterable[str]) -> str:
    """The task's app whitelist: Okta's own, and TeamIdentifiers that the admin adds."""
    return ",".join([DEFAULT_TEAM_IDS, *(f"teamid:{team}" for team in added)])


def jamf_frequency(text: str) -> jamf.Frequency:
    """Jamf Pro's own name of a frequency; Okta's help swaps the words of one."""
    return (
        "Once per user per computer" if text == "Once per computer per user" else cast("jamf.Frequency", text)
    )


def jamf_policy(model: PolicyModel, scope: jamf.Scope) -> jamf.Policy:
    """The task's policy as Jamf Pro takes it."""
    return jamf.Policy(
        name=model.name,
        triggers=frozenset(model.triggers),
        frequency=jamf_frequency(model.frequency),
        scope=scope,
        scripts=(jamf.ScriptRun(SCRIPT_NAME, tuple(model.parameters)),),
        update_inventory=model.update_inventory,
        retry_attempts=model.retry_attempts,
    )


def chrome_policy(how: ManagedChromePolicy, mtls_host: str) -> tuple[str, ...] | None:
    """The value of AutoSelectCertificateForUrls as an admin has it in the profile; None for no profile."""
    right = entry_for(mtls_host)
    match how:
        case False:
            return None
        case "as_printed":
            return (right.replace('Authority"', "Authority\N{RIGHT DOUBLE QUOTATION MARK}"),)
        case "other_cell":
            return (entry_for(f"other-{mtls_host}"),)
        case "other_issuer":
            return (right.replace("MTLS Certificate Authority", "Acme Root CA"),)
        case _:
            return (right,)
