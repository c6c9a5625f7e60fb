"""Faults: each acts around the rules, never inside them, through a few levers; and each ends.

A fault may change the network, do what an admin or nature can do through a public operation, skew a clock, or cut a
task at a step. Adding one: a class, a line in :data:`FAULTS`, a test, a scenario that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from simulator.weather import EVERYBODY, Weather


class Levers(Protocol):
    """What a fault may pull. Macs are named; an empty sequence means everybody."""

    weather: Weather

    def set_read_only(self, *, read_only: bool) -> None:
        """Put Okta's cell into read-only mode, or take that back; it writes again when all have taken it back."""

    def set_managed(self, mac: str, *, managed: bool) -> None:
        """Take a Mac out of Jamf Pro's management, or take that back; it is managed when all have taken it back."""

    def switch_off(self, mac: str, until: int) -> None:
        """The Mac is off until an epoch second."""

    def skew_clock(self, mac: str, by_s: int) -> None:
        """Move a Mac's clock by so many seconds."""

    def fail_step(self, mac: str, step: str, *, failing: bool) -> None:
        """From now on the named step of the task fails on a Mac; it works when all have taken that back."""

    def cut_power_at(self, mac: str, step: str, until: int, *, threatens: bool) -> None:
        """Power is cut, until an epoch second, when the Mac comes to the step; or no longer threatens to be."""

    def rotate_jamf_password(self, account: str, *, tell_okta: bool) -> None:
        """Give a Jamf Pro account another password; Okta is told the present one when all have taken that back."""

    def disturb(self, macs: Sequence[str]) -> None:
        """What these Macs took for constant may differ from now on."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One fault of a scenario: its kind, name, time (epoch seconds), Macs (empty: everybody) and own settings."""

    kind: str
    name: str
    begins_at: int
    ends_at: int
    macs: tuple[str, ...]
    everybody: bool
    settings: dict[str, Any]

    def whom(self) -> tuple[str, ...]:
        """Whom the network fault hits, as the weather counts them."""
        return (EVERYBODY,) if self.everybody else self.macs


Act = Callable[[Levers, Plot], None]


def _read_only(on: bool) -> Act:  # noqa: FBT001  # begin and end of one thing
    return lambda levers, _plot: levers.set_read_only(read_only=on)


def _down(host: str, step: int) -> Act:
    def act(levers: Levers, _plot: Plot) -> None:
        for each in (host,) if host == "jamf" else ("org", "mtls"):
            levers.weather.down[each] += step

    return act


def _count(counter: str, step: int) -> Act:
    def act(levers: Levers, plot: Plot) -> None:
        for key in plot.whom():
            getattr(levers.weather, counter)[plot.settings["host"], key] += step

    return act


def _inspect(step: int) -> Act:
    def act(levers: Levers, plot: Plot) -> None:
        for key in plot.whom() if plot.settings["breaks_handshake"] else ():
            levers.weather.inspected[key] += step

    return act


def _slow(on: bool) -> Act:  # noqa: FBT001
    def act(levers: Levers, plot: Plot) -> None:
        for key in plot.whom():
            delays = levers.weather.delays_s.setdefault(key, [])
            (delays.append if on else delays.remove)(plot.settings["delay_s"])
            if not delays:
                del levers.weather.delays_s[key]

    return act


def _each(do: Callable[[Levers, Plot, str], None]) -> Act:
    def act(levers: Levers, plot: Plot) -> None:
        for mac in plot.macs:
            do(levers, plot, mac)

    return act


def _nothing(_levers: Levers, _plot: Plot) -> None:
    """The Mac comes back by itself when its time is over."""


FAULTS: dict[str, tuple[Act, Act]] = {
    "read_only_cell": (_read_only(on=True), _read_only(on=False)),
    "jamf_down": (_down("jamf", 1), _down("jamf", -1)),
    "okta_down": (_down("okta", 1), _down("okta", -1)),
    "host_blocked": (_count("blocked", 1), _count("blocked", -1)),
    "answer_lost": (_count("lossy", 1), _count("lossy", -1)),
    "tls_inspection": (_inspect(1), _inspect(-1)),
    "slow_network": (_slow(on=True), _slow(on=False)),
    "failing_step": (
        _each(lambda levers, plot, mac: levers.fail_step(mac, plot.settings["step"], failing=True)),
        _each(lambda levers, plot, mac: levers.fail_step(mac, plot.settings["step"], failing=False)),
    ),
    "power_cut": (
        _each(
            lambda levers, plot, mac: levers.cut_power_at(
                mac, plot.settings["step"], plot.ends_at, threatens=True
            )
        ),
        _each(
            lambda levers, plot, mac: levers.cut_power_at(
                mac, plot.settings["step"], plot.ends_at, threatens=False
            )
        ),
    ),
    "mac_off": (_each(lambda levers, plot, mac: levers.switch_off(mac, plot.ends_at)), _nothing),
    "unmanaged": (
        _each(lambda levers, _plot, mac: levers.set_managed(mac, managed=False)),
        _each(lambda levers, _plot, mac: levers.set_managed(mac, managed=True)),
    ),
    "clock_skew": (
        _each(lambda levers, plot, mac: levers.skew_clock(mac, plot.settings["by_s"])),
        _each(lambda levers, plot, mac: levers.skew_clock(mac, -plot.settings["by_s"])),
    ),
    "jamf_password_rotated": (
        lambda levers, plot: levers.rotate_jamf_password(plot.settings["account"], tell_okta=False),
        lambda levers, plot: levers.rotate_jamf_password(plot.settings["account"], tell_okta=True),
    ),
}
"""Each kind of fault: what it does when it begins, and when it ends."""


def begin(levers: Levers, plot: Plot) -> None:
    """Let the fault begin, and tell those whom it touches."""
    levers.disturb(plot.macs)
    FAULTS[plot.kind][0](levers, plot)


def end(levers: Levers, plot: Plot) -> None:
    """Let the fault end, and tell those whom it touched."""
    levers.disturb(plot.macs)
    FAULTS[plot.kind][1](levers, plot)
