"""Jamf Pro's policy logs, each as a computer's history with that one entry.

Source: ``computerhistory`` of Jamf Pro's Classic API. The text behind 'Show', which no API gives, is ``output``.
"""

from __future__ import annotations

from typing import Any

from fake_jamf.api.times import classic_times
from simulator.trace import Record


class PolicyLogs:
    """Hears a run's records, and has of each policy that ran a line."""

    def __init__(self) -> None:
        self._computers: dict[str, dict[str, Any]] = {}
        self.lines: list[dict[str, Any]] = []

    def see(self, record: Record) -> None:
        """Take a record in."""
        if record.kind == "mac.added":
            details = record.details
            self._computers[record.subject] = {
                "id": None,
                "name": record.subject,
                "udid": details["udid"],
                "serial_number": details["serial"],
                "mac_address": "",
            }
        elif record.kind == "computer.enrolled" and record.subject in self._computers:
            self._computers[record.subject]["id"] = record.details["computer_id"]
        elif record.kind == "policy.logged" and record.subject in self._computers:
            self.lines.append(self._line(record))

    def _line(self, record: Record) -> dict[str, Any]:
        details = record.details
        entry = {
            "policy_id": details["policy_id"],
            "policy_name": details["policy"],
            "username": details["user"],
            **classic_times("date_completed", record.at),
            "status": record.outcome,
        }
        general = dict(self._computers[record.subject])
        return {
            "computer_history": {"general": general, "policy_logs": [entry]},
            "output": details["output"],
        }
