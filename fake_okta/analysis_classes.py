"""Classes of requests: the fewest facts that suffice for an outcome, until they cover all requests that have it.

A class is a prime implicant of the set of requests with the outcome: leave out one of its facts, and some request with
the others comes out differently.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from fake_okta.analysis_axes import Axes
from fake_okta.analysis_terms import Ordered, Term
from fake_okta.messages import Rule
from fake_okta.policy import ALL_ZONES

About = Literal["user", "group", "zone", "client", "platform", "device"]
Condition = Literal["people", "location", "client", "platform", "device"]

_ORDERS: tuple[tuple[Condition, ...], ...] = (
    ("platform", "client", "device", "location", "people"),
    ("people", "location", "device", "client", "platform"),
    ("location", "client", "platform", "device", "people"),
)
"""Which condition of a rule in the way is told first as not met; the shortest class of these attempts is kept."""


class Fact(NamedTuple):
    """One fact about a request: the group it is (or, where not ``holds``, is not) in; the words that it has one of."""

    about: About
    holds: bool
    names: tuple[str, ...]
    values: int


@dataclass(frozen=True, slots=True)
class RequestClass:
    """All requests with these facts.

    Attributes:
        facts: the fewest that suffice.
        deciders: the places of the rules that decide on them in the first list, and in the second where two are compared.
        example: one of them, as bits.
        state: all of them, as bits.
    """

    facts: tuple[Fact, ...]
    deciders: tuple[tuple[int, ...], ...]
    example: int
    state: int

    @property
    def key(self) -> tuple[int, int]:
        """Fewest facts first; among equals, the more requests."""
        return len(self.facts), -self.state.bit_count()


class Side(NamedTuple):
    """An ordered list of rules, and which of them are to decide."""

    ordered: Ordered
    wanted: Callable[[Term], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The requests of ``target`` on which each side's wanted rules decide."""

    axes: Axes
    sides: tuple[Side, ...]
    target: int

    def holds(self, state: int) -> bool:
        """Whether all requests of a state have this outcome."""
        return not any(
            side.ordered.decided_in(state, lambda term, side=side: not side.wanted(term))  # type: ignore[misc]
            for side in self.sides
        )

    def classes(self, starts: Sequence[int], most: int) -> tuple[list[RequestClass], bool]:
        """Classes that together cover the outcome within the starts, and whether they are all of them.

        Those of the earlier starts are looked for first, and, of one list, for each rule one before all: ``most`` limits
        all but these.
        """
        search = _Search(self)
        for fairly in (True, False) if len(self.sides) == 1 else (False,):
            for start in starts:
                for deciding in itertools.product(*(self._wanted(side) for side in self.sides)):
                    if not search.cover(start & self.target, deciding, 1 if fairly else most):
                        return self._needed(search.found), False
        return self._needed(search.found), True

    def values(self, variable: int) -> int:
        """The values of a variable with which some request has this outcome.

        With each request that is found, all that differ from it in this variable alone are taken at once.
        """
        taken = 0
        for deciding in itertools.product(*(self._wanted(side) for side in self.sides)):
            while (
                taken != variable
                and (request := self.request(deciding, self.target & ~taken, [])) is not None
            ):
                taken |= self._alike(request | self.axes.space.full & variable, variable, deciding)
        return taken

    def _alike(self, state: int, variable: int, deciding: Sequence[Term]) -> int:
        """The values of a variable, all others having one, with which these rules decide."""
        for side, decider in zip(self.sides, deciding, strict=True):
            for term in side.ordered.terms[: side.ordered.terms.index(decider)]:
                if all(state & clause for clause in term.either):
                    state &= ~(term.within(state) & variable)
            state = decider.within(state)
        return state & variable

    def _wanted(self, side: Side) -> list[Term]:
        return [term for term in side.ordered.terms if side.wanted(term)]

    def request(self, deciding: Sequence[Term], state: int, outside: Sequence[int]) -> int | None:
        """A request within a state on which these rules decide, one a side, and which meets these clauses; or none."""
        clauses = [*outside]
        for side, term in zip(self.sides, deciding, strict=True):
            state = term.within(state)
            if not state:
                return None
            clauses = [*side.ordered.clauses(term), *clauses]
        return self.axes.space.find(state, clauses)

    def _needed(self, found: list[RequestClass]) -> list[RequestClass]:
        """Without the classes that the others cover, those of the most facts first."""
        kept = sorted(found, key=lambda one: one.key)
        for one in reversed(kept[:]):
            others = [self.axes.space.full & ~other.state for other in kept if other is not one]
            if self.axes.space.find(one.state, [*self.axes.real, *others]) is None:
                kept.remove(one)
        return kept

    def shortest(self, request: int, deciding: Sequence[Term]) -> RequestClass:
        """The class around a request that takes the fewest facts to tell."""
        drafts = dict.fromkeys(self._reasons(request, deciding, order) for order in _ORDERS)
        return min((self._fewest(request, *draft) for draft in drafts), key=lambda one: one.key)

    # --- facts that suffice -------------------------------------------------------------------------------

    def _reasons(
        self, request: int, deciding: Sequence[Term], order: Sequence[Condition]
    ) -> tuple[tuple[Fact, ...], int]:
        """Facts and words with which the same rules, or rules to the same effect, decide as on this request."""
        draft = _Draft(self.axes, request, self.target)
        for term in deciding:
            draft.match(term)
        for side, decider in zip(self.sides, deciding, strict=True):
            for term in side.ordered.terms:
                if term.place < decider.place and not side.wanted(term):
                    draft.miss(term, order)
        return tuple(draft.facts.values()), draft.state

    def _holds_with(self, facts: Sequence[Fact], words: int) -> bool:
        return self.holds(_all(facts, words))

    def _fewest(self, request: int, facts: Sequence[Fact], words: int) -> RequestClass:
        kept = sorted(facts, key=_importance)
        for fact in kept[:]:
            rest = [one for one in kept if one is not fact]
            if self.holds(_all(rest, words)):
                kept = rest
        for choice in (self.axes.device, self.axes.client, self.axes.platform):
            words = self._widened(words, choice.variable, partial(self._holds_with, kept))
        state = _all(kept, words)
        told = (*self._words(words), *kept)
        deciders = tuple(
            tuple(term.place for term in side.ordered.deciders(state, side.wanted)) for side in self.sides
        )
        return RequestClass(told, deciders, request, state)

    def _widened(self, words: int, variable: int, holds: Callable[[int], bool]) -> int:
        """As many words of a variable as leave the outcome what it is, all where that can be."""
        most = self.target & variable
        if holds(words | most):
            return words | most
        for bit in _bits(most & ~words):
            if holds(words | bit):
                words |= bit
        return words

    def _words(self, words: int) -> Iterator[Fact]:
        named: tuple[tuple[About, int, Callable[[int], tuple[str, ...]]], ...] = (
            ("device", self.axes.device.variable, self.axes.device.told),
            ("platform", self.axes.platform.variable, self.axes.platform.told),
            ("client", self.axes.client.variable, self.axes.client.told),
        )
        for about, variable, told in named:
            if words & variable != self.target & variable:
                yield Fact(about, True, told(words), words & variable | ~variable)


