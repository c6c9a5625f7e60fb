"""What can be said to Jamf Pro: one frozen dataclass an operation, typed by its reply.

Three parties speak: a Mac's management agent (``jamf policy``, ``jamf recon``), API clients such as Okta, and
the administrator in the console. Times are whole seconds since the epoch, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

R = TypeVar("R")


class Message(Generic[R]):
    """Base of all messages to Jamf Pro; ``R`` is the type of the reply."""

    __slots__ = ()


# --- who asks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nobody:
    """No credentials, as for the version page."""


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """A Mac's management agent, by the Hardware UUID that its device signature stands for."""

    udid: str


@dataclass(frozen=True, slots=True, repr=False)
class Basic:
    """User name and password of a Jamf Pro account."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class Bearer:
    """An API token."""

    token: str


@dataclass(frozen=True, slots=True)
class Console:
    """An administrator signed in to the web console, by name; checked for privileges, not for a password."""

    username: str


Credentials = Nobody | DeviceIdentity | Basic | Bearer | Console


# --- vocabulary -------------------------------------------------------------------------------------------

Trigger = Literal[
    "recurring check-in", "enrollmentComplete", "login", "logout", "startup", "networkStateChange", "custom"
]
Frequency = Literal[
    "Ongoing",
    "Once per computer",
    "Once per user",
    "Once per user per computer",
    "Once every day",
    "Once every week",
    "Once every month",
]
PolicyStatus = Literal["Completed", "Failed"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a smart group: the name of a field or an extension attribute, an operator, a value."""

    name: str
    search_type: Literal["is", "is not", "like", "not like", "before (yyyy-mm-dd)", "after (yyyy-mm-dd)"]
    value: str
    and_or: Literal["and", "or"] = "and"


@dataclass(frozen=True, slots=True)
class Scope:
    """Targets, limited to users or groups of users, less the exclusions.

    All names: computers by computer name, groups by group name, users by the name logged in at the console.
    """

    all_computers: bool = True
    computers: frozenset[str] = frozenset()
    computer_groups: frozenset[str] = frozenset()
    limit_to_users: frozenset[str] = frozenset()
    exclude_computers: frozenset[str] = frozenset()
    exclude_computer_groups: frozenset[str] = frozenset()
    exclude_users: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """A script in a policy, with its parameters 4 to 11 (``verbose`` or ``uninstall`` for the Okta task)."""

    script: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as the admin makes it. ``update_inventory`` adds a recon after the scripts."""

    name: str
    triggers: frozenset[Trigger]
    frequency: Frequency
    scope: Scope = field(default_factory=Scope)
    scripts: tuple[ScriptRun, ...] = ()
    update_inventory: bool = False
    enabled: bool = True
    retry_attempts: int = -1
    custom_event: str = ""


# --- a Mac's agent ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScriptToRun:
    """A script as the agent receives it: name, contents, parameters 4 to 11. It is removed after the run."""

    name: str
    contents: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """A policy that the agent is to run now."""

    policy_id: int
    name: str
    scripts: tuple[ScriptToRun, ...]
    update_inventory: bool


@dataclass(frozen=True, slots=True)
class CheckIn(Message[tuple[DuePolicy, ...]]):
    """The agent asks which policies are due: for a trigger, and for the user at the console ("" for none)."""

    trigger: Trigger
    username: str
    custom_event: str = ""


@dataclass(frozen=True, slots=True)
class SubmitPolicyLog(Message[None]):
    """What came of a policy: Completed or Failed, with everything the scripts printed."""

    policy_id: int
    username: str
    status: PolicyStatus
    output: str


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """What ``jamf recon`` collects."""

    macos_version: str
    username: str
    local_users: tuple[str, ...]
    extension_attributes: tuple[tuple[str, str], ...] = ()
    certificates: tuple[tuple[str, int], ...] = ()
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmitInventory(Message[None]):
    """``jamf recon``; smart groups are worked out anew when it arrives."""

    report: InventoryReport


@dataclass(frozen=True, slots=True)
class EnrollComputer(Message[int]):
    """Enrollment of a Mac into management; the reply is the computer's id."""

    udid: str
    serial_number: str
    name: str
    macos_version: str
    owner: str = ""


# --- API clients ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A bearer token and when it ends."""

    token: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class CreateToken(Message[Token]):
    """``POST /api/v1/auth/token`` with Basic credentials."""


