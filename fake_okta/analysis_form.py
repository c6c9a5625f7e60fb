"""Rules that somebody wrote down, as an app can have them: what the Admin Console's form would refuse, and without it.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (which apps can be secured, and with which conditions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from fake_okta.errors import OktaError
from fake_okta.messages import Rule, SignOnMode
from fake_okta.rule_form import checked_rules

SECURED: Final[frozenset[SignOnMode]] = frozenset({"saml", "ws_fed"})
"""The sign-on methods that can be secured with Device Trust."""


class AsTaken(NamedTuple):
    """Rules as an app has them.

    Attributes:
        rules: without conditions and rules that such an app cannot have.
        refused: what the form would say to them as they were written, each mistake after its rule's name.
    """

    rules: tuple[Rule, ...]
    refused: tuple[str, ...]


def as_taken(rules: Sequence[Rule], sign_on_mode: SignOnMode, *, office365: bool) -> AsTaken:
    """The rules that an app of this kind can have of those written down.

    Only Office 365 apps have a client condition, so that of another app's rule is not there, and the rule matches
    every client. Only SAML and WS-Fed apps take a rule that looks at the device; of another app it is not there at all.
    What else the form refuses is told and left as it stands, since what the rule would do is plain.
    """
    zones = {zone for rule in rules for zone in rule.zones}
    refused: tuple[str, ...] = ()
    try:
        checked_rules(
            tuple(rules), sign_on_mode=sign_on_mode, office365=office365, configured=True, zones=zones
        )
    except OktaError as error:
        refused = tuple(error.causes)
    taken = tuple(rules)
    if not office365:
        taken = tuple(replace(rule, clients=None) for rule in taken)
    if sign_on_mode not in SECURED:
        taken = tuple(rule for rule in taken if rule.trust == "any")
    return AsTaken(taken, refused)
