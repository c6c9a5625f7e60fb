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
        classic_basic_auth: whether the Classic API takes a name and a password with each request, as it did before
            11.5, or tokens only; refused, they get the answer of a wrong password. Unknown: it depends on the age
            of the server, and before 11.5 on its settings.
        invalid_client_status: the HTTP status with which an API client's wrong secret is refused. Unknown: Jamf's
            specification says 400, clients expect 401.
        mdm_commands_carried_out: when a Mac carries out what is queued for it: with its next check-in, which is
            when this server hears of it, or at once. Unknown: it depends on when a push reaches the Mac.
    """

    run_without_console_user_logged_as: Literal["nobody", "owner"] = "nobody"
    flush_on_reenrollment: Literal["no", "yes"] = "no"
    classic_basic_auth: Literal["off", "on"] = "off"
    invalid_client_status: Literal["401", "400"] = "401"
    mdm_commands_carried_out: Literal["at_check_in", "at_once"] = "at_check_in"
