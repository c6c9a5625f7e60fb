"""The names of all measures: what an expectation, an experiment's list and a limit may ask for.

A name may hold a share (``days_to_95_percent_trusted``: N stands for it in the lists here) and, where denials are counted,
be narrowed down to a root cause (``denied_minutes of browser_keeps_old``).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from simulator.diagnosis_causes import CAUSES, LETS_IN

COUNTED: Final = (
    "denied_person_days",
    "denied_sign_ins",
    "sign_ins",
    "macs_locked_out",
    "macs_enrolled",
    "macs_never_enrolled",
    "certificates_issued",
    "certificates_renewed",
    "certificates_unbound",
    "certificates_lost",
    "exposures",
    "trusted_while_unmanaged",
    "failed_enrollments",
    "failed_renewals",
    "trusted_share_at_end",
    "enforcement_coverage",
    "renewals_in_busiest_week",
    "shared_accounts",
    "trusted_days_after_leaving",
    "most_trusted_days_after_leaving",
)
"""Numbers of a run, counted record by record (:mod:`simulator.measures`)."""

OF_ROLLOUTS: Final = (
    "denied_minutes",
    "days_to_N_percent_trusted",
    "days_until_N_percent_are_back",
    "days_until_task_ran_on_N_percent",
    "days_to_last_wave",
    "days_after_last_wave",
    "rollout_pauses",
    "let_in_days_after_leaving",
    "most_let_in_days_after_leaving",
    "most_unbound_slots_used",
    "macs_that_used_all_slots",
    "macs_with_one_slot_left",
    "macs_in_dead_ends",
    "stale_share_30_days_after_renewal",
    "help_desk_calls",
    "help_desk_calls_given_up",
    "help_desk_calls_in_vain",
    "help_desk_wait_minutes",
    "help_desk_longest_wait_minutes",
)
"""Numbers of a run that follow states over time (:mod:`simulator.rollout_measures`)."""

DAILY: Final = (
    "macs_locked_out_a_day",
    "people_denied_a_day",
    "exposures_a_day",
    "denied_minutes_a_day",
    "macs_kept_out_a_day",
    "people_kept_out_a_day",
    "certificates_issued_a_day",
    "renewals_a_day",
    "stale_browsers_a_day",
    "help_desk_calls_a_day",
    "help_desk_longest_wait_minutes_a_day",
    "okta_load_in_busiest_hour_a_day",
    "jamf_load_in_busiest_hour_a_day",
)
"""Numbers by local day of the run."""

BY_CAUSE: Final = frozenset(
    {
        "denied_sign_ins",
        "denied_person_days",
        "denied_minutes",
        "macs_locked_out_a_day",
        "people_denied_a_day",
        "denied_minutes_a_day",
        "macs_in_dead_ends",
    }
)
"""Measures that can be narrowed down to one root cause."""

KEEPS_OUT: Final = tuple(word for word in CAUSES if word not in LETS_IN)
"""The causes of denials."""

_SHARE = re.compile(r"(?<=_)\d+(?:\.\d+)?(?=_percent)")
_OF = " of "


class NoSuchMeasure(ValueError):
    """A name that is no measure's; ``known`` are names that are, as far as its cause or its share is what is wrong."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known


class Asked(NamedTuple):
    """A measure as somebody asks for it: its name as listed, the share in it (0 to 1, or None), the cause or ""."""

    measure: str
    share: float | None = None
    cause: str = ""


def asked(name: str, known: tuple[str, ...] = (*COUNTED, *OF_ROLLOUTS, *DAILY)) -> Asked:
    """What a name asks for. Raises NoSuchMeasure.

    >>> asked("days_to_95_percent_trusted")
    Asked(measure='days_to_N_percent_trusted', share=0.95, cause='')
    >>> asked("denied_minutes of revoked").cause
    'revoked'
    """
    head, of, cause = name.partition(_OF)
    written = _SHARE.search(head)
    measure = head if written is None else head.replace(written[0], "N", 1)
    share = None if written is None else float(written[0]) / 100
    if measure not in known or "_N_" in head or (share is not None and not 0 < share <= 1):
        raise NoSuchMeasure(name, known)
    if of and (measure not in BY_CAUSE or cause not in KEEPS_OUT):
        narrowed = [measure] if measure in BY_CAUSE else [one for one in known if one in BY_CAUSE]
        raise NoSuchMeasure(name, tuple(f"{one}{_OF}{word}" for one in narrowed for word in KEEPS_OUT))
    return Asked(measure, share, cause)
