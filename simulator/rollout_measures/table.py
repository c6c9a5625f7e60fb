"""Every measure by its name, with a share or a cause where the name has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, TypeVar

from simulator import measure_names as names
from simulator.measures import MEASURES, Window
from simulator.reading import Reading
from simulator.rollout_measures import (
    by_cause,
    by_day,
    certificates,
    dead_ends,
    help_desk,
    kept_out,
    leaving,
    load,
    spreading,
    stale,
)

V = TypeVar("V")
Measure = Callable[[Reading, Window], V]

_TOTALS: Final[dict[str, Measure[float]]] = {
    **MEASURES,
    "denied_minutes": kept_out.denied_minutes,
    "days_to_last_wave": spreading.days_to_last_wave,
    "days_after_last_wave": spreading.days_after_last_wave,
    "rollout_pauses": spreading.rollout_pauses,
    "let_in_days_after_leaving": leaving.let_in_days_after_leaving,
    "most_let_in_days_after_leaving": leaving.most_let_in_days_after_leaving,
    "most_unbound_slots_used": certificates.most_unbound_slots_used,
    "macs_that_used_all_slots": certificates.macs_that_used_all_slots,
    "macs_with_one_slot_left": certificates.macs_with_one_slot_left,
    "stale_share_30_days_after_renewal": stale.stale_share_30_days_after_renewal,
    "macs_in_dead_ends": dead_ends.macs_in_dead_ends,
    "help_desk_calls": help_desk.help_desk_calls,
    "help_desk_calls_given_up": help_desk.help_desk_calls_given_up,
    "help_desk_calls_in_vain": help_desk.help_desk_calls_in_vain,
    "help_desk_wait_minutes": help_desk.help_desk_wait_minutes,
    "help_desk_longest_wait_minutes": help_desk.help_desk_longest_wait_minutes,
}
_DAILY: Final[dict[str, Measure[list[float]]]] = {
    "macs_locked_out_a_day": by_day.macs_locked_out_a_day,
    "people_denied_a_day": by_day.people_denied_a_day,
    "exposures_a_day": by_day.exposures_a_day,
    "denied_minutes_a_day": kept_out.denied_minutes_a_day,
    "macs_kept_out_a_day": kept_out.macs_kept_out_a_day,
    "people_kept_out_a_day": kept_out.people_kept_out_a_day,
    "certificates_issued_a_day": certificates.certificates_issued_a_day,
    "renewals_a_day": certificates.renewals_a_day,
    "stale_browsers_a_day": stale.stale_browsers_a_day,
    "help_desk_calls_a_day": help_desk.help_desk_calls_a_day,
    "help_desk_longest_wait_minutes_a_day": help_desk.help_desk_longest_wait_minutes_a_day,
    "okta_load_in_busiest_hour_a_day": load.okta_load_in_busiest_hour_a_day,
    "jamf_load_in_busiest_hour_a_day": load.jamf_load_in_busiest_hour_a_day,
}
_OF_SHARE: Final[dict[str, Callable[[Reading, Window, float], float]]] = {
    "days_to_N_percent_trusted": spreading.days_to_share_trusted,
    "days_until_N_percent_are_back": spreading.days_until_share_is_back,
    "days_until_task_ran_on_N_percent": spreading.days_until_task_ran_on_share,
}
_TOTALS_OF_CAUSE: Final[dict[str, Callable[[Reading, Window, str], float]]] = {
    "denied_sign_ins": by_cause.denied_sign_ins,
    "denied_person_days": by_cause.denied_person_days,
    "denied_minutes": by_cause.denied_minutes,
    "macs_in_dead_ends": dead_ends.macs_in_dead_ends_of,
}
_DAILY_OF_CAUSE: Final[dict[str, Callable[[Reading, Window, str], list[float]]]] = {
    "macs_locked_out_a_day": by_cause.macs_locked_out_a_day,
    "people_denied_a_day": by_cause.people_denied_a_day,
    "denied_minutes_a_day": by_cause.denied_minutes_a_day,
}


class Table(Mapping[str, Measure[V]]):
    """Measures by name; going through it gives the names as they are listed, with N for a share."""

    def __init__(
        self,
        plain: Mapping[str, Measure[V]],
        of_cause: Mapping[str, Callable[[Reading, Window, str], V]],
        of_share: Mapping[str, Callable[[Reading, Window, float], V]],
    ) -> None:
        self._plain = plain
        self._of_cause = of_cause
        self._of_share = of_share
        self._known = (*plain, *of_share)

    def __getitem__(self, name: str) -> Measure[V]:
        """The measure of that name. Raises KeyError."""
        try:
            asked = names.asked(name, self._known)
        except names.NoSuchMeasure as error:
            raise KeyError(name) from error
        if asked.cause:
            return partial(_narrowed, self._of_cause[asked.measure], asked.cause)
        if asked.share is not None:
            return partial(_narrowed, self._of_share[asked.measure], asked.share)
        return self._plain[asked.measure]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


K = TypeVar("K")


def _narrowed(measure: Callable[[Reading, Window, K], V], to: K, reading: Reading, window: Window) -> V:
    return measure(reading, window, to)


TOTALS: Final[Mapping[str, Measure[float]]] = Table(_TOTALS, _TOTALS_OF_CAUSE, _OF_SHARE)
"""Measures that are one number a run."""
DAILY: Final[Mapping[str, Measure[list[float]]]] = Table(_DAILY, _DAILY_OF_CAUSE, {})
"""Measures that are one number for each local day of a run."""
