"""Where something stands in a Mac's own order: second by second, and within one in the order of what it is.

'Next' and 'before' mean this order and not the second alone, so that what falls into one second is neither lost nor told
in another order when more, or less, is played around it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

OUTSIDE: Final = -1
CHECK_IN: Final = 0
AGENT_PASS: Final = 1
OPEN_APP: Final = 2
BROWSER_END: Final = 3


class Place(NamedTuple):
    """Epoch second, what it is (OUTSIDE to BROWSER_END), and the how-manieth of its kind on this Mac.

    >>> Place(5, OPEN_APP, 0) < Place(5, OPEN_APP, 1) < Place(5, BROWSER_END, 0) < Place(6, OUTSIDE, 0)
    True
    """

    at: int
    what: int
    number: int

    def excluded(self, what: int, number: int) -> int:
        """The last second at which the ``number``-th thing of this kind is not later than here.

        >>> Place(5, OPEN_APP, 0).excluded(BROWSER_END, 0), Place(5, OPEN_APP, 0).excluded(CHECK_IN, 0)
        (4, 5)
        """
        return self.at - 1 if (what, number) > (self.what, self.number) else self.at

    def reached(self, what: int, number: int) -> int:
        """The first second at which the ``number``-th thing of this kind is not earlier than here.

        >>> Place(5, BROWSER_END, 0).reached(OPEN_APP, 3), Place(5, OUTSIDE, 0).reached(OPEN_APP, 3)
        (6, 5)
        """
        return self.at + 1 if (what, number) < (self.what, self.number) else self.at


def before_macs(at: int) -> Place:
    """The place of what comes from outside at a second: faults and scripts come before what Macs do of themselves."""
    return Place(at, OUTSIDE, 0)
