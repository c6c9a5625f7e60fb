"""Facts of one request until they suffice: with them a rule matches, and others do not.

What :mod:`fake_okta.analysis_classes` begins a class with; which of the facts can be spared is seen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from fake_okta.analysis_axes import Axes
from fake_okta.analysis_terms import Term
from fake_okta.messages import Rule
from fake_okta.policy import ALL_ZONES

About = Literal["user", "group", "zone", "client", "platform", "device"]
Named = tuple[About, str, int]
"""Somebody or a zone, and the values that say so."""
Condition = Literal["people", "location", "client", "platform", "device"]


class Fact(NamedTuple):
    """One fact about a request: the group it is (or, where not ``holds``, is not) in; the words that it has one of."""

    about: About
    holds: bool
    names: tuple[str, ...]
    values: int


class Draft:
    """Gathers facts of one request until they suffice."""

    def __init__(self, axes: Axes, request: int, target: int) -> None:
        self._axes = axes
        self._request = request
        self.facts: dict[tuple[About, str], Fact] = {}
        self.state = target
        self._narrow(self._devices_of_client())

    def match(self, term: Term) -> None:
        """Facts with which the rule matches."""
        rule = term.rule
        self._narrow(term.inside & self._words() | ~self._words())
        for excluded in self._people(rule.excluded_users, rule.excluded_groups):
            self._fact(*excluded)
        self._one_of(self._people(rule.users, rule.groups))
        if rule.location == "in_zone":
            self._one_of(self._zones(rule))
        elif rule.location == "not_in_zone":
            for zone in self._zones(rule):
                self._fact(*zone)

    def miss(self, term: Term, order: Sequence[Condition]) -> None:
        """Facts with which the rule does not match: none where those so far will do, else for one condition."""
        whole = self._whole()
        if not term.within(whole) or any(not whole & clause for clause in term.either):
            return
        for condition in order:
            if self._missed(term, condition):
                return

    def _missed(self, term: Term, condition: Condition) -> bool:
        if condition == "people":
            return self._outside_people(term.rule)
        if condition == "location":
            return self._outside_location(term.rule)
        axes = self._axes
        variables = {
            "client": axes.client.variable,
            "platform": axes.platform.variable,
            "device": axes.device.variable,
        }
        variable = variables[condition]
        if term.inside & self._request & variable:
            return False
        self._narrow(~term.inside & variable | ~variable)
        return True

    def _outside_people(self, rule: Rule) -> bool:
        excluded = self._people(rule.excluded_users, rule.excluded_groups)
        return self._one_of(excluded) or self._none_of(self._people(rule.users, rule.groups))

    def _outside_location(self, rule: Rule) -> bool:
        if rule.location == "in_zone":
            return self._none_of(self._zones(rule))
        return rule.location == "not_in_zone" and self._one_of(self._zones(rule))

    def _people(self, logins: AbstractSet[str], groups: AbstractSet[str]) -> list[Named]:
        people = self._axes.people
        return [
            *(("user", login, people.user(login)) for login in sorted(logins)),
            *(("group", group, people.member(group)) for group in sorted(groups)),
        ]

    def _zones(self, rule: Rule) -> list[Named]:
        names = self._axes.zones.names if ALL_ZONES in rule.zones else sorted(rule.zones)
        return [("zone", name, self._axes.zones.inside(name)) for name in names]

    def _none_of(self, named: Sequence[Named]) -> bool:
        if not named or any(bits & self._request for _, _, bits in named):
            return False
        for one in named:
            self._fact(*one)
        return True

    def _one_of(self, named: Sequence[Named]) -> bool:
        """The first that is true of the request, one told already before others."""
        true = [one for one in named if one[2] & self._request]
        true.sort(key=lambda one: (one[0], one[1]) not in self.facts)
        if true:
            self._fact(*true[0])
        return bool(true)

    def _fact(self, about: About, name: str, bits: int) -> None:
        """Of what is true of all requests, as of Everyone, or of none, no fact is wanted."""
        variable = next(self._axes.space.variables(bits), 0)
        if bits != variable:
            holds = bool(bits & self._request)
            values = (bits if holds else variable & ~bits) | ~variable
            self.facts[about, name] = Fact(about, holds, (name,), values)

    def _narrow(self, words: int) -> None:
        self.state &= words

    def _words(self) -> int:
        return self._axes.device.variable | self._axes.client.variable | self._axes.platform.variable

    def _whole(self) -> int:
        return all_of(self.facts.values(), self.state)

    def _devices_of_client(self) -> int:
        """Clients whose devices are asked, or are not, as this request's: the fact behind an ignored device."""
        clients = self._axes.client.variable
        for clause in self._axes.real:
            if not clause & self._request & ~clients:
                return clause & clients | ~clients
        return -1


def all_of(facts: Iterable[Fact], words: int) -> int:
    """The state in which all these facts and words hold."""
    for fact in facts:
        words &= fact.values
    return words
