"""The access matrix: what comes of each client, platform and trust, and by which rules.

The 24 classes are those of the documented Office 365 example: its form has two boxes for clients, six platforms, and a
device is trusted or not. Source: 'Device Trust for Jamf Pro-managed macOS', Okta help.
"""

from __future__ import annotations

import itertools
from typing import Final, Literal, NamedTuple

from fake_okta.analysis import Analysis, allows
from fake_okta.analysis_axes import PLATFORMS
from fake_okta.messages import ClientType, Platform

Access = Literal["allowed", "denied", "depends"]
Trust = Literal["trusted", "untrusted"]

BOXES: Final[tuple[tuple[ClientType, ...], ...]] = (("web", "modern_auth"), ("active_sync", "legacy"))
"""The form's two boxes for the type of client: one in a browser or with modern authentication, and an older one."""
ALL_CLIENTS: Final[tuple[ClientType, ...]] = tuple(itertools.chain(*BOXES))
_TRUSTS: Final[tuple[Trust, ...]] = ("trusted", "untrusted")


class Cell(NamedTuple):
    """One class of requests.

    Attributes:
        clients: any of these; all four where the app has no client condition.
        access: ``depends``: on who asks, from where, or with which of these clients.
        places: the rules that decide on some of the class, by their places; the default rule's is their number.
    """

    clients: tuple[ClientType, ...]
    platform: Platform
    trust: Trust
    access: Access
    places: tuple[int, ...]


def matrix(analysis: Analysis) -> tuple[Cell, ...]:
    """The matrix of an app: of 24 classes where it has the client condition, of 12 where it has none."""
    boxes = BOXES if analysis.office365 else (ALL_CLIENTS,)
    return tuple(_cell(analysis, *one) for one in itertools.product(boxes, PLATFORMS, _TRUSTS))


def _cell(analysis: Analysis, clients: tuple[ClientType, ...], platform: Platform, trust: Trust) -> Cell:
    axes = analysis.axes
    state = axes.space.full
    words = ((axes.client, clients), (axes.platform, (platform,)), (axes.device, (trust, "ignored")))
    for choice, among in words:
        state &= choice.among(among) | ~choice.variable
    deciders = [*analysis.ordered.deciders(state, lambda _: True)]
    outcomes = {allows(term) for term in deciders}
    access: Access = "depends" if len(outcomes) > 1 else "allowed" if outcomes == {True} else "denied"
    return Cell(clients, platform, trust, access, tuple(term.place for term in deciders))
