"""Which Macs sleep at night, out of an inventory that was taken at night: who had just checked in was awake.

A Mac that is awake checks in at least every 20 minutes (every 15, and up to 5 later), and Jamf Pro keeps the last check-in
of each alone. So one export at night tells which Macs are on then, and an export by day tells nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from simulator.clock import DAY_S
from simulator.inventory.coverage import Coverage, share
from simulator.known_macs import KnownMac

AWAKE_S: Final = 1200
SEEN_WITHIN_S: Final = 7 * DAY_S
"""Who has not checked in for so long may be off, broken or gone: of its nights nothing is known."""
WORKS_S: Final = (8 * 3600 + 1800, 18 * 3600 + 1800 + AWAKE_S)
"""When the model's working day may begin and has surely ended, as habits have it where nobody changes them."""


def with_sleep(macs: Sequence[KnownMac], zone: tzinfo, coverage: Coverage) -> list[KnownMac]:
    """The Macs of an export that was made at night, with whether each sleeps; the fit of the others is told."""
    taken_at = max((mac.last_check_in for mac in macs if mac.last_check_in), default=None)
    if taken_at is None:
        coverage.note("Of sleep nothing is known: no last check-in could be read.")
        return [*macs]
    found = [_judged(mac, taken_at) for mac in macs]
    awake = sum(mac.sleeps == "never" for mac in found)
    asleep = [mac.last_check_in for mac in found if mac.sleeps == "at_night" and mac.last_check_in]
    known = awake + len(asleep)
    coverage.note(
        f"Sleep from check-ins: of {known:,} Macs that checked in within a week before {_local(taken_at, zone):%Y-%m-%d %H:%M}, "
        f"{awake:,} ({share(awake, known)}) had done so within {AWAKE_S // 60} minutes: they do not sleep at night."
    )
    if asleep:
        fits = sum(_as_the_model(at, zone) for at in asleep)
        coverage.note(
            f"Fit: of the {len(asleep):,} that sleep, {share(fits, len(asleep))} checked in last on a working day between "
            "08:30 and 18:50, as the model's people with the usual hours do. One night is one night: who worked late "
            "counts as never asleep."
        )
    return found


def _judged(mac: KnownMac, taken_at: int) -> KnownMac:
    if mac.last_check_in is None or mac.last_check_in < taken_at - SEEN_WITHIN_S:
        return mac
    return replace(mac, sleeps="never" if mac.last_check_in >= taken_at - AWAKE_S else "at_night")


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at, zone)


def _as_the_model(at: int, zone: tzinfo) -> bool:
    local = _local(at, zone)
    second = local.hour * 3600 + local.minute * 60 + local.second
    return local.weekday() < 5 and WORKS_S[0] <= second <= WORKS_S[1]
