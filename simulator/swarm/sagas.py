"""Acts of a drawn timeline that belong together: alone, few of them come to anything."""

from __future__ import annotations

from hypothesis import strategies as st

from simulator.swarm.fleet import Cast, Raw
from simulator.swarm.moments import MINUTES_A_DAY, Span, pick, text

_ITS_GROUP = "the group of the Mac"
_ANEW: tuple[Raw, ...] = ({"do": "delete_keychain"}, {"do": "push_task"}, {"do": "push_task"})
SAGAS: dict[str, tuple[Raw, ...]] = {
    "thrown away and enrolled anew, again and again": _ANEW * 6,
    "thrown away, revoked and enrolled anew, again and again": (
        *(*_ANEW, {"do": "revoke_device_certificates"}) * 6,
        *_ANEW,
    ),
    "revoked, uninstalled, enrolled anew": (
        {"do": "revoke_device_certificates"},
        {"do": "push_task", "parameter": "uninstall"},
        {"do": "flush_policy_log"},
    ),
    "away and back": ({"do": "unmanage"}, {"do": "push_task"}, {"do": "manage"}),
    "a whitelist edited and pushed, and another": (
        {"do": "edit_task", "whitelist_added": ["M932RC5J66"]},
        {"do": "push_task"},
        {"do": "edit_task", "whitelist_added": []},
        {"do": "push_task"},
    ),
    "the setting off, and enrolled anew meanwhile": (
        {"do": "disable_device_trust"},
        *_ANEW,
        {"do": "enable_device_trust"},
    ),
    "the secret key reset, and enrolled anew with the old one": ({"do": "reset_secret_key"}, *_ANEW),
    "the password changed, and enrolled anew": ({"do": "set_jamf_password"}, *_ANEW),
    "a privilege taken, and enrolled anew": (
        {"do": "set_privileges", "privileges": ["Read Accounts", "Read User"]},
        *_ANEW,
    ),
    "the policy disabled, its log flushed meanwhile, and enabled again": (
        {"do": "edit_policy", "enabled": False},
        {"do": "delete_keychain"},
        {"do": "flush_policy_log"},
        {"do": "edit_policy", "enabled": True},
    ),
    "taken out of the policy's scope, its log flushed meanwhile, and back": (
        {"do": "edit_policy", "exclude_groups": [_ITS_GROUP]},
        {"do": "delete_keychain"},
        {"do": "flush_policy_log"},
        {"do": "edit_policy", "exclude_groups": []},
    ),
    "deactivated, and back": (
        {"do": "open_app"},
        {"do": "deactivate_user"},
        {"do": "activate_user"},
        {"do": "open_app"},
    ),
    "suspended in the middle of a session": (
        {"do": "open_app"},
        {"do": "suspend_user"},
        {"do": "open_app"},
        {"do": "unsuspend_user"},
    ),
}
"""Acts on one Mac, on its first user, or on what all have in common."""
_OF_ALL = {
    *("edit_task", "disable_device_trust", "enable_device_trust", "reset_secret_key"),
    *("set_jamf_password", "set_privileges", "edit_policy"),
}
_OF_PEOPLE = {"deactivate_user", "activate_user", "suspend_user", "unsuspend_user"}
_APART_MINUTES = (300, 20, 1440)
"""So that check-ins of a day come in between, those of an hour, or sign-ins of a day."""
_LONG = tuple(name for name, acts in SAGAS.items() if len(acts) > 10)
"""Few of their steps come out as meant: drawn more often."""


@st.composite
def sagas(draw: st.DrawFn, cast: Cast, span: Span) -> list[Raw]:
    """One of the sequences, its acts some minutes or hours apart; or all Macs are shut down, and back at one second."""
    if draw(pick(*[False] * 4, True)):
        return _all_away(draw(span.moments()), draw(pick(1, 3, 40)), cast, span)
    at, apart = draw(cast.moments(span)), draw(pick(*_APART_MINUTES))
    mac, app = draw(pick(*cast.people)), draw(pick(*cast.apps))
    acts = SAGAS[draw(pick(*SAGAS, *_LONG * 2))]
    return [
        {"at": text(span.within(at + apart * number)), **act, **_whom(act, mac, cast, app)}
        for number, act in enumerate(acts)
    ]


def _all_away(at: int, days: int, cast: Cast, span: Span) -> list[Raw]:
    """What was missed meanwhile is done when they are back, on all of them in the same second."""
    until = text(span.after(at, days * MINUTES_A_DAY))
    return [{"at": text(at), "do": "shut_down", "mac": group, "until": until} for group in cast.groups]


def _whom(act: Raw, mac: str, cast: Cast, app: str) -> Raw:
    if act.get("exclude_groups") == [_ITS_GROUP]:
        return {"exclude_groups": [mac.rpartition("-")[0] or mac]}
    if act["do"] in _OF_ALL:
        return {}
    if act["do"] in _OF_PEOPLE:
        return {"person": cast.people[mac]}
    return {"mac": mac} | ({"app": app} if act["do"] == "open_app" else {})
