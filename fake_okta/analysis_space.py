"""Sets of requests as bits: variables with finitely many values, and the search for a request that fits.

A *state* is one integer that holds, for each variable, the bit of every value still possible: the positional
notation of cubes in multi-valued logic. A *clause* is an integer too: of the values in it the request has to have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class Space:
    """Variables, their bits, and the search; ``full`` is the state in which everything is possible."""

    def __init__(self) -> None:
        self.full = 0
        self._size = 0
        self._variable_of_bit: list[int] = []
        self._many_valued: list[int] = []
        self._absent = 0

    def variable(self, size: int) -> int:
        """A new variable of so many values (at least one); its bits, the first value lowest."""
        mask = ((1 << size) - 1) << self._size
        self._variable_of_bit += [mask] * size
        self._size += size
        self.full |= mask
        self._many_valued.append(mask)
        return mask

    def yes_or_no(self) -> int:
        """A new variable of two values, no and yes; its bits, that of no lowest."""
        mask = self.variable(2)
        self._absent |= self._many_valued.pop() & -mask
        return mask

    def variables(self, state: int) -> Iterator[int]:
        """The variables of which a state or clause holds any value."""
        while state:
            mask = self._variable_of_bit[(state & -state).bit_length() - 1]
            yield mask
            state &= ~mask

    def find(self, state: int, clauses: Sequence[int]) -> int | None:
        """A request of the state (one bit a variable) that meets every clause; None where there is none.

        Each variable of the state has a value. What is forced is followed, the request of the lowest values tried, and
        the state split on the first clause that this request fails.
        """
        waiting: list[tuple[int, Sequence[int]]] = [(state, clauses)]
        while waiting:
            state, unsure = self._forced(*waiting.pop())
            if not state:
                continue
            request = self._lowest(state)
            failed = next((clause for clause in unsure if not clause & request), None)
            if failed is None:
                return request
            variable = self._variable_of_bit[(state & failed & -(state & failed)).bit_length() - 1]
            meeting = state & failed & variable
            waiting.append((state & ~meeting, unsure))
            waiting.append((state & ~variable | meeting, unsure))
        return None

    def _forced(self, state: int, clauses: Iterable[int]) -> tuple[int, Sequence[int]]:
        """The state after all that clauses with a single variable left force, and the clauses still unsure."""
        while True:
            before, unsure = state, []
            for clause in clauses:
                live = state & clause
                if not live:
                    return 0, ()
                variable = self._variable_of_bit[(live & -live).bit_length() - 1]
                if live & ~variable:
                    unsure.append(clause)
                elif live != state & variable:
                    state = state & ~variable | live
            if state == before:
                return state, unsure
            clauses = unsure

    def _lowest(self, state: int) -> int:
        absent = state & self._absent
        request = absent | (state & ((self._absent & ~absent) << 1))
        for variable in self._many_valued:
            possible = state & variable
            request |= possible & -possible
        return request
