"""Devices that Device Trust knows: those that were enrolled at least once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegisteredDevice:
    """A Mac by its Hardware UUID; at ``managed_at`` (epoch seconds) Jamf Pro called it managed."""

    udid: str
    display_name: str
    managed_at: int
    certificates_issued: int


class Devices:
    """The registered devices of the org."""

    def __init__(self) -> None:
        self._by_udid: dict[str, RegisteredDevice] = {}

    def __len__(self) -> int:
        return len(self._by_udid)

    def find(self, udid: str) -> RegisteredDevice | None:
        """The device, or None if it was never enrolled."""
        return self._by_udid.get(udid)

    def register(self, udid: str, display_name: str, at: int) -> RegisteredDevice:
        """Enter a device that Jamf Pro manages, or note its new name, and count its new certificate."""
        before = self._by_udid.get(udid)
        issued = 1 if before is None else before.certificates_issued + 1
        device = self._by_udid[udid] = RegisteredDevice(udid, display_name, at, issued)
        return device
