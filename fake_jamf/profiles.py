"""Configuration profiles and which of them a Mac is to have."""

from __future__ import annotations

from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import ConfigurationProfile
from fake_jamf.scope import reaches_computer, reaches_user


class Profiles:
    """The configuration profiles of a server, by name."""

    __slots__ = ("_by_name",)

    def __init__(self) -> None:
        self._by_name: dict[str, ConfigurationProfile] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def set(self, profile: ConfigurationProfile) -> None:
        """Create or replace a profile."""
        self._by_name[profile.name] = profile

    def in_scope(self, computer: ComputerRecord) -> tuple[ConfigurationProfile, ...]:
        """The profiles whose scope has the computer, by name.

        Limitations and exclusions of users look at who was at the console at the last recon: a profile is
        pushed, so there is no check-in that says who is there now. A computer that is merely set to unmanaged
        keeps what it has.
        """
        return tuple(
            profile
            for _, profile in sorted(self._by_name.items())
            if reaches_computer(profile.scope, computer.name, computer.groups)
            and reaches_user(profile.scope, computer.console_user)
        )
