"""How something spreads over a fleet: trust in a rollout, and what an administrator does to put things right.

Each is a number of days from a moment until so many Macs are reached. Where that never comes, it is the days until the
window's end, so that a mean stays a number: it is then at least so many, and a limit must be shorter than the run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from simulator.finding import of_kinds
from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import kept_out
from simulator.trace import Record

DAY_S = 86_400
_MENDS_NOTHING = frozenset(
    {
        *("widen_rollout", "pause_rollout", "check_task_version", "read_policy_log", "test_api_credentials"),
        *("unmanage", "delete_computer", "disable_device_trust", "disable_feature"),
    }
)
"""What administrators do that is no fix: they look, or go on with a plan, or take something away."""
_BRINGS_THE_TASK = frozenset({"push_task", "edit_policy", "flush_policy_log", "edit_task", "download_task"})


# --- trust ------------------------------------------------------------------------------------------------


def days_to_share_trusted(reading: Reading, window: Window, share: float) -> float:
    """Days from the window's begin until so large a share of its Macs is trusted, for the first time.

    A Mac counts as trusted by the last sign-in at which Okta asked for its device, or, while none did, while it holds a
    valid certificate. All Macs of the group count, those that join later included.
    """
    macs = reading.macs(window.group)
    begins, ends = _ends(reading, window)
    needed = math.ceil(share * len(macs) - 1e-9)
    trusted: set[str] = set()
    reached_at = begins
    changes = sorted(_changes_of_trust(reading, set(macs)), key=lambda change: change[0])
    for at, mac, is_trusted in changes:
        if at > begins and len(trusted) >= needed:
            break  # what was there at the begin has been taken in
        (trusted.add if is_trusted else trusted.discard)(mac)
        reached_at = max(begins, at)
    reached = len(trusted) >= needed and reached_at < ends
    return ((reached_at if reached else ends) - begins) / DAY_S


def _changes_of_trust(reading: Reading, macs: set[str]) -> Iterator[tuple[int, str, bool]]:
    """(epoch second, Mac, whether it is trusted after that second)."""
    first: dict[str, int] = {}
    for record in reading.opened:
        if record.subject in macs and record.details["device"] != "not_asked":
            first.setdefault(record.subject, record.at)
            yield record.at, record.subject, record.details["device"] == "trusted"
    for mac in macs:
        until = first.get(mac, reading.end_at + 1)
        held = [one for one in reading.certificates_of.get(mac, ()) if one.imported_at is not None]
        moments = {
            at for one in held for at in (one.imported_at, one.not_after, one.removed_at, one.revoked_at)
        }
        for at in moments:
            if at is not None and at < until:
                yield at, mac, any(one.held_at(at + 1) for one in held)


# --- the rollout itself -----------------------------------------------------------------------------------


def days_to_last_wave(reading: Reading, window: Window) -> float:
    """Days from the window's begin until the rollout was widened last, in the window; 0 where it never was.

    A rollout that a stop rule or a freeze holds up to the end has no later step to count: ``rollout_pauses`` and
    ``macs_never_enrolled`` tell of it.
    """
    begins, _ = _ends(reading, window)
    widened = [record.at for record in _of_rollout(reading, window, "widen_rollout")]
    return (widened[-1] - begins) / DAY_S if widened else 0.0


def days_after_last_wave(reading: Reading, window: Window) -> float:
    """Days from the last widening of the rollout in the window to the window's end: the fewer, the later it finishes.

    The whole window where it never was widened. Of plans that keep their limits, the one with the least is the latest
    that is still safe.
    """
    begins, ends = _ends(reading, window)
    return (ends - begins) / DAY_S - days_to_last_wave(reading, window)


def rollout_pauses(reading: Reading, window: Window) -> float:
    """How often the rollout was held up: by its stop rule, or by a change freeze."""
    return sum(1 for _ in _of_rollout(reading, window, "pause_rollout"))


def _of_rollout(reading: Reading, window: Window, action: str) -> Iterator[Record]:
    for record in of_kinds(reading.records, "admin.acted"):
        if record.details["action"] == action and window.holds(record.at):
            yield record


# --- fixes ------------------------------------------------------------------------------------------------


def days_until_share_is_back(reading: Reading, window: Window, share: float) -> float:
    """Days from the window's last fix until so large a share of the Macs that it found locked out is back.

    A fix is an act of an administrator (``admin.acted``) other than looking, widening a rollout or taking something away,
    and other than what the help desk does for a caller. Locked out are Macs on which somebody's last sign-in to an app was
    denied at that moment; one is back once each of those has been let in. 0 where there was no fix, or nobody to bring back.
    """
    begins, ends = _ends(reading, window)
    fix = _last_act(reading, window)
    if fix is None:
        return 0.0
    until: dict[tuple[str, str, str], int] = {}
    whole = Window(window.group, reading.start_at, ends)
    for one in sorted(kept_out(reading, whole), key=lambda stretch: stretch.from_at):
        key = (one.mac, one.person, one.app)
        if one.from_at <= fix.at < one.until_at or until.get(key) == one.from_at:
            until[key] = one.until_at
    back: dict[str, int] = {}
    for (mac, _, _), at in until.items():
        back[mac] = max(at, back.get(mac, begins))
    return _days_until(back.values(), len(back), share, fix.at, ends)


def days_until_task_ran_on_share(reading: Reading, window: Window, share: float) -> float:
    """Days from the last act that brings the task anew until it has completed on so large a share of the Macs meant.

    Such an act pushes or edits the task, edits its policy or flushes that policy's log. Meant are the Macs that it names,
    else all of the window's, as far as Jamf Pro manages them at the end. 0 where there was no such act, or no such Mac.
    """
    _, ends = _ends(reading, window)
    act = _last_act(reading, window, _BRINGS_THE_TASK)
    if act is None:
        return 0.0
    named = set(reading.macs(str(act.details.get("what", "")))) or set(reading.macs())
    meant = {mac for mac in reading.macs(window.group) if mac in named and reading.managed[mac]}
    ran: dict[str, int] = {}
    for record in of_kinds(reading.records, "task.ran"):
        since = record.seq > act.seq and record.at < ends
        if record.subject in meant and since and record.outcome in {"completed", "skipped"}:
            ran.setdefault(record.subject, record.at)
    return _days_until(ran.values(), len(meant), share, act.at, ends)


def _last_act(reading: Reading, window: Window, wanted: frozenset[str] = frozenset()) -> Record | None:
    acts = [
        record
        for record in of_kinds(reading.records, "admin.acted")
        if window.holds(record.at) and _mends(record, wanted)
    ]
    return acts[-1] if acts else None


def _mends(record: Record, wanted: frozenset[str]) -> bool:
    action = record.details["action"]
    if record.details.get("by") == "help_desk":
        return False
    return action in wanted if wanted else action not in _MENDS_NOTHING


def _days_until(moments: Iterable[int], of: int, share: float, begins: int, ends: int) -> float:
    """Days until so large a share of ``of`` has come at its moment."""
    needed = math.ceil(share * of - 1e-9)
    if not needed:
        return 0.0
    came = sorted(moments)
    return ((came[needed - 1] if len(came) >= needed else ends) - begins) / DAY_S


def _ends(reading: Reading, window: Window) -> tuple[int, int]:
    return max(window.after, reading.start_at), min(window.before, reading.end_at)
