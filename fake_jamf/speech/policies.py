"""What API clients say about policies, their logs, and configuration profiles."""

from __future__ import annotations

from dataclasses import dataclass

from fake_jamf.messages import ConfigurationProfile, Frequency, Message, Policy, Trigger
from fake_jamf.speech.key import Key, Reference


@dataclass(frozen=True, slots=True)
class ScopeReferences:
    """The computers, groups and scripts that a policy or profile names, with their ids."""

    computers: tuple[Reference, ...] = ()
    groups: tuple[Reference, ...] = ()
    scripts: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPolicy:
    """A policy with its id and what it names."""

    id: int
    policy: Policy
    references: ScopeReferences


@dataclass(frozen=True, slots=True)
class ListPolicies(Message[tuple[FoundPolicy, ...]]):
    """All policies by id. Privilege: Read Policies."""


@dataclass(frozen=True, slots=True)
class FindPolicy(Message[FoundPolicy]):
    """A policy. Privilege: Read Policies."""

    key: Key


@dataclass(frozen=True, slots=True)
class ScopeEdit:
    """A scope as a client writes it: a list that it leaves out is empty. Users by the name they log in with."""

    all_computers: bool = False
    computers: tuple[Key, ...] = ()
    computer_groups: tuple[Key, ...] = ()
    limit_to_users: tuple[str, ...] = ()
    exclude_computers: tuple[Key, ...] = ()
    exclude_computer_groups: tuple[Key, ...] = ()
    exclude_users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyEdit:
    """What an edit changes in a policy; None stays.

    ``triggers`` has each trigger that is named, with whether it is to be on; ``custom_event`` "" takes the custom
    trigger away. ``scripts`` are named with their parameters 4 to 11.
    """

    name: str | None = None
    enabled: bool | None = None
    triggers: tuple[tuple[Trigger, bool], ...] = ()
    custom_event: str | None = None
    frequency: Frequency | None = None
    retry_attempts: int | None = None
    scope: ScopeEdit | None = None
    scripts: tuple[tuple[Key, tuple[str, ...]], ...] | None = None
    update_inventory: bool | None = None


@dataclass(frozen=True, slots=True)
class CreatePolicy(Message[int]):
    """Make a policy; the reply is its id. Privilege: Create Policies."""

    edit: PolicyEdit


@dataclass(frozen=True, slots=True)
class EditPolicy(Message[int]):
    """Change a policy; its log stays; the reply is its id. Privilege: Update Policies."""

    key: Key
    edit: PolicyEdit


@dataclass(frozen=True, slots=True)
class RemovePolicy(Message[int]):
    """Delete a policy with its log; the reply is its id. Privilege: Delete Policies."""

    key: Key


@dataclass(frozen=True, slots=True)
class FlushLogs(Message[int]):
    """Flush policy logs older than so many seconds, of one policy or all, of some computers or all.

    The reply is how many runs went. Privilege: Flush Policy Logs.
    """

    policy: Key | None
    computers: tuple[Key, ...] | None
    older_than_s: int


@dataclass(frozen=True, slots=True)
class ReadPolicyProperties(Message[None]):
    """The properties that hold for all policies: those of a new server. Privilege: Read Policies (inferred)."""


# --- configuration profiles -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundProfile:
    """A configuration profile with its id, its UUID and what its scope names."""

    id: int
    uuid: str
    profile: ConfigurationProfile
    references: ScopeReferences


@dataclass(frozen=True, slots=True)
class ListProfiles(Message[tuple[FoundProfile, ...]]):
    """All profiles by id. Privilege: Read macOS Configuration Profiles."""


@dataclass(frozen=True, slots=True)
class FindProfile(Message[FoundProfile]):
    """A profile. Privilege: Read macOS Configuration Profiles."""

    key: Key


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """What an edit changes in a profile; None stays. Settings are (preference domain, key, value)."""

    name: str | None = None
    settings: tuple[tuple[str, str, object], ...] | None = None
    scope: ScopeEdit | None = None


@dataclass(frozen=True, slots=True)
class CreateProfile(Message[int]):
    """Make a profile; the reply is its id. Privilege: Create macOS Configuration Profiles."""

    edit: ProfileEdit


@dataclass(frozen=True, slots=True)
class EditProfile(Message[int]):
    """Change a profile; the reply is its id. Privilege: Update macOS Configuration Profiles."""

    key: Key
    edit: ProfileEdit


@dataclass(frozen=True, slots=True)
class RemoveProfile(Message[int]):
    """Delete a profile; the reply is its id. Privilege: Delete macOS Configuration Profiles."""

    key: Key
