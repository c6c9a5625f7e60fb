"""Rules as sets of requests, and an ordered list of them as a partition: which rule decides on which requests."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fake_okta.analysis_axes import Axes
from fake_okta.messages import Rule
from fake_okta.policy import DEFAULT_RULE

Clauses = Sequence[int]


@dataclass(frozen=True, slots=True)
class Term:
    """An active rule as the set of requests that it matches.

    Attributes:
        inside: the values that a matching request has, for each variable by itself.
        either: clauses on several variables at once: in one of these groups, from one of these zones.
        touched: the variables that ``inside`` narrows.
        misses: clauses that hold of exactly those requests that the rule does not match.
    """

    place: int
    rule: Rule
    inside: int
    either: tuple[int, ...]
    touched: tuple[int, ...]
    misses: tuple[int, ...]

    def within(self, state: int) -> int:
        """The part of a state in which the rule may match; 0 where it cannot."""
        for variable in self.touched:
            if not state & self.inside & variable:
                return 0
        return state & self.inside


def term(axes: Axes, place: int, rule: Rule) -> Term | None:
    """An active rule as a set; None where it is inactive or its conditions leave nothing."""
    if not rule.active:
        return None
    inside, either = axes.space.full, []
    for clause in _conditions(axes, rule):
        variables = [*axes.space.variables(clause)]
        if not variables:
            return None
        if len(variables) == 1:
            inside &= clause | ~variables[0]
        else:
            either.append(clause)
    touched = tuple(v for v in axes.space.variables(axes.space.full) if inside & v != v)
    if any(not inside & variable for variable in touched):
        return None
    return Term(place, rule, inside, tuple(either), touched, _misses(axes, inside, either))


def _conditions(axes: Axes, rule: Rule) -> Iterator[int]:
    """Clauses that a matching request meets."""
    space, people = axes.space, axes.people
    if rule.users or rule.groups:
        yield _any([*map(people.user, rule.users), *map(people.member, rule.groups)])
    excluded = [*map(people.user, rule.excluded_users), *map(people.member, rule.excluded_groups)]
    yield from (_outside(axes, bits) for bits in excluded if bits)
    if rule.location != "anywhere":
        inside = _any([axes.zones.inside(name) for name in rule.zones])
        outside = (variable & ~inside for variable in space.variables(inside))
        yield from outside if rule.location == "not_in_zone" else [inside]
    if rule.clients is not None:
        yield axes.client.among(rule.clients)
    yield axes.platform.among(rule.platforms)
    if rule.trust != "any":
        yield axes.device.among(["ignored", "trusted" if rule.trust == "trusted" else "untrusted"])


def _misses(axes: Axes, inside: int, either: Sequence[int]) -> tuple[int, ...]:
    """No value inside, or none of what is to be either: one clause for each way to have all of the latter."""
    outside = axes.space.full & ~inside
    ways = [[variable & ~clause for variable in axes.space.variables(clause)] for clause in either]
    return tuple(_any([outside, *way]) for way in itertools.product(*ways))


def _outside(axes: Axes, bits: int) -> int:
    return next(axes.space.variables(bits)) & ~bits


def _any(clauses: Sequence[int]) -> int:
    return functools.reduce(operator.or_, clauses, 0)


class Ordered:
    """An ordered list of rules over a space. A *place* is a rule's index; the default rule's is their number."""

    def __init__(self, axes: Axes, rules: Sequence[Rule]) -> None:
        self.axes = axes
        self.rules = tuple(rules)
        default = term(axes, len(rules), DEFAULT_RULE)
        found = [term(axes, place, rule) for place, rule in enumerate(rules)]
        self.terms = tuple(one for one in [*found, default] if one is not None)
        before: list[int] = [*axes.real]
        self._before: dict[int, tuple[int, ...]] = {}
        for one in self.terms:
            self._before[one.place] = tuple(before)
            before += one.misses

    def rule(self, place: int) -> Rule:
        """The rule of a place."""
        return DEFAULT_RULE if place == len(self.rules) else self.rules[place]

    def clauses(self, one: Term) -> Clauses:
        """What a request meets that this rule decides on, besides being inside it."""
        return (*one.either, *self._before[one.place])

    def find(self, one: Term, state: int, more: Clauses = ()) -> int | None:
        """A request of a state on which this rule decides."""
        return self.axes.space.find(one.within(state), (*self.clauses(one), *more))

    def decided_in(self, state: int, unwanted: Callable[[Term], bool]) -> bool:
        """Whether an unwanted rule decides on some request of the state."""
        return next(self.deciders(state, unwanted), None) is not None

    def deciders(self, state: int, wanted: Callable[[Term], bool]) -> Iterator[Term]:
        """The wanted rules that decide on some request of the state, in their order."""
        clauses: list[int] = [*self.axes.real]
        for one in self.terms:
            within = one.within(state)
            if not within:
                continue
            if wanted(one) and self.axes.space.find(within, (*one.either, *clauses)) is not None:
                yield one
            if within == state and not one.either:
                return
            clauses += one.misses
