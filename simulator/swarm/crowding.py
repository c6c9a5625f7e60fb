"""Certificates of a Mac that heap up: issued and lost, used, or revoked, near the limit of five unbound ones and beyond it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.swarm.fleet import Cast, Raw
from simulator.swarm.moments import MINUTES_A_DAY, OFTEN, SOMETIMES, Span, pick, text

_DAILY_UP_TO_DAYS = 60
_OFTEN = ("Once every day", "Ongoing")
_ONGOING_UP_TO_DAYS = 20
"""It is played at every check-in."""
_SELDOM = ("Once every month", "Once every week")
"""In a long run: as often as not, the first of those that were lost expire before its end."""
_LOSING: tuple[Raw, ...] = (
    {"kind": "failing_step", "step": "import"},
    {"kind": "answer_lost", "host": "org"},
    {"kind": "failing_step", "step": "metadata"},
)
"""What lets a certificate be issued, and not be kept."""
_THROWN_AWAY = 6
_APART_MINUTES = (MINUTES_A_DAY, 180, 40)
"""So that each of those thrown away is used before, one in a few, or none."""


@st.composite
def crowded(draw: st.DrawFn, raw: Raw, cast: Cast, span: Span) -> Raw:
    """The same estate with a policy that enrolls again and again, what loses certificates, and what uses or revokes them."""
    mac = draw(pick(*cast.people))
    short = span.days <= _DAILY_UP_TO_DAYS
    often = _OFTEN if span.days <= _ONGOING_UP_TO_DAYS else _OFTEN[:1]
    policy = {"frequency": draw(pick(*often) if short else pick(*_SELDOM))}
    more: Raw = {"jamf": {**raw["jamf"], "policy": policy}}
    if draw(OFTEN) or not short:
        more["faults"] = [*raw["faults"], draw(_losing(mac, span))]
        lost_until = MINUTES_A_DAY * 2
    else:
        more["timeline"] = thrown = draw(_thrown_away(mac, span))
        lost_until = MINUTES_A_DAY * len(thrown)
    acts = draw(_afterwards(mac, lost_until, cast, span))
    return raw | more | {"timeline": [*raw["timeline"], *more.get("timeline", ()), *acts]}


@st.composite
def _losing(draw: st.DrawFn, mac: str, span: Span) -> Raw:
    days = draw(pick(2, 4) if span.days <= _DAILY_UP_TO_DAYS else pick(170, 40, 300))
    begins = draw(pick(9 * 60 + 5, 8 * 60 + 1))
    return {
        **draw(pick(*_LOSING)),
        "from": text(begins),
        "until": text(span.after(begins, days * MINUTES_A_DAY)),
        "on": {"mac": mac},
    }


@st.composite
def _thrown_away(draw: st.DrawFn, mac: str, span: Span) -> list[Raw]:
    """The keychain deleted once a day, or some hours apart."""
    apart, first = draw(pick(*_APART_MINUTES)), MINUTES_A_DAY + 9 * 60
    moments = [span.within(first + apart * number) for number in range(_THROWN_AWAY)]
    return [{"at": text(at), "do": "delete_keychain", "mac": mac} for at in moments]


@st.composite
def _afterwards(draw: st.DrawFn, mac: str, at: int, cast: Cast, span: Span) -> list[Any]:
    """The device's certificates revoked, in the middle of it or when it is over, and one more enrollment."""
    acts: list[Raw] = []
    days = MINUTES_A_DAY * draw(pick(1, 0, 3, 370))
    if draw(OFTEN):
        acts.append({"do": "revoke_device_certificates", "mac": mac})
    if draw(SOMETIMES):
        acts.append({"do": "open_app", "mac": mac, "app": draw(pick(*cast.apps))})
    if draw(OFTEN):
        acts += [{"do": "delete_keychain", "mac": mac}, {"do": "run_task", "mac": mac}]
    begins = span.within(at + days + 10 * 60)
    return [{"at": text(span.within(begins + 60 * number)), **act} for number, act in enumerate(acts)]