@dataclass(frozen=True, slots=True)
class KeepAlive(Message[Token]):
    """``POST /api/v1/auth/keep-alive``: a new token; the old one is dead at once."""


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer's record."""

    id: int
    udid: str
    serial_number: str
    name: str
    managed: bool
    owner: str
    macos_version: str
    enrolled_at: int
    last_check_in_at: int | None
    last_inventory_at: int | None
    extension_attributes: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetComputer(Message[Computer]):
    """Read a computer by its Hardware UUID. Privilege: Read Computers."""

    udid: str


@dataclass(frozen=True, slots=True)
class ListComputers(Message[tuple[Computer, ...]]):
    """All computers, by id. Privilege: Read Computers."""


@dataclass(frozen=True, slots=True)
class ListAccounts(Message[tuple[str, ...]]):
    """The names of the Jamf Pro accounts. Privilege: Read Accounts."""


@dataclass(frozen=True, slots=True)
class ListUsers(Message[tuple[str, ...]]):
    """The names of the users of the inventory. Privilege: Read User."""


# --- the administrator ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class SetAccount(Message[None]):
    """Create or change a Jamf Pro account: its password, privileges, and whether it is enabled.

    ``privileges`` None means an administrator with all of them.
    """

    username: str
    password: str
    privileges: frozenset[str] | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class ChangePassword(Message[None]):
    """Give an account another password; privileges and everything else stay. Privilege: Update Accounts."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class SetScript(Message[None]):
    """Create or replace a script."""

    name: str
    contents: str

    def __repr__(self) -> str:
        return f"SetScript({self.name})"


@dataclass(frozen=True, slots=True)
class GetScript(Message[str]):
    """Read a script, for example to see its version or a key left in it. Privilege: Read Scripts."""

    name: str


@dataclass(frozen=True, slots=True)
class SetPolicy(Message[int]):
    """Create a policy, or replace the one of the same name; the reply is its id. Its log stays."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class SetSmartGroup(Message[None]):
    """Create or replace a smart computer group."""

    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class SetStaticGroup(Message[None]):
    """Create or replace a static computer group, by computer names."""

    name: str
    computers: frozenset[str]


@dataclass(frozen=True, slots=True)
class SetExtensionAttribute(Message[None]):
    """Define an extension attribute that every recon fills."""

    name: str
    input_type: Literal["script", "text field"] = "script"


@dataclass(frozen=True, slots=True)
class ConfigurationProfile:
    """A profile: payload settings by preference domain, and the scope."""

    name: str
    settings: tuple[tuple[str, str, object], ...]
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class SetProfile(Message[None]):
    """Create or replace a configuration profile, for example allowCloudKeychainSync = False."""

    profile: ConfigurationProfile


@dataclass(frozen=True, slots=True)
class GetProfiles(Message[tuple[ConfigurationProfile, ...]]):
    """The profiles in scope for a Mac, as its MDM client installs them."""

    udid: str


@dataclass(frozen=True, slots=True)
class SetManaged(Message[None]):
    """'Allow Jamf Pro to perform management tasks': take a computer out of management, or back."""

    udid: str
    managed: bool


@dataclass(frozen=True, slots=True)
class DeleteComputer(Message[None]):
    """Delete a computer's record."""

    udid: str


@dataclass(frozen=True, slots=True)
class FlushPolicyLog(Message[int]):
    """Flush a policy's log, for all computers or one; the reply is how many entries went."""

    policy: str
    udid: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyLogEntry:
    """One line of a policy's log, with the output behind 'Show'."""

    policy_id: int
    policy: str
    udid: str
    username: str
    at: int
    status: PolicyStatus
    output: str


@dataclass(frozen=True, slots=True)
class GetPolicyLog(Message[tuple[PolicyLogEntry, ...]]):
    """The log of a policy (Policies > Logs) or of one computer (``udid``), oldest first."""

    policy: str | None = None
    udid: str | None = None


@dataclass(frozen=True, slots=True)
class ListPendingComputers(Message[tuple[str, ...]]):
    """The UDIDs of the computers that a policy's log shows as Pending: in scope, with no run logged yet."""

    policy: str


@dataclass(frozen=True, slots=True)
class CheckInSettings:
    """Settings > Check-in: how often, and by how much the agent delays at random, both in seconds."""

    interval_s: int = 900
    random_delay_s: int = 300


@dataclass(frozen=True, slots=True)
class GetCheckInSettings(Message[CheckInSettings]):
    """Read the check-in settings."""


@dataclass(frozen=True, slots=True)
class SetCheckInSettings(Message[None]):
    """Change the check-in settings."""

    settings: CheckInSettings
