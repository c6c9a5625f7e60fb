"""Which conditions of rules, and which faults, were seen to decide: read from a run's trace and its scenario's rules."""

from __future__ import annotations

from collections import defaultdict

from simulator.expectations import judge
from simulator.finding import of_kinds
from simulator.forms import okta_rules
from simulator.run import calendar_of, play

PEOPLE = ("users", "groups", "excluded_users", "excluded_groups")
CONDITIONS = ("active", *PEOPLE, "in_zone", "not_in_zone", "clients", "platforms", "trusted", "not_trusted")
ALL_PLATFORMS = 6
HELD = "held, and the rule decided"
TURNED = "was the only one not to hold, and the outcome turned on it"
FIRST = "was the first of several not to hold"


def seen(scenario, trace):
    """Each (condition, way) that the run shows."""
    rules = rules_by_name(scenario)
    for record in of_kinds(trace.records, "policy.evaluate_sign_on"):
        app, outcome = record.details["app"], "deny" if record.outcome == "deny" else "allow"
        for rule in rules[app, record.details["rule"]]:
            yield from ((condition, HELD) for condition in conditions_of(rule))
        for name, access, _, unmet in record.details.get("unmet", ()):
            conditions = [the_one(word, rules[app, name]) for word in unmet.split()]
            if len(conditions) > 1:
                yield conditions[0], FIRST
            elif access != outcome:
                yield conditions[0], TURNED


def rules_by_name(scenario):
    """(app, rule) -> the rules of that name which the app has, at first or later."""
    found = defaultdict(list)
    sets = [(app.name, app.rules) for app in scenario.okta.apps]
    sets += [(act.app, act.rules) for act in scenario.timeline if act.do == "set_rules"]
    for app, rules in sets:
        for rule in okta_rules(rules):
            found[app, rule.name].append(rule)
    return found


def conditions_of(rule):
    """The conditions that a rule has."""
    yield from (word for word in PEOPLE if getattr(rule, word))
    yield from (word for word in (rule.location, rule.trust) if word in CONDITIONS)
    if rule.clients is not None:
        yield "clients"
    if len(rule.platforms) < ALL_PLATFORMS:
        yield "platforms"


def the_one(word, rules):
    """The condition that a trace's word for an unmet one stands for; "" where it may be one of several."""
    meant = {
        "active": ("active",),
        "people": PEOPLE,
        "location": ("in_zone", "not_in_zone"),
        "client": ("clients",),
        "platform": ("platforms",),
        "device_trust": ("trusted", "not_trusted"),
    }[word]
    found = {
        condition for rule in rules for condition in [*conditions_of(rule), "active"] if condition in meant
    }
    return found.pop() if len(found) == 1 else ""


def kind_of(fault):
    """A fault's kind, with the host that it is about where it is about one."""
    host = getattr(fault, "host", "")
    return f"{fault.kind} of {host}" if host else fault.kind


def faults_that_decide(scenario, seed):
    """The kinds of fault without which the story's own expectations do not all hold."""
    expected = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in scenario.expect]
    for kind in {kind_of(fault) for fault in scenario.faults}:
        others = [fault for fault in scenario.faults if kind_of(fault) != kind]
        without = scenario.model_copy(update={"faults": others})
        verdicts = judge(expected, play(without, seed).records, calendar_of(without))
        if not all(verdict.held for verdict in verdicts):
            yield kind
