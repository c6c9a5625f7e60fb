"""What Jamf's public material leaves open: each gap a named assumption with default and alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class JamfAssumptions:
    """How this fake Jamf Pro behaves where nothing public says so.

    Attributes:
        run_without_console_user_logged_as: whose run it is when nobody is logged in: nobody's (so the next
            user's run is still due), or the inventory owner's (so it is not).
        flush_on_reenrollment: whether a re-enrolled Mac loses its policy log (a server option in Jamf Pro).
    """

    run_without_console_user_logged_as: Literal["nobody", "owner"] = "nobody"
    flush_on_reenrollment: Literal["no", "yes"] = "no"
