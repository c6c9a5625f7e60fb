"""The Macs on which the registration task has never run successfully, with what stands in the way of each.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: make sure that the script runs at least once successfully.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.diagnosis_causes import CAUSES, Cause
from simulator.diagnosis_certificates import why_not_enrolled
from simulator.estate import Estate
from simulator.reading import Reading
from simulator.trace import Record


class NeverEnrolled(NamedTuple):
    """A managed Mac without a successful run, the account that is looked at, and the word of what stands in the way."""

    mac: str
    account: str
    word: str

    @property
    def cause(self) -> Cause:
        """What it is in words, with fact and remedy."""
        return CAUSES[self.word]


def never_enrolled(reading: Reading, at: int, group: str | None = None) -> list[NeverEnrolled]:
    """The Macs in Jamf Pro's inventory on which the task has not come to its good end before a second, by the fleet's order."""
    estate = Estate.read(reading)
    found = []
    for mac in estate.stories(reading.macs(group)):
        if mac.enrolled_at() >= at or any(_succeeded(one.runs, at) for one in mac.accounts.values()):
            continue
        account = next(iter(mac.accounts.values()))
        found.append(NeverEnrolled(mac.name, account.name, why_not_enrolled(estate, account, at).word))
    return found


def _succeeded(runs: Iterable[Record], at: int) -> bool:
    ended = [run for run in runs if run.at < at and run.details["mode"] == "enroll"]
    return any(run.outcome in {"completed", "skipped"} for run in ended)
