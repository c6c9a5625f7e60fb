"""The policy analysis in words: classes of requests, holes with their way out, rules that never match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

from fake_okta.analysis import NeverMatches
from fake_okta.analysis_axes import ANOTHER_ZONE, CLIENTS, OLD_CLIENTS, PLATFORMS
from fake_okta.analysis_causes import Cause, Kind
from fake_okta.analysis_facts import Fact
from fake_okta.messages import Rule
from fake_okta.policy import ALL_ZONES, ConditionName
from fake_okta.rule_form import NEVER_ASKED_PLATFORMS

Whom = Literal["macs", "others", "any"]

_SUBJECTS: Final[dict[Whom, str]] = {
    "macs": "untrusted Macs",
    "others": "untrusted devices other than Macs",
    "any": "requests",
}


def class_words(facts: Iterable[Fact], whom: Whom, *, office365: bool) -> str:
    """A class of requests: of which devices, and which facts suffice.

    Only of Office 365 there are clients that are not asked for a device.
    """
    said, subject = [], _SUBJECTS[whom]
    for fact in facts:
        if fact.about == "device" and not office365:
            said.append(_or(name for name in fact.names if name != "ignored"))
        elif fact.about == "platform":
            subject = f"{subject.split(' other')[0]} on {_or(fact.names)}"
        else:
            said.append(fact_words(fact))
    return ", ".join([subject, *said]) if said else f"all {subject}"


def fact_data(fact: Fact) -> dict[str, Any]:
    """One fact about a request, for programs."""
    return {"about": fact.about, "holds": fact.holds, "names": [*fact.names]}


def fact_words(fact: Fact) -> str:
    """One fact about a request."""
    name = fact.names[0]
    if fact.about == "zone":
        where = "any other zone" if name == ANOTHER_ZONE else f"the zone {name}"
        return f"from {where}" if fact.holds else f"not from {where}"
    if fact.about == "group":
        return f"in the group {name}" if fact.holds else f"not in the group {name}"
    if fact.about == "user":
        return f"the user {name}" if fact.holds else f"not the user {name}"
    if fact.about == "device":
        return _DEVICES.get(fact.names, f"the device {_or(fact.names)}")
    return f"{fact.about} {_or(fact.names)}"


_DEVICES: Final[dict[tuple[str, ...], str]] = {
    ("ignored",): "with a client that is not asked for a certificate",
    ("untrusted",): "asked for a certificate and untrusted",
    ("trusted",): "trusted",
    ("untrusted", "ignored"): "not trusted",
    ("ignored", "trusted"): "trusted, or not asked for a certificate",
}


class HoleWords(NamedTuple):
    """A hole in words: what it is, the way to close it, and the facts of the ledger behind it."""

    says: str
    remedy: str
    facts: tuple[str, ...]


def hole_words(cause: Cause, *, office365: bool) -> HoleWords:
    """What lets untrusted devices in, and what would keep them out."""
    blamed = _names(cause.blamed)
    if cause.kind == "too_narrow":
        return _too_narrow(cause)
    says, remedy, facts = _HOLES[cause.kind]
    old = _or(client for client in CLIENTS if client in OLD_CLIENTS & (cause.rule.clients or OLD_CLIENTS))
    ask = _ask(cause.rule, office365=office365)
    fill = {"rule": f"'{cause.rule.name}'", "blamed": blamed, "old": old, "ask": ask}
    return HoleWords(says.format(**fill), remedy.format(**fill), facts)


def _ask(rule: Rule, *, office365: bool) -> str:
    """What a rule that let devices in unasked is to do: the form offers Trusted once the never asked are cleared."""
    platforms = [one for one in PLATFORMS if one in rule.platforms & NEVER_ASKED_PLATFORMS]
    if len(platforms) == len(rule.platforms):
        return f"deny, since {_and(platforms)} cannot be asked for trust"
    clients = (rule.clients or OLD_CLIENTS) & OLD_CLIENTS if office365 else frozenset()
    cleared = [*(one for one in CLIENTS if one in clients), *platforms]
    return f"ask for trust, with {_and(cleared)} cleared" if cleared else "ask for trust"


_HOLES: Final[dict[Kind, tuple[str, str, tuple[str, ...]]]] = {
    "cannot_be_secured": (
        "Device Trust can secure SAML and WS-Fed apps only, and this one signs on in another way.",
        "Move it to SAML or WS-Fed, or keep it from unmanaged devices in another way.",
        ("POL-09",),
    ),
    "no_rules": (
        "No rule is in force, so the default rule lets everybody in.",
        "Add a rule that lets trusted Macs in, and a last one that denies everybody.",
        ("POL-08",),
    ),
    "no_deny": (
        "No rule in force denies, so whatever no other rule lets in is let in by the default rule.",
        "Add a last rule that denies everybody, everywhere.",
        ("CRT-03", "POL-06", "POL-08"),
    ),
    "inactive": (
        "{blamed} would keep them out, but is not active.",
        "Activate {blamed}.",
        ("POL-08",),
    ),
    "asks_nothing": (
        "{rule} lets them in without asking for trust, after {blamed} has asked for it.",
        "Let {rule} {ask}, or take out of it what {blamed} is for.",
        ("POL-07", "POL-08"),
    ),
    "too_early": (
        "{rule} comes before {blamed} and lets them in without asking for trust.",
        "Let {rule} {ask}, take out of it what {blamed} is for, or put it last.",
        ("POL-01", "POL-08"),
    ),
    "no_client_condition": (
        "{rule} asks for people and location alone, before {blamed}: only Office 365 has a client condition, so all get in.",
        "Delete {rule}: what it was for does not exist here.",
        ("POL-11", "POL-01"),
    ),
    "not_asked": (
        "{rule} lets them in without asking for trust, which {blamed} asks of others only.",
        "Let {rule} {ask}.",
        ("POL-08",),
    ),
    "nobody_asks": (
        "{rule} lets them in, and no rule in force asks for trust.",
        "Let {rule} {ask}.",
        ("POL-08",),
    ),
    "lets_untrusted_in": (
        "{rule} lets in just those devices that are not trusted.",
        "Choose Trusted in {rule}, or let it deny.",
        ("POL-05", "POL-08"),
    ),
    "old_clients": (
        "{rule} takes in {old}, and such a client is never asked for a certificate.",
        "Clear {old} in {rule}.",
        ("BRW-04", "POL-04"),
    ),
}

_WIDER: Final[dict[ConditionName, tuple[str, tuple[str, ...]]]] = {
    "active": ("active", ("POL-08",)),
    "people": ("for everybody", ("POL-10", "POL-06")),
    "location": ("everywhere", ("POL-10", "POL-06")),
    "client": ("for all clients", ("BRW-04", "POL-06")),
    "platform": ("on all platforms", ("POL-08", "POL-06")),
    "device_trust": ("for any device", ("POL-08", "POL-06")),
}


def _too_narrow(cause: Cause) -> HoleWords:
    (rule,) = cause.blamed
    conditions = [*dict.fromkeys(cause.conditions)]
    narrow = " and ".join(condition_words(rule, one) for one in conditions)
    # A deny for Trusted is most likely Not trusted mistaken; for any device it would keep the trusted ones out as well.
    reversed_trust = rule.trust == "trusted" and not {"client", "platform"} & {*conditions}
    wide = " and ".join(
        "for devices that are not trusted" if one == "device_trust" and reversed_trust else _WIDER[one][0]
        for one in conditions
    )
    facts = dict.fromkeys(fact for one in conditions for fact in _WIDER[one][1])
    says = f"'{rule.name}' denies, but {narrow}; the default rule lets the others in."
    # The form keeps a rule that looks at the device off old clients and the two other platforms.
    or_else = "" if rule.trust == "any" or reversed_trust else ", or add a last rule that does"
    return HoleWords(says, f"Let '{rule.name}' deny {wide}{or_else}.", tuple(facts))


def condition_words(rule: Rule, condition: ConditionName) -> str:
    """A condition of a rule: for whom, where, with what it holds."""
    if condition == "people":
        return _people_words(rule)
    if condition == "location":
        inside = rule.location == "in_zone"
        zones = "any zone" if ALL_ZONES in rule.zones else f"the zone {_or(sorted(rule.zones))}"
        return f"only {'in' if inside else 'outside'} {zones}"
    if condition == "client":
        return f"only for the clients {_or(one for one in CLIENTS if one in (rule.clients or CLIENTS))}"
    if condition == "platform":
        return f"only on {_or(one for one in PLATFORMS if one in rule.platforms)}"
    if condition == "device_trust":
        return (
            "only for trusted devices" if rule.trust == "trusted" else "only for devices that are not trusted"
        )
    return "is not active"


def _people_words(rule: Rule) -> str:
    named = [f"the group {group}" for group in sorted(rule.groups)] + sorted(rule.users)
    without = [f"the group {group}" for group in sorted(rule.excluded_groups)] + sorted(rule.excluded_users)
    if not named:
        return f"not for {_or(without)}"
    only = f"only for {_or(named)}"
    return f"{only}, and not for {_or(without)}" if without else only


def never_words(one: NeverMatches) -> str:
    """Why a rule decides on nothing."""
    if one.why == "inactive":
        return "is not active"
    if one.why == "impossible":
        return "nothing here can meet its conditions"
    return f"{_names(one.by)} {'takes' if len(one.by) == 1 else 'take'} all that it could match"


def _names(rules: Sequence[Rule]) -> str:
    return " or ".join(f"'{rule.name}'" for rule in rules)


def _or(words: Iterable[str]) -> str:
    return _joined(words, "or")


def _and(words: Iterable[str]) -> str:
    return _joined(words, "and")


def _joined(words: Iterable[str], last: str) -> str:
    each = [*words]
    return f" {last} ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)
