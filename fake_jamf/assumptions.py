"""What Jamf's public material leaves open: each gap a named assumption with default and alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class JamfAssumptions:
    """How this fake Jamf Pro behaves where nothing public says so. What follows 'Unknown:' says why.

    Attributes:
        run_without_console_user_logged_as: whose run it is when nobody is logged in: nobody's (so the next
            user's run is still due), or the inventory owner's (so it is not). Unknown: the frequency is
            documented by its name, and a run without a user not at all.
        flush_on_reenrollment: whether a re-enrolled Mac loses its policy log. Unknown: it is an option of the
            server (Re-enrollment, 'Clear policy logs'), so each one has its own answer.
    """

    run_without_console_user_logged_as: Literal["nobody", "owner"] = "nobody"
    flush_on_reenrollment: Literal["no", "yes"] = "no"