class _Search:
    """The classes found so far, and what is outside all of them."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._outside: list[int] = []
        self.found: list[RequestClass] = []

    def cover(self, state: int, deciding: Sequence[Term], most: int) -> bool:
        """Cover what these rules decide in a state, with one class where ``most`` is 1; whether there was room."""
        while (request := self._outcome.request(deciding, state, self._outside)) is not None:
            if most > 1 and len(self.found) >= most:
                return False
            found = self._outcome.shortest(request, deciding)
            self.found.append(found)
            self._outside.append(self._outcome.axes.space.full & ~found.state)
            if most == 1:
                break
        return True


class _Draft:
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
        for group in rule.excluded_groups:
            self._fact("group", group, self._axes.people.member(group))
        for login in rule.excluded_users:
            self._fact("user", login, self._axes.people.user(login))
        if rule.users or rule.groups:
            self._one_of(
                [("user", login, self._axes.people.user(login)) for login in sorted(rule.users)]
                + [("group", group, self._axes.people.member(group)) for group in sorted(rule.groups)]
            )
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
        people = self._axes.people
        for login in sorted(rule.excluded_users):
            if people.user(login) & self._request:
                return self._fact("user", login, people.user(login))
        for group in sorted(rule.excluded_groups):
            if people.member(group) & self._request:
                return self._fact("group", group, people.member(group))
        named = [("user", login, people.user(login)) for login in sorted(rule.users)]
        named += [("group", group, people.member(group)) for group in sorted(rule.groups)]
        return self._none_of(named)  # type: ignore[arg-type]

    def _outside_location(self, rule: Rule) -> bool:
        if rule.location == "in_zone":
            zones = self._zones(rule)
            return self._none_of(zones) if zones else False
        return rule.location == "not_in_zone" and self._one_of(self._zones(rule))

    def _zones(self, rule: Rule) -> list[tuple[About, str, int]]:
        names = self._axes.zones.names if ALL_ZONES in rule.zones else sorted(rule.zones)
        return [("zone", name, self._axes.zones.inside(name)) for name in names]

    def _none_of(self, named: Sequence[tuple[About, str, int]]) -> bool:
        if not named or any(bits & self._request for _, _, bits in named):
            return False
        for one in named:
            self._fact(*one)
        return True

    def _one_of(self, named: Sequence[tuple[About, str, int]]) -> bool:
        """The first that is true of the request, one told already before others."""
        true = [one for one in named if one[2] & self._request]
        true.sort(key=lambda one: (one[0], one[1]) not in self.facts)
        return bool(true) and self._fact(*true[0])

    def _fact(self, about: About, name: str, bits: int) -> bool:
        if name == "Everyone" or not bits:
            return True
        variable = next(self._axes.space.variables(bits))
        holds = bool(bits & self._request)
        values = (bits if holds else variable & ~bits) | ~variable
        self.facts[about, name] = Fact(about, holds, (name,), values)
        return True

    def _narrow(self, words: int) -> None:
        self.state &= words

    def _words(self) -> int:
        return self._axes.device.variable | self._axes.client.variable | self._axes.platform.variable

    def _whole(self) -> int:
        return _all(self.facts.values(), self.state)

    def _devices_of_client(self) -> int:
        """Clients whose devices are asked, or are not, as this request's: the fact behind an ignored device."""
        clients = self._axes.client.variable
        for clause in self._axes.real:
            if not clause & self._request & ~clients:
                return clause & clients | ~clients
        return -1


def _importance(fact: Fact) -> tuple[bool, int]:
    """What is left out first where it is not needed: who somebody is not, then where they are not."""
    return fact.holds, ("user", "group", "zone", "client", "platform", "device").index(fact.about)


def _all(facts: Iterable[Fact], words: int) -> int:
    for fact in facts:
        words &= fact.values
    return words


def _bits(state: int) -> Iterator[int]:
    while state:
        bit = state & -state
        yield bit
        state &= ~bit
