"""How an app's rules decide, read anew from the scenario: the first active rule all of whose conditions are met.

Written from what the form of a rule says, and not from the fake's code: two readings have to agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network

from fake_okta.messages import Rule
from simulator.casting import HOME_IP, OFFICE_IP
from simulator.estate import Estate
from simulator.forms import okta_rules
from simulator.scenario.fleet import MacGroup
from simulator.scenario.model import Scenario
from simulator.scenario.timeline import SetRules
from simulator.trace import Record

_MODERN = {"office", "skype_for_business"}
_DEFAULT = "Default sign on rule"


def decided_rightly(scenario: Scenario, estate: Estate) -> Iterator[str]:
    """Sign-ins on Macs that another rule should have decided, or otherwise."""
    opened = [record for record in estate.reading.opened if record.details["rule"]]
    groups = {group.name: group for group in scenario.fleet}
    for record in opened:
        rules = _in_force(scenario, estate, record)
        if rules is None:
            continue
        group = groups[estate.reading.groups[record.subject]]
        rule, access = _first(rules, scenario, group, record)
        told = record.details["rule"], "allow" if record.outcome == "allowed" else "deny"
        stopped = record.reason.startswith("stopped_at")
        if rule != told[0] or (access != told[1] and not stopped):
            yield f"decided by rule {told[0]}, and not by {rule}: {told[1]}, event {record.seq}"


def _in_force(scenario: Scenario, estate: Estate, record: Record) -> Sequence[Rule] | None:
    """An app's rules at a sign-in; None where they have just been set, and an answer may be late."""
    app = record.details["app"]
    rules = next((one.rules for one in scenario.okta.apps if one.name == app), None)
    if rules is None:
        return None
    acts = [act for act in scenario.timeline if isinstance(act, SetRules) and act.app == app]
    moments = [(estate.reading.calendar.parse_moment(act.at), act) for act in acts]
    if any(0 <= record.at - at <= _LATE_S for at, _ in moments):
        return None
    done = sorted((at, number) for number, (at, _) in enumerate(moments) if at < record.at)
    if done and not all(_was_done(estate, app, at) for at, _ in done):
        return None
    return okta_rules(moments[done[-1][1]][1].rules if done else rules)


_LATE_S = 7200


def _was_done(estate: Estate, app: str, at: int) -> bool:
    return any(
        act.at == at and act.details["action"] == "set_rules" and act.details["what"] == app
        for act in estate.grounds.acts
    )


def _first(rules: Sequence[Rule], scenario: Scenario, group: MacGroup, record: Record) -> tuple[str, str]:
    for rule in rules:
        if rule.active and _is_met(rule, scenario, group, record):
            return rule.name, rule.access
    return _DEFAULT, "allow"


def _is_met(rule: Rule, scenario: Scenario, group: MacGroup, record: Record) -> bool:
    device = record.details["device"]
    wanted = {"trusted": "trusted", "not_trusted": "untrusted"}.get(rule.trust, device)
    client = "modern_auth" if record.details["client"] in _MODERN else "web"
    return (
        device in {wanted, "not_asked"}
        and _is_of(rule, group, record.details["person"])
        and (rule.location == "anywhere" or _is_inside(rule, scenario, group) == (rule.location == "in_zone"))
        and (rule.clients is None or client in rule.clients)
        and "osx" in rule.platforms
    )


def _is_of(rule: Rule, group: MacGroup, person: str) -> bool:
    mine = {"Everyone", *group.groups}
    if person in rule.excluded_users or mine & rule.excluded_groups:
        return False
    return not (rule.users or rule.groups) or person in rule.users or bool(mine & rule.groups)


def _is_inside(rule: Rule, scenario: Scenario, group: MacGroup) -> bool:
    ip = ip_address(OFFICE_IP if group.network == "office" else HOME_IP)
    zones = [zone for zone in scenario.okta.zones if zone.name in rule.zones or "ALL_ZONES" in rule.zones]
    return any(ip in ip_network(gateway) for zone in zones for gateway in zone.gateways)
