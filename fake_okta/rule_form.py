"""The Admin Console's App Sign On Rule form: what it shows at first, and what it refuses to save.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help, and the wording of the console's own form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final, get_args

from fake_okta.errors import validation_failed
from fake_okta.messages import ClientType, Platform, Rule, SignOnMode
from fake_okta.policy import ALL_ZONES, DEFAULT_RULE

ALL_CLIENTS: Final[frozenset[ClientType]] = frozenset(get_args(ClientType))

NOT_CONFIGURED: Final = '"Trusted" and "Not trusted" are available only after configuring Device Trust'
# The console's sentence for other apps than Office 365 is known in its beginning only; the list is ours.
WRONG_PLATFORM: Final = '"Trusted" and "Not trusted" are available only for IOS, Android, Windows and Mac.'
WRONG_CLIENT: Final = (
    '"Trusted" and "Not trusted" are only available for Web Browser or Modern Auth clients'
    " on IOS, Android, Windows and Mac."
)
PLATFORM_REQUIRED: Final = "An user's platform is required for policy rule"
CLIENT_REQUIRED: Final = "An user's client is required for policy rule"

NEVER_ASKED_PLATFORMS: Final[frozenset[Platform]] = frozenset({"mobile_other", "desktop_other"})
"""With one of these ticked the form offers neither Trusted nor Not trusted."""
_OLD_CLIENTS: Final[frozenset[ClientType]] = frozenset({"active_sync", "legacy"})
_NEW_CLIENTS: Final[frozenset[ClientType]] = frozenset({"web", "modern_auth"})


def new_rule_form(*, office365: bool) -> Rule:
    """A new rule's form: all clients preselected, so Trusted cannot be chosen until some are cleared."""
    return Rule(name="", access="allow", clients=ALL_CLIENTS if office365 else None)


def trust_is_selectable(rule: Rule, *, office365: bool) -> bool:
    """Whether the form offers Trusted and Not trusted for these clients and platforms."""
    return not any(_trust_mistakes(rule, office365=office365))


def checked_rules(
    rules: tuple[Rule, ...],
    *,
    sign_on_mode: SignOnMode,
    office365: bool,
    configured: bool,
    zones: Collection[str],
) -> tuple[Rule, ...]:
    """The rules as saved: an Office 365 rule that names no clients has all of them, as the form shows them.

    Raises E0000001 with every mistake of every rule, each after the rule's name.
    """
    if office365:
        rules = tuple(replace(r, clients=ALL_CLIENTS) if r.clients is None else r for r in rules)
    causes = list(_name_mistakes(rules))
    for rule in rules:
        mistakes = _mistakes(rule, sign_on_mode, zones, office365=office365)
        causes += [f"{rule.name}: {mistake}" for mistake in mistakes]
        if rule.trust != "any" and not configured:
            causes.append(f"{rule.name}: {NOT_CONFIGURED}")
    if causes:
        raise validation_failed("signOnRules", *causes)
    return rules


def _name_mistakes(rules: tuple[Rule, ...]) -> Iterator[str]:
    for name, times in Counter(rule.name for rule in rules).items():
        if not name.strip():
            yield "A rule needs a name"
        elif times > 1:
            yield f"{name}: {times} rules have this name"
        if name == DEFAULT_RULE.name:
            yield f"{name}: the default rule is always there and cannot be edited"


def _mistakes(rule: Rule, mode: SignOnMode, zones: Collection[str], *, office365: bool) -> Iterator[str]:
    if not rule.platforms:
        yield PLATFORM_REQUIRED
    if office365 and not rule.clients:
        yield CLIENT_REQUIRED
    if not office365 and rule.clients is not None:
        yield "Only Office 365 apps have a client condition"
    if rule.prompt_for_factor and rule.clients and rule.clients & _OLD_CLIENTS:
        yield "Prompt for factor is not offered with Exchange ActiveSync or Legacy Auth clients"
    yield from _location_mistakes(rule, zones)
    if rule.trust != "any":
        if mode not in ("saml", "ws_fed"):
            yield "Only SAML and WS-Fed apps can be secured with Device Trust"
        yield from _trust_mistakes(rule, office365=office365)


def _location_mistakes(rule: Rule, zones: Collection[str]) -> Iterator[str]:
    if rule.location == "anywhere":
        return
    if not rule.zones:
        yield "A location in or outside zones needs at least one zone"
    for zone in sorted(rule.zones - {ALL_ZONES}):
        if zone not in zones:
            yield f"There is no network zone {zone}"


def _trust_mistakes(rule: Rule, *, office365: bool) -> Iterator[str]:
    wrong = not rule.platforms or rule.platforms & NEVER_ASKED_PLATFORMS
    if office365:
        clients = ALL_CLIENTS if rule.clients is None else rule.clients
        if wrong or clients & _OLD_CLIENTS or not clients & _NEW_CLIENTS:
            yield WRONG_CLIENT
    elif wrong:
        yield WRONG_PLATFORM
