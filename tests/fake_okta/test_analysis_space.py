"""Sets of requests as bits: variables with their values, and the request that is found among them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from fake_okta.analysis_space import Space

SIZES = st.lists(st.integers(1, 3) | st.just("yes or no"), min_size=1, max_size=4)


def space_of(sizes):
    """A space with these variables, and all its requests."""
    space = Space()
    variables = [space.yes_or_no() if size == "yes or no" else space.variable(size) for size in sizes]
    return space, [sum(values) for values in itertools.product(*map(bits, variables))]


def bits(state):
    return [1 << place for place in range(state.bit_length()) if state >> place & 1]


def test_each_variable_adds_its_values_to_the_full_state_and_a_space_without_any_has_none():
    space = Space()
    assert space.full == 0
    assert [space.variable(3), space.yes_or_no(), space.variable(1)] == [0b111, 0b11000, 0b100000]
    assert space.full == 0b111111


def test_the_variables_of_a_state_are_told_each_once_and_in_their_order():
    space = Space()
    first, second, third = space.variable(3), space.yes_or_no(), space.variable(2)
    assert [*space.variables(space.full)] == [first, second, third]
    assert [*space.variables(0b100 | third)] == [first, third]
    assert [*space.variables(0)] == []


@given(SIZES, st.data())
def test_a_request_is_found_exactly_where_one_of_the_state_meets_all_clauses(sizes, data):
    space, requests = space_of(sizes)
    values = st.integers(0, space.full)
    state, clauses = data.draw(values), data.draw(st.lists(values, max_size=5))
    # Each variable of a state has a value.
    state |= sum(variable for variable in space.variables(space.full) if not variable & state)
    fitting = [one for one in requests if one & state == one and all(one & clause for clause in clauses)]
    found = space.find(state, clauses)
    assert found in fitting if fitting else found is None


def test_a_clause_that_the_lowest_values_do_not_meet_is_met_by_its_first_variable():
    space = Space()
    (_, first), (no, second) = bits(space.yes_or_no()), bits(space.yes_or_no())
    assert space.find(space.full, [first | second]) == first | no


def test_a_contradiction_that_the_clauses_force_is_found_before_anything_is_tried():
    space = Space()
    # Each of these would be tried both ways as long as nobody sees that the rest cannot be.
    yes = [bits(space.yes_or_no())[1] for _ in range(80)]
    choices = [one | other for one, other in zip(yes[::2], yes[1::2], strict=True)]
    (no, yes), (no_too, yes_too) = bits(space.yes_or_no()), bits(space.yes_or_no())
    assert space.find(space.full, [*choices, no, yes | no_too, yes | yes_too]) is None
