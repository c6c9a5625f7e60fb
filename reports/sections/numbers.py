"""The run in a few numbers."""

from __future__ import annotations

from reports.markup import Html, tag
from reports.view import RunView

_PERCENT = "trusted_share_at_end"
TILES = {
    "sign_ins": ("sign-ins", ""),
    "denied_sign_ins": ("of them denied", "bad"),
    "denied_person_days": ("person-days with a denial", "bad"),
    "macs_locked_out": ("Macs locked out that were trusted before", "bad"),
    "exposures": ("sign-ins let in untrusted", "bad"),
    "trusted_while_unmanaged": ("sign-ins trusted on Macs out of management", "bad"),
    "shared_accounts": ("macOS accounts of several people, which is not supported", "bad"),
    _PERCENT: ("of the Macs trusted at the end", ""),
}
"""Measures by name, with the words under which they are shown and what more than none of it means."""


def _tile(name: str, value: float) -> Html:
    words, tone = TILES[name]
    shown = f"{value:.0%}" if name == _PERCENT else f"{value:,.0f}"
    return tag("div", tag("dt", words), tag("dd", shown), class_=f"tile {tone}" if tone and value else "tile")


def build(view: RunView) -> Html:
    """The section."""
    return tag("dl", *(_tile(name, view.figures[name]) for name in TILES), class_="tiles")
