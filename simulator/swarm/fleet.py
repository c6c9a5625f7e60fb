"""The fleet of a drawn estate: Macs, who works on them, what these people are used to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from simulator.swarm.moments import OFTEN, RARELY, SOMETIMES, Span, pick, text

Raw = dict[str, Any]

_NAMES = ("ada", "ben", "cleo")
_PEOPLE = ("early", "late", "third")
_PROBABILITIES = (0.1, 0.03, 0.4, {"uniform": [0.0, 0.6]})
_OFFICE_VERSIONS = ("16.15", "16.13.1", "16.14", "16.20")
_APPS = (
    ["chrome"],
    ["chrome", "safari"],
    ["safari"],
    ["safari", "chrome"],
    ["office", "chrome"],
    ["slack"],
    ["firefox"],
    ["ringcentral", "chrome"],
)
SHORT_DAYS = 60
"""Up to so many days, nothing is renewed but what was there before."""
_ALLOW_LISTS = (["acme.okta.com", "acme.jamfcloud.com"], ["*.okta.com", "acme.jamfcloud.com"], ["*.okta.com"])


@dataclass(slots=True)
class Cast:
    """Names that a drawn estate has so far, for acts and faults to name.

    Attributes:
        macs: what ``mac:`` may name: groups, and Macs of a group.
        logins: Okta users.
        people: the first user of each Mac.
        accounts: macOS accounts by the name in ``macs``.
        clients: clients by the name in ``macs``.
        okta_groups: groups of the org that rules may name, besides Everyone.
        edges: minutes at which faults begin or end, so that something else may come in the same second.
    """

    macs: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    clients: dict[str, list[str]] = field(default_factory=dict)
    apps: list[str] = field(default_factory=list)
    okta_groups: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    jamf_accounts: list[str] = field(default_factory=lambda: ["okta-api"])
    in_force: bool = True
    preview: bool = False

    def moments(self, span: Span) -> st.SearchStrategy[int]:
        """When something happens: any moment, at times the very one at which a fault begins or ends."""
        anywhere = span.moments()
        return (
            st.one_of(anywhere, anywhere, anywhere, st.sampled_from(self.edges)) if self.edges else anywhere
        )

    def enter(self, group: Raw) -> None:
        """Take in the names of a group."""
        name, count, people = group["name"], group.get("count", 1), group.get("people", [])
        numbered = [f"{name}-{number:04d}" for number in range(1, count + 1)] if count > 1 else [name]
        self.groups.append(name)
        self.okta_groups = [*dict.fromkeys([*self.okta_groups, *group.get("groups", [])])]
        for mac in dict.fromkeys([name, *numbered]):
            self.macs.append(mac)
            self.accounts[mac] = [one.get("account", one["name"]) for one in people]
            self.clients[mac] = group.get("apps", ["chrome"])
        for mac in numbered:
            mine = [one["name"] if count == 1 else f"{mac}-{one['name']}" for one in people] or [mac]
            self.people[mac] = mine[0]
            self.logins += mine


@st.composite
def some(draw: st.DrawFn, /, **strategies: st.SearchStrategy[Any]) -> Raw:
    """A mapping with some of these keys."""
    return {key: draw(value) for key, value in strategies.items() if draw(SOMETIMES)}


@st.composite
def habits(draw: st.DrawFn, span: Span) -> Raw | str:
    """What people are used to do: by name, or one by one."""
    if draw(SOMETIMES):
        return {"quits_chrome": "never"}  # old certificates are met by those who never quit
    named = draw(pick("", "", "mixed", "idle", "always_on"))
    if named:
        return str(named)
    daily = pick(*_PROBABILITIES).map(lambda value: {"daily_probability": value})
    raw = draw(
        some(
            opens_apps=pick(
                "never", "often", {"per_workday": 0.3}, {"per_workday": {"triangular": [0, 1, 4]}}
            ),
            quits_chrome=pick("never") | daily,
            restarts_mac=pick("weekly", "every_day") | daily,
            absent=daily,
            sleeps=pick("never"),
            works=pick({"from": "06:00", "until": "14:00"}, {"from": "13:00", "until": "21:00"}),
        )
    )
    if draw(RARELY):
        begins = draw(span.moments())
        ends = span.after(begins, draw(pick(14, 3, 45)) * 1440)
        raw["away"] = [{"from": text(begins), "until": text(ends)}]
    return raw


@st.composite
def _people(draw: st.DrawFn, span: Span) -> list[Raw]:
    """Two or three people of a shared Mac, each with an account of their own, or all in one."""
    names = _PEOPLE[: draw(pick(2, 3))]
    shifts: tuple[Raw, ...] = (
        {},
        {"works": {"from": "13:00", "until": "21:00"}},
        {"works": {"from": "06:00", "until": "12:00"}},
    )
    one_account = draw(SOMETIMES)
    people: list[Raw] = []
    for name, shift in zip(names, shifts, strict=False):
        person: Raw = {"name": name}
        if one_account:
            person["account"] = "desk"
        if shift and draw(OFTEN):
            person["habits"] = shift
        if draw(RARELY):
            person["logs_in_from"] = text(draw(span.moments()))
        people.append(person)
    return people


@st.composite
def groups(draw: st.DrawFn, name: str, span: Span) -> Raw:
    """One group of Macs."""
    raw: Raw = {"name": name}
    if draw(RARELY):
        raw["count"] = 2
    if draw(SOMETIMES):
        raw["people"] = draw(_people(span))
    if draw(OFTEN):
        raw["habits"] = draw(habits(span))
    raw |= draw(
        some(
            macos=pick("10.13.4", "10.15.7", "11.6", "12.3", "10.12.3"),
            groups=pick(["Sales"]),
            network=pick("home"),
        )
    )
    if draw(OFTEN):
        raw["apps"] = draw(pick(*_APPS))
    if draw(OFTEN if span.days <= SHORT_DAYS else SOMETIMES):
        raw["at_start"] = draw(_earlier_days())
    if draw(SOMETIMES):
        raw |= draw(_oddities())
    if draw(RARELY):
        raw |= {"enrolled_in_jamf": "during", "joins": text(draw(span.moments()))}
        raw |= {"joins_logged_in": False} if draw(OFTEN) else {}
    return raw


@st.composite
def _earlier_days(draw: st.DrawFn) -> Raw:
    """A certificate that is there already: its renewal comes within days, in a run that can be played whole."""
    raw: Raw = {
        "certificate": "there",
        "issued_ago": draw(pick("340 days", "330 days", "362 days", "10 days")),
    }
    return raw | draw(some(bound=pick(False), keychain_password=pick(False), task=pick("1.2.0")))


@st.composite
def _oddities(draw: st.DrawFn) -> Raw:
    """What few Macs have."""
    return draw(
        some(
            clock_skew=pick("20 minutes", "-2 hours", "-40 days", "40 days"),
            allows_hosts=pick(*_ALLOW_LISTS),
            time_zone=pick("America/New_York", "Asia/Tokyo"),
            user_status=pick("suspended", "staged", "deactivated", "absent"),
            office_version=pick(*_OFFICE_VERSIONS),
            enrolled_in_jamf=pick("never"),
        )
    )


@st.composite
def fleets(draw: st.DrawFn, span: Span, cast: Cast) -> list[Raw]:
    """One to three groups, at most five Macs; their names go into the cast."""
    fleet = [draw(groups(name, span)) for name in _NAMES[: draw(pick(1, 2, 3))]]
    people = [group for group in fleet if "people" in group]
    for number, group in enumerate(people[1:], start=2):  # logins are the org's: each name once
        for person in group["people"]:
            person["name"] += str(number)
    for group in fleet:
        cast.enter(group)
    return fleet
