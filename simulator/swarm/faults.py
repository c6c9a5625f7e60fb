"""Faults of a drawn estate: one strategy a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from hypothesis import strategies as st

from simulator.scenario.faults import Step
from simulator.swarm.fleet import Cast
from simulator.swarm.moments import OFTEN, Span, pick, text

Raw = dict[str, Any]
Settings = Callable[[Cast], st.SearchStrategy[Raw]]

_HOURS = (6, 2, 24, 60, 240, 1000)
_STEPS = get_args(Step)
_SKEWS = ("-2 hours", "20 minutes", "-60 days", "40 days", "-400 days")


def _plain(_cast: Cast) -> st.SearchStrategy[Raw]:
    return st.just({})


def _of(**settings: tuple[str, ...]) -> Settings:
    return lambda _cast: st.fixed_dictionaries({key: pick(*values) for key, values in settings.items()})


KINDS: dict[str, Settings] = {
    "read_only_cell": _plain,
    "jamf_down": _plain,
    "okta_down": _plain,
    "host_blocked": _of(host=("mtls", "org", "jamf")),
    "tls_inspection": _plain,
    "answer_lost": _of(host=("org", "mtls", "jamf")),
    "slow_network": _of(delay=("30 seconds", "3 minutes")),
    "failing_step": _of(step=_STEPS),
    "power_cut": _of(step=_STEPS),
    "mac_off": _plain,
    "unmanaged": _plain,
    "clock_skew": _of(by=_SKEWS),
    "jamf_password_rotated": lambda cast: pick(*cast.jamf_accounts).map(lambda name: {"account": name}),
}
"""The settings of each kind of fault, besides its time and whom it hits."""

FOR_ALL = {"read_only_cell", "jamf_down", "okta_down", "jamf_password_rotated"}
_OFTEN_DRAWN = ("read_only_cell", "unmanaged")
"""What they stop is done once a year, or once for ever: few of them would meet it."""
_CLOSELY_PLAYED = {"slow_network"}
"""As long as answers are late, every routine act is played: such a fault is kept short."""


@st.composite
def faults(draw: st.DrawFn, cast: Cast, span: Span) -> Raw:
    """One fault of any kind."""
    kind = draw(pick(*KINDS, *_OFTEN_DRAWN * 2))
    hours = _HOURS[:4] if kind in _CLOSELY_PLAYED else _HOURS
    begins = draw(cast.moments(span))
    ends = span.after(begins, draw(pick(*hours)) * 60)
    cast.edges += [begins, ends]
    raw = {"kind": kind, "from": text(begins), "until": text(ends), **draw(KINDS[kind](cast))}
    if kind not in FOR_ALL and draw(OFTEN):
        raw["on"] = {"mac": draw(pick(*cast.macs))}
    return raw
