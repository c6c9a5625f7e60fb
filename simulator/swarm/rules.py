"""Sign-on rules of a drawn app: a set by its name, or some rules in any order; for everybody, or for some people and places."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.scenario.services import RULE_SETS
from simulator.swarm.fleet import Cast, Raw
from simulator.swarm.moments import OFTEN, SOMETIMES, pick

_TRUSTED = {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"}
_UNTRUSTED = {"name": "Untrusted Macs", "access": "deny", "platforms": ["osx"], "trust": "not_trusted"}
_DENY = {"name": "Deny everything else", "access": "deny"}
_WITHOUT_TRUST: tuple[Raw, ...] = (
    _DENY,
    {"name": "In the office", "access": "allow", "location": "in_zone", "zones": ["Office"]},
    {
        "name": "Everyone",
        "access": "deny",
        "groups": ["Everyone"],
        "location": "not_in_zone",
        "zones": ["Office"],
    },
    {"name": "With a factor", "access": "allow", "prompt_for_factor": True},
    {"name": "Phones", "access": "allow", "platforms": ["ios", "android"]},
    {"name": "Switched off", "access": "deny", "active": False},
)
_MODERN = ["web", "modern_auth"]
_OFFICE_365: tuple[Raw, ...] = (
    {**_TRUSTED, "clients": _MODERN},
    {**_UNTRUSTED, "clients": _MODERN},
    {"name": "Old clients", "access": "deny", "clients": ["active_sync", "legacy"]},
    _DENY,
)
_NAMED = (
    "trusted_macs_only",
    "deny_untrusted_macs",
    "deny_before_trusted",
    "trusted_rule_without_deny",
    "open",
)


@st.composite
def rules(draw: st.DrawFn, cast: Cast, *, office365: bool = False, trust: bool = True) -> Any:
    """An app's sign-on rules: a set by its name, or some rules in any order, the wrong ones too."""
    if trust and not office365 and draw(pick(True, True, True, False)):
        named = draw(pick(*_NAMED))
        return draw(_narrowed(cast, RULE_SETS[named])) if draw(SOMETIMES) else named
    pool = [*_OFFICE_365] if office365 else [_TRUSTED, _UNTRUSTED, *_WITHOUT_TRUST]
    if not trust:
        pool = [rule for rule in pool if "trust" not in rule]
    listed = draw(st.lists(pick(*pool), max_size=4, unique_by=lambda rule: str(rule["name"])))
    return draw(_narrowed(cast, listed)) if draw(SOMETIMES) else listed


@st.composite
def _narrowed(draw: st.DrawFn, cast: Cast, listed: list[Raw]) -> list[Raw]:
    """The same rules, the first for some people or places alone, perhaps the second too."""
    narrow = [draw(_conditions(cast)), draw(_conditions(cast)) if draw(OFTEN) else {}]
    return [rule | more for rule, more in zip(listed, [*narrow, {}, {}], strict=False)]


@st.composite
def _conditions(draw: st.DrawFn, cast: Cast) -> Raw:
    """What a rule may ask of people and places."""
    groups, logins = cast.okta_groups or ["Everyone"], cast.logins[:1]
    people: tuple[Raw, ...] = (
        {"groups": groups},
        {"excluded_groups": groups},
        {"users": logins},
        {"excluded_users": logins},
        {"groups": ["Everyone"], "excluded_users": logins},
        {"groups": groups, "users": logins},
    )
    places: tuple[Raw, ...] = (
        {"location": "in_zone", "zones": ["Office"]},
        {"location": "not_in_zone", "zones": ["Office"]},
    )
    return dict(draw(pick(*people, *places)))
