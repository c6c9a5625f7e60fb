"""Classes of requests: the fewest facts that suffice for an outcome, until they cover all requests that have it.

A class is a prime implicant of the set of requests with the outcome: leave out one of its facts, and some request with
the others comes out differently.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from fake_okta.analysis_axes import Axes
from fake_okta.analysis_facts import About, Condition, Draft, Fact, all_of
from fake_okta.analysis_terms import Ordered, Term

_ORDERS: tuple[tuple[Condition, ...], ...] = (
    ("platform", "client", "device", "location", "people"),
    ("people", "location", "device", "client", "platform"),
    ("location", "client", "platform", "device", "people"),
)
"""Which condition of a rule in the way is told first as not met; the shortest class of these attempts is kept."""


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

    def classes(self, most: int) -> tuple[list[RequestClass], bool]:
        """Classes that together cover the outcome, and whether they are all of them.

        Of one list, one of each rule is looked for before all: ``most`` limits all but these.
        """
        search = _Search(self)
        wanted = [*itertools.product(*(self._wanted(side) for side in self.sides))]
        if len(self.sides) == 1:
            for deciding in wanted:
                search.begin(deciding)
        complete = all(search.cover(deciding, most) for deciding in wanted)
        return self._needed(search.found), complete

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
        draft = Draft(self.axes, request, self.target)
        for term in deciding:
            draft.match(term)
        for side, decider in zip(self.sides, deciding, strict=True):
            for term in side.ordered.terms:
                if term.place < decider.place and not side.wanted(term):
                    draft.miss(term, order)
        return tuple(draft.facts.values()), draft.state

    def _holds_with(self, facts: Sequence[Fact], words: int) -> bool:
        return self.holds(all_of(facts, words))

    def _fewest(self, request: int, facts: Sequence[Fact], words: int) -> RequestClass:
        kept = sorted(facts, key=_importance)
        for fact in kept[:]:
            rest = [one for one in kept if one is not fact]
            if self.holds(all_of(rest, words)):
                kept = rest
        for choice in (self.axes.device, self.axes.client, self.axes.platform):
            words = self._widened(words, choice.variable, partial(self._holds_with, kept))
        state = all_of(kept, words)
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

    def begin(self, deciding: Sequence[Term]) -> bool:
        """One more class of what these rules decide; whether there was one."""
        request = self._request(deciding)
        if request is not None:
            found = self._outcome.shortest(request, deciding)
            self.found.append(found)
            self._outside.append(self._outcome.axes.space.full & ~found.state)
        return request is not None

    def cover(self, deciding: Sequence[Term], most: int) -> bool:
        """Classes of all that these rules decide, up to so many in all; whether there was room."""
        while len(self.found) < most:
            if not self.begin(deciding):
                return True
        return self._request(deciding) is None

    def _request(self, deciding: Sequence[Term]) -> int | None:
        return self._outcome.request(deciding, self._outcome.target, self._outside)


def _importance(fact: Fact) -> tuple[bool, int]:
    """What is left out first where it is not needed: who somebody is not, then where they are not."""
    return fact.holds, ("user", "group", "zone").index(fact.about)


def _bits(state: int) -> Iterator[int]:
    while state:
        bit = state & -state
        yield bit
        state &= ~bit
