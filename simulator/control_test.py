"""The tool's own control test: defects planted in an app's rules, and whether the analysis of the rules finds them.

Whether a planted defect opens anything is decided without the analysis: every request of an untrusted Mac that the
estate's people and zones allow is put to the very function that decides sign-ins. A defect that opens something and of
which the analysis says nothing new is missed; a hole that is told where no such request gets in is a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple, get_args

from fake_okta.analysis_axes import Known
from fake_okta.messages import ClientType, Rule
from fake_okta.policy import AccessRequest, decide
from fake_okta.users import EVERYONE
from simulator.policy_check import as_data, checked_app
from simulator.rule_sets import AppRules, RuleSet

Outcome = Literal["found", "missed", "false alarm", "opens nothing more"]
Told = Callable[[AppRules, Known], set[str]]
"""An analysis: what it says of untrusted Macs that are let in, each hole in words of its own."""
_EVERYBODY = "planted: lets everybody in"


class Planted(NamedTuple):
    """One planted defect.

    Attributes:
        opens: how many kinds of requests it lets in that were kept out before.
        outcome: found or missed, where it opens something; else a false alarm, or nothing more to be found.
    """

    app: str
    defect: str
    opens: int
    outcome: Outcome


def control_test(rules: RuleSet, analysis: Told | None = None) -> list[Planted]:
    """Plant defects in the rules of each app that can be secured, one at a time, and ask the analysis: ours, or another."""
    known = rules.known
    return [
        one
        for app in rules.apps
        if app.secured and app.rules
        for one in _of_app(app, known, [*_requests(app, rules)], analysis or told_of)
    ]


def _of_app(app: AppRules, known: Known, requests: Sequence[AccessRequest], told: Told) -> Iterator[Planted]:
    open_before, told_before = _let_in(app.rules, requests), told(app, known)
    for defect, planted in _defects(app.rules):
        open_after, told_after = _let_in(planted, requests), told(replace(app, rules=planted), known)
        opens = len(open_after - open_before)
        if opens:
            outcome: Outcome = "found" if told_after - told_before else "missed"
        else:
            outcome = "false alarm" if told_after and not open_after else "opens nothing more"
        yield Planted(app.name, defect, opens, outcome)


def told_of(app: AppRules, known: Known) -> set[str]:
    """What the analysis says of untrusted Macs that are let in, hole by hole."""
    return {
        f"{hole['kind']}|{hole['rule']}|{let_in['says']}"
        for hole in as_data(checked_app(app, known))["holes"]
        for let_in in hole["let_in"]
        if let_in["devices"] == "macs"
    }


def _let_in(rules: tuple[Rule, ...], requests: Iterable[AccessRequest]) -> set[AccessRequest]:
    return {request for request in requests if decide(rules, request).allowed}


def _defects(rules: tuple[Rule, ...]) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Mistakes that people make with rules, one at a time."""
    for place, rule in enumerate(rules):
        if not rule.active:
            continue
        others = (*rules[:place], *rules[place + 1 :])
        if rule.access == "deny":
            yield f"'{rule.name}' is switched off", _with(rules, place, replace(rule, active=False))
            yield f"'{rule.name}' is not there", others
            yield f"'{rule.name}' is for Windows alone", _with(rules, place, _for_windows(rule))
            yield f"'{rule.name}' is for trusted devices", _with(rules, place, replace(rule, trust="trusted"))
        elif rule.trust == "trusted":
            yield f"'{rule.name}' asks for no trust", _with(rules, place, replace(rule, trust="any"))
            yield (
                f"'{rule.name}' asks for Not trusted",
                _with(rules, place, replace(rule, trust="not_trusted")),
            )
    yield "a rule that lets everybody in comes first", (Rule(_EVERYBODY, "allow"), *rules)
    yield "a rule that lets everybody in comes last", (*rules, Rule(_EVERYBODY, "allow"))


def _with(rules: tuple[Rule, ...], place: int, rule: Rule) -> tuple[Rule, ...]:
    return (*rules[:place], rule, *rules[place + 1 :])


def _for_windows(rule: Rule) -> Rule:
    return replace(rule, platforms=frozenset({"windows"}))


def _requests(app: AppRules, rules: RuleSet) -> Iterator[AccessRequest]:
    """Every request of an untrusted Mac that these rules could tell apart, for these people and zones."""
    named = {login for rule in app.rules for login in (*rule.users, *rule.excluded_users)}
    clients: Sequence[ClientType] = get_args(ClientType) if app.office365 else ("web",)
    zones = [*rules.known.zones] if rules.known.zones is not None else [frozenset[str]()]
    for members in rules.people or ():
        people = [*(login for login in named if login in members.logins), *members.logins[:1]]
        for login in people:
            for inside in zones:
                for client in clients:
                    yield AccessRequest(
                        login, members.groups | {EVERYONE}, frozenset(inside), client, "osx", "untrusted"
                    )


def as_rows(planted: Iterable[Planted]) -> list[dict[str, Any]]:
    """The planted defects as data, to be kept with a run."""
    return [one._asdict() for one in planted]
