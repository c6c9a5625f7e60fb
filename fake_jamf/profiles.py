"""Configuration profiles and which of them a Mac is to have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from uuid import UUID

from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import ConfigurationProfile
from fake_jamf.scope import reaches_computer, reaches_user
from fake_jamf.speech.key import Key


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """A profile with the id that the server gave it."""

    id: int
    profile: ConfigurationProfile

    @property
    def uuid(self) -> str:
        """The identifier of the profile on the Macs."""
        return str(
            UUID(bytes=blake2b(f"profile {self.id}".encode(), digest_size=16).digest(), version=4)
        ).upper()


class Profiles:
    """The configuration profiles of a server, by name."""

    __slots__ = ("_by_name", "_ids")

    def __init__(self) -> None:
        self._by_name: dict[str, ProfileRecord] = {}
        self._ids = 0

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[ProfileRecord]:
        """All profiles by id."""
        return iter(sorted(self._by_name.values(), key=lambda record: record.id))

    def set(self, profile: ConfigurationProfile) -> None:
        """Create or replace a profile."""
        self.save(self._by_name.get(profile.name), profile)

    def save(self, earlier: ProfileRecord | None, profile: ConfigurationProfile) -> int:
        """Keep a profile, in the place of an earlier one or as a new one; its id. Raises DUPLICATE, BAD_REQUEST."""
        if not profile.name:
            raise bad_request("A profile needs a name")
        if profile.name in self._by_name and (earlier is None or earlier.profile.name != profile.name):
            raise duplicate("name")
        if earlier is None:
            self._ids += 1
        else:
            del self._by_name[earlier.profile.name]
        saved = ProfileRecord(self._ids if earlier is None else earlier.id, profile)
        self._by_name[profile.name] = saved
        return saved.id

    def by_key(self, key: Key) -> ProfileRecord:
        """The profile with an id or a name. Raises NOT_FOUND."""
        for record in self._by_name.values():
            if key.value == (str(record.id) if key.by == "id" else record.profile.name):
                return record
        raise not_found(f"configuration profile with {key}")

    def remove(self, record: ProfileRecord) -> None:
        """Delete a profile."""
        del self._by_name[record.profile.name]

    def revise(self, revision: Callable[[ConfigurationProfile], ConfigurationProfile]) -> None:
        """Change what all profiles name, for example a group that is called otherwise now."""
        for name, record in self._by_name.items():
            self._by_name[name] = replace(record, profile=revision(record.profile))

    def in_scope(self, computer: ComputerRecord) -> tuple[ConfigurationProfile, ...]:
        """The profiles whose scope has the computer, by name.

        Limitations and exclusions of users look at who was at the console at the last recon: a profile is
        pushed, so there is no check-in that says who is there now. A computer that is merely set to unmanaged
        keeps what it has.
        """
        return tuple(
            profile
            for profile in (record.profile for _, record in sorted(self._by_name.items()))
            if reaches_computer(profile.scope, computer.name, computer.groups)
            and reaches_user(profile.scope, computer.console_user)
        )
