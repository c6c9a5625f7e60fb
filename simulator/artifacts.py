"""What is left, at a second, of what the registration task made on an account, and where it came from, as a trace tells it."""

from __future__ import annotations

from simulator.account_story import AccountStory, MacStory, last_before
from simulator.trace import Record

_WITHOUT_PYTHON_2 = (12, 3)
_WITH_PYTHON_3 = (1, 3)
"""The version of the task from which on it needs Python 3, which macOS has from 10.15 on."""
_WITH_ITS_PYTHON_3 = (10, 15)
_LACKING = {"ready": "", "absent": "python_missing", "without_modules": "python_modules_missing"}
_NO_VERSION: tuple[int, ...] = ()


def key_lost(account: AccountStory, at: int) -> bool:
    """Whether the private key was deleted, and its certificate is still there."""
    lost = _changed(account, "Private key", at)
    there = account.there_at(at)
    return lost is not None and bool(there) and all(one.imported_at <= lost.at for one in there)


def preferences_lost(account: AccountStory, at: int) -> bool:
    """Whether the identity preferences were deleted, and nothing has set them again."""
    return _not_set_up_since(account, _changed(account, "Identity preferences", at), at)


def chrome_entry_lost(account: AccountStory, at: int) -> bool:
    """Whether the task's entry was deleted out of Chrome's preferences, and nothing has set it again."""
    return _not_set_up_since(account, _changed(account, "Chrome entry", at), at)


def agent_lost(account: AccountStory, at: int) -> bool:
    """Whether the scheduled task was removed, and no run of the task has loaded it again."""
    lost = _changed(account, "Scheduled task", at)
    ran = last_before([run for run in account.runs if run.outcome in {"completed", "skipped"}], at)
    return lost is not None and (ran is None or ran.seq < lost.seq)


def python_gone(account: AccountStory, at: int) -> str:
    """What of Python the installed task lacks, so that its scheduled part cannot start, as the word of a cause."""
    made = [
        run
        for run in account.runs
        if run.details["mode"] == "enroll" and run.outcome in {"completed", "skipped"}
    ]
    ran = last_before(made, at)
    return "" if ran is None else lacks_python(account, str(ran.details["version"]), at)


def lacks_python(account: AccountStory, task_version: str, at: int) -> str:
    """What a version of the task lacks to start on the Mac at a second, as the word of a cause: Python 2, or Python 3."""
    mac = account.mac
    if _number(task_version) >= _WITH_PYTHON_3:
        return _LACKING[_python3_at(mac, at)]
    upgraded = last_before(mac.upgrades, at)
    there = mac.python2 if upgraded is None else None  # Apple's goes with its macOS
    there = _macos_at(mac, at) < _WITHOUT_PYTHON_2 if there is None else there
    return "" if there else "python_missing"


def _python3_at(mac: MacStory, at: int) -> str:
    """Whether ``python3`` is there: as it was last told, or as macOS has it where it was told to be so."""
    told = last_before(mac.pythons, at)
    found = mac.python3 if told is None else str(told.details["python3"])
    then = _number(mac.macos) if told is None else _macos_at(mac, told.at)
    return _own_python3(_macos_at(mac, at)) if found in {"", _own_python3(then)} else found


def _own_python3(macos: tuple[int, ...]) -> str:
    return "ready" if macos >= _WITH_ITS_PYTHON_3 else "absent"


def _macos_at(mac: MacStory, at: int) -> tuple[int, ...]:
    upgraded = last_before(mac.upgrades, at)
    return _number(mac.macos if upgraded is None else str(upgraded.details["macos"]))


def cannot_pass(account: AccountStory, at: int) -> str:
    """Why the scheduled task does not run at all, as the word of a cause; "" where it does, as far as is told."""
    if agent_lost(account, at):
        return "agent_gone"
    return python_gone(account, at)


def _changed(account: AccountStory, what: str, at: int) -> Record | None:
    return last_before([one for one in account.changes if one.details["change"].startswith(what)], at)


def _not_set_up_since(account: AccountStory, lost: Record | None, at: int) -> bool:
    return lost is not None and not account.was_set_up(lost.at, at)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit()) or _NO_VERSION
