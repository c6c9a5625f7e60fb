"""Which Macs sleep at night, out of inventories that were taken at night: who had just checked in was awake.

A Mac that is awake checks in at least every 20 minutes (every 15, and up to 5 later), and Jamf Pro keeps the last check-in
of each alone. So one export at night tells which Macs are on in that night, an export by day tells nothing of it, and several
nights take an export of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final, Literal

from simulator.clock import DAY_S
from simulator.inventory.coverage import Coverage, share
from simulator.known_macs import KnownMac

AWAKE_S: Final = 1200
SEEN_WITHIN_S: Final = 7 * DAY_S
"""Who has not checked in for so long may be off, broken or gone: of its nights nothing is known."""
WORKS_S: Final = (8 * 3600 + 1800, 18 * 3600 + 1800 + AWAKE_S)
"""When the model's working day may begin and has surely ended, as habits have it where nobody changes them."""
_HALF_A_DAY_S: Final = DAY_S // 2

Sleeps = Literal["at_night", "never"]


@dataclass(frozen=True, slots=True)
class Night:
    """One export: when it was taken, by its newest check-in, and what each Mac did then, by its numbers and names."""

    taken_at: int
    slept: Mapping[tuple[str, str], Sleeps]


def with_sleep(
    macs: Sequence[KnownMac],
    zone: tzinfo,
    coverage: Coverage,
    others: Mapping[str, Sequence[KnownMac]] | None = None,
) -> list[KnownMac]:
    """The Macs of an export that was made at night, with whether each sleeps; the fit of the others is told.

    ``others`` are exports of other nights, by their files. A Mac is what it was on more of the nights that tell of it, and
    sleeps where they are even.
    """
    own = _night(macs)
    if own is None:
        coverage.note("Of sleep nothing is known: no last check-in could be read.")
        return [*macs]
    nights = [own, *_others(own, others or {}, coverage)]
    found, torn = [], 0
    for mac in macs:
        seen = [night.slept[key] for night in nights if (key := _met(mac, night)) is not None]
        awake = seen.count("never")
        torn += 0 < awake < len(seen)
        found.append(replace(mac, sleeps="never" if 2 * awake > len(seen) else "at_night") if seen else mac)
    for line in _told(found, nights, torn, zone):
        coverage.note(line)
    return found


def _night(macs: Sequence[KnownMac]) -> Night | None:
    taken_at = max((mac.last_check_in for mac in macs if mac.last_check_in), default=None)
    if taken_at is None:
        return None
    slept: dict[tuple[str, str], Sleeps] = {}
    for mac in macs:
        if mac.last_check_in is not None and mac.last_check_in >= taken_at - SEEN_WITHIN_S:
            here: Sleeps = "never" if mac.last_check_in >= taken_at - AWAKE_S else "at_night"
            slept.update(dict.fromkeys(_keys(mac), here))
    return Night(taken_at, slept)


def _keys(mac: KnownMac) -> Iterator[tuple[str, str]]:
    """By what a Mac is known again in another export; by its name only where it has no number."""
    numbers = [("udid", mac.udid), ("serial_number", mac.serial_number)]
    known = [(name, value) for name, value in numbers if value]
    yield from known or [("name", mac.name)]


def _met(mac: KnownMac, night: Night) -> tuple[str, str] | None:
    return next((key for key in _keys(mac) if key in night.slept), None)


def _others(own: Night, others: Mapping[str, Sequence[KnownMac]], coverage: Coverage) -> Iterator[Night]:
    """Those that are of another night than any before them."""
    taken = [own.taken_at]
    for file, macs in others.items():
        night = _night(macs)
        if night is None:
            coverage.note(f"{file} tells of no night: no last check-in could be read.")
        elif any(abs(night.taken_at - at) < _HALF_A_DAY_S for at in taken):
            coverage.note(f"{file} is of a night that another export tells of, and was left out.")
        else:
            taken.append(night.taken_at)
            yield night


def _told(found: Sequence[KnownMac], nights: Sequence[Night], torn: int, zone: tzinfo) -> Iterator[str]:
    awake = sum(mac.sleeps == "never" for mac in found)
    asleep = [mac.last_check_in for mac in found if mac.sleeps == "at_night" and mac.last_check_in]
    known = sum(bool(mac.sleeps) for mac in found)
    taken = " and ".join(f"{_local(night.taken_at, zone):%Y-%m-%d %H:%M}" for night in nights)
    on_most = "" if len(nights) == 1 else f" on most of the {len(nights)} nights that tell of them"
    yield (
        f"Sleep from check-ins: of {known:,} Macs that checked in within a week before {taken}, "
        f"{awake:,} ({share(awake, known)}) had done so within {AWAKE_S // 60} minutes{on_most}: they do not sleep at night."
    )
    if len(nights) > 1:
        yield f"{torn:,} of them were awake on some of these nights and asleep on others: the model's Macs are not so."
    if asleep:
        fits = sum(_as_the_model(at, zone) for at in asleep)
        one = " One night is one night: who worked late counts as never asleep." if len(nights) == 1 else ""
        yield (
            f"Fit: of the {len(asleep):,} that sleep, {share(fits, len(asleep))} checked in last on a working day between "
            f"08:30 and 18:50, as the model's people with the usual hours do.{one}"
        )


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at, zone)


def _as_the_model(at: int, zone: tzinfo) -> bool:
    local = _local(at, zone)
    second = local.hour * 3600 + local.minute * 60 + local.second
    return local.weekday() < 5 and WORKS_S[0] <= second <= WORKS_S[1]
